/**
 * Where no direction enters two alternatives: the corner that is best for k raises k's own part and lowers that of every other
 * alternative, whichever k it is. So reach compares the largest raised score of some alternatives with the largest lowered
 * score of each other class.
 */
import { ahead, firstValue, highOf, lowOf, presentIn, scoreOf, tableLeads, type Conditions, type Row, type Value } from './conditions.ts';
import { choosingRows } from './listed.ts';
import type { ReachParameters } from './spec.ts';

export function areApart({ alternatives, directions, slopes }: ReachParameters): boolean {
  for (let g = 0; g < directions; g++) {
    if (slopes.subarray(g * alternatives, (g + 1) * alternatives).filter((slope) => slope !== 0).length > 1) return false;
  }
  return true;
}

/** Of each class, the lists of its alternatives that some report may have within reach, and [R] whether it is this one. */
function listsOf({ alternatives, classOf, excluded, reports }: ReachParameters, c: number): { list: number[]; has: boolean[] }[] {
  const lists = new Map<string, { list: number[]; has: boolean[] }>();
  for (let r = 0; r < reports; r++) {
    const list = [...classOf.keys()].filter((k) => classOf[k] === c && excluded[r * alternatives + k] === 0);
    if (list.length === 0) continue;
    const key = list.join();
    if (!lists.has(key)) lists.set(key, { list, has: new Array<boolean>(reports).fill(false) });
    lists.get(key)!.has[r] = true;
  }
  return [...lists.values()];
}

export function apartConditions(parameters: ReachParameters): Conditions {
  const { classOf } = parameters;
  const present = presentIn(parameters);
  const { rows: choosing, still } = choosingRows(parameters, present);
  const largest = (list: readonly number[], raised: boolean): Value => ({
    fold: 'larger',
    forms: list.map((k) => scoreOf(parameters, k, (g, slope) => (slope > 0 === raised ? highOf : lowOf)(parameters, g))),
  });
  const first = firstValue(parameters) + still.length;
  const moving: Value[] = present.map((c) => largest([...classOf.keys()].filter((k) => classOf[k] === c), false));
  const add = (value: Value): number => first + moving.push(value) - 1;
  const reaching = present.flatMap((c) => listsOf(parameters, c).map(({ has, list }): Row => {
    const raised = add(largest(list, true));
    const rivals = present.filter((d) => d !== c);
    return {
      bits: 1 << c,
      conditions: [
        { item: raised, from: Float64Array.from(has, (one) => (one ? -Infinity : Infinity)) },
        ...rivals.map((d) => ({ item: add(ahead(raised, first + present.indexOf(d))), from: tableLeads(parameters, d, c) })),
      ],
    };
  }));
  return { still, moving, choosing, reaching };
}
