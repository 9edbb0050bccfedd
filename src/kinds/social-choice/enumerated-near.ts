/** Atoms far from the origin, played near it (src/experiments/recentred.ts): there, no more than rounding is taken for a tie. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { recentred, type Recentred } from '../../experiments/recentred.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Surface, Witness } from '../../results/document.ts';
import { lieOf } from '../../results/witness.ts';
import type { EnumeratedAgent } from './enumerated-agent.ts';

/** Undefined where the problem is near already, or its payoffs do not stay what they are. Of bids, what is taken off is in their digits. */
export const nearOrigin = (problem: SocialChoiceProblem, mechanism: Mechanism): Recentred | undefined =>
  (mechanism.strategies ? undefined : recentred(problem, mechanism));

type Shown = Surface['types'][number];

/** The same rows, types and reports as they are: what was taken off their `coordinates` is put back. */
export function agentBack(found: EnumeratedAgent, { origin }: Pick<Recentred, 'origin'>, coordinates: readonly number[]): EnumeratedAgent {
  const by = coordinates.map((d) => origin[d]!);
  const signal = (own: readonly number[]): number[] => own.map((x, c) => x + by[c]!);
  const shown = (one: Shown): Shown => (typeof one === 'number' ? one + by[0]! : signal(one));
  const told = ({ type, report }: Witness): Witness => ({ type: shown(type), report: shown(report) });
  return {
    ...found,
    estimates: found.estimates.map((row) => {
      const lie = lieOf(row.witness);
      return lie ? { ...row, witness: told(lie) } : row;
    }),
    curves: found.curves.map((curve) => ({ ...curve, types: curve.types.map((type) => type + by[0]!) })),
    surfaces: found.surfaces.map((one) => ({ ...one, types: one.types.map(shown), reports: one.reports.map(shown) })),
    types: found.types.map(signal),
    reports: found.reports.map(signal),
  };
}
