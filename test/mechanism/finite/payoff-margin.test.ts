/** Verdicts on payoffs known up to a tolerance: margins in closed form, and payoffs at and beyond them. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { withNearBeliefs } from '../../../src/environment/finite/near-beliefs.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';
import { designProgram } from '../../../src/mechanism/finite/design-program.ts';
import { implement } from '../../../src/mechanism/finite/design.ts';
import { payoffMargin } from '../../../src/mechanism/finite/payoff-margin.ts';
import { randomFinite } from '../../support/finite.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomSource } from '../../support/random.ts';
import { parseRational, rational, rationalText, sign, type Rational } from '../../../src/programs/rational.ts';
import { solveProgram } from '../../../src/programs/solve.ts';

const sale = (buyer: string, seller: string, more: Json = {}): Json => ({
  finite: 1, agents: { buyer: ['b'], seller: ['s'] }, outcomes: ['none', 'trade'],
  payoffs: { buyer: { trade: { own: [buyer] } }, seller: { trade: { own: [seller] } } }, prior: 'uniform', rule: [['trade']], ...more,
});

const ASKED = {
  parameters: new Map(), goal: 'implement', transfers: 'bayesian', balance: 'exact', preference: { kind: 'maxmin' },
} as const;

const said = async (file: Json, more: { readonly balance?: 'none' } = {}): Promise<string[]> => {
  const { verdicts } = await answerDesign({ ...ASKED, ...more, environment: parseEnvironment(file) });
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

describe('beliefs known up to a tolerance', () => {
  // Ann has big as a, who values it at 1; b values it at -1/2 where ben is c, and at 3/2 where he is d.
  const file = (more: Json = {}): Json => ({
    finite: 1, agents: { ann: ['a', 'b'], ben: ['c', 'd'] }, outcomes: ['none', 'big'], rule: [['big', 'big'], ['none', 'none']],
    payoffs: { ann: { big: [[1, 1], ['-1/2', '3/2']] }, ben: { big: 0 } },
    beliefs: { ann: [['1/2', '1/2'], ['1/2', '1/2']], ben: [['1/2', '1/2'], ['1/2', '1/2']] }, ...more,
  });
  const ask = async (tolerance: string, more: Json = {}): Promise<string[]> => said(file({ 'belief-tolerance': tolerance, ...more }));

  it('a yes stands while one mechanism does at all of them, a no does not stand', async () => {
    // Both types believe alike: a values big at 1 for sure, and b at 1/2, or 1/2 + 2 t where she leans to d by t: more than a from 1/4 on.
    expect(await ask('0')).toEqual([' yes']);
    expect(await ask('1/8')).toEqual([' yes', 'belief-tolerance yes']);
    expect(await ask('3/8')).toContain('belief-tolerance undecided');
    expect(await ask('1/8', { tolerance: '1/1000' })).toEqual([' yes', 'belief-tolerance yes', 'payoff-margin yes']);
    expect(await said({ ...file(), 'rule': [['none', 'none'], ['big', 'big']], 'belief-tolerance': '1/8' }))
      .toContain('belief-tolerance undecided');
    expect(() => parseEnvironment(file({ 'belief-tolerance': '-1' }))).toThrow('belief-tolerance: must not be negative, got -1');
    expect(() => parseEnvironment(file({ 'belief-tolerance': '1/9', 'beliefs': undefined }))).toThrow(/^belief-tolerance: is of/);
  });

  it('a no stands where transfers are small, by its certificate, and where no other type has beliefs to bet on', async () => {
    const given = { ...file(), 'rule': [['none', 'none'], ['big', 'big']], 'belief-tolerance': '1/100' } as Json;
    const environment = parseEnvironment(given);
    const { verdicts, proofs: [proof] } = await answerDesign({ ...ASKED, environment });
    const text = verdicts.find(({ id }) => id === 'belief-tolerance')!.text;
    expect(text).toMatch(/where every transfer is less than [\d./]+ in absolute value; with larger ones/);
    const certificate = JSON.parse(JSON.stringify(proof!.file)) as Json;
    const near = certificate.near as { beliefs: string; transfers: string };
    expect(judgeProof(certificate)).toEqual({
      what: 'no mechanism for implement, bayesian transfers, balance exact, beliefs up to 1/100 off, each transfer less than '
        + near.transfers,
      faults: [],
    });
    const more = rationalText(parseRational(near.transfers, '').add(rational(1, 1000)));
    for (const changed of [{ ...near, transfers: more }, { ...near, beliefs: '1/50' }, { beliefs: '1/100' }])
      expect(judgeProof({ ...certificate, near: changed }).faults[0]).toMatch(/^near: transfers /);
    expect(judgeProof({ ...certificate, near: { beliefs: '1', transfers: '0' } }).faults[0]).toMatch(/^near: payoffs alone/);
    // Within it the program with transfers bounded so has no solution either, at the corners of what beliefs may be.
    const model = modelAt(environment);
    const step = rational(1, 100);
    for (const [a, b] of [[1, 1], [1, -1], [-1, 1], [-1, -1]] as const) {
      const conditionals = conditionalBeliefs(model).map((rows) => rows.map(([p], type) => {
        const moved = p!.add(step.mul(type === 0 ? a : b));
        return [moved, rational(1).sub(moved)];
      }));
      const { program } = designProgram({ ...model, beliefs: { kind: 'beliefs', conditionals } }, {
        transfers: 'bayesian', balance: 'exact', allocation: 'rule', objective: 'feasible',
      });
      const most = parseRational(near.transfers, '').mul(rational(999, 1000));
      const bounds = program.columns.flatMap(({ name, kind }, column) => (kind === 'free' ? [rational(1), rational(-1)].map((side) =>
        ({ name: `${name} ${side.s}`, terms: [[column, side] as const], relation: '<=' as const, bound: most })) : []));
      expect((await solveProgram({ ...program, rows: [...program.rows, ...bounds] })).status).toBe('infeasible');
    }
    // Ben of one type: ann has nothing to bet on, whatever is thought of ann.
    const alone = {
      finite: 1, agents: { ann: ['a', 'b'], ben: ['c'] }, outcomes: ['none', 'big'], rule: [['none'], ['big']], 'belief-tolerance': '1/10',
      payoffs: { ann: { big: { own: [1, '1/2'] } }, ben: { big: 0 } }, prior: [['1/2'], ['1/2']],
    } as unknown as Json;
    expect(await said(alone, { balance: 'none' })).toEqual([' no', 'belief-tolerance yes']);
  });

  it('at random beliefs within it the verdict is the same', async () => {
    let stood = 0;
    for (let seed = 0; seed < 6; seed++) {
      const source = randomSource(seed + 31);
      const model = modelAt(parseEnvironment(randomFinite(source, { counts: [2, 2], weights: 4, ownBeliefs: true, outcomes: 2 })));
      const tolerance = rational(1, 20);
      if ((await implement(withNearBeliefs(model, tolerance), 'bayesian', 'no-deficit')).verdict !== 'yes') continue;
      stood++;
      for (let k = 0; k < 4; k++) {
        const conditionals = conditionalBeliefs(model).map((rows) => rows.map(([p]) => {
          const moved = p!.add(rational(source.whole(-50, 50), 1000));
          return [moved, rational(1).sub(moved)];
        }));
        if (conditionals.flat(2).some((value) => sign(value) < 0)) continue;
        expect((await implement({ ...model, beliefs: { kind: 'beliefs', conditionals } }, 'bayesian', 'no-deficit')).verdict).toBe('yes');
      }
    }
    expect(stood).toBeGreaterThan(1);
  });
});
