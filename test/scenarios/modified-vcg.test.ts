import { describe, expect, it } from 'vitest';
import { GENERALISED_VCG, liesToTry, marketOf, MODIFIED_VCG } from '../../scenarios/modified-vcg/environment.ts';
import {
  exactMarket, exactValues, uniformEpsilonIc, uniformEpsilonLic, uniformIrrelevantGain, winning,
} from '../../scenarios/modified-vcg/reference.ts';
import { modifiedVcgScenario as scenario } from '../../scenarios/modified-vcg/scenario.ts';
import type { Fit } from '../../src/results/document.ts';
import { defaultValues, judged, referenceOf, row, rowsOnReferences, simulate } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';

const at = (gamma: number, others = {}) => defaultValues(scenario, { 'informational-size': gamma, ...others });
type Signal = readonly [own: number, known: number];

/**
 * Two bidders, straight from the definitions of section 6.2.1: alternatives, values, efficient choice and transfers with
 * loops over alternatives and bidders; nothing of the derivation is used. Interim payoff of bidder 1 by a lattice of draws.
 */
function interimPayoffs(
  gamma: number,
  [quantileB, quantileC]: readonly ((u: number) => number)[],
  highest: number,
  pairs: readonly (readonly [report: Signal, type: Signal])[],
  modified: boolean,
): number[] {
  const value = (own: Signal, other: Signal, k: number): number[] =>
    [k === 0 ? own[0] + gamma * other[1] : 0, k === 1 ? other[0] + gamma * own[1] : 0];
  const welfare = (own: Signal, other: Signal, k: number): number => value(own, other, k).reduce((a, b) => a + b);
  const best = (own: Signal, other: Signal): number => (welfare(own, other, 1) > welfare(own, other, 0) ? 1 : 0);
  const generalised = (own: Signal, other: Signal): number =>
    value(own, other, best(own, other))[1]! - Math.max(value(own, other, 0)[1]!, value(own, other, 1)[1]!);
  const transfer = (own: Signal, other: Signal): number => {
    if (!modified) return generalised(own, other);
    const top: Signal = [own[0], highest];
    return generalised(top, other) + value(own, other, best(top, other))[0]! - value(own, other, best(own, other))[0]!;
  };
  return simulate(4000, 2, ([u, v]) => {
    const other: Signal = [quantileB!(u!), quantileC!(v!)];
    return pairs.map(([report, type]) => value(type, other, best(report, other))[0]! + transfer(report, other));
  });
}

const GRID: readonly Signal[] = [0, 0.2, 0.3, 0.4, 0.55, 0.7, 0.9, 1].flatMap((own) => [0, 0.5, 1].map((known) => [own, known] as const));

