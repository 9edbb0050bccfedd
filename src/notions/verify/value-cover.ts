/**
 * Whether covers of the weights of some profiles prove that an exchange economy has no maximin value allocation (Guo18 Definition 3.6.2),
 * in rationals and without a solver.
 *
 * Sets: of every coalition at the types of each profile facets, each with prices and shares that no redistribution passes, and corners
 * that redistributions reach; every corner of what lies above the worth of nothing and below the facets lies below one of them. So V(S) =
 * max λ·u over the corners reached, for all λ >= 0. A cover cuts the simplex of all weights in halves, across the first of its longest
 * edges, as its tree says. On a simplex with corners λ^k, whose mixtures are its weights: V(S) is convex, so at most the mixture of V(S)
 * at λ^k, and at least λ·u for the u best at their mean. With these in its formula the Shapley value of i is at least the mixture of some
 * l^k and at most that of some h^k, so U_i = Sh_i / λ_i lies between the least l^k / λ_i^k and the largest h^k / λ_i^k; a corner with λ_i^k
 * = 0 adds to the mixture above alone, and does no harm if l^k >= 0, or h^k <= 0. Weights of a value are positive (`value.ts`). A simplex
 * holds no value where the lower ends pass a facet of everyone's set.
 *
 * In an allocation a type has the same utility at all profiles. There is none if no choice of one simplex a profile, of those that may
 * hold a value, has bounds that overlap for every type.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { InputError } from '../../errors.ts';
import { ONE, rational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';
import { product, readGroup, type Economy } from './core-parts.ts';
import { readSet, setShape, type Facet } from './utility-sets.ts';

const member = z.record(z.string(), z.string());
export const coverShape = z.strictObject({
  sets: z.array(setShape).min(1), covers: z.array(z.strictObject({ profile: member, tree: z.string() })).min(1),
});
type File = z.infer<typeof coverShape>;

/** Undefined: no end. */
type Interval = readonly [least: Rational | undefined, most: Rational | undefined];

interface KnownSet { readonly facets: readonly Facet[]; readonly corners: readonly (readonly Rational[])[] }
interface Coalition extends KnownSet { readonly members: readonly number[] }
interface Corner { readonly weights: readonly Rational[]; /** By coalition. */ readonly worths: readonly Rational[] }

const CUTS_MAX = 20_000;

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** What the worth of a coalition counts for in the Shapley value of an agent. */
function share(members: readonly number[], agent: number, count: number): Rational {
  const own = members.includes(agent);
  const size = own ? members.length : members.length + 1;
  const order = rational(factorial(size - 1) * factorial(count - size), factorial(count));
  return own ? order : order.neg();
}

const best = ({ members, corners }: Coalition, weights: readonly Rational[]): readonly Rational[] => {
  const own = members.map((agent) => weights[agent]!);
  return corners.reduce((a, b) => (product(own, b).compare(product(own, a)) > 0 ? b : a));
};
const at = ({ members }: Coalition, weights: readonly Rational[], corner: readonly Rational[]): Rational =>
  product(members.map((agent) => weights[agent]!), corner);

const cornerAt = (coalitions: readonly Coalition[], weights: readonly Rational[]): Corner =>
  ({ weights, worths: coalitions.map((one) => at(one, weights, best(one, weights))) });

/** Bounds on utilities; undefined where the simplex holds no value. */
function boundsOn(coalitions: readonly Coalition[], corners: readonly Corner[], count: number): Interval[] | undefined {
  const mean = corners[0]!.weights.map((_, i) => sum(corners.map(({ weights }) => weights[i]!)).div(corners.length));
  const held = coalitions.map((one) => best(one, mean));
  const below = corners.map(({ weights }) => coalitions.map((one, c) => at(one, weights, held[c]!)));
  const bounds = Array.from({ length: count }, (_, i): Interval => {
    const shares = coalitions.map(({ members }) => share(members, i, count));
    let least: Rational | undefined | null = null;
    let most: Rational | undefined | null = null;
    for (const [k, { weights, worths }] of corners.entries()) {
      const total = (gained: readonly Rational[], lost: readonly Rational[]): Rational =>
        sum(shares.map((one, c) => one.mul((sign(one) > 0 ? gained : lost)[c]!)));
      const [low, high] = [total(below[k]!, worths), total(worths, below[k]!)];
      const own = weights[i]!;
      if (sign(own) === 0) {
        if (sign(low) < 0) least = undefined;
        if (sign(high) > 0) most = undefined;
        continue;
      }
      const [l, h] = [low.div(own), high.div(own)];
      if (least !== undefined && (least === null || l.compare(least) < 0)) least = l;
      if (most !== undefined && (most === null || h.compare(most) > 0)) most = h;
    }
    return [least ?? undefined, most ?? undefined];
  });
  const lower = bounds.map(([least]) => least);
  if (lower.some((value) => value === undefined)) return bounds;
  const grand = coalitions.find(({ members }) => members.length === count)!;
  return grand.facets.some(({ weights, bound }) => product(weights, lower as Rational[]).compare(bound) > 0) ? undefined : bounds;
}

