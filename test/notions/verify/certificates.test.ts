import { epsilonBetween } from '../../../src/notions/verify/between-nodes.ts';
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { gridSupport } from '../../../src/kinds/field/grid.ts';
import { gridRefusedFile } from '../../../src/kinds/field/proofs.ts';
import { gridMarket } from '../../../src/notions/least-epsilon/double-auction-grid.ts';
import { leastEpsilon, type TypeField } from '../../../src/notions/least-epsilon.ts';
import { balancedRows, cycleRows, leastEpsilonFile, provedBelow } from '../../../src/notions/least-epsilon/certificate.ts';
import type { ProvedAgent } from '../../../src/notions/least-epsilon/proved-ends.ts';
import { constrainedLeastEpsilon, type SideConstraints } from '../../../src/notions/least-epsilon/program.ts';
import { epsilonOf, latticeOf } from '../../../src/notions/least-epsilon/lattice-utilities.ts';
import { remainderOf, restOf, twoWay } from '../../../src/notions/least-epsilon/two-way.ts';
import { latticePotentials } from '../../../src/programs/lattice-potentials.ts';
import { atOnce } from '../../../src/run/turns.ts';
import { judgeFieldFile } from '../../../src/notions/verify/field.ts';
import { judgeLeastEpsilonFile } from '../../../src/notions/verify/least-epsilon.ts';
import { judgeMenuFile } from '../../../src/notions/verify/menu.ts';
import { commonBits, scaledBy } from '../../../src/notions/verify/exact.ts';
import { randomSource } from '../../support/random.ts';

/** Types on a small plane, its last coordinate irrelevant, and chances at random. */
function fieldOf(next: () => number, classes: number): TypeField {
  const points = Array.from({ length: 8 }, (_, t) => [(t % 4) / 3, Math.floor(t / 4)]);
  const rates = Array.from({ length: classes }, () => 3 * next() - 1);
  const chances = points.flatMap(() => {
    const row = Array.from({ length: classes }, next);
    const total = row.reduce((sum, x) => sum + x);
    return row.map((x) => x / total);
  });
  return {
    points, relevant: [true, false], classes, chances: Float64Array.from(chances),
    values: Float64Array.from(points.flatMap(([x]) => rates.map((rate) => rate * x!))),
  };
}

const agentOf = (name: string, field: TypeField, utility: ArrayLike<number>): ProvedAgent =>
  ({ name, field, utility, weights: field.points.map(() => 1 / 8), members: new Array<number>(field.classes).fill(1) });

interface Given {
  atLeast: number;
  atMost: number;
  budget?: { deficit: number };
  multipliers: { weight: number; [key: string]: unknown }[];
  agents: { utilities: number[] }[];
}

const copy = (file: object): Given => JSON.parse(JSON.stringify(file)) as Given;

function expectProof(file: Record<string, unknown>): void {
  expect(judgeLeastEpsilonFile(copy(file)).faults).toEqual([]);
  const tampered = (change: (given: Given) => void): readonly string[] => {
    const given = copy(file);
    change(given);
    return judgeLeastEpsilonFile(given).faults;
  };
  expect(tampered((given) => { given.atLeast += 1e-4; }).join()).toMatch(/multipliers/);
  expect(tampered((given) => { given.atMost -= 1e-4; })).not.toEqual([]);
  expect(tampered((given) => { given.multipliers[0]!.weight += 2 ** 44; }).join()).toMatch(/cancel the utility/);
  expect(tampered((given) => { given.agents[0]!.utilities[3] += 0.5; })).not.toEqual([]);
  const stray = { kind: 'lie', agent: 7, from: 0, to: 1, weight: 1 };
  expect(tampered((given) => { given.multipliers.push(stray); }).join()).toMatch(/no two types/);
  expect(() => tampered((given) => { given.agents[0]!.utilities.pop(); })).toThrow(/agents.0/);
}

