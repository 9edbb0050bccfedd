/** Others on the same grid as the agent: every profile counted, so against loops of one's own, closed forms and the other program. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { valueTable } from '../../src/environment/table.ts';
import { gridField } from '../../src/experiments/field/grid-opponents.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { CHOICES_MAX } from '../../src/kinds/field/subject.ts';
import { gridLaws } from '../../src/kinds/field/grid.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import { judgeFormulaFieldFile } from '../../src/notions/verify/formula-field.ts';
import { judgeLeastEpsilonFile } from '../../src/notions/verify/least-epsilon.ts';
import type { DrawOptions, KernelRequest } from '../../src/run/request.ts';
import { openRun, type Run } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const skewed = parseDistribution('beta(2,1)', 'law');
const problem = valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: skewed,
  coefficients: [[[1, 0], [0.5, 1]], [[1, 0], [0, 1]]],
}) as LinearProblem;

/** On so many draws at most of the walks that a search goes through, which only the circulation rests on. */
async function rowsOf(
  question: Omit<ProblemQuestion, 'kind' | 'question' | 'opponents'>, proofs: unknown[] = [], draws = Number.POSITIVE_INFINITY,
) {
  const opened = openRun(inProcessDevice(), 'grid', { onProof: (_, file) => void proofs.push(file) });
  const short = (request: KernelRequest): KernelRequest =>
    (request.kernel === 'walk-gains' ? { ...request, count: Math.min(request.count, draws) } : request);
  const run = { ...opened, draw: ((request: KernelRequest, options?: DrawOptions) => opened.draw(short(request), options)) as Run['draw'] };
  const asked = { kind: 'field', question: 'field', opponents: 'grid', ...question } as const;
  fieldKind.validate(asked);
  const planned = await fieldKind.plan(
    { values: {}, size: 1, primaryAgent: question.agent, kind: fieldKind, pictures: false, references: () => [], problem: asked },
    { command: 'run', maxProfiles: 1e6, confidence: 0.9, sampler: 'auto' }, run,
  );
  const { estimates, verdicts } = await planned.study(run);
  for (const { quantity, lower, estimate, upper } of estimates) {
    expect(lower <= estimate && estimate <= upper, `${quantity} ${lower} ${estimate} ${upper}`).toBe(true);
  }
  return { verdicts, of: (quantity: string, agent = question.agent) =>
    estimates.find((row) => row.quantity === quantity && row.agent === agent)! };
}

