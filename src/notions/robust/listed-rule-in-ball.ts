/**
 * How far beliefs about others may stray where all types are in lists, for the efficient rule (docs/robust.md, section 9a). Under a belief
 * π about the others' profiles z some payments make truth best iff no cycle of lies gains anything, E_π g_c <= 0 for every cycle c, with
 *
 *     g_c(z) = Σ over lies of type s as t of f_a(s) - f_a(t),      a = the alternative chosen at t and z:
 *
 * beliefs that do are a polytope. A ball of contaminations is the hull of (1 - r) G + r δ_z: it is gone through point by point, exactly.
 * Other balls: the worst belief takes the share r from where a cycle gains least (after moving every draw to the best point within r, by
 * Prokhorov's metric) to one point z, and is another one for each cycle. Above, single cycles are followed out; below, the ball is gone
 * through in parts (listed-ball-search.ts), or, where these would be too many, every lie of a cycle is allowed a removal of its own.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import { criticalCycle } from '../../programs/cycles.ts';
import { atOnce } from '../../run/turns.ts';
import type { Interval } from '../../statistics/interval.ts';
import { longestPaths, searchBall, type PartTree } from './listed-ball-search.ts';
import type { Lie, ListedRule } from './listed-rule.ts';

type Payoff = Float64Array;
type Point = readonly number[];

const mean = (g: Payoff, chances: Float64Array): number => g.reduce((sum, x, z) => sum + x * chances[z]!, 0);

/** What the share r with the least payoff adds up to. */
function leastShare(g: Payoff, chances: Float64Array, share: number): number {
  const order = Array.from(g.keys()).sort((a, b) => g[a]! - g[b]!);
  let [left, sum] = [share, 0];
  for (const z of order) {
    const part = Math.min(left, chances[z]!);
    sum += part * g[z]!;
    left -= part;
    if (left <= 0) break;
  }
  return sum;
}

/** Payoffs at the best point within r, in the largest difference of any coordinate. */
const raised = (g: Payoff, others: readonly Point[], r: number): Payoff => g.map((_, z) => others.reduce((most, point, y) =>
  (point.every((x, d) => Math.abs(x - others[z]![d]!) <= r) ? Math.max(most, g[y]!) : most), -Infinity));

/** [Z] the most that a payoff comes to over the ball where the share r goes to that point. */
function worstAt({ chances, others }: ListedRule, g: Payoff, metric: Metric, r: number): (z: number) => number {
  if (metric === 'contamination') {
    const kept = (1 - r) * mean(g, chances);
    return (z) => kept + r * g[z]!;
  }
  const moved = metric === 'prokhorov' ? raised(g, others, r) : g;
  const kept = mean(moved, chances) - leastShare(moved, chances, r);
  return (z) => kept + r * g[z]!;
}

/** The largest r up to which `holds`, which fails from somewhere on; between two ends. */
function largest(holds: (r: number) => boolean): readonly [number, number] {
  if (holds(1)) return [1, 1];
  if (!holds(0)) return [0, 0];
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return [low, high];
}
const STEPS = 44;

/** Up to which r no belief of the ball makes one cycle gain. */
function radiusOf(rule: ListedRule, cycle: readonly Lie[], metric: Metric): readonly [number, number] {
  const g = totalOf(rule, cycle);
  const best = g.reduce((most, x, z) => (x > g[most]! ? z : most), 0);
  return largest((r) => worstAt(rule, g, metric, r)(best) <= cycle.length * rule.rounding);
}

