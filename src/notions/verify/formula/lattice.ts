/**
 * What utilities at the nodes of a grid of an agent's types leave of the least ε (../between-nodes.ts), where others are at given points,
 * so that every profile of theirs is counted: of values as formulas whose slopes in her signals are numbers.
 */
import { InputError } from '../../../errors.ts';
import { epsilonBetween, twoListsOf, type Lead, type Nodes } from '../between-nodes.ts';
import { Bounds } from './bounds.ts';
import type { Ends, Model } from './model.ts';
import { constantOf } from './sums.ts';

/** Rounding of a lead moved to her signals at 0, as a share of what it is made of; of the bound, whole. */
const MOVED = 1e-13;
const SHARE = 1e-9;

/** [K][C] Throws InputError where a slope is no number. */
export const slopesOf = ({ sums, mine }: Model, values: Model['own']): number[][] => values.map((sum) => mine.map((d) => {
  const slope = constantOf(sums.slope(sum, d));
  if (slope === undefined) throw new InputError('transfers', 'prove nothing where values are not linear in her signals');
  return slope;
}));

/** What is wrong with the claim that no lie gains more than `atMost` a unit. `profiles`: of the others, hers anywhere, with chances. */
export function latticeFault(
  model: Model, { lambda, ...nodes }: Nodes & { readonly lambda: number }, profiles: Iterable<readonly [readonly Ends[], number]>,
  atMost: number,
): string | undefined {
  const { mine, enters, box } = model;
  const lists = twoListsOf({ agent: 0, mine, enters, rates: slopesOf(model, model.own), social: slopesOf(model, model.social) });
  const bounds = new Bounds(model.social);
  const lowest = mine.map((d) => box[d]![0]);
  const paid = lists.b.map((b, c) => b * lowest[c]!);
  const best = (list: readonly number[], end: 'lowOf' | 'highOf'): number => Math.max(...list.map((k) => bounds[end](k)));
  const leads: Lead[] = [];
  for (const [signals, chance] of profiles) {
    bounds.overBox(signals.map((ends, d): Ends => (mine.includes(d) ? [lowest[mine.indexOf(d)]!, lowest[mine.indexOf(d)]!] : ends)));
    const [least, most] = [
      best(lists.first, 'lowOf') - best(lists.second, 'highOf'), best(lists.first, 'highOf') - best(lists.second, 'lowOf'),
    ];
    const size = paid.reduce((sum, x) => sum + Math.abs(x), Math.abs(best(lists.first, 'highOf')) + Math.abs(best(lists.second, 'lowOf')));
    const moved = paid.reduce((sum, x) => sum + x, 0);
    leads.push([least - moved - MOVED * size, most - moved + MOVED * size, chance]);
  }
  const { epsilon } = epsilonBetween(lists, mine.map((d) => box[d]!), lambda, nodes, leads);
  return epsilon > atMost * (1 + SHARE) ? `utilities between the nodes leave ${epsilon}, above ${atMost}` : undefined;
}
