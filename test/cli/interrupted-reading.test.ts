/** Signals while a command reads what it is asked for, which may never end. */
import { expect, it } from 'vitest';
import { unlessInterrupted } from '../../src/cli/interrupt.ts';
import { RUN } from '../../src/cli/run.ts';
import { studyCommand } from '../../src/cli/study-command.ts';
import { driversWords } from '../../src/engine/dawn.ts';

it('a subject that never finishes loading is left at the first signal', async () => {
  const asked = { ...RUN, subject: { usage: '<file>', hint: 'give a file', scenarioOf: () => new Promise<never>(() => undefined) } };
  const code = studyCommand(['endless'], asked);
  process.emit('SIGTERM');
  expect(await code).toBe(3);
});

it('what is read before a signal comes back, and what fails fails', async () => {
  const { signal } = new AbortController();
  expect(await unlessInterrupted(Promise.resolve(7), signal)).toEqual({ value: 7 });
  await expect(unlessInterrupted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  expect(await unlessInterrupted(new Promise(() => undefined), AbortSignal.abort())).toBeUndefined();
});

it('of what GPU drivers write, the first line that says something is told', () => {
  const written = '\nWarning: Vulkan x required.\n - While initializing adapter\n    at InitializeImpl (/a/b.cpp:257)\n';
  expect(driversWords(written)).toBe(" (its drivers say: 'Vulkan x required.')");
  expect(driversWords(' \n')).toBe('');
});