describe('the derivation', () => {
  it.each(
    [
      [0.2, 'uniform(0,1)', 'uniform(0,1)'], [0.8, 'piecewise-linear(0,0.3,0.5,1)', 'uniform(0,1)'],
      [0.5, 'uniform(0,1)', 'piecewise-linear(0,0.1,1)'],
    ]
  )('interim payoffs at gamma = %d, %s, %s', (gamma, value, information) => {
    const market = marketOf(at(gamma, { value, information }));
    const { F, I } = winning(market);
    const pairs = GRID.flatMap((report) => [GRID[4]!, GRID[11]!, GRID[21]!].map((type) => [report, type] as const));
    const quantiles = [market.value.quantile, market.information.quantile];
    const modified = interimPayoffs(gamma, quantiles, 1, pairs, true);
    const generalised = interimPayoffs(gamma, quantiles, 1, pairs, false);
    pairs.forEach(([[a1, y1], [a]], p) => {
      expect(Math.abs(modified[p]! - ((a - a1) * F(a1 - gamma * y1) + I(a1 - gamma)))).toBeLessThan(3e-3);
      expect(Math.abs(generalised[p]! - ((a - a1) * F(a1 - gamma * y1) + I(a1 - gamma * y1)))).toBeLessThan(3e-3);
    });
  });

  it.each([0.0125, 0.2, 0.5, 0.6, 0.8, 1])('closed forms for uniform signals at gamma = %d are those of quadrature', (gamma) => {
    const exact = exactValues(marketOf(at(gamma)));
    expect(uniformEpsilonLic(gamma)).toBeCloseTo(exact.modified.epsilonLic, 6);
    expect(uniformEpsilonIc(gamma)).toBeCloseTo(exact.modified.epsilonIc, 6);
    expect(gamma).toBeCloseTo(exact.generalised.weakEpsilonLic, 10);
    expect(uniformIrrelevantGain(gamma)).toBeCloseTo(exact.generalised.epsilonIc, 6);
  });

  it('no pair of signals on a grid gains more than the constants, and some come close', () => {
    const gamma = 0.8;
    const quantiles = [(u: number) => u, (u: number) => u];
    for (const modified of [true, false]) {
      const pairs = GRID.flatMap((report) => GRID.map((type) => [report, type] as const));
      const payoffs = interimPayoffs(gamma, quantiles, 1, pairs, modified);
      const truth = new Map(pairs.flatMap(([report, type], p) => (report === type ? [[type, payoffs[p]!] as const] : [])));
      const gains = pairs.map(([report, type], p) => ({
        gain: payoffs[p]! - truth.get(type)!, own: Math.abs(report[0] - type[0]),
        most: Math.max(Math.abs(report[0] - type[0]), Math.abs(report[1] - type[1])),
      }));
      const exact = modified ? uniformEpsilonIc(gamma) : uniformIrrelevantGain(gamma);
      const largest = Math.max(...gains.map(({ gain }) => gain));
      expect(largest).toBeLessThan(exact + 3e-3);
      expect(largest).toBeGreaterThan(0.97 * exact);
      if (modified) {
        const ratios = gains.filter(({ own }) => own > 0).map(({ gain, own }) => gain / own);
        expect(Math.max(...ratios)).toBeLessThan(uniformEpsilonLic(gamma) + 0.01);
        expect(Math.max(...ratios)).toBeGreaterThan(0.9 * uniformEpsilonLic(gamma));
        for (const { gain } of gains.filter(({ own }) => own === 0)) expect(Math.abs(gain)).toBeLessThan(1e-12);
      } else {
        expect(Math.max(...gains.filter(({ most }) => most > 0).map(({ gain, most }) => gain / most))).toBeLessThan(gamma + 3e-3);
      }
    }
  });

  it('two bidders: the expected best value', () => {
    for (const market of [marketOf(at(0.3)), marketOf(at(0.7, { value: 'piecewise-linear(0,0.3,0.5,1)', information: 'uniform(0,2)' }))]) {
      const { size, value, information } = market;
      const [first] = simulate(
        40_000,
        4,
        ([a, y, b, c]) =>
          [Math.max(value.quantile(a!) + size * information.quantile(c!), value.quantile(b!) + size * information.quantile(y!))],
      );
      expect(exactMarket(market).welfare).toBeCloseTo(first!, 3);
    }
  });

  it('stretched laws: constants per unit of lie stay, amounts scale', () => {
    const [one, three] = [
      exactMarket(marketOf(at(0.2))), exactMarket(marketOf(at(0.2, { value: 'uniform(1,4)', information: 'uniform(1,4)' }))),
    ];
    expect(three.modified.epsilonLic).toBe(one.modified.epsilonLic);
    expect(three.modified.epsilonIc).toBeCloseTo(3 * one.modified.epsilonIc, 12);
    expect(
      exactValues(marketOf(at(0.2, { value: 'uniform(1,4)', information: 'uniform(1,4)' }))).modified.epsilonIc
    ).toBeCloseTo(three.modified.epsilonIc, 6);
  });
});

describe('lies to try', () => {
  it('are own signal vectors within the support, all different, with both extremes of irrelevant information', () => {
    for (const [bidders, agent] of [[2, 0], [3, 2]] as const) {
      const lies = liesToTry(marketOf(at(0.2, { bidders })), agent);
      expect(lies.length).toBeLessThanOrEqual(64);
      for (const [l, lie] of lies.entries()) {
        for (const other of lies.slice(0, l)) expect(Math.max(...lie.map((x, c) => Math.abs(x - other[c]!)))).toBeGreaterThan(1e-4);
      }
      for (const lie of lies) expect(lie.length === bidders && lie.every((x) => x >= 0 && x <= 1)).toBe(true);
      const [low, high] = [
        lies.find((lie) => lie[agent] === 0.5 && lie[(agent + 1) % bidders] === 0),
        lies.find((lie) => lie[agent] === 0.5 && lie[(agent + 1) % bidders] === 1),
      ];
      expect([low, high]).not.toContain(undefined);
    }
  });
});