describe('others on a grid', () => {
  it('make the chances and the welfare that four nested loops make', async () => {
    const cells = 3;
    const laws = gridLaws(problem, 0, { cells });
    const axis = [1 / 6, 1 / 2, 5 / 6];
    const mass = axis.map((x) => (x + 1 / 6) ** 2 - (x - 1 / 6) ** 2);
    expect(laws.map(({ coordinate }) => coordinate)).toEqual([2, 3]);
    laws[0]!.weights.forEach((weight, j) => expect(weight).toBeCloseTo(mass[j]!, 12));
    const points = axis.flatMap((b) => axis.map((a) => [a, b]));
    const weights = axis.flatMap((_, b) => axis.map((__, a) => mass[a]! * mass[b]!));
    const found = await gridField(problem, 0, { points, weights }, laws).compute({} as never);
    let welfare = 0;
    points.forEach(([a, b], t) => {
      let first = 0;
      axis.forEach((c, i) => axis.forEach((d, j) => {
        const [one, two] = [a! + 0.5 * a! + c, b! + d];
        // What is equal on paper goes to the first-listed.
        if (one >= two - 1e-9) first += mass[i]! * mass[j]!;
        welfare += weights[t]! * mass[i]! * mass[j]! * Math.max(one, two);
      }));
      expect(found.chances[2 * t]).toBeCloseTo(first, 12);
      expect(found.chances[2 * t + 1]).toBeCloseTo(1 - first, 12);
    });
    expect(found.welfare).toBeCloseTo(welfare, 12);
  });

  it('brackets the least epsilon without drawing, with a file that proves it on the grid', async () => {
    const proofs: unknown[] = [];
    const loop = [[0, 0], [1, 0], [1, 1], [0, 1]];
    const { of, verdicts } = await rowsOf({ problem, agent: 'one', cells: 6, notion: 'weak', loop }, proofs);
    const [grid, least] = [of('leastEpsilonGrid'), of('leastEpsilon')];
    expect(grid).toMatchObject({ profiles: 0, confidence: 1, guarantee: 'grid' });
    expect(grid.upper - grid.lower).toBeLessThan(1e-9);
    expect(least.lower).toBeGreaterThanOrEqual(grid.lower - 1e-9);
    // 1/2 |1 · 1 - 1 · 1.5| / 2.5, whatever the laws.
    expect(least.upper).toBeCloseTo(0.1, 9);
    expect(least.lower).toBeGreaterThan(0.03);
    expect(of('circulation').lower).toBeGreaterThan(0);
    expect(verdicts[0]!.status).toBe('no');
    const [continuum, ...grids] = (JSON.parse(JSON.stringify(proofs)) as { schema: string; atLeast: number; atMost: number }[])
      .sort((one, other) => (one.schema < other.schema ? -1 : 1));
    expect(grids).toHaveLength(2);
    for (const proof of grids) expect(judgeLeastEpsilonFile(proof).faults).toEqual([]);
    expect(judgeFormulaFieldFile(continuum).faults).toEqual([]);
    expect([continuum!.atLeast, continuum!.atMost]).toEqual([expect.closeTo(least.lower, 8), expect.closeTo(least.upper, 6)]);
  });

  it('has a file of its own upper end where utilities on a grid leave less than an affine maximiser', async () => {
    const law = parseDistribution('piecewise-linear(0:1,0.4:1.5,1:2)', 'law');
    const tilted = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law,
      coefficients: [[[1, 0], [0.5, 1]], [[1, 0], [0, 1]]],
    }) as LinearProblem;
    const proofs: unknown[] = [];
    const { of } = await rowsOf({ problem: tilted, agent: 'one', cells: 8 }, proofs, 64);
    const { upper } = of('leastEpsilon');
    interface File {
      readonly schema: string; readonly atMost: number; readonly others: { readonly points: number[]; readonly weights: number[] }[];
      readonly transfers: { readonly lattice: { readonly lambda: number; readonly cells: number[]; readonly potentials: number[] } };
    }
    const file = (JSON.parse(JSON.stringify(proofs)) as File[]).find(({ transfers }) => transfers?.lattice !== undefined)!;
    // An affine maximiser leaves 0.1.
    expect(upper).toBeLessThan(0.095);
    expect(file.atMost).toBeCloseTo(upper, 7);
    const faults = (change: object) => judgeFormulaFieldFile({ ...file, ...change }).faults.join();
    expect(faults({})).toBe('');
    const { lattice } = file.transfers;
    const altered = (change: object) => ({ transfers: { lattice: { ...lattice, ...change } } });
    const middle = lattice.potentials.length >> 1;
    for (const change of [
      { atMost: 0.93 * file.atMost }, altered({ lambda: lattice.lambda + 0.1 }),
      altered({ potentials: lattice.potentials.map((x) => 1.02 * x) }),
      altered({ potentials: lattice.potentials.with(middle, lattice.potentials[middle]! + 0.01) }),
      { others: file.others.map((one) => ({ ...one, points: one.points.map((x) => (1 + x) / 2) })) },
      { others: file.others.map((one) => ({ ...one, weights: one.weights.map((_, j) => (j === 0 ? 0.65 : 0.05)) })) },
    ]) expect(faults(change), JSON.stringify(change).slice(0, 60)).toMatch(/^(the walk gains.*,)?utilities between the nodes leave/);
    expect(() => faults(altered({ potentials: lattice.potentials.slice(1) }))).toThrow(/^lattice\.potentials: must be/);
    expect(() => faults({ others: undefined, confidence: 0.9 })).toThrow(/^transfers\.lattice: are for others at the points/);
  });

  it('knows the least epsilon where a signal that does not concern her moves the choice', async () => {
    const law = parseDistribution('uniform(0,1)', 'law');
    const object = singleObject({
      laws: [law, law], interdependence: { kind: 'multi-dimensional', size: 0.2, informationLaws: [law, law] },
    }) as LinearProblem;
    const proofs: unknown[] = [];
    const { of } = await rowsOf({ problem: object, agent: 'bidder 1', cells: 4 }, proofs, 64);
    // What she has to beat is one of 16 numbers, four of them within 0.15: what she knows of the other moves her chance by 1/4.
    expect(of('leastEpsilon').upper).toBeCloseTo(1 / 8, 9);
    expect(of('leastEpsilon').lower).toBeCloseTo(1 / 8, 9);
    interface File {
      readonly atMost: number; readonly transfers?: { readonly knots?: number[][] }; readonly others: { readonly weights: number[] }[];
      readonly problem: { readonly values: string[][]; readonly signals: object[] };
    }
    const file = (JSON.parse(JSON.stringify(proofs)) as File[]).find(({ transfers }) => transfers?.knots !== undefined)!;
    expect(file.atMost).toBeCloseTo(of('leastEpsilon').upper, 7);
    const faults = (change: object) => judgeFormulaFieldFile({ ...file, ...change }).faults.join();
    expect(faults({})).toBe('');
    const { knots } = file.transfers!;
    const skew = (weights: number[]) => weights.map((_, j) => (j === 0 ? 0.7 : 0.1));
    const wide = knots!.map((list) => [list[0], list.at(-1)]);
    for (const change of [
      { atMost: 0.124 }, { transfers: { knots: wide } }, { others: file.others.map((one) => ({ ...one, weights: skew(one.weights) })) },
      { problem: { ...file.problem, values: file.problem.values.map((row) => row.map((text) => `2*(${text})`)) } },
    ]) expect(faults(change), JSON.stringify(change).slice(0, 60)).toMatch(/utilities as steep as her values move leave/);
    for (const cut of [knots!.slice(1), knots!.map((list) => list.slice(1)), knots!.map((list) => list.toReversed())]) {
      expect(() => faults({ transfers: { knots: cut } })).toThrow(/^transfers\.knots: must run from one end/);
    }
  });

  it('is zero by structure where every pair is congruent, ties and all', async () => {
    const coefficients = [[[1, 0, 0, 0], [0, 1, 0, 0]], [[0, 0, 1, 0], [0, 0, 0, 1]]];
    const even = { ...problem, valuations: { ...problem.valuations, coefficients } };
    const { of, verdicts } = await rowsOf({ problem: even, agent: 'two', nodes: 4 });
    expect(of('leastEpsilon')).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
    expect(of('leastEpsilonGrid').upper).toBeLessThan(1e-12);
    expect(of('circulation')).toMatchObject({ lower: 0, upper: 0 });
    expect(verdicts[0]!.status).toBe('yes');
  });

  it('is zero where what a cycle gains may be all rounding', async () => {
    const { signals } = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: parseDistribution('uniform(0,1)', 'law'),
      coefficients: [[[1, 0], [0.5, 1]], [[1, 0], [0, 1]]],
    });
    const { of } = await rowsOf({ problem: { ...problem, signals }, agent: 'one', cells: 3 }, [], 64);
    expect(of('leastEpsilonGrid')).toMatchObject({ lower: 0, estimate: 0 });
    expect(of('leastEpsilonGrid').upper).toBeLessThan(1e-15);
  });

  it('has the least epsilon of discrete bilateral trade by hand', async () => {
    const uniform = parseDistribution('uniform(0,1)', 'law');
    const trade = bilateralTrade({ cost: uniform, value: uniform }) as LinearProblem;
    const n = 20;
    const { of } = await rowsOf({ problem: trade, agent: 'buyer', cells: n, individuallyRational: 'interim', budget: 'ex-ante' });
    // Utilities of slopes (i/n - ε)^+ between neighbours use up the gains from trade, (n² - 1)/6n²: at ε = 5/32.
    const needed = (epsilon: number): number =>
      Array.from({ length: n }, (_, i) => 2 * (n - 1 - i) * Math.max(0, i / n - epsilon)).reduce((a, b) => a + b) / n ** 2;
    expect(needed(5 / 32)).toBeCloseTo((n * n - 1) / (6 * n * n), 12);
    const market = of('leastEpsilonGrid', 'market');
    expect(market.lower).toBeLessThan(5 / 32);
    expect(5 / 32 - market.lower).toBeLessThan(1e-10);
    expect(market.upper).toBeGreaterThan(5 / 32);
    expect(market.upper - market.lower).toBeLessThan(1e-6);
  });

  it('refuses more profiles than can be gone through, and profiles judged one by one', () => {
    const refused = (more: object) => () =>
      fieldKind.validate({ kind: 'field', question: 'field', problem, agent: 'one', opponents: 'grid', ...more } as never);
    expect(refused({ cells: 60 })).not.toThrow();
    expect(refused({ cells: 65 })).not.toThrow();
    expect(refused({ stage: 'ex-post' })).toThrow(/^opponents: can be grid only with --stage interim/);
    expect(refused({ opponents: 'dice' })).toThrow(/^opponents: must be one of law, grid, got 'dice'/);
    const three = { ...problem, agents: [...problem.agents, 'three'], alternatives: problem.alternatives,
      signals: [...problem.signals, ...[0, 1].map((d) => ({ name: `t${d}`, owner: 2, law: skewed }))],
      valuations: { kind: 'linear', structure: 'interdependent', constants: [[0, 0], [0, 0], [0, 0]], coefficients: [
        [[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]], [[0, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 0]], [[0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]]] } };
    expect(refused({ problem: three, cells: 40 }))
      .toThrow(new RegExp(`^cells: makes 2560000 profiles of the others' 4 signals, .*${CHOICES_MAX}`));
  });
});

