/** Ctrl-C and SIGTERM on the real executable. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { misreport, temporaryFolder } from './support.ts';
import { further } from '../support/evidence.ts';

/** Some ten seconds of work, in pieces of some hundredths; nearly all of it in the second point. */
const LONG = ['run', 'double-auction', '--traders', '2,1000', '--sampler', 'direct', '--profiles', '1e6', '--device', 'cpu'];

/** Sends the signal `delay` milliseconds after `words` are said: the device is open, or a point begins. */
function once(
  send: (kill: (signal: NodeJS.Signals) => void) => void,
  delay: number,
  words = 'device cpu',
): (text: string, kill: (signal: NodeJS.Signals) => void) => void {
  let done = false;
  return (text, kill) => {
    if (done || !text.includes(words)) return;
    done = true;
    setTimeout(() => send(kill), delay);
  };
}

test('the first Ctrl-C hands over what is known, marked incomplete, with exit code 3', async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await misreport(
    [...LONG, '--json', '--out', 'out'], { cwd, onStderr: once((kill) => kill('SIGINT'), 0, 'point 2 of 2') },
  );
  expect(stderr).toContain('misreport: interrupted; handing over what is known so far');
  expect(code).toBe(3);
  const document = JSON.parse(stdout) as ResultDocument;
  expect(document.complete).toBe(false);
  expect(document.notes.join(' ')).toContain('interrupted');
  expect(document.estimates.length).toBeGreaterThan(0);
  expect((JSON.parse(readFileSync(join(cwd, 'out', 'result.json'), 'utf8')) as ResultDocument).complete).toBe(false);
});

test('SIGTERM does the same; with nothing known yet, nothing is written', async () => {
  const cwd = temporaryFolder();
  const long = LONG.map((argument) => argument.replace(/^2,/, ''));
  const { code, stdout, stderr } = await misreport([...long, '--out', 'out'], { cwd, onStderr: once((kill) => kill('SIGTERM'), 0) });
  expect(stderr).toContain('misreport: asked to stop; ');
  expect(code).toBe(3);
  expect(stdout).toContain('INCOMPLETE');
  expect(existsSync(join(cwd, 'out'))).toBe(false);
});

test('the second Ctrl-C ends at once and leaves nothing behind', further('ways'), async () => {
  const cwd = temporaryFolder();
  const twice = once((kill) => {
    kill('SIGINT');
    setTimeout(() => kill('SIGINT'), 5);
  }, 1000);
  const { code } = await misreport([...LONG, '--out', 'deep/out'], { cwd, onStderr: twice });
  // Either the second came in time, or the hand-over was quicker.
  expect([130, 3]).toContain(code);
  if (code === 130) expect(existsSync(join(cwd, 'deep'))).toBe(false);
});
