import { describe, expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { incentives, isMechanism, knownPayoffTypes } from '../../../src/notions/finite/incentives.ts';

function conditions(file: object): Record<string, boolean> {
  const model = modelAt(parseEnvironment(file));
  if (!isMechanism(model)) throw new Error('no mechanism');
  return Object.fromEntries(incentives(model).map(({ id, holds }) => [id, holds]));
}

const auction = {
  finite: 1, auction: { bidders: ['ann', 'ben'], values: [1, 2] }, prior: [['1/3', '1/6'], ['1/6', '1/3']], rule: 'efficient',
};
const all = (holds: boolean) => Object.fromEntries(
  ['interim', 'epistemic-ex-post', 'ex-post', 'dominant-strategy'].flatMap(
    (notion) => ['ic', 'ir'].map((kind) => [`${notion}-${kind}`, holds]),
  ),
);

describe('incentives of a mechanism (Brooks23)', () => {
  it('a second price auction has all of them; with private values ex post and dominant strategies coincide', () => {
    const second = { ann: [[-1, 0], [-1, -2]], ben: [[0, -2], [0, 0]] };
    expect(
      conditions({ ...auction, 'rule-transfers': { ...second, ben: [[0, -1], [0, 0]] } }),
    ).toEqual({ ...all(true), 'known-payoff-types': true });
    // He then pays his value, and would not gain by another report.
    expect(conditions({ ...auction, 'rule-transfers': second })).toEqual({ ...all(true), 'known-payoff-types': true });
    const first = { ann: [[-1, 0], [-2, -2]], ben: [[0, -2], [0, 0]] };
    expect(conditions({ ...auction, 'rule-transfers': first })).toMatchObject({
      'ex-post-ic': false, 'dominant-strategy-ic': false, 'ex-post-ir': true, 'interim-ir': true,
    });
  });
  it('interim without ex post: a fee that is fair at the belief', () => {
    const model = { ...auction, 'rule-transfers': { ann: [[2, -2], [1, -3]], ben: 0 } };
    const found = conditions(model);
    expect([found['interim-ir'], found['ex-post-ir']]).toEqual([true, false]);
  });
  it('interdependent values: ex post without dominant strategies', () => {
    // One accepts because two reports truthfully: had l reported h, go would cost her 1.
    const found = conditions({
      finite: 1, agents: { one: ['l', 'h'], two: ['l', 'h'] }, outcomes: ['no', 'go'], prior: 'uniform',
      payoffs: {
        one: { go: [[-1, 1], [-1, 1]] }, two: { go: 0 },
      }, rule: [['no', 'go'], ['no', 'go']], 'rule-transfers': { one: 0, two: 0 },
    });
    expect(
      [found['ex-post-ic'], found['ex-post-ir'], found['dominant-strategy-ic'], found['dominant-strategy-ir']],
    ).toEqual([true, true, true, false]);
  });
  it('states of nature part epistemic ex post from ex post, unless types determine them', () => {
    const file = (belief: unknown) => ({
      finite: 1, agents: { one: ['l', 'h'], state: ['good', 'bad'] }, nature: 'state', outcomes: ['no', 'go'],
      payoffs: { one: { go: [[1, -1], [1, -1]] } }, beliefs: { one: belief }, rule: [['no', 'no'], ['go', 'go']],
      'rule-transfers': { one: 0, state: 0 },
    });
    const vague = conditions(file([['1/2', '1/2'], ['2/3', '1/3']]));
    expect(vague).toMatchObject({
      'interim-ic': true, 'epistemic-ex-post-ic': true, 'dominant-strategy-ic': true, 'ex-post-ic': false, 'ex-post-ir': false,
      'known-payoff-types': false,
    });
    expect(conditions(file([[0, 1], [1, 0]]))['known-payoff-types']).toBe(true);
    expect(knownPayoffTypes(modelAt(parseEnvironment(file([['1/2', '1/2'], [1, 0]])))).text)
      .toBe('Types do not determine the state: (l, good) and (l, bad) are both possible');
  });
});