describe('names and units', () => {
  const RATES = [[[1, 0.25], [1.5, 1]], [[1, -0.5], [-0.75, 1.5]], [[0.75, 0], [0, 1]]];
  /** Three alternatives and two agents; no two alternatives are ever equally good. */
  const built = (
    { order = [0, 1, 2], swap = false, by = 1, unit = 1, common = 0 }: {
      order?: readonly number[]; swap?: boolean; by?: number; unit?: number; common?: number;
    },
  ): LinearProblem => {
    const turned = (row: readonly number[]): number[] => (swap ? [...row].reverse() : [...row]);
    const table = valueTable({
      agents: turned([0, 1]).map((i) => ['one', 'two'][i]!), alternatives: order.map((k) => `k${k}`), signals: 'per-alternative',
      law: parseDistribution(`uniform(${0.0625 * unit},${1.1875 * unit})`, 'law'),
      coefficients: order.map((k) => turned([0, 1]).map((i) => turned(RATES[k]![i]!).map((rate) => (rate * by) / unit))),
    }) as LinearProblem;
    const constants = turned([0, 1]).map(() => order.map((k) => 0.0371 * k * by));
    // A function of her own signals that every alternative is worth more to each agent: a gradient, the same whatever is chosen.
    const coefficients = table.valuations.coefficients.map((rows, i) => rows.map((row) => row.map((c, d) =>
      (table.signals[d]!.owner === i ? c + common * (d + 1) : c))));
    return { ...table, valuations: { ...table.valuations, constants, coefficients } };
  };
  const leastOf = async (change: Parameters<typeof built>[0], notion: 'lic' | 'ic' = 'lic') => {
    const { of } = await rowsOf({ problem: built(change), agent: 'one', cells: 4, notion }, [], 100);
    return [of('leastEpsilonGrid').estimate, of('fieldMonotonicity').estimate, of('congruenceGap').estimate] as const;
  };

  it('do not change what is found, nor does a gradient added to the field; scales do as they should', async () => {
    const [least, monotone, gap] = await leastOf({});
    expect(least).toBeGreaterThan(0.01);
    for (const change of [{ order: [2, 0, 1] }, { order: [1, 2, 0], swap: true }, { swap: true }, { common: 2 }, { common: -0.7 }]) {
      const found = await leastOf(change);
      [least, monotone, gap].forEach((value, j) => expect(found[j], JSON.stringify(change)).toBeCloseTo(value, 10));
    }
    const valued = await leastOf({ by: 3 });
    [3 * least, 3 * monotone, 9 * gap].forEach((value, j) => expect(valued[j]).toBeCloseTo(value, 9));
    const measured = await leastOf({ unit: 4 });
    [least / 4, monotone, gap / 16].forEach((value, j) => expect(measured[j]).toBeCloseTo(value, 9));
  });
});
