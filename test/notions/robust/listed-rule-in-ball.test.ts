/** Balls of beliefs where all types are in lists: radii and least ε against programs over beliefs, for every simple cycle of lies. */
import { describe, expect, it } from 'vitest';
import { listedRule, type ListedRule } from '../../../src/notions/robust/listed-rule.ts';
import { listedLeastEpsilon, listedRadii } from '../../../src/notions/robust/listed-rule-in-ball.ts';
import type { Metric } from '../../../src/beliefs/belief-set.ts';
import { FloatBuilder, type FloatTerm } from '../../../src/programs/float-builder.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { listedProblem } from '../../oracles/listed-problem.ts';

const METRICS = ['contamination', 'totalVariation', 'prokhorov'] as const;

/** Every simple cycle of three types, as gains at the others' profiles with its length. */
const cyclesOf = ({ gains, points }: ListedRule): { readonly g: number[]; readonly length: number }[] =>
  [[0, 1], [0, 2], [1, 2], [0, 1, 2], [0, 2, 1]].map((cycle) => {
    const lies = cycle.map((s, j) => [s, cycle[(j + 1) % cycle.length]!] as const);
    return {
      g: Array.from(gains[0]![0]!, (_, z) => lies.reduce((sum, [s, t]) => sum + gains[s]![t]![z]!, 0)),
      length: lies.reduce((sum, [s, t]) => sum + Math.abs(points[s]![0]! - points[t]![0]!), 0),
    };
  });

/** The most that a payoff comes to over a ball: a coupling that moves no more than r of mass by more than r (or at all), as a program. */
async function worst({ chances, others }: ListedRule, g: readonly number[], metric: Metric, r: number): Promise<number> {
  const build = new FloatBuilder('maximise');
  const far: FloatTerm[] = [];
  chances.forEach((mass, z) => {
    const row = others.map((point, y) => {
      const column = build.column(0, 1, g[y]!);
      const isFar = metric === 'prokhorov' ? Math.abs(point[0]! - others[z]![0]!) > r : y !== z;
      if (isFar) far.push([column, 1]);
      return column;
    });
    build.row(row.map((column) => [column, 1]), mass, mass);
    // Contaminations keep 1 - r of everything where it is.
    if (metric === 'contamination') build.row([[row[z]!, 1]], (1 - r) * mass);
  });
  build.row(far, 0, metric === 'contamination' ? 1 : r);
  const { objective } = await solveFloat(build.program());
  return objective;
}

describe('radii of the efficient rule over lists', () => {
  it('are where the first cycle gains under the worst belief of the ball, up to rounding', async () => {
    let inner = 0;
    for (const seed of [87, 96, 145]) {
      const rule = listedRule(listedProblem(seed), 0);
      const { robust } = listedRadii(rule, 'contamination');
      if (robust[0] === 0 || robust[1] === 1) continue;
      const cycles = cyclesOf(rule);
      const radii = new Map(METRICS.map((metric) => [metric, listedRadii(rule, metric)]));
      inner++;
      for (const metric of METRICS) {
        const { robust: [low, high], monotone } = radii.get(metric)!;
        const most = async (r: number, of = cycles): Promise<number> =>
          Math.max(...await Promise.all(of.map(({ g }) => worst(rule, g, metric, r))));
        expect(await most(Math.max(0, low - 1e-6)), `${seed} ${metric}`).toBeLessThan(1e-9);
        if (high < 1) expect(await most(high + 1e-6), `${seed} ${metric}`).toBeGreaterThan(0);
        expect(high - low).toBeLessThan(metric === 'contamination' ? 1e-10 : 2e-8);
        expect(monotone[1] - monotone[0]).toBeLessThan(1e-10);
        if (monotone[1] < 1) expect(await most(monotone[1] + 1e-6, cycles.slice(0, 3))).toBeGreaterThan(0);
        expect(await most(Math.max(0, monotone[0] - 1e-6), cycles.slice(0, 3))).toBeLessThan(1e-9);
        // A contamination is in every ball of its size.
        expect(low).toBeLessThanOrEqual(robust[1]);
      }
      expect(radii.get('contamination')!.cycle!.length).toBeGreaterThan(1);
    }
    expect(inner).toBeGreaterThan(2);
  });

  it('leave as least ε the worst ratio of a cycle, 0 inside the radius', async () => {
    let positive = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const rule = listedRule(listedProblem(seed), 0);
      const cycles = cyclesOf(rule);
      for (const metric of METRICS) {
        const { robust: [low] } = listedRadii(rule, metric);
        const { lower, upper } = listedLeastEpsilon(rule, metric, 0.4, low);
        const most = Math.max(0, ...await Promise.all(cycles.map(async ({ g, length }) => (await worst(rule, g, metric, 0.4)) / length)));
        expect(lower, `${seed} ${metric}`).toBeLessThanOrEqual(most + 1e-9);
        expect(upper, `${seed} ${metric}`).toBeGreaterThanOrEqual(most - 1e-9);
        expect(upper - lower).toBeLessThan(1e-8);
        if (low >= 0.4) expect(upper).toBe(0);
        positive += Number(lower > 1e-3);
      }
    }
    expect(positive).toBeGreaterThan(2);
  });
});
