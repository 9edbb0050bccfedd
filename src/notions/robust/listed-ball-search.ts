/**
 * Whether some belief of a ball makes a cycle of lies gain where all types are in lists (docs/robust.md, section 9a), by parts of the ball.
 *
 * What a cycle gains is linear in the belief, so a worst belief is an extreme one: the mass that is moved goes to one profile z; of all
 * profiles but one it is all moved or none; and by Prokhorov's metric what stays goes to one of the profiles within r. A part says of some
 * profiles which of these it is. Over a part every lie is given the belief that is best for it, of what the part leaves open: if then no
 * cycle gains, none does under any belief of the part. Else the cycle that gains most is played under its own worst belief of the part, and
 * if it gains nothing there, the part is cut at the profile about which its lies agree least. Nothing is open in the end.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import { criticalCycle } from '../../programs/cycles.ts';
import { atOnce } from '../../run/turns.ts';
import type { Lie, ListedRule } from './listed-rule.ts';

/** What is moved of a profile. */
type Moved = 'open' | 'none' | 'all' | 'some';

interface Part {
  readonly moved: readonly Moved[];
  /** [Z] where what stays may be. */
  readonly near: readonly (readonly number[])[];
}

/** Proof that no cycle gains: utilities under which no lie does, for every part. */
export type PartTree =
  | { readonly utilities: readonly number[] }
  | { readonly empty: true }
  | { readonly cut: number; readonly none: PartTree; readonly all: PartTree; readonly some?: PartTree }
  | { readonly cut: number; readonly to: number; readonly there: PartTree; readonly elsewhere: PartTree };

/** [Z] trees, by where what is moved goes; or a cycle that gains; or neither, where too much work was to be done. */
export type BallSearch = { readonly trees: readonly PartTree[] } | Broken | { readonly tooMuch: true };

interface Broken {
  readonly cycle: readonly Lie[];
}

/** Additions at most. */
const WORK_MAX = 2 ** 27;
/** Masses nearer than this are the same: twice what the check takes. */
const MASS_ROUNDING = 2e-9;

interface Best {
  readonly value: number;
  /** [Z] how much is moved, and where what stays is. */
  readonly moved: Float64Array;
  readonly at: Int32Array;
}

/** The most that stays of a payoff where the share r is moved; undefined where the part holds no such belief. */
function staying({ chances }: ListedRule, g: ArrayLike<number>, r: number, { moved, near }: Part): Best | undefined {
  const at = Int32Array.from(near, (points) => points.reduce((best, y) => (g[y]! > g[best]! ? y : best), points[0]!));
  const taken = Float64Array.from(chances, (mass, z) => (moved[z] === 'all' ? mass : 0));
  let left = r - taken.reduce((sum, mass) => sum + mass, 0);
  if (left < -MASS_ROUNDING) return undefined;
  const free = [...chances.keys()].filter((z) => moved[z] === 'open' || moved[z] === 'some').sort((a, b) => g[at[a]!]! - g[at[b]!]!);
  for (const z of free) {
    taken[z] = Math.min(Math.max(0, left), chances[z]!);
    left -= taken[z]!;
  }
  if (left > MASS_ROUNDING) return undefined;
  return { value: chances.reduce((sum, mass, z) => sum + (mass - taken[z]!) * g[at[z]!]!, 0), moved: taken, at };
}

/** [T] longest paths between nodes: where no cycle gains, there are no longer ones than of all nodes. */
export function longestPaths(weights: readonly (readonly number[])[], nodes: ListedRule['nodes'], types: number): number[] {
  const u = nodes.map(() => 0);
  for (let round = 0; round < nodes.length; round++) {
    weights.forEach((row, s) => row.forEach((w, t) => { if (s !== t) u[s] = Math.max(u[s]!, w + u[t]!); }));
  }
  return Array.from({ length: types }, (_, type) => u[nodes.findIndex((members) => members.includes(type))]!);
}

