/**
 * Guo18 Definition 1.5.2 (NCP**): at least three agents, two of whom, at two pairs of types that differ in both, have different
 * beliefs about the rest given each other's type.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { othersIn, typeIn } from '../../environment/finite/profiles.ts';
import { isZero, ZERO, type Rational } from '../../programs/rational.ts';
import type { Condition } from './condition.ts';

/** p_i(· | t_i, t_j) over profiles of the rest; undefined where t_i gives t_j no probability. */
function given(
  model: FiniteModel,
  beliefs: readonly (readonly (readonly Rational[])[])[],
  i: number,
  j: number,
  ti: number,
  tj: number,
): Rational[] | undefined {
  const { profiles } = model;
  const joint = Array.from({ length: profiles.size }, (_, profile) => profile)
    .filter((profile) => typeIn(profiles, profile, i) === ti && typeIn(profiles, profile, j) === tj)
    .map((profile) => beliefs[i]![ti]![othersIn(profiles, profile, i)]!);
  const total = joint.reduce((a, b) => a.add(b), ZERO);
  return isZero(total) ? undefined : joint.map((value) => value.div(total));
}

const differ = (a: readonly Rational[] | undefined, b: readonly Rational[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.some((value, k) => !value.equals(b[k]!));

/** One verdict for all agents; the witness is the two agents and their two pairs of types. */
export function ncpStarStar(model: FiniteModel): Condition[] {
  const { agents } = model;
  const verdict = (holds: boolean, text: string): Condition[] => [{ id: 'ncp-star-star', agent: 'market', holds, text }];
  if (agents.length < 3) return verdict(false, `NCP** fails: it takes at least three agents, and there are ${agents.length}`);
  const beliefs = conditionalBeliefs(model);
  for (let i = 0; i < agents.length; i++) {
    for (let j = i + 1; j < agents.length; j++) {
      const pairs = agents[i]!.types.flatMap((_, ti) => agents[j]!.types.map((__, tj) => [ti, tj] as const))
        .filter(([ti, tj]) => differ(given(model, beliefs, i, j, ti, tj), given(model, beliefs, j, i, tj, ti)));
      for (const [a, b] of pairs) {
        const other = pairs.find(([c, d]) => c !== a && d !== b);
        if (other === undefined) continue;
        const name = ([ti, tj]: readonly [number, number]): string => `(${agents[i]!.types[ti]}, ${agents[j]!.types[tj]})`;
        return verdict(
          true,
          `NCP**: ${agents[i]!.name} and ${agents[j]!.name} differ about the rest at ${name([a, b])} and at ${name(other)}`,
        );
      }
    }
  }
  return verdict(false, 'NCP** fails: no two agents differ about the rest at two pairs of types apart in both');
}
