import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { chainsOf, requireAuction } from '../../../src/mechanism/finite/auction/chains.ts';
import { piStar, withBeliefs } from '../../../src/mechanism/finite/auction/pi-star.ts';
import { judgeTradeFile, tradeFaults, tradeFile } from '../../../src/notions/finite/trade-file.ts';
import { concordanceFaults, markovShares, tradeVerdict } from '../../../src/notions/finite/trade.ts';
import { ONE, rationalText, sum } from '../../../src/programs/rational.ts';

const signals = (p: string, q: string, r = q) => ({
  finite: 1, agents: { one: ['only'], two: ['0', '1'], state: ['0', '1'] }, nature: 'state', outcomes: ['none'],
  payoffs: { one: {}, two: {} }, parameters: { p, q, r },
  beliefs: { one: [[['p/2', '(1 - p)/2'], ['(1 - p)/2', 'p/2']]], two: [[['q', '1 - q']], [['1 - r', 'r']]] },
});
const modelOf = (file: object) => modelAt(parseEnvironment(file));

describe('trade on beliefs (Brooks23)', () => {
  it.each([
    // p, q, known some, honest some
    ['4/5', '3/5', true, false],
    ['3/5', '4/5', true, true],
    ['3/5', '3/5', false, false],
    ['51/100', '99/100', true, true],
  ])('accuracies %s and %s', async (p, q, known, honest) => {
    const file = signals(p, q);
    const model = modelOf(file);
    for (const gains of ['some', 'every'] as const) {
      for (const [reports, expected] of [[false, known], [true, honest]] as const) {
        const found = await tradeVerdict(model, reports, gains);
        expect(found.trade, `${reports} ${gains}`).toBe(expected);
        expect(
          found.trade ? tradeFaults(model, found.money, reports, gains) : concordanceFaults(model, found.concordance, gains),
        ).toEqual([]);
        expect(judgeTradeFile(JSON.parse(JSON.stringify(tradeFile(file, new Map(), reports, gains, found)))).faults).toEqual([]);
      }
    }
  });
  it('some type may gain where not every one can: the two have different duals', async () => {
    // Type 0 of player 2 and player 1 agree on the odds between state and signal 0 only.
    const model = modelOf({
      ...signals('1/2', '1/2'),
      beliefs: { one: [[['1/2', '1/2'], [0, 0]]], two: [[['1/2', '1/2']], [['1/3', '2/3']]] },
    });
    const some = await tradeVerdict(model, false, 'some');
    const every = await tradeVerdict(model, false, 'every');
    expect([some.trade, every.trade]).toEqual([true, false]);
    if (!every.trade) {
      expect(concordanceFaults(model, every.concordance, 'every')).toEqual([]);
      expect(concordanceFaults(model, every.concordance, 'some')).toEqual(['a type has no weight']);
    }
  });
  it('shares of a belief, by Bayes\' rule and from other types, sum to one', async () => {
    const model = modelOf(signals('4/5', '3/5', '2/3'));
    const found = await tradeVerdict(model, true, 'some');
    if (found.trade) throw new Error('a trade');
    const shares = markovShares(model, found.concordance);
    expect(shares[1]!.map((row) => rationalText(sum(row)))).toEqual(['1', '1']);
    expect(shares[0]).toEqual([[ONE]]);
    expect(shares[2]).toEqual([]);
  });
  it('π* is noisy concordant, so honest bidders do not trade on it; whether known ones do depends on the prior', async () => {
    for (const [prior, known] of [[[['2/5', '1/10'], ['1/10', '2/5']], false], [[['1/7', '3/7'], ['2/7', '1/7']], true]] as const) {
      const auction = requireAuction(modelOf({ finite: 1, auction: { bidders: 2, values: [1, 2] }, prior }), 'a test');
      const model = withBeliefs(auction, piStar(chainsOf(auction)));
      expect((await tradeVerdict(model, true, 'some')).trade).toBe(false);
      expect((await tradeVerdict(model, false, 'some')).trade).toBe(known);
    }
  });
  it('the checker names what is wrong', async () => {
    const file = signals('4/5', '3/5');
    const model = modelOf(file);
    const found = await tradeVerdict(model, true, 'some');
    if (found.trade) throw new Error('a trade');
    const written = tradeFile(file, new Map(), true, 'some', found) as { concordance: { prior: string[] } };
    written.concordance.prior[0] = '17';
    expect(judgeTradeFile(written).faults[0]).toBe('multipliers of one do not add up at type only');
    expect(judgeTradeFile({ ...tradeFile(file, new Map(), true, 'some', found), honest: false }).faults[0])
      .toBe('truth has multipliers, and types are known');
    const known = await tradeVerdict(model, false, 'every');
    if (!known.trade) throw new Error('no trade');
    expect(tradeFaults(model, known.money, true, 'every').some((fault) => fault.endsWith('lies'))).toBe(true);
    expect(
      tradeFaults(model, known.money.map((row) => row.map((value) => value.add(1))), false, 'every')[0],
    ).toMatch(/^money at profile 1 sums to/);
    expect(tradeFaults(model, known.money.map((row) => row.map((value) => value.mul(0))), false, 'some')).toEqual(['nobody gains']);
  });
  it('nature\'s acceptance counts for nothing', () => {
    const multipliers = {
      prior: ['0', '0', '0', '0'], acceptance: [['0'], ['0', '0'], ['1', '1']], truth: [[['0']], [['0', '0'], ['0', '0']], []],
    };
    const file = {
      schema: 'misreport.trade/1', parameters: { p: '4/5', q: '3/5', r: '3/5' }, environment: signals('4/5', '3/5'), honest: false,
      gains: 'every', concordance: multipliers,
    };
    expect(judgeTradeFile(file).faults).toEqual(['no type has weight']);
  });
  it('sets of beliefs are refused: one belief of a set is not the type\'s', async () => {
    const sure = { heads: { vertices: [[[1]]] }, tails: { vertices: [[[1]]] } };
    const environment = {
      finite: 1, agents: { one: ['a'], two: ['b'], coin: ['heads', 'tails'] }, nature: 'coin', outcomes: ['none'],
      payoffs: { one: {}, two: {}, coin: {} },
      'belief-sets': {
        one: { a: { vertices: [[['3/4', '1/4']], [['1/4', '3/4']]] } }, two: { b: { vertices: [[['1/4', '3/4']]] } }, coin: sure,
      },
    };
    await expect(tradeVerdict(modelOf(environment), false, 'some')).rejects.toThrow(/belief-sets: this question needs one belief a type/);
    const file = { schema: 'misreport.trade/1', parameters: {}, environment, honest: false, gains: 'every' };
    expect(() => judgeTradeFile({ ...file, money: [['1', '-1'], ['-1', '1'], []] })).toThrow(/belief-sets/);
  });
});

