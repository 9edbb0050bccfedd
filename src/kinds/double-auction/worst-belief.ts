/**
 * The belief that makes a trader's binding lie just unprofitable: within delta* of the prior by Prokhorov, as a coupling of the
 * two order statistics round the margin. Draws in which the report x trades with less than delta to spare have all others
 * move by delta, so that it does not; of those with more to spare a share delta of all mass is sent to where it never trades.
 */
import { gainAt } from '../../notions/misreport-gain.ts';
import { integrals, survival, type Grid, type Survival } from '../../experiments/order-statistics/survival.ts';
import type { Run } from '../../run/run.ts';
import type { BeliefDraw, Point, WorstBelief } from '../../results/document.ts';
import { certifiedDelta, type DeltaSample } from './delta-study.ts';
import { gridOf, span, toOwnOrientation } from './layout.ts';
import { prepareSampler } from './sampler.ts';
import { problemName } from './trader-study.ts';

const DRAWS = 320;
/** Cells in which a draw is placed: along the certifying grid, and round the report. */
const CELLS = 1024;
const NEAR_CELLS = 128;
const NEAR = 8;

/** The others' two order statistics in the seller's orientation. */
type Pair = readonly [number, number];

/** In the trader's own types; undefined where delta* has no binding pair. */
export async function tradersBelief(sample: DeltaSample, point: Point, run: Run): Promise<WorstBelief | undefined> {
  const { plan, survival: s } = sample;
  const { upper: delta, witness } = certifiedDelta(sample, sample.alpha);
  if (s.witness === undefined || witness === undefined || !(delta > 0)) return undefined;
  const pairs = await orderStatistics(sample, placingGrid(s, s.witness + 1, delta), run);
  const range = span(plan.problem);
  const bottom = s.sign === 1 ? range[0] : -range[1];
  return {
    agent: plan.trader, point: { ...point, metric: 'prokhorov' }, metric: 'prokhorov', delta, witness,
    axes: ['L', 'U'],
    ranges: [range, range],
    draws: coupled(s, pairs, delta, bottom),
    ...shares(s, delta),
  };
}

/** Boundaries at the report and at the report moved by delta, so that no draw is placed on the wrong side of either. */
function placingGrid({ x, first, end }: Survival, report: number, delta: number): Grid {
  const at = x[report]!;
  const along = Array.from({ length: CELLS + 1 }, (_, i) => x[Math.round(((x.length - 1) * i) / CELLS)]!);
  const near = Array.from({ length: NEAR_CELLS + 1 }, (_, i) => at + NEAR * delta * ((2 * i) / NEAR_CELLS - 1));
  const points = [...along, ...near, at, at + delta].filter((place) => place >= x[0]! && place <= x.at(-1)!);
  return gridOf([...points, x[first]!, x[end]!], [x[first]!, x[end]!]);
}

/** A fresh small sample, one profile at a time, so that L and U are known together; each in the middle of its cell. */
async function orderStatistics({ plan, survival: { sign } }: DeltaSample, grid: Grid, run: Run): Promise<Pair[]> {
  const own = toOwnOrientation(grid, sign);
  const { drawn } = prepareSampler(plan.problem, plan.decision.sampler, own.boundaries);
  const stream = run.stream(`${problemName(plan.problem)}/worst-belief`);
  const place = (x: Float64Array, counts: Float64Array): number => {
    const j = counts.lastIndexOf(1);
    return j < 0 ? x[0]! : j + 1 < x.length ? (x[j]! + x[j + 1]!) / 2 : x[j]!;
  };
  const pairs: Pair[] = [];
  for (let first = 0; first < DRAWS; first++) {
    const { statistics, profiles } = await run.draw({ ...drawn, stream, first, count: 1 });
    if (profiles === 0) break;
    const { x, atLeastL, atLeastU } = survival(plan.problem, own, statistics, 1);
    pairs.push([place(x, atLeastL), place(x, atLeastU)]);
  }
  return pairs;
}

/** Where each draw goes. Of the draws that trade by more than delta, every so many is sent. */
function coupled(s: Survival, pairs: readonly Pair[], delta: number, bottom: number): BeliefDraw[] {
  const report = s.x[s.witness! + 1]!;
  const own = ([l, u]: Pair): number[] => (s.sign === 1 ? [l, u] : [-u, -l]);
  const sparing = pairs.filter(([, u]) => u >= report + delta).length;
  const part = sparing === 0 ? 0 : Math.min(1, (delta * pairs.length) / sparing);
  let met = 0;
  return pairs.map((pair): BeliefDraw => {
    const [l, u] = pair;
    if (u < report) return { from: own(pair), to: own(pair), kind: 'stays' };
    if (u < report + delta) return { from: own(pair), to: own([Math.max(bottom, l - delta), u - delta]), kind: 'moves' };
    met++;
    const isSent = Math.floor(met * part + 0.5) > Math.floor((met - 1) * part + 0.5);
    return isSent ? { from: own(pair), to: own([bottom, bottom]), kind: 'sent' } : { from: own(pair), to: own(pair), kind: 'stays' };
  });
}

/** Over the certifying sample: what is moved and sent, and what the lie is expected to gain under the prior and under this belief. */
function shares(s: Survival, delta: number): Pick<WorstBelief, 'moved' | 'sent' | 'prior' | 'worst'> {
  const { x, n, atLeastU } = s;
  const [type, report] = [s.witness!, s.witness! + 1];
  let above = report;
  while (above + 1 < x.length && x[above]! < x[report]! + delta) above++;
  const [trade, sparing] = [atLeastU[report]! / n, atLeastU[above]! / n];
  const sent = Math.min(delta, sparing);
  const prior = gainAt(s, integrals(s), type, report).estimate;
  return { moved: trade - sparing, sent, prior, worst: prior - (x[report]! - x[type]!) * (trade - sparing + sent) };
}
