import { describe, expect, it } from 'vitest';
import { asOperations } from '../../src/engine/tfjs-adapter.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { linearValues } from '../../src/environment/linear-values.ts';
import { multiObject } from '../../src/environment/multi-object.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { valueTable } from '../../src/environment/table.ts';
import { validateProblem } from '../../src/environment/validate.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { chooseAlternative } from '../../src/mechanism/choose.ts';
import { InputError } from '../../src/errors.ts';

const unit = parseDistribution('uniform(0,1)');
const linear = ({ valuations }: SocialChoiceProblem): LinearValuations => valuations as LinearValuations;
const fieldOf = (build: () => unknown): string => {
  try {
    build();
  } catch (error) {
    if (error instanceof InputError) return error.field;
    throw error;
  }
  return 'accepted';
};

describe('single object', () => {
  it('gives the winner her signal (Song22 Example 1)', () => {
    const problem = singleObject({ laws: [unit, unit, unit] });
    expect(linearValues(linear(problem), [0.2, 0.9, 0.5])).toEqual([[0.2, 0, 0], [0, 0.9, 0], [0, 0, 0.5]]);
  });

  it('adds weighted signals of others to the winner', () => {
    const problem = singleObject({ laws: [unit, unit], interdependence: { kind: 'one-dimensional', weights: [[0, 0.5], [0.25, 0]] } });
    expect(linearValues(linear(problem), [0.4, 0.8])).toEqual([[0.4 + 0.5 * 0.8, 0], [0, 0.8 + 0.25 * 0.4]]);
  });

  it('knows own and irrelevant coordinates (Song22 section 6.2)', () => {
    const problem = singleObject({ laws: [unit, unit, unit], interdependence: { kind: 'multi-dimensional', size: 0.1 } });
    expect(problem.signals.map(({ name }) => name).slice(0, 4)).toEqual(['s1[1]', 's1[2]', 's1[3]', 's2[1]']);
    // s[i][j]: what i knows of j.
    const s = [0.5, 0.1, 0.2, 0.3, 0.6, 0.4, 0.9, 0.8, 0.7];
    const values = linearValues(linear(problem), s);
    expect(values[0]![0]).toBeCloseTo(0.5 + 0.1 * (0.3 + 0.9), 12);
    expect(values[1]![1]).toBeCloseTo(0.6 + 0.1 * (0.1 + 0.8), 12);
    expect(values[2]![2]).toBeCloseTo(0.7 + 0.1 * (0.2 + 0.4), 12);
    expect(values[0]![1]).toBe(0);
  });

  it('lets the seller keep the object below her reserve', () => {
    const problem = singleObject({ laws: [unit, unit], sellerMayKeep: true });
    const rule = { kind: 'affine-maximizer', weights: [1, 1], bonuses: [0.5, 0, 0] } as const;
    expect(chooseAlternative(rule, linearValues(linear(problem), [0.3, 0.4]))).toBe(0);
    expect(chooseAlternative(rule, linearValues(linear(problem), [0.3, 0.6]))).toBe(2);
  });
});

describe('bilateral trade and public good', () => {
  it('trades at -cost and +value (Song22 Example 4)', () => {
    expect(linearValues(linear(bilateralTrade({ cost: unit, value: unit })), [0.3, 0.7])).toEqual([[0, -0.3], [0, 0.7]]);
    expect(linearValues(linear(bilateralTrade({ cost: unit, value: unit, ownership: true })), [0.3, 0.7])).toEqual([[0.3, 0], [0, 0.7]]);
  });

  it('shares the cost of the good', () => {
    const problem = publicGood({ laws: [unit, unit, unit], cost: 1.2, shares: [0.5, 0.25, 0.25] });
    const values = linearValues(linear(problem), [0.9, 0.5, 0.1]);
    expect(values.map(([no]) => no)).toEqual([0, 0, 0]);
    expect(values.map(([, yes]) => yes)).toEqual([0.9 - 0.6, 0.5 - 0.3, 0.1 - 0.3]);
    expect(fieldOf(() => publicGood({ laws: [unit, unit], cost: 1, shares: [0.5, 0.6] }))).toBe('shares');
    expect(fieldOf(() => publicGood({ laws: [unit, unit] }))).toBe('cost');
  });
});