describe('nature', () => {
  it('is no sink of money: files about agents who all report are refused', () => {
    const environment = { ...signals('4/5', '3/5'), payoffs: { one: {}, two: {}, state: {} } };
    const shared = { parameters: { p: '4/5', q: '3/5', r: '3/5' }, environment };
    const statement = { ...shared, goal: 'implement', transfers: 'bayesian', balance: 'exact', preference: 'maxmin', allocation: 'free' };
    const files = [
      { ...statement, schema: 'misreport.mechanism/1', rule: 'none', menu: [{ one: 0, two: 0, state: 0 }] },
      { ...statement, schema: 'misreport.certificate/1', multipliers: [] },
      { ...shared, schema: 'misreport.deviation/1', members: [{ agent: 'one', type: 'only', report: 'only', gain: '1' }] },
      { ...shared, schema: 'misreport.coalitional/1', statement: 'robust-coalitional-ic' },
      { ...shared, schema: 'misreport.core/1' },
      {
        ...shared, schema: 'misreport.auction/1', revenue: '0', allocation: {}, payments: {}, downward: {}, upward: {}, participation: {},
      },
    ];
    for (const file of files) expect(() => judgeProof(file), file.schema).toThrow(/^environment.nature: is for check/);
  });

  it('has no payoffs and no beliefs to give, and is somebody listed', () => {
    expect(modelOf(signals('4/5', '3/5')).nature).toBe(2);
    expect(() => modelOf({ ...signals('4/5', '3/5'), nature: 'weather' })).toThrow("nature: 'weather' is no agent; known: one, two, state");
    expect(() => modelOf({ finite: 1, agents: { state: ['a'] }, nature: 'state', outcomes: ['none'], payoffs: {} }))
      .toThrow('nature: leaves nobody to play; list an agent');
  });
});
