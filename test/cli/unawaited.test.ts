/** What a mechanism's script throws when nobody waits is told at its place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from './support.ts';

const SCRIPT = `// Types are stripped, and lines move.
interface Late { late?: Error }

export default (bids: number[][]) => {
  (globalThis as Late).late = new Error('late');
  return { allocation: bids.map(() => [0]), payments: [0, 0] };
};
`;

it('names the line of a script from the text that ran, also through a thread that it cost', async () => {
  // As a process that has read no other script: of several none is told.
  vi.resetModules();
  const { readMechanism } = await import('../../src/mechanism/function/read-mechanism.ts');
  const { functionOutcome } = await import('../../kernels/function/mechanism.ts');
  const { blamed } = await import('../../src/cli/errors.ts');
  const { DeviceError, InputError } = await import('../../src/errors.ts');
  const path = join(temporaryFolder(), 'late.ts');
  writeFileSync(path, SCRIPT);
  const outcome = functionOutcome({ source: readMechanism(path).source, bidders: 2, objects: 1, payments: [0, 1] });
  outcome([0, 0], { amounts: new Float64Array(2), payments: new Float64Array(2) });
  const { late } = globalThis as { late?: Error };
  for (const error of [late, new DeviceError('cpu: a worker thread failed: late', { cause: late })]) {
    const told = blamed(error) as InstanceType<typeof InputError>;
    expect(told).toBeInstanceOf(InputError);
    expect(told.message).toBe(`${path}:5: a timer, or a promise that nobody awaits, threw 'late'; throw in the function that is called, `
      + 'and await what it starts');
    expect(told.frame).toContain("> 5 |   (globalThis as Late).late = new Error('late');");
  }
  const lost = new DeviceError('cpu: a worker thread ended early (code 1)');
  expect(blamed(lost)).toBe(lost);
  expect(blamed('text')).toBe('text');
});