describe('files of the least epsilon', () => {
  it('are proved by critical cycles under every notion, and not once a number in them is another', () => {
    const next = randomSource(3).unit;
    for (const notion of ['lic', 'weak', 'ic'] as const) {
      const field = fieldOf(next, 3);
      const { cycle, ratio, bound, utility } = leastEpsilon(field, notion);
      expect(ratio).toBeGreaterThan(0.01);
      expectProof(leastEpsilonFile([agentOf('one', field, utility)], { notion }, cycleRows(cycle), bound));
    }
  });

  it('are proved by multipliers of programs with side constraints, which tie two agents together', async () => {
    const next = randomSource(5).unit;
    const fields = [fieldOf(next, 2), fieldOf(next, 3)];
    const agents = fields.map((field) =>
      ({ field, weights: new Float64Array(8).fill(1 / 8), members: new Array<number>(field.classes).fill(1) }));
    const cases: SideConstraints[] = [
      { notion: 'lic', bounded: true, monotone: true }, { notion: 'lic', monotone: true },
      { notion: 'lic', individuallyRational: true, budget: { welfare: 0.05, deficit: 0 } },
      { notion: 'ic', bounded: true, individuallyRational: true, budget: { welfare: 0.05, deficit: 0.01 } },
    ];
    for (const constraints of cases) {
      const found = await constrainedLeastEpsilon(agents, constraints);
      const { epsilon, utilities, binding } = found;
      const proved = fields.map((field, i) => agentOf(`agent ${i}`, field, utilities[i]!));
      const rows = balancedRows(proved, binding, constraints);
      expectProof(leastEpsilonFile(proved, constraints, rows, epsilon));
      // However rough a solver is, what its multipliers prove is no more than the optimum; the utilities reach that within 1e-9.
      const named = agents.map((agent, i) => ({ ...agent, name: `agent ${i}` }));
      for (const rough of [0, 1e-12, 1e-7, 1e-3, 0.3]) {
        const spoiled = binding.map((row) => ({ ...row, multiplier: row.multiplier * (1 + rough * (2 * next() - 1)) }));
        const below = provedBelow(named, { ...found, binding: spoiled }, constraints);
        expect(below).toBeLessThan(epsilon + 1e-8);
        expect(epsilon - below).toBeLessThan(1e-8 + 50 * rough);
      }
    }
  });

  it('prove that nothing works at any epsilon where participation and the budget contradict each other', () => {
    const field = fieldOf(randomSource(9).unit, 2);
    const file = copy(leastEpsilonFile(
      [agentOf('one', field, new Float64Array(8))],
      { notion: 'lic', individuallyRational: true, budget: { welfare: 0.1, deficit: -0.25 } }, [{ kind: 'budget', weight: 1 }], 1e6,
    ));
    // No utilities can be shown; the multipliers are a Farkas ray: 0 >= 0.15.
    expect(judgeLeastEpsilonFile(file).faults).toEqual(['the budget is exceeded']);
    file.budget!.deficit = -0.05;
    expect(judgeLeastEpsilonFile(file).faults.join()).toMatch(/add up to no more than/);
    delete file.budget;
    expect(judgeLeastEpsilonFile(file).faults.join()).toMatch(/none is asked for/);
  });
});

describe('files of the least epsilon that prove nothing', () => {
  const field = fieldOf(randomSource(3).unit, 3);
  const { cycle, bound, utility } = leastEpsilon(field, 'lic');
  const file = copy(leastEpsilonFile([agentOf('one', field, utility)], { notion: 'lic' }, cycleRows(cycle), bound));

  it('have no multipliers, or ends the wrong way round', () => {
    expect(judgeLeastEpsilonFile({ ...file, multipliers: [], atLeast: file.atMost }).faults.join()).toMatch(/add up to no more than 0/);
    expect(judgeLeastEpsilonFile({ ...file, multipliers: [{ kind: 'lie', agent: 0, from: 0, to: 1, weight: 0 }] }).faults)
      .toHaveLength(1);
    expect(judgeLeastEpsilonFile({ ...file, multipliers: [], atLeast: 0 }).faults).toEqual([]);
    expect(judgeLeastEpsilonFile({ ...file, atLeast: 2 * file.atMost }).faults.join()).toMatch(/exceeds/);
  });

  it('overlook as much of an inequality as values move, in whatever units', () => {
    for (const unit of [2 ** -40, 2 ** 40]) {
      const scaled: TypeField = {
        ...field, points: field.points.map((point) => point.map((x) => x * unit)), values: field.values.map((value) => value * unit),
      };
      const proved = leastEpsilonFile([agentOf('one', scaled, Float64Array.from(utility, (u) => u * unit))], { notion: 'lic' },
        cycleRows(cycle), bound);
      expect(judgeLeastEpsilonFile(copy(proved)).faults).toEqual([]);
      const none = { ...copy(proved), multipliers: [], atLeast: 0, atMost: 0 };
      expect(judgeLeastEpsilonFile(none).faults.join()).toMatch(/gains more than permitted/);
      expect(() => judgeLeastEpsilonFile({ ...none, slack: unit * 1e-3 })).toThrow(/^slack/);
    }
  });
});

