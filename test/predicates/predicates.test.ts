/** Mechanisms of every scheme judged by the definitions, on unequal grids of types; and the predicates on textbook examples. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import { onGrid as onGrids } from './on-grid.ts';
import {
  interimGain, isBudgetBalanced, isEfficient, isExPostIncentiveCompatible, isExPostIndividuallyRational, isIncentiveCompatible,
  isInterimIndividuallyRational, isLocallyIncentiveCompatible, profilesOf, runsNoDeficit, type FiniteMechanism,
} from './predicates.ts';

const uniform = parseDistribution('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;

const onGrid = (problem: Parameters<typeof onGrids>[0], judged: Mechanism, signals: readonly (readonly number[])[]): FiniteMechanism =>
  onGrids(problem, judged, signals.map((own) => own.map((signal) => [signal])));

const mechanism = (transfers: TransferScheme, rule: ChoiceRule = efficient): Mechanism => ({ name: 'judged', rule, transfers });
const object = singleObject({ laws: [uniform, uniform, uniform] });
/** Ties between agents on purpose. */
const bids = [[0, 0.5, 1], [0.25, 0.5, 0.75, 1], [0, 0.5]];
const good = publicGood({ laws: [uniform, uniform, uniform], cost: 1.2 });
const worths = [[0, 0.4, 1], [0.2, 0.4, 0.9], [0.1, 0.6]];
const trade = bilateralTrade({ cost: uniform, value: uniform });
const sides = [[0, 0.3, 0.6, 1], [0.1, 0.3, 0.8]];

describe('VCG', () => {
  it.each(
    [['one object', object, bids], ['a public good', good, worths], ['bilateral trade', trade, sides]] as const
  )('%s: efficient, dominant', (_, problem, signals) => {
    const judged = onGrid(problem, mechanism({ kind: 'vcg' }), signals);
    expect(isEfficient(judged)).toBe(true);
    expect(isExPostIncentiveCompatible(judged)).toBe(true);
    expect(isLocallyIncentiveCompatible(judged, 0, signals)).toBe(true);
  });
  it('the second price: rational, never a deficit, revenue where two want the object', () => {
    const judged = onGrid(object, mechanism({ kind: 'vcg' }), bids);
    expect([isExPostIndividuallyRational(judged), runsNoDeficit(judged), isBudgetBalanced(judged)]).toEqual([true, true, false]);
  });
  it('what its payments are: the second highest bid', () => {
    const judged = onGrid(object, mechanism({ kind: 'vcg' }), bids);
    for (const profile of profilesOf(judged.counts)) {
      const reported = profile.map((type, i) => bids[i]![type]!);
      const paid = judged.counts.reduce((sum, _, i) => sum - judged.transfer(i, profile), 0);
      expect(paid).toBeCloseTo(reported.toSorted((a, b) => b - a)[1]!, 12);
    }
  });
  it('does not stay incentive compatible where a lie is told about values that are not private', () => {
    const interdependent = singleObject({
      laws: [uniform, uniform], interdependence: { kind: 'one-dimensional', weights: [[1, 0.5], [0.5, 1]] },
    });
    const judged = onGrid(interdependent, mechanism({ kind: 'vcg' }), [[0, 0.5, 1], [0.25, 0.75]]);
    expect(isExPostIncentiveCompatible(judged)).toBe(false);
  });
});

describe('other transfers for one object', () => {
  it('first price: efficient, rational; understating gains, by no more than epsilon a unit', () => {
    const judged = onGrid(object, mechanism({ kind: 'first-price' }), bids);
    expect(
      [isEfficient(judged), isExPostIndividuallyRational(judged), isIncentiveCompatible(judged), isExPostIncentiveCompatible(judged)]
    ).toEqual([true, true, false, false]);
    expect(isLocallyIncentiveCompatible(judged, 0.2, bids)).toBe(false);
    // u(t, s) = Pr(t wins) (s - t): a lie gains at most its size.
    expect(isLocallyIncentiveCompatible(judged, 1, bids)).toBe(true);
    expect(isIncentiveCompatible(judged, 1)).toBe(true);
  });
  it('Groves: dominant, and pays out of pocket', () => {
    const judged = onGrid(object, mechanism({ kind: 'groves' }), bids);
    expect([isExPostIncentiveCompatible(judged), isExPostIndividuallyRational(judged), runsNoDeficit(judged)]).toEqual([true, true, false]);
  });
  it('no transfers: everyone overstates', () => {
    const judged = onGrid(object, mechanism({ kind: 'none' }), bids);
    expect(
      [isEfficient(judged), isIncentiveCompatible(judged), isBudgetBalanced(judged), isExPostIndividuallyRational(judged)]
    ).toEqual([true, false, true, true]);
  });
  it('full insurance of the second price: the same expected payoff in every profile; a lie loses or gains nothing in expectation', () => {
    const base = mechanism({ kind: 'vcg' });
    const judged = onGrid(object, mechanism({ kind: 'full-insurance', base }), bids);
    expect([isEfficient(judged), isIncentiveCompatible(judged), isInterimIndividuallyRational(judged)]).toEqual([true, true, true]);
  });
});

