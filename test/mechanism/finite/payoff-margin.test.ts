/** Verdicts on payoffs known up to a tolerance: margins in closed form, and payoffs at and beyond them. */
import { describe, expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';
import { implement } from '../../../src/mechanism/finite/design.ts';
import { payoffMargin } from '../../../src/mechanism/finite/payoff-margin.ts';
import { randomFinite } from '../../support/finite.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomSource } from '../../support/random.ts';
import { rational, rationalText, sign, type Rational } from '../../../src/programs/rational.ts';

const sale = (buyer: string, seller: string, more: Json = {}): Json => ({
  finite: 1, agents: { buyer: ['b'], seller: ['s'] }, outcomes: ['none', 'trade'],
  payoffs: { buyer: { trade: { own: [buyer] } }, seller: { trade: { own: [seller] } } }, prior: 'uniform', rule: [['trade']], ...more,
});

const said = async (file: Json): Promise<string[]> => {
  const { verdicts } = await answerDesign({
    environment: parseEnvironment(file), parameters: new Map(), goal: 'implement', transfers: 'bayesian', balance: 'exact',
    preference: { kind: 'maxmin' },
  });
  return verdicts.map(({ id, status }) => `${id ?? ''} ${status}`);
};

describe('payoffs known up to a tolerance', () => {
  it('of a sale between two agents of one type: half the surplus each way', async () => {
    const margin = (buyer: string, holds: boolean, efficient = false) => payoffMargin(modelAt(parseEnvironment(sale(buyer, '-1'))),
      { transfers: 'bayesian', balance: 'exact', notion: 'interim', holds, efficient });
    expect([await margin('3', true), await margin('1/2', false)].map((one) => rationalText(one as Rational))).toEqual(['1', '1/4']);
    // One payoff each of two agents is between trade and the outside option, which is worth 0 for sure.
    expect(rationalText(await margin('4/3', true, true) as Rational)).toBe('1/6');
    expect(await said(sale('1.4142135623730951', '-1', { tolerance: '1e-15' }))).toEqual([' yes', 'payoff-margin yes']);
    expect(await said(sale('1', '-1', { tolerance: '1e-15' }))).toContain('payoff-margin undecided');
    expect(await said(sale('1', '-1'))).toEqual([' yes']);
    expect(() => parseEnvironment(sale('1', '-1', { tolerance: '-1' }))).toThrow('tolerance: must not be negative, got -1');
  });

  it('asks nothing of beliefs ex post, and takes sets of beliefs at their corners', async () => {
    const sets = sale('3', '-1', { prior: undefined, 'belief-sets': { buyer: [{ vertices: [['1']] }], seller: [{ vertices: [['1']] }] } });
    for (const [file, notion] of [[sale('3', '-1'), 'ex-post'], [sets, 'interim']] as const)
      expect(await payoffMargin(modelAt(parseEnvironment(file)),
        { transfers: 'bayesian', balance: 'exact', notion, holds: true, efficient: false })).toEqual(rational(1));
  });

  it('stands at random payoffs within the margin, and a yes does not for its own transfers beyond it', async () => {
    let finite = 0;
    for (let seed = 0; seed < 6; seed++) {
      const source = randomSource(seed + 40);
      const file = randomFinite(source, { counts: [2, 2], weights: 2, outcomes: 2 });
      const model = modelAt(parseEnvironment(file));
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const { verdict } = await implement(model, transfers, 'exact');
        const margin = await payoffMargin(model,
          { transfers, balance: 'exact', notion: 'interim', holds: verdict === 'yes', efficient: false });
        if (margin === 'whatever' || 'undecided' in margin || sign(margin) === 0) continue;
        finite++;
        const moved = model.payoffs.map((tables) => tables.map((table, outcome) => table.map((value) =>
          (outcome === 0 ? value : value.add(margin.mul(rational(source.whole(-98, 98), 100)))))));
        expect((await implement({ ...model, payoffs: moved }, transfers, 'exact')).verdict, `${seed} ${transfers}`).toBe(verdict);
      }
    }
    expect(finite).toBeGreaterThan(2);
  });
});