/** Of a unit of length `price` is taken off what lies gain. */
export function searchBall(rule: ListedRule, metric: Exclude<Metric, 'contamination'>, r: number, price = 0): BallSearch {
  const { nodes, gains, lengths, others, points, rounding } = rule;
  const within = (z: number): number[] => (metric === 'prokhorov'
    ? [...others.keys()].filter((y) => others[y]!.every((x, d) => Math.abs(x - others[z]![d]!) <= r)) : [z]);
  const whole: Part = { moved: others.map(() => 'open'), near: others.map((_, z) => within(z)) };
  let work = 0;
  /** [nodes][nodes] the best report of each node's types, and what it gains at most over the part. */
  const weigh = (part: Part, z: number) => nodes.map(([type], from) => nodes.map((reports, to) => reports.map((report) => {
    const g = gains[type!]![report]!;
    const best = staying(rule, g, r, part);
    return { lie: { type: type!, report }, best, weight: best ? best.value + r * g[z]! - price * lengths[from]![to]! : -Infinity };
  }).reduce((most, one) => (one.weight > most.weight ? one : most))));
  const total = (cycle: readonly Lie[]): Float64Array => others.reduce((sum, _, y) => {
    sum[y] = cycle.reduce((all, { type, report }) => all + gains[type]![report]![y]!, 0);
    return sum;
  }, new Float64Array(others.length));
  const lengthOf = (cycle: readonly { readonly from: number; readonly to: number }[]): number =>
    cycle.reduce((sum, { from, to }) => sum + lengths[from]![to]!, 0);

  function explore(part: Part, z: number): PartTree | Broken | undefined {
    work += points.length ** 2 * others.length;
    if (work > WORK_MAX) return undefined;
    const table = weigh(part, z);
    if (!table[0]![0]!.best) return { empty: true };
    const found = nodes.length < 2 ? undefined : atOnce(criticalCycle({
      nodes: nodes.length,
      row(from, weight, length) {
        nodes.forEach((_, to) => {
          weight[to] = table[from]![to]!.weight;
          length[to] = 1;
        });
      },
    }));
    if (!found || Math.max(found.bound, found.ratio) <= rounding) {
      return { utilities: longestPaths(table.map((row) => row.map(({ weight }) => weight)), nodes, points.length) };
    }
    const steps = found.cycle.map((from, j) => ({ from, to: found.cycle[(j + 1) % found.cycle.length]! }));
    const lies = steps.map(({ from, to }) => table[from]![to]!);
    const cycle = lies.map(({ lie }) => lie);
    const g = total(cycle);
    const own = staying(rule, g, r, part)!;
    if (own.value + r * g[z]! - price * lengthOf(steps) > cycle.length * rounding) return { cycle };
    const bests = lies.map(({ best }) => best!);
    const disagreement = (of: (best: Best, y: number) => number): number => {
      const by = others.map((_, y) => bests.reduce((sum, best, j) =>
        sum + Math.abs(of(best, y) - of(own, y)) * (Math.abs(gains[cycle[j]!.type]![cycle[j]!.report]![y]!) + rounding), 0));
      const largest = by.reduce((most, x, y) => (x > by[most]! ? y : most), 0);
      return by[largest]! > 0 ? largest : -1;
    };
    const cut = disagreement((best, y) => (part.moved[y] === 'open' ? best.moved[y]! : 0));
    const parts = (cuts: readonly (readonly [string, Part])[]): Record<string, PartTree> | Broken | undefined => {
      const made: Record<string, PartTree> = {};
      for (const [key, one] of cuts) {
        const tree = explore(one, z);
        if (!tree || 'cycle' in tree) return tree;
        made[key] = tree;
      }
      return made;
    };
    if (cut >= 0) {
      const hasSome = part.moved.includes('some');
      const as = (moved: Moved): readonly [Moved, Part] =>
        [moved, { ...part, moved: part.moved.map((one, y) => (y === cut ? moved : one)) }];
      const trees = parts([as('none'), as('all'), ...(hasSome ? [] : [as('some')])]);
      return trees && ('cycle' in trees ? trees as Broken : { cut, ...trees } as PartTree);
    }
    const apart = disagreement((best, y) => Number(best.at[y] === own.at[y]));
    // Lies that agree gain together what the cycle does: rounding.
    if (apart < 0) return undefined;
    const to = own.at[apart]!;
    const left = (near: readonly number[]): Part => ({ ...part, near: part.near.map((one, y) => (y === apart ? near : one)) });
    const trees = parts([['there', left([to])], ['elsewhere', left(part.near[apart]!.filter((y) => y !== to))]]);
    return trees && ('cycle' in trees ? trees as Broken : { cut: apart, to, ...trees } as PartTree);
  }

  const trees: PartTree[] = [];
  for (const z of others.keys()) {
    const tree = explore(whole, z);
    if (!tree) return { tooMuch: true };
    if ('cycle' in tree) return tree;
    trees.push(tree);
  }
  return { trees };
}
