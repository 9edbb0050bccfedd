/** Side bets beside an ex post auction: what the definitions say of them, where there are none, and files that are altered. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { doubtfulBeliefs, sideBets, sideBetsFile } from '../../../src/mechanism/finite/auction/side-bets.ts';
import { rational, rationalText, type Rational } from '../../../src/programs/rational.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomSource } from '../../support/random.ts';

const fileOf = (bidders: number, prior: unknown = 'uniform', values: unknown = [1, 2]): Record<string, unknown> =>
  ({ finite: 1, auction: { bidders, values }, prior });
const added = async (file: Record<string, unknown>, beliefs?: readonly (readonly (readonly Rational[])[])[]): Promise<string> => {
  const model = modelAt(parseEnvironment(file));
  const found = await sideBets(model, beliefs ?? doubtfulBeliefs(model)!);
  if (found.status !== 'optimal') throw new Error(found.reason);
  return rationalText(found.added);
};

describe('side bets', () => {
  it('add what differing beliefs are worth, and nothing at a common prior', async () => {
    const model = modelAt(parseEnvironment(fileOf(3)));
    expect(await added(fileOf(3))).toBe('1/2');
    expect(await added(fileOf(3), conditionalBeliefs(model))).toBe('0');
    const weights = [1, 4, 2, 3, 5, 1, 2, 6].map((weight) => `${weight}/24`);
    const nested = [[weights.slice(0, 2), weights.slice(2, 4)], [weights.slice(4, 6), weights.slice(6, 8)]];
    expect(await added(fileOf(3, nested), conditionalBeliefs(modelAt(parseEnvironment(fileOf(3, nested)))))).toBe('0');
    expect(Number(await added(fileOf(3, nested)).then((text) => text !== '0'))).toBe(1);
  });

  it('with two bidders add nothing, whatever these believe', async () => {
    const source = randomSource(7);
    const belief = (): Rational[] => { const share = rational(source.whole(0, 6), 6); return [share, rational(1).sub(share)]; };
    for (let k = 0; k < 5; k++) expect(await added(fileOf(2), [[belief(), belief()], [belief(), belief()]])).toBe('0');
    expect(doubtfulBeliefs(modelAt(parseEnvironment(fileOf(2))))).toBeUndefined();
    expect(doubtfulBeliefs(modelAt(parseEnvironment(fileOf(3, 'uniform', [1]))))).toBeUndefined();
  });

  it('are asked at beliefs that the file states, cell by cell', async () => {
    const half = [['1/2', 0], [0, '1/2']];
    const doubts = { ann: [half, half], ben: [half, half], cat: [[['c', 0], [0, '1 - c']], half] };
    const auction = { bidders: ['ann', 'ben', 'cat'], values: [1, 2] };
    const parameters = { c: { value: '1/4', range: [0, 1] } };
    const stated = { finite: 1, auction, parameters, 'prior': 'uniform', 'doubtful-beliefs': doubts };
    const model = modelAt(parseEnvironment(stated));
    expect(model.doubts![2]!.map((row) => row.map(rationalText))).toEqual([['1/4', '0', '0', '3/4'], ['1/2', '0', '0', '1/2']]);
    expect(await added(stated, model.doubts)).not.toBe('0');
    const wrong = (cat: unknown): unknown => parseEnvironment({ ...stated, 'doubtful-beliefs': { ...doubts, cat } });
    expect(() => wrong([half])).toThrow(/^doubtful-beliefs, cat/);
    expect(() => wrong([[['1/2', 0], [0, 0]], half])).toThrow(/^doubtful-beliefs, cat, .*must sum to 1, and these sum to 1\/2/);
    expect(() => modelAt(parseEnvironment(stated), new Map([['c', rational(-1)]]))).toThrow();
    expect(() => modelAt(parseEnvironment({ ...stated, 'doubtful-beliefs': { ...doubts, cat: [[['-1/2', 1], [0, '1/2']], half] } })))
      .toThrow(/^doubtful-beliefs, cat, type 1/);
    const tables = { finite: 1, agents: { a: ['x'] }, outcomes: ['none'], payoffs: { a: {} } };
    expect(() => parseEnvironment({ ...tables, 'doubtful-beliefs': { a: [1] } }))
      .toThrow(/^doubtful-beliefs: are for side bets of bidders/);
  });

  it('as a file are checked from the definitions; altered, they prove nothing', async () => {
    const environment = fileOf(3);
    const model = modelAt(parseEnvironment(environment));
    const beliefs = doubtfulBeliefs(model)!;
    const found = await sideBets(model, beliefs);
    if (found.status !== 'optimal') throw new Error(found.reason);
    const file = JSON.parse(JSON.stringify(sideBetsFile(model, environment, new Map(), beliefs, found))) as Json;
    const faults = (changed: Json): string => judgeProof({ ...file, ...changed }).faults.join('; ');
    expect(faults({})).toBe('');
    expect(faults({ added: '2/3' } as unknown as Json)).toBe('the bets leave over 1/2, and the file says 2/3');
    const names = model.agents.map(({ name }) => name);
    const bets = file.bets as Json;
    const withBet = (bet: unknown): Json => ({ bets: { ...bets, [names[0]!]: bet } }) as unknown as Json;
    expect(faults(withBet('1'))).toContain('the bets cost the seller money at');
    expect(faults(withBet('-1'))).toContain('refuses: they are worth -1 to her');
    expect(faults(withBet('-2'))).toContain('is more than 1');
    expect(faults(withBet(['0', '1']))).toContain(`money of ${names[0]} moves with her own report`);
    expect(faults({ bets: Object.fromEntries(names.map((name) => [name, '0'])), added: '0' } as unknown as Json))
      .toBe('the bets leave nothing over');
    const sure = Object.fromEntries(names.map((name) => [name, [['1', '0', '0', '0'], ['1/4', '1/4', '1/4', '1/4']]]));
    expect(faults({ beliefs: sure } as unknown as Json)).toContain('refuses');
    expect(() => judgeProof({ ...file, beliefs: {} })).toThrow('beliefs: has nothing of');
  });
});
