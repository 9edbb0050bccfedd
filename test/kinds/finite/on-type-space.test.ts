import { expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import type { FiniteEnvironment } from '../../../src/environment/finite/environment.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerDesign, answerVerdict } from '../../../src/kinds/finite/design.ts';
import type { FiniteAnswer } from '../../../src/kinds/finite/rows.ts';
import { answerThreshold } from '../../../src/kinds/finite/threshold.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import { parseRational } from '../../../src/programs/rational.ts';

// Anna has the object as y and not as x, which is worth B to her as x where ben is z, and 1 to y: x must expect at most 1 of it.
const file = {
  finite: 1, agents: { anna: ['x', 'y'], ben: ['z', 'w'] }, outcomes: ['none', 'big'], rule: [['none', 'none'], ['big', 'big']],
  payoffs: { anna: { big: [['B', 0], [1, 1]] }, ben: { big: 0 } }, parameters: { B: 0 },
};
const space = {
  anna: {
    hopeful: { 'payoff-type': 'x', 'belief': ['3/4', '1/4'] }, wary: { 'payoff-type': 'x', 'belief': ['1/4', '3/4'] },
    owner: { 'payoff-type': 'y', 'belief': ['3/4', '1/4'] },
  },
  ben: { z: { 'payoff-type': 'z', 'belief': ['1/3', '1/3', '1/3'] }, w: { 'payoff-type': 'w', 'belief': ['1/3', '1/3', '1/3'] } },
};

it('decides on the types of the space, and verify accepts the proofs', async () => {
  const environment = parseEnvironment({ ...file, 'type-space': space });
  // hopeful and owner believe alike: 3/4 B <= 1 decides.
  for (const [value, yes] of [['4/3', true], ['41/30', false]] as const) {
    const { verdicts, proofs } = await answerVerdict({
      environment, parameters: new Map([['B', parseRational(value, 'B')]]), goal: 'implement', transfers: 'bayesian', balance: 'none',
      preference: { kind: 'maxmin' },
    });
    expect(verdicts.map(({ holds }) => holds)).toEqual([yes]);
    const read = readProofFile(JSON.parse(JSON.stringify(proofs[0]!.file)));
    expect(JSON.stringify(read)).toContain('hopeful');
    expect(read.schema === 'misreport.mechanism/1' ? mechanismFaults(read) : certificateFaults(read)).toEqual([]);
  }
});

/** Beliefs of the prior [[3, 1], [1, 3], [2, 2]] / 12. */
const shared = {
  anna: {
    hopeful: { 'payoff-type': 'x', 'belief': ['3/4', '1/4'] }, wary: { 'payoff-type': 'x', 'belief': ['1/4', '3/4'] },
    owner: { 'payoff-type': 'y', 'belief': ['1/2', '1/2'] },
  },
  ben: { z: { 'payoff-type': 'z', 'belief': ['3/6', '1/6', '2/6'] }, w: { 'payoff-type': 'w', 'belief': ['1/6', '3/6', '2/6'] } },
};
const prior = [['3/12', '1/12'], ['1/12', '3/12'], ['2/12', '2/12']];
/** The same with types of the space for payoff types. */
const plain = {
  finite: 1, agents: { anna: ['hopeful', 'wary', 'owner'], ben: ['z', 'w'] }, outcomes: ['none', 'big'],
  payoffs: { anna: { big: [['B', 0], ['B', 0], [1, 1]] }, ben: { big: 0 } }, prior,
  rule: [['none', 'none'], ['none', 'none'], ['big', 'big']],
};
const parameters = { B: { value: '1/2', range: [0, 4] } };
const request = { parameters: new Map(), balance: 'none', preference: { kind: 'maxmin' } } as const;
const values = ({ estimates }: FiniteAnswer) => estimates.map(({ quantity, exact, point }) => [quantity, exact, point.allocation]);

it('extracts and collects under the prior of the space, found or given, as if its types were payoff types', async () => {
  const [found, given, direct] = [{ ...file, 'type-space': shared }, { ...file, 'type-space': shared, prior }, plain].map((one) =>
    parseEnvironment({ ...one, parameters }));
  for (const goal of ['extract', 'revenue'] as const) {
    for (const transfers of goal === 'extract' ? ['ambiguous'] as const : ['bayesian'] as const) {
      const ask = (environment: typeof found) => answerDesign({ ...request, environment: environment!, goal, transfers });
      const [one, two, three] = [await ask(found), await ask(given), await ask(direct)];
      expect(values(one).length).toBeGreaterThan(2);
      expect(values(one)).toEqual(values(three));
      expect(values(two)).toEqual(values(three));
      for (const { file: proof } of one.proofs) expect(judgeProof(JSON.parse(JSON.stringify(proof))).faults).toEqual([]);
    }
  }
});

it('has thresholds as if types of the space were payoff types', async () => {
  const one = parseEnvironment({ ...file, 'type-space': space, parameters });
  const ask = (environment: FiniteEnvironment, goal: 'implement' | 'extract' = 'implement') =>
    answerThreshold(environment, { parameter: 'B', goal, transfers: 'bayesian', balance: 'none' });
  expect((await ask(one)).estimates.map(({ exact }) => exact)).toEqual(['4/3']);
  const extracted = (await ask(parseEnvironment({ ...file, 'type-space': shared, parameters }), 'extract')).estimates;
  expect(extracted.map(({ lower, upper }) => lower <= 2 && 2 <= upper)).toEqual([true]);
}, 60_000);

it.each([
  [space, undefined, /^type-space: the beliefs follow from no common prior, .* ask for --goal implement$/],
  [
    {
      anna: { x: { 'payoff-type': 'x', 'belief': [1, 0] }, y: { 'payoff-type': 'y', 'belief': [0, 1] } },
      ben: { z: { 'payoff-type': 'z', 'belief': [1, 0] }, w: { 'payoff-type': 'w', 'belief': [0, 1] } },
    }, undefined, /^prior: .* follow from several: nothing says how likely y of anna, w of ben are beside x of anna; give prior:/,
  ],
  [shared, 'uniform', /^type-space, anna, hopeful, belief: does not follow from prior:, by which it is 1\/2, 1\/2; leave prior: out/],
  [shared, [[0, 0], ['1/4', '3/4'], [0, 0]], /^prior: gives type hopeful of anna probability 0; leave the type out/],
  [shared, [['1/2', '1/2']], /^prior: has 1 entry, and anna has 3 types: hopeful, wary, owner$/],
])('says which prior is wanting', async (types, given, message) => {
  const environment = () => parseEnvironment({ ...file, 'type-space': types, ...(given === undefined ? {} : { prior: given }) });
  await expect((async () => answerDesign({ ...request, environment: environment(), goal: 'revenue', transfers: 'bayesian' }))())
    .rejects.toThrow(message);
});