function halves(coalitions: readonly Coalition[], corners: readonly Corner[]): [Corner[], Corner[]] {
  let [first, second] = [0, 1];
  let size: Rational | undefined;
  for (let a = 0; a < corners.length; a++) {
    for (let b = a + 1; b < corners.length; b++) {
      const gaps = corners[a]!.weights.map((value, i) => value.sub(corners[b]!.weights[i]!));
      const square = product(gaps, gaps);
      if (size === undefined || square.compare(size) > 0) [first, second, size] = [a, b, square];
    }
  }
  const middle = cornerAt(coalitions, corners[first]!.weights.map((value, i) => value.add(corners[second]!.weights[i]!).div(2)));
  const without = (gone: number): Corner[] => corners.map((corner, k) => (k === gone ? middle : corner));
  return [without(first), without(second)];
}

/** Bounds of every simplex of a cover that may hold a value; what is wrong with its tree instead. */
function boxesOf(coalitions: readonly Coalition[], tree: string, count: number): Interval[][] | string {
  const unit = (i: number): Rational[] => Array.from({ length: count }, (_, j) => (i === j ? ONE : ZERO));
  const stack = [Array.from({ length: count }, (_, i) => cornerAt(coalitions, unit(i)))];
  const boxes: Interval[][] = [];
  for (const mark of tree) {
    const corners = stack.pop();
    if (corners === undefined) return 'says more than there are simplices';
    if (mark === 'x') {
      const [one, other] = halves(coalitions, corners);
      stack.push(other, one);
    } else if (mark === '.') {
      const box = boundsOn(coalitions, corners, count);
      if (box !== undefined) boxes.push(box);
    } else return `has a mark ${mark}`;
  }
  return stack.length > 0 ? 'leaves simplices out' : boxes;
}

const meet = ([a, b]: Interval, [c, d]: Interval): Interval => [
  a === undefined ? c : c === undefined || a.compare(c) > 0 ? a : c, b === undefined ? d : d === undefined || b.compare(d) < 0 ? b : d,
];

type Listed = readonly { readonly types: readonly number[]; readonly boxes: readonly Interval[][] }[];

function agrees(lists: Listed, k: number, held: ReadonlyMap<string, Interval>): boolean {
  const list = lists[k];
  if (list === undefined) return true;
  return list.boxes.some((box) => {
    const next = new Map(held);
    const overlaps = box.every((own, agent) => {
      const name = `${agent}:${list.types[agent]}`;
      const both = meet(own, next.get(name) ?? [undefined, undefined]);
      next.set(name, both);
      return both[0] === undefined || both[1] === undefined || both[0].compare(both[1]) <= 0;
    });
    return overlaps && agrees(lists, k + 1, next);
  });
}

/** What is wrong with a proof that there is no maximin value. */
export function coverFaults(model: FiniteModel, economy: Economy, { sets, covers }: File): string[] {
  const faults: string[] = [];
  const known = new Map<string, KnownSet>();
  const count = model.agents.length;
  for (const [k, given] of sets.entries()) {
    const { group, facets, capped, reached } = readSet(model, economy, given, `none.sets.${k}`, faults);
    if (capped.some((held) => !held)) faults.push(`none.sets.${k}: nothing shows that members stay below a facet`);
    if (group.agents.some((agent, place) => place > 0 && agent <= group.agents[place - 1]!))
      faults.push(`none.sets.${k}: members are not in the order of agents`);
    known.set(group.agents.map((agent, j) => `${agent}:${group.types[j]}`).join(), { facets, corners: reached });
  }
  if (faults.length > 0) return faults;
  const lists = covers.map(({ profile, tree }, k) => {
    const field = `none.covers.${k}`;
    const group = readGroup(model, profile, `${field}.profile`);
    if (group.agents.length !== count) throw new InputError(`${field}.profile`, 'does not name everyone');
    if (tree.length > CUTS_MAX) throw new InputError(`${field}.tree`, `is longer than ${CUTS_MAX}`);
    const types = model.agents.map((_, agent) => group.types[group.agents.indexOf(agent)]!);
    const coalitions = Array.from({ length: 2 ** count - 1 }, (_, mask) => {
      const members = types.flatMap((__, agent) => (((mask + 1) >> agent) % 2 === 1 ? [agent] : []));
      const set = known.get(members.map((agent) => `${agent}:${types[agent]}`).join());
      if (set === undefined) faults.push(`${field}: there is no set of ${members.map((agent) => model.agents[agent]!.name).join(', ')}`);
      return { members, facets: set?.facets ?? [], corners: set?.corners ?? [] };
    });
    if (faults.length > 0) return { types, boxes: [] };
    const boxes = boxesOf(coalitions, tree, count);
    if (typeof boxes === 'string') faults.push(`${field}.tree ${boxes}`);
    return { types, boxes: typeof boxes === 'string' ? [] : boxes };
  });
  if (faults.length > 0) return faults;
  if (new Set(lists.map(({ types }) => types.join())).size < lists.length) return ['a profile is covered twice'];
  return agrees(lists, 0, new Map()) ? ['values may agree on the utility of every type'] : [];
}