/** The cycle of lies that gains most, a lie (or a unit of its length) where every lie may have a worst belief of its own at one point. */
function worstCycle(rule: ListedRule, metric: Metric, r: number, perLength: boolean):
  { readonly ratio: number; readonly bound: number; readonly cycle: readonly Lie[] } {
  const { nodes, gains, lengths, others } = rule;
  const worst = nodes.map(([type]) => gains[type!]!.map((g) => worstAt(rule, g, metric, r)));
  let found: { readonly ratio: number; readonly bound: number; readonly cycle: readonly Lie[] } = { ratio: 0, bound: 0, cycle: [] };
  others.forEach((_, z) => {
    const weights = worst.map((row) => row.map((at) => at(z)));
    const reportIn = (from: number, to: number): number =>
      nodes[to]!.reduce((best, t) => (weights[from]![t]! > weights[from]![best]! ? t : best), nodes[to]![0]!);
    const cycle = nodes.length < 2 ? undefined : atOnce(criticalCycle({
      nodes: nodes.length,
      row(from, weight, length) {
        nodes.forEach((__, to) => {
          weight[to] = weights[from]![reportIn(from, to)]!;
          length[to] = perLength ? lengths[from]![to]! : 1;
        });
      },
    }));
    if (!cycle || cycle.ratio <= found.ratio) return;
    found = {
      ratio: cycle.ratio, bound: Math.max(cycle.bound, cycle.ratio), cycle: cycle.cycle.map((from, j) =>
        ({ type: nodes[from]![0]!, report: reportIn(from, cycle.cycle[(j + 1) % cycle.cycle.length]!) })),
    };
  });
  return found;
}

/** Every pair of types that own values tell apart, as a cycle; each with all reports of its node. */
const pairsOf = ({ nodes }: ListedRule): Lie[][] => nodes.flatMap((one, i) => nodes.slice(i + 1).flatMap((other) =>
  one.flatMap((t) => other.map((s) => [{ type: one[0]!, report: s }, { type: other[0]!, report: t }]))));

export interface ListedRadii {
  /** Shares of all beliefs, between two ends. */
  readonly monotone: readonly [number, number];
  readonly robust: readonly [number, number];
  /** A cycle that gains beyond the robust radius, and a pair beyond the monotone one; absent where every belief will do. */
  readonly cycle?: readonly Lie[];
  readonly pair?: readonly Lie[];
}

export function listedRadii(rule: ListedRule, metric: Metric): ListedRadii {
  const pairs = pairsOf(rule).map((cycle) => ({ cycle, radius: radiusOf(rule, cycle, metric) }));
  const worst = pairs.reduce<(typeof pairs)[number] | undefined>((one, other) => (one && one.radius[1] <= other.radius[1] ? one : other),
    undefined);
  const monotone = worst?.radius ?? [1, 1];
  const pair = worst && monotone[1] < 1 ? { pair: worst.cycle } : {};
  const cycles = pairs.map(({ cycle }) => cycle);
  const holds = (kind: Metric) => (r: number): boolean => {
    const { bound, cycle } = worstCycle(rule, kind, r, false);
    if (bound <= rule.rounding) return true;
    cycles.push([...cycle]);
    return false;
  };
  const [low, high] = largest(holds(metric));
  if (low === 1) return { monotone, robust: [1, 1], ...pair };
  if (metric !== 'contamination') largest(holds('contamination'));
  const [upper, cycle] = cycles.reduce<readonly [number, readonly Lie[]]>((best, one) => {
    const [, end] = radiusOf(rule, one, metric);
    return end < best[0] ? [end, one] : best;
  }, metric === 'contamination' ? [high, cycles.at(-1)!] : [1, []]);
  const robust = metric === 'contamination' ? { ends: [Math.min(low, upper), upper] as const, cycle }
    : closed(rule, metric, [Math.min(low, upper), upper], cycle);
  return { monotone, robust: robust.ends, ...pair, ...(robust.cycle.length > 0 ? { cycle: robust.cycle } : {}) };
}

/** Both ends brought together: a little below the upper one no cycle gains, or another does, which brings it down. */
function closed(
  rule: ListedRule, metric: Exclude<Metric, 'contamination'>, [low, high]: readonly [number, number], first: readonly Lie[],
): { readonly ends: readonly [number, number]; readonly cycle: readonly Lie[] } {
  let [upper, cycle] = [high, first];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const r = upper === 1 ? 1 : upper - NEAR;
    if (r <= low) break;
    const found = searchBall(rule, metric, r);
    if ('trees' in found) return { ends: [r, upper], cycle };
    if ('tooMuch' in found) break;
    const [, end] = radiusOf(rule, found.cycle, metric);
    if (!(end < upper)) break;
    [upper, cycle] = [end, found.cycle];
  }
  return { ends: [Math.min(low, upper), upper], cycle };
}
const ROUNDS_MAX = 100;
const NEAR = 1e-8;