describe('several objects', () => {
  const base = { bidders: 3, objects: 2, law: unit };
  const s = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const valueOf = (problem: SocialChoiceProblem, name: string, bidder: number, signals = s): number =>
    linearValues(linear(problem), signals)[bidder - 1]![problem.alternatives.indexOf(name)]!;

  it('lists every assignment once', () => {
    expect(multiObject({ ...base, values: 'additive' }).alternatives).toHaveLength(16);
    const sold = multiObject({ ...base, values: 'additive', sellerMayKeep: false });
    expect(sold.alternatives).toHaveLength(9);
    expect(new Set(sold.alternatives).size).toBe(9);
    expect(sold.alternatives.some((name) => name.includes('unsold'))).toBe(false);
  });

  it('adds worths, and synergies for pairs', () => {
    const additive = multiObject({ ...base, values: 'additive' });
    expect(valueOf(additive, 'A to 2, B to 2', 2)).toBeCloseTo(0.7, 12);
    expect(valueOf(additive, 'A to 2, B to 3', 2)).toBeCloseTo(0.3, 12);
    const synergies = multiObject({ ...base, objects: 3, values: 'synergies', synergy: 0.5 });
    const t = [0.1, 0.2, 0.3, 0, 0, 0, 0, 0, 0];
    // Three pairs, each with half the sum of its two signals.
    expect(valueOf(synergies, 'A to 1, B to 1, C to 1', 1, t)).toBeCloseTo(0.6 + 0.5 * (0.3 + 0.4 + 0.5), 12);
    expect(valueOf(synergies, 'A to 1, B to 1, C to 2', 1, t)).toBeCloseTo(0.3 + 0.5 * 0.3, 12);
  });

  it('has a signal for every bundle (JM01 model 1)', () => {
    const problem = multiObject({ ...base, values: 'bundles' });
    expect(problem.signals.map(({ name }) => name).slice(0, 3)).toEqual(['s1[A]', 's1[B]', 's1[AB]']);
    const t = [0.1, 0.2, 0.9, 0.3, 0.4, 0.8, 0.5, 0.6, 0.7];
    expect(valueOf(problem, 'A to 2, B to 2', 2, t)).toBeCloseTo(0.8, 12);
    expect(valueOf(problem, 'A to 3, B to 1', 1, t)).toBeCloseTo(0.2, 12);
  });

  it('has allocative externalities (JM01 model 2)', () => {
    const problem = multiObject({ ...base, values: 'additive', crowding: 0.5, damage: 0.05 });
    expect(valueOf(problem, 'A to 1, B to 2', 1)).toBeCloseTo(0.1 * (1 - 0.25) - 0.05, 12);
    expect(valueOf(problem, 'A to 2, B to 2', 1)).toBeCloseTo(-0.1, 12);
    expect(valueOf(problem, 'A unsold, B to 1', 1)).toBeCloseTo(0.2, 12);
  });

  it('has informational externalities (JM01 model 3)', () => {
    const theirs = multiObject({ ...base, values: 'additive', informational: { weight: 0.1, of: 'rival-bundles' } });
    expect(valueOf(theirs, 'A to 1, B to 2', 1)).toBeCloseTo(0.1 + 0.1 * 0.4, 12);
    expect(valueOf(theirs, 'A to 1, B to 2', 3)).toBeCloseTo(0.1 * (0.1 + 0.4), 12);
    const own = multiObject({ ...base, values: 'additive', informational: { weight: 0.1, of: 'own-bundle' } });
    expect(valueOf(own, 'A to 1, B to 2', 1)).toBeCloseTo(0.1 + 0.1 * (0.3 + 0.5), 12);
    expect(valueOf(own, 'A to 1, B to 2', 3)).toBe(0);
  });

  it('says the limit on alternatives and the way out', () => {
    expect(() =>
      multiObject({ bidders: 10, objects: 4, values: 'additive', law: unit })).toThrow(
        /14641 alternatives are more than the limit of 1024.*assignmentMarket/
      );
    expect(fieldOf(() => multiObject({ bidders: 0, objects: 2, values: 'additive', law: unit }))).toBe('bidders');
    expect(fieldOf(() => multiObject({ bidders: 2, objects: 0, values: 'additive', law: unit }))).toBe('objects');
    expect(fieldOf(() => multiObject({ bidders: 2, objects: 2, values: 'additive', law: unit, synergy: 1 }))).toBe('synergy');
    expect(fieldOf(() => multiObject({ bidders: 2, objects: 2, values: 'additive', law: unit, damage: NaN }))).toBe('damage');
  });
});

describe('unit demand', () => {
  it('takes the best object of a bundle, on tensors', async () => {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    const problem = multiObject({
      bidders: 3, objects: 2, values: 'unit-demand', law: unit, damage: 0.5, informational: { weight: 0.1, of: 'rival-bundles' },
    });
    if (problem.valuations.kind !== 'general') throw new Error('general expected');
    expect(problem.valuations.structure).toBe('additively-separable');
    const { evaluate } = problem.valuations;
    const rows = Array.from({ length: 8 }, (_, b) => Array.from({ length: 6 }, (_, d) => ((7 * b + 3 * d) % 11) / 11));
    const operations = asOperations(tf);
    const values = operations.tidy(() => evaluate(operations, operations.tensor2d(rows)).arraySync());
    rows.forEach((s, b) => {
      problem.alternatives.forEach((name, k) => {
        const holders = name.split(', ').map((part) => (part.includes('unsold') ? 0 : Number(part.at(-1))));
        const best = (j: number): number => Math.max(0, ...holders.map((holder, m) => (holder === j ? s[2 * (j - 1) + m]! : 0)));
        for (let i = 1; i <= 3; i++) {
          const rivals = [1, 2, 3].filter((j) => j !== i);
          const expected = best(i) - 0.5 * holders
            .filter((holder) => holder !== 0 && holder !== i).length + 0.1 * rivals
            .reduce((sum, j) => sum + best(j), 0);
          expect(values[b]![i - 1]![k]).toBeCloseTo(expected, 5);
          expect(expected).toBeGreaterThanOrEqual(problem.valuations.kind === 'general' ? problem.valuations.range[0] : 0);
        }
      });
    });
  });
});

