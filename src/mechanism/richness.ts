/**
 * Richness of a rule (Song22 section 4.3): for every own type, bar the highest, some profile of the others leads to an
 * alternative in K_0^i. Looked for on sampled profiles and at the corners of the others' signals, so that `holds: false`
 * says that none was found.
 */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { ownAlternatives, type Assumption } from '../environment/assumptions.ts';
import type { Evaluate } from '../environment/derivatives.ts';
import { linearValues } from '../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { chooseAlternative } from './choose.ts';
import type { ChoiceRule } from './mechanism.ts';

const TYPES = 16;
const PROFILES = 256;
const KEY = { k0: 0x72696368, k1: 0x6e657373 };

export function checkRichness(problem: SocialChoiceProblem, rule: ChoiceRule, evaluate?: Evaluate): Assumption {
  const name = 'rich rule';
  const { agents, signals } = problem;
  if (chooseAlternative(rule, agents.map(() => problem.alternatives.map(() => 0))) === undefined) {
    return { name, holds: false, open: true, detail: `not checked for a rule of kind '${rule.kind}'` };
  }
  const { others } = ownAlternatives(problem, evaluate);
  for (let i = 0; i < agents.length; i++) {
    const owned = coordinatesOf({ signals }, i);
    for (let t = 0; owned.length > 0 && t < TYPES; t++) {
      const escapes = Array.from({ length: PROFILES }, (_, p) => p).some((p) => {
        const at = profile(problem, p);
        for (const d of owned) at[d] = along(problem, d, t / TYPES);
        return others[i]!.includes(chooseAlternative(rule, valuesAt(problem, at, evaluate))!);
      });
      if (!escapes) {
        return {
          name,
          holds: false,
          open: true,
          detail:
            `${agents[i]} at ${Math.round((100 * t) / TYPES)}% of her type space: none of ${PROFILES} profiles of the others leads to `
            + `an alternative in K_0^i`,
        };
      }
    }
  }
  return { name, holds: true, detail: `for ${TYPES} types of every agent, among ${PROFILES} profiles of the others` };
}

function valuesAt(
  { valuations, agents, alternatives }: SocialChoiceProblem,
  at: Float64Array,
  evaluate?: Evaluate,
): readonly (readonly number[])[] {
  if (valuations.kind === 'linear') return linearValues(valuations, at);
  const flat = evaluate!(at);
  return agents.map((_, i) => Array.from(flat.subarray(i * alternatives.length, (i + 1) * alternatives.length)));
}

const along = ({ signals }: SocialChoiceProblem, d: number, share: number): number =>
  signals[d]!.law.support[0] + share * (signals[d]!.law.support[1] - signals[d]!.law.support[0]);

/** The first profiles are corners: everybody low, everybody high, one agent high, one agent low. */
function profile(problem: SocialChoiceProblem, p: number): Float64Array {
  const { signals, agents } = problem;
  const n = agents.length;
  return Float64Array.from(signals, ({ owner }, d) => {
    if (p < 2) return along(problem, d, p);
    if (p < 2 + 2 * n) return along(problem, d, Number((owner === (p - 2) % n) === p - 2 < n));
    return along(problem, d, threefry2x32(KEY, [p, d])[0] / 2 ** 32);
  });
}
