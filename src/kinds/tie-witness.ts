/** Two alternatives that tie at the top, as a row's witness. */
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import type { TieWitness } from '../results/witness.ts';

/** `at`: [signals]; `coordinates`: places among the agent's own `names`. */
export function tieWitness(
  { alternatives, signals }: Pick<SocialChoiceProblem, 'alternatives' | 'signals'>,
  { pair: [k, l], at, coordinates }: {
    readonly pair: readonly [number, number]; readonly at: readonly number[]; readonly coordinates?: readonly number[];
  },
  names: readonly string[],
): TieWitness {
  return {
    kind: 'tie', alternatives: [alternatives[k]!, alternatives[l]!], at: Object.fromEntries(at.map((x, d) => [signals[d]!.name, x])),
    ...(coordinates && coordinates.length > 0 ? { coordinates: [...new Set(coordinates)].map((x) => names[x]!) } : {}),
  };
}