describe('table', () => {
  // a[k][i][j]
  const a = [[[1, 0.5], [0, 2]], [[0, 0], [0.25, 1]]];
  it('places signals by shape (JM01 section 2)', () => {
    const one = valueTable({
      agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'one-dimensional', law: unit, coefficients: a, constants: [[0, 1], [2, 3]],
    });
    expect(linearValues(linear(one), [0.5, 0.25])).toEqual([[0.5 + 0.125, 2], [1 + 0.5, 3 + 0.125 + 0.25]]);
    const per = valueTable({ agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'per-alternative', law: unit, coefficients: a });
    expect(per.signals.map(({ name }) => name)).toEqual(['s1[A]', 's1[B]', 's2[A]', 's2[B]']);
    expect(linearValues(linear(per), [0.5, 0.4, 0.25, 0.2])).toEqual([[0.5 + 0.125, 0], [0.5, 0.1 + 0.2]]);
    const full = valueTable({
      agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'per-alternative-and-agent', law: unit, coefficients: a,
    });
    // Those with a zero coefficient are left out.
    expect(full.signals.map(({ name }) => name)).toEqual(['s1[A,1]', 's1[B,2]', 's2[A,1]', 's2[A,2]', 's2[B,2]']);
    expect(linearValues(linear(full), [0.5, 0.4, 0.25, 0.2, 0.3])).toEqual([[0.5 + 0.125, 0], [0.4, 0.1 + 0.3]]);
  });

  it('names wrong shapes', () => {
    expect(
      fieldOf(() =>
        valueTable({ agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'one-dimensional', law: unit, coefficients: [a[0]!] }))
    ).toBe('coefficients');
    expect(
      fieldOf(() =>
        valueTable({ agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'one-dimensional', law: unit, coefficients: [a[0]!, [[1, 2],
        [3]]] }))
    ).toBe('coefficients[1][1]');
    expect(
      fieldOf(() =>
        valueTable({ agents: ['a', 'b'], alternatives: ['A', 'B'], signals: 'one-dimensional', law: unit, coefficients: [a[0]!, [[1, 2], [3,
        Infinity]]] }))
    ).toBe('coefficients[1][1][1]');
  });
});

describe('validateProblem', () => {
  const good = singleObject({ laws: [unit, unit] });
  const values = linear(good);
  it.each<[string, Partial<SocialChoiceProblem>]>([
    ['agents', { agents: [] }],
    ['agents', { agents: ['x', 'x'] }],
    ['alternatives', { alternatives: [] }],
    ['alternatives', { alternatives: Array.from({ length: 1025 }, (_, k) => `${k}`) }],
    ['signals', { signals: [] }],
    ['signals[1].owner', { signals: [good.signals[0]!, { ...good.signals[1]!, owner: 2 }] }],
    ['signals[0].law', { signals: [{ ...good.signals[0]!, law: { ...unit, support: [1, 0] } }, good.signals[1]!] }],
    ['valuations.constants[1]', { valuations: { ...values, constants: [[0, 0], [0]] } }],
    ['valuations.constants[0][1]', { valuations: { ...values, constants: [[0, NaN], [0, 0]] } }],
    ['valuations.coefficients[0][1]', { valuations: { ...values, coefficients: [[[1, 0], [0]], [[0, 0], [0, 1]]] } }],
    ['valuations.range', { valuations: { kind: 'general', structure: 'private', evaluate: () => ({}) as never, range: [1, 0] } }],
    ['dependence.loadings[1]', { dependence: { kind: 'common-factor', loadings: [0.5, 1] } }],
    ['dependence.correlations[0][1]', { dependence: { kind: 'gaussian-copula', correlations: [[1, 0.5], [0.4, 1]] } }],
    ['dependence.correlations', { dependence: { kind: 'gaussian-copula', correlations: [[1, 1], [1, 1]] } }],
  ])('names %s', (field, change) => {
    expect(fieldOf(() => validateProblem(good))).toBe('accepted');
    expect(fieldOf(() => validateProblem({ ...good, ...change }))).toBe(field);
  });
});
