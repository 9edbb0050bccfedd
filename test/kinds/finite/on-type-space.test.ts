import { expect, it } from 'vitest';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerVerdict } from '../../../src/kinds/finite/design.ts';
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