describe('exact numbers', () => {
  it('are whole over a power of two, subnormal and negative ones included', () => {
    const bits = commonBits([0.1, -3.75, 2 ** 60], 'x');
    expect(scaledBy(-3.75, bits)).toBe(-15n << BigInt(bits - 2));
    expect(Number(scaledBy(0.1, bits)) / 2 ** bits).toBe(0.1);
    expect(scaledBy(2 ** 60, bits)).toBe(1n << BigInt(60 + bits));
    expect(() => commonBits([5e-324], 'x')).toThrow(/x: holds numbers too small/);
  });
});

/** Own rates 1, 1; social ones 1.5, 1: a circulation of at least 0.068 a unit, at most 0.1 by weight 0.8. */
const problem = {
  agents: ['one', 'two'], alternatives: ['A', 'B'], constants: [[0, 0], [0, 0]],
  coefficients: [[[1, 0, 0, 0], [0, 1, 0, 0]], [[0.5, 0, 1, 0], [0, 0, 0, 1]]],
  signals: ['a', 'b', 'c', 'd'].map((name, d) => ({ name, owner: d < 2 ? 0 : 1, law: 'uniform(0,1)' })),
};

describe('files about laws', () => {
  const walk = { kind: 'path', points: [[0, 0], [1, 0], [1, 1], [0, 1]] };
  const file = {
    schema: 'misreport.field/1', problem, agent: 'one', walk, lambda: 0.8, atLeast: 0.06, atMost: 0.1 + 1e-12, confidence: 0.99,
  };

  it('hold a walk and an affine maximiser against draws and coefficients', () => {
    expect(judgeFieldFile(file).faults).toEqual([]);
    expect(judgeFieldFile({ ...file, atLeast: 0.09 }).faults.join()).toMatch(/the walk gains/);
    expect(judgeFieldFile({ ...file, walk: { ...walk, points: walk.points.toReversed() } }).faults.join()).toMatch(/the walk gains -/);
    expect(judgeFieldFile({ ...file, atLeast: 0.0601, atMost: 0.06, lambda: 0.9 }).faults.join()).toMatch(/exceeds/);
    expect(judgeFieldFile({ ...file, lambda: 0.5 }).faults.join()).toMatch(/leaves 0.25/);
    expect(() => judgeFieldFile({ ...file, agent: 'six' })).toThrow(/agent/);
    expect(() => judgeFieldFile({ ...file, walk: { ...walk, points: [[0], [1]] } })).toThrow(/walk.points/);
    expect(() => judgeFieldFile({ ...file, problem: { ...problem, constants: [[0]] } })).toThrow(/problem/);
  });

  it('hold utilities at the nodes of a grid against draws', () => {
    const [n, triangular] = [12, (x: number): number => (x <= -1 ? 0 : x >= 1 ? 1 : x < 0 ? (1 + x) ** 2 / 2 : 1 - (1 - x) ** 2 / 2)];
    const band = { lower: triangular, upper: triangular };
    const two = twoWay({ own: [[1, 0], [0, 1]], social: [[1.5, 0], [0, 1]] })!;
    const types = { supports: [[0, 1], [0, 1]], cells: [n, n] } as const;
    const remainder = remainderOf(two, restOf(two), types.supports, band);
    const { potentials } = atOnce(latticePotentials(latticeOf(remainder, types)));
    const atMost = atOnce(epsilonOf(remainder, types, potentials));
    const lattice = { cells: [n, n], potentials: [...potentials] };
    const given = { ...file, atMost, lattice };
    expect(atMost).toBeLessThan(0.082);
    expect(judgeFieldFile(given)).toMatchObject({ faults: [], what: expect.stringMatching(/within 0.0010 on as many\)$/) });
    expect(judgeFieldFile({ ...given, atMost: 0.07 }).faults.join()).toMatch(/between the nodes leave 0.0\d+ on 100000 draws, above 0.07/);
    const other = lattice.potentials.map((x, node) => (node === 20 ? x + 0.01 : x));
    expect(judgeFieldFile({ ...given, lattice: { ...lattice, potentials: other } }).faults.join()).toMatch(/between the nodes/);
    const judged = (more: object) => () => judgeFieldFile({ ...given, ...more });
    expect(judged({ lattice: { ...lattice, cells: [n, 1] } })).toThrow(/lattice.cells: must be 2 or more for signal 2/);
    expect(judged({ lattice: { ...lattice, cells: [n] } })).toThrow(/lattice.cells: must be 2/);
    expect(judged({ lattice: { ...lattice, potentials: [1] } })).toThrow(/lattice.potentials: must be 169/);
    const turned = { ...problem, coefficients: [problem.coefficients[0], [[-3, 0, 1, 0], [0, 0, 0, 1]]] };
    expect(judged({ problem: turned })).toThrow(/lambda: must be 0 where a signal moves welfare and her own values in different/);
    const still = { ...problem, coefficients: [[[0, 0, 0, 0], [0, 1, 0, 0]], problem.coefficients[1]] };
    expect(judged({ problem: still })).toThrow(/lattice: proves nothing where a signal moves welfare and not her own values/);
  });

  it('hold slopes against welfare to chances on all of their line', () => {
    const leads = Array.from({ length: 400 }, (_, j) => [(j - 199.5) / 200, (j - 199.5) / 200] as const);
    const above = (x: number): number => leads.filter(([lead]) => lead > x).length / leads.length;
    const band = { lower: (w: number) => above(-w), upper: (w: number) => above(-w) };
    for (const [own, social] of [[[1, 1], [-0.5, 0.5]], [[1, 0.6], [-0.5, -0.3]]] as const) {
      const field = twoWay({ own: [[own[0], 0], [0, own[1]]], social: [[social[0], 0], [0, social[1]]] })!;
      const types = { supports: [[0, 1], [0, 1]], cells: [6, 6] } as const;
      const remainder = remainderOf(field, restOf(field), types.supports, band);
      const { potentials } = atOnce(latticePotentials(latticeOf(remainder, types)));
      const lists = { first: [0], second: [1], a: field.alpha, b: field.beta };
      const { epsilon } = epsilonBetween(lists, types.supports, 0, { cells: [6, 6], potentials: [...potentials] }, leads);
      const made = atOnce(epsilonOf(remainder, types, potentials));
      expect(Math.abs(epsilon - made)).toBeLessThan(0.02);
      expect(epsilon).toBeGreaterThan((above(0) - above(0.5)) / 2);
    }
    // Slopes that follow chances: near lies gain nothing, and the one from end to end all that chances fall by.
    const slopes = Array.from({ length: 6 }, (_, j) => above(((j + 0.5) / 6) * 0.5));
    const potentials = slopes.reduce((sums, slope) => [...sums, sums.at(-1)! + slope / 6], [0]);
    const one = { first: [0], second: [1], a: [1], b: [-0.5] };
    expect(epsilonBetween(one, [[0, 1]], 0, { cells: [6], potentials }, leads).epsilon).toBeGreaterThan(0.8 * (above(0) - above(0.5)));
  });

  it('prove that no epsilon will do where more is to be collected than all gains from trade, and nothing else', () => {
    const law = parseDistribution('uniform(0,1)', 'law');
    const support = gridSupport(law, { cells: 3 });
    const market = gridMarket(doubleAuction({ sellers: 1, buyers: 2, kappa: 0, cost: law, value: law }), support, support);
    const file = JSON.parse(JSON.stringify(gridRefusedFile(market, -1))) as Record<string, unknown>;
    expect(judgeLeastEpsilonFile(file)).toMatchObject({
      faults: [], what: expect.stringMatching(/^no epsilon will do \(lic, individually rational, deficit at most -1\) of 3 types/),
    });
    for (const change of [
      { budget: { welfare: market.gains, deficit: 0 } }, { multipliers: [] }, { budget: { welfare: 1, deficit: -1 } },
      { multipliers: [{ kind: 'lie', agent: 0, from: 0, to: 1, weight: 1 }] }, { individuallyRational: false }, { infeasible: undefined },
    ]) expect(judgeLeastEpsilonFile(JSON.parse(JSON.stringify({ ...file, ...change }))).faults).not.toEqual([]);
  });

  it('hold a menu against lies and losses', () => {
    const menu = {
      schema: 'misreport.menu/1', problem, weights: [0.8, 1], lotteries: [[1, 0], [0, 1]], prices: [0, 0], lossAtMost: 0.05,
      confidence: 0.99, reached: { firstBest: -1, atLeast: -1.05 },
    };
    expect(judgeMenuFile(menu)).toMatchObject({ faults: [], what: expect.stringMatching(/so that it reaches at least -1\.05: the first/) });
    expect(judgeMenuFile({ ...menu, prices: [0, 1], lotteries: [[1, 0], [0, 0.9]] }).faults.join()).toMatch(/adds up.*it loses/);
    expect(() => judgeMenuFile({ ...menu, prices: [0] })).toThrow(/lotteries/);
    expect(() => judgeMenuFile({ ...menu, weights: [1] })).toThrow(/weights/);
  });
});
