/** What a mechanism's script throws when nobody waits is told at its place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blamed } from '../../src/cli/errors.ts';
import { DeviceError } from '../../src/errors.ts';
import { expectFrame, misreport, temporaryFolder } from './support.ts';

const SCRIPT = `// Types are stripped, and lines move.
interface Outcome { allocation: number[][]; payments: number[] }

export default (bids: number[][]): Outcome => {
  void Promise.reject(new Error('late'));
  return { allocation: bids.map(() => [0]), payments: [0, 0] };
};
`;

it('names the line of a script from the text that ran', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'late.ts'), SCRIPT);
  const options = ['--bidders', '2', '--objects', '1', '--prior', 'uniform(0,1)', '--profiles', '16', '--no-out', '--no-ledger'];
  // As a process that has read no other script: of several none is told.
  const outcome = await misreport(['certify', './late.ts', ...options], { cwd, alone: true });
  expectFrame(
    outcome, 2, /late\.ts:5: a timer, or a promise that nobody awaits, threw 'late'; throw in the function that is called, and await what/,
    '> 5 |   void Promise.reject',
  );
});

it('leaves what no line of a script threw', () => {
  const lost = new DeviceError('cpu: a worker thread ended early (code 1)');
  expect(blamed(lost)).toBe(lost);
  expect(blamed('text')).toBe('text');
});