describe('parameters', () => {
  it.each(
    [
      ['informational-size', 0], ['informational-size', 1.5], ['bidders', 1], ['bidders', 2.5], ['value', 'uniform(-1,1)'],
      ['information', 'cauchy(0,1)'],
    ]
  )('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(defaultValues(scenario, { [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });
});

describe('claims', () => {
  const points = [0.2, 0.1].map((gamma) => at(gamma));
  const exact = points.flatMap((values) =>
    rowsOnReferences(scenario, values, 1e-4).map((r) =>
      (r.quantity === 'irrelevantGain' && r.point.mechanism === MODIFIED_VCG.name
        ? { ...r, lower: 0 }
        : r))).concat(points.map((values) => row(values, MODIFIED_VCG.name, 'bidder 1', 'monotonicityViolation', -0.02, 0)));
  const statuses = (rows: typeof exact, at = points) =>
    Object.fromEntries(Object.entries(judged(scenario, at, rows)).map(([id, { status }]) => [id, status]));
  const replaced = (mechanism: string, quantity: string, lower: number, upper: number) =>
    statuses(
      exact.map((r) =>
        (r.point.mechanism === mechanism && r.quantity === quantity && r.point['informational-size'] === 0.1 ? { ...r, lower, upper } : r))
    );

  it('hold on the exact values', () => {
    expect(statuses(exact)).toEqual({
      'theorem-6.2': 'pass', 'theorem-6.2-rate': 'not-applicable', 'theorem-6.2-regular': 'pass', 'irrelevant-information': 'pass',
      'generalised-not-lic': 'pass', 'generalised-weakly-lic': 'pass', 'exact-constants': 'pass', efficient: 'pass',
    });
  });

  it('a single point says nothing of a limit, and three bidders nothing of the exact constants', () => {
    expect(statuses(exact, [points[0]!])['theorem-6.2']).toBe('not-applicable');
    const values = at(0.2, { bidders: 3 });
    expect(statuses([row(values, MODIFIED_VCG.name, 'bidder 1', 'epsilonLic', 0.1)], [values])['exact-constants']).toBe('not-applicable');
    expect(scenario.references!(values)).toEqual([]);
  });

  it.each([
    ['theorem-6.2', MODIFIED_VCG.name, 'epsilonLic', 0.3, 0.4, 'fail'],
    ['theorem-6.2', MODIFIED_VCG.name, 'epsilonLic', 0.05, 0.4, 'undecided'],
    ['theorem-6.2-regular', MODIFIED_VCG.name, 'monotonicityViolation', 0.2, 0.4, 'fail'],
    ['theorem-6.2-regular', MODIFIED_VCG.name, 'epsilonBounded', 0.2, 0.4, 'fail'],
    ['irrelevant-information', MODIFIED_VCG.name, 'irrelevantGain', 0.01, 0.02, 'fail'],
    ['irrelevant-information', MODIFIED_VCG.name, 'irrelevantGain', 0, 0.02, 'undecided'],
    ['generalised-not-lic', GENERALISED_VCG.name, 'irrelevantGain', -0.1, 0, 'fail'],
    ['generalised-not-lic', GENERALISED_VCG.name, 'irrelevantGain', -0.1, 0.2, 'undecided'],
    ['generalised-weakly-lic', GENERALISED_VCG.name, 'weakEpsilonLic', 0.11, 0.12, 'fail'],
    ['generalised-weakly-lic', GENERALISED_VCG.name, 'weakEpsilonLic', 0.05, 0.12, 'undecided'],
    ['exact-constants', MODIFIED_VCG.name, 'epsilonLic', 0.05, 0.09, 'fail'],
    ['exact-constants', GENERALISED_VCG.name, 'irrelevantGain', 0.05, 0.09, 'fail'],
    ['efficient', GENERALISED_VCG.name, 'welfareShare', 0.8, 0.9, 'fail'],
  ])('%s where %s has %s in [%d, %d]: %s', (id, mechanism, quantity, lower, upper, status) => {
    expect(replaced(mechanism, quantity, lower, upper)[id]).toBe(status);
  });

  it('the rate: one for uniform signals up to 1/2, above zero otherwise', () => {
    const fit = (exponentLower: number, exponentUpper: number, value = 'uniform(0,1)', markets = [0.2, 0.1]): Fit => ({
      quantity: 'epsilonLic', agent: 'bidder 1', point: {
        bidders: 2, value, information: value, mechanism: MODIFIED_VCG.name,
      }, model: 'c*M^b', confidence: 0.99, markets,
      exponent: 1, exponentLower, exponentUpper, coefficient: 1, coefficientLower: 1, coefficientUpper: 1,
    });
    const status = (one: Fit) =>
      scenario.claims!({
        verdicts: [], command: 'rate', estimates: exact, fits: [one], points, confidence: 0.99,
      }).find(({ id }) => id === 'theorem-6.2-rate')!.status;
    expect([status(fit(0.9, 1.1)), status(fit(0.5, 0.9))]).toEqual(['pass', 'fail']);
    expect(
      [
        status(fit(0.5, 0.9, 'beta(2,3)')), status(fit(-0.9, -0.5, 'beta(2,3)')), status(fit(-0.9, 0.5, 'beta(2,3)')),
        status(fit(0.5, 0.9, 'uniform(0,1)', [0.2, 0.9])),
      ]
    ).toEqual(['pass', 'fail', 'undecided', 'pass']);
  });

  it('the references name the mechanism', () => {
    expect(referenceOf(scenario, at(0.25), MODIFIED_VCG.name, 'bidder 1', 'epsilonLic')).toBe(0.25);
    expect(referenceOf(scenario, at(1), MODIFIED_VCG.name, 'bidder 1', 'epsilonLic')).toBe(0.75);
  });
});

describe('a small study', () => {
  it.each(
    [[0.2, 'uniform(0,1)', 'uniform(0,1)'], [0.8, 'uniform(0,1)', 'uniform(0,1)'], [0.3, 'piecewise-linear(0,0.3,0.5,1)', 'uniform(0,0.5)']]
  )('gamma = %d, %s, %s: has the exact values in its intervals, and no claim fails', async (gamma, value, information) => {
    const result = await study(scenario, { 'informational-size': gamma, value, information }, 16_384);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThan(14);
    expect(claimed(result)).toMatchObject({
      'irrelevant-information': 'pass', 'generalised-not-lic': 'pass', 'exact-constants': 'pass', efficient: 'pass',
    });
    expect(Object.values(claimed(result))).not.toContain('fail');
  });
});