/** [Z] utilities under which no lie gains, whichever belief of the ball it is, where what is moved goes to that profile; in parts. */
export function listedUtilities(rule: ListedRule, metric: Metric, r: number): PartTree[] {
  if (metric !== 'contamination') {
    const found = searchBall(rule, metric, r);
    if ('trees' in found) return [...found.trees];
  }
  const { nodes, gains, others, points } = rule;
  const worst = nodes.map(([type]) => gains[type!]!.map((g) => worstAt(rule, g, metric, r)));
  return others.map((_, z) => ({
    utilities: longestPaths(worst.map((row) => nodes.map((reports) => Math.max(...reports.map((t) => row[t]!(z))))), nodes, points.length),
  }));
}

/** A belief of the ball that makes a cycle gain most: how much of which profile goes where. */
export function worstMoves(rule: ListedRule, cycle: readonly Lie[], metric: Metric, r: number) {
  const { chances, others } = rule;
  const g = totalOf(rule, cycle);
  const best = g.reduce((most, x, z) => (x > g[most]! ? z : most), 0);
  const near = Array.from(g, (_, z) => (metric !== 'prokhorov' ? z : others.reduce((to, point, y) =>
    (g[y]! > g[to]! && point.every((x, d) => Math.abs(x - others[z]![d]!) <= r) ? y : to), z)));
  const order = Array.from(g.keys()).sort((a, b) => g[near[a]!]! - g[near[b]!]!);
  let left = r;
  return order.flatMap((z) => {
    const away = metric === 'contamination' ? r * chances[z]! : Math.min(left, chances[z]!);
    left -= away;
    return [{ from: z, to: near[z]!, mass: chances[z]! - away }, { from: z, to: best, mass: away }].filter(({ mass }) => mass > 0);
  });
}

/** The least ε where payments may depend on the belief, which is any of the ball; `robust`: the radius up to which it is 0. */
export function listedLeastEpsilon(rule: ListedRule, metric: Metric, r: number, robust: number): Interval {
  if (r <= robust) return { estimate: 0, lower: 0, upper: 0 };
  // Every ball of that size holds contaminations of share r, and no belief leaves more to gain than some profile does.
  const lower = Math.max(0, worstCycle(rule, 'contamination', r, true).ratio - rule.rounding);
  const most = Math.min(worstCycle(rule, metric, r, true).bound, worstCycle(rule, 'contamination', 1, true).bound);
  const ends = [lower, Math.max(lower, most)] as const;
  const [least, upper] = metric === 'contamination' ? ends : dearest(rule, metric, r, ends);
  return { estimate: (least + upper) / 2, lower: least, upper };
}

/** The largest ratio of gain to length of any cycle under any belief of the ball, between ends that are brought together. */
function dearest(
  rule: ListedRule, metric: Exclude<Metric, 'contamination'>, r: number, [low, high]: readonly [number, number],
): readonly [number, number] {
  let least = low;
  const step = NEAR * Math.max(high, rule.rounding);
  for (let round = 0; round < ROUNDS_MAX && least + step < high; round++) {
    const found = searchBall(rule, metric, r, least + step);
    if ('trees' in found) return [least, least + step];
    if ('tooMuch' in found) break;
    const { cycle } = found;
    const g = totalOf(rule, cycle);
    const length = cycle.reduce((sum, { type, report }) => sum + rule.lengths[nodeOf(rule, type)]![nodeOf(rule, report)]!, 0);
    const gain = worstAt(rule, g, metric, r)(g.reduce((most, x, z) => (x > g[most]! ? z : most), 0)) - cycle.length * rule.rounding;
    if (!(gain / length > least)) break;
    least = gain / length;
  }
  return [least, Math.max(least, high)];
}

const nodeOf = ({ nodes }: ListedRule, type: number): number => nodes.findIndex((types) => types.includes(type));

/** [Z] what a cycle of lies gains at every profile. */
function totalOf({ gains, others }: ListedRule, cycle: readonly Lie[]): Payoff {
  const g = new Float64Array(others.length);
  for (const { type, report } of cycle) gains[type]![report]!.forEach((x, z) => { g[z]! += x; });
  return g;
}