describe('balanced transfers', () => {
  it('expected externality: balanced and Bayesian, not dominant', () => {
    const judged = onGrid(good, mechanism({ kind: 'expected-externality' }), worths);
    expect(
      [isEfficient(judged), isBudgetBalanced(judged), isIncentiveCompatible(judged), isExPostIncentiveCompatible(judged)]
    ).toEqual([true, true, true, false]);
  });
  it('trade: efficient and dominant, VCG costs somebody something and Groves pays from outside (Myerson and Satterthwaite 1983: never '
    + 'neither)', () => {
    const [vcg, groves] = (['vcg', 'groves'] as const).map((kind) => onGrid(trade, mechanism({ kind }), sides));
    const found = (judged: FiniteMechanism) =>
      [isEfficient, isExPostIncentiveCompatible, isExPostIndividuallyRational, runsNoDeficit].map((holds) => holds(judged));
    expect(found(vcg!)).toEqual([true, true, false, true]);
    expect(found(groves!)).toEqual([true, true, true, false]);
  });
  it('a dictator chooses as she likes: dominant, inefficient', () => {
    const judged = onGrid(good, mechanism({ kind: 'none' }, { kind: 'dictatorial', dictator: 0 }), worths);
    expect([isEfficient(judged), isExPostIncentiveCompatible(judged), isBudgetBalanced(judged)]).toEqual([false, true, true]);
  });
});

describe('the predicates', () => {
  /** One agent, two types, two alternatives; each type likes one. */
  const made = (more: Partial<FiniteMechanism>): FiniteMechanism =>
    ({
      counts: [2], alternatives: 2, value: (_, k, [type]) => Number(k === type), chosen: ([type]) => (type === 0 ? [1, 0] : [0, 1]),
      transfer: () => 0, ...more
    });
  it('see a wrong choice, a gain of one type, money left over, a loss', () => {
    const right = made({});
    expect(
      [isEfficient(right), isIncentiveCompatible(right), isBudgetBalanced(right), isExPostIndividuallyRational(right), runsNoDeficit(right)]
    ).toEqual([true, true, true, true, true]);
    const wrong = made({ chosen: ([type]) => (type === 0 ? [0, 1] : [1, 0]) });
    expect(
      [
        isEfficient(wrong), isIncentiveCompatible(wrong), isIncentiveCompatible(wrong, 1),
        isLocallyIncentiveCompatible(wrong, 0.5, [[0, 2]]), isLocallyIncentiveCompatible(wrong, 0.49, [[0, 2]]),
      ]
    ).toEqual([false, false, true, true, false]);
    expect(interimGain(wrong, 0, 1, 0)).toBe(1);
    expect(isEfficient(made({ chosen: () => [0.5, 0.5] }))).toBe(false);
    expect(
      [
        isBudgetBalanced(made({ transfer: () => -0.1 })), runsNoDeficit(made({ transfer: () => -0.1 })),
        runsNoDeficit(made({ transfer: () => 0.1 })),
      ]
    ).toEqual([false, true, false]);
    expect(
      [isExPostIndividuallyRational(made({ transfer: () => -1.1 })), isInterimIndividuallyRational(made({ transfer: () => -1.1 }))]
    ).toEqual([false, false]);
    expect(isExPostIncentiveCompatible(made({ transfer: (_, [type]) => (type === 0 ? 2 : 0) }))).toBe(false);
  });
});
