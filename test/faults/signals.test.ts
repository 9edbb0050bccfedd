/** Functions of users and proofs that take longer than whoever stops a run will wait. */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executable, misreport, temporaryFolder } from '../cli/support.ts';
import { atOnce, inTurns, taken } from '../../src/run/turns.ts';
import { further } from '../support/evidence.ts';

it('a scenario that does not return is named, with its line, and a signal ends the process', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'hangs.ts'), `export default {
  name: 'hangs', title: 'Never returns', description: 'A loop without an end.', source: 'A test', parameters: {}, size: () => 1,
  environment() {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (;;) Atomics.wait(cell, 0, 0, 20);
  },
  primaryAgent: () => 'agent 1',
};
`);
  let asked = false;
  const { code, signal, stdout, stderr } = await misreport(['run', './hangs.ts'], {
    cwd, onStderr(text, kill) {
      if (!asked && (asked = text.includes('without a pause'))) kill('SIGTERM');
    },
  });
  expect({ code, signal, stdout }).toEqual({ code: null, signal: 'SIGTERM', stdout: '' });
  expect(stderr).toMatch(/^misreport: \/[^\n]*\/hangs\.ts:5: at work for 2 s without a pause; a signal ends the process at once\n$/);
});

it('a reproduction that is stopped keeps its studies and writes no pages', further('ways'), async () => {
  const cwd = temporaryFolder();
  const argv = ['reproduce', 'song22', '--quick', '--quiet', '--out', 'pages'];
  const child = spawn(process.execPath, [executable, ...argv], { cwd, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  // The folder is made before anything is run, and the whole takes a minute. A second signal would end it at once.
  let sent = -Infinity;
  const watch = setInterval(() => {
    if (!existsSync(join(cwd, 'pages')) || stderr.includes('asked to stop') || performance.now() - sent < 10_000) return;
    sent = performance.now();
    child.kill('SIGTERM');
  }, 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  expect(code).toBe(3);
  expect(stderr).toContain('interrupted: finished studies are kept in pages, and the same command goes on from there; no pages yet\n');
  expect(existsSync(join(cwd, 'pages', 'index.html'))).toBe(false);
});

it('work in steps gives way to timers, and stops where it is told to', async () => {
  const controller = new AbortController();
  function* steps(count: number): Generator<undefined, number> {
    for (let k = 0; k < count; k++) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      yield;
    }
    return count;
  }
  expect(atOnce(steps(3))).toBe(3);
  expect(await inTurns(steps(3), controller.signal)).toBe(3);
  const shares: (number | undefined)[] = [];
  // One more than there are: where the last one ends a piece, all of 60 would be told.
  expect(await taken({ step: (share) => void shares.push(share) }, steps(60), 61)).toBe(60);
  expect(shares.length).toBeGreaterThan(0);
  expect(shares.every((share, k) => share! > (shares[k - 1] ?? 0) && share! < 1)).toBe(true);
  setTimeout(() => controller.abort(), 20);
  // Half an hour where it is not heard.
  expect(await inTurns(steps(1e6), controller.signal)).toBeUndefined();
  expect(await inTurns(steps(3), controller.signal)).toBeUndefined();
});
