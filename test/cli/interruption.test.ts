/** Ctrl-C and SIGTERM on the real executable. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { misreport, temporaryFolder } from './support.ts';
import { further } from '../support/evidence.ts';

/** Some ten seconds of work, in pieces of some hundredths; nearly all of it in the second point. */
const LONG = ['run', 'double-auction', '--traders', '2,1000', '--sampler', 'direct', '--profiles', '1e6', '--device', 'cpu'];

test('the first Ctrl-C hands over what is known, marked incomplete, with exit code 3', async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await misreport(
    [...LONG, '--json', '--out', 'out'], { cwd, stops: { by: 'SIGINT', words: 'point 2 of 2' } },
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
  const { code, stdout, stderr } = await misreport([...long, '--out', 'out'], { cwd, stops: { by: 'SIGTERM', words: 'device cpu' } });
  expect(stderr).toContain('misreport: asked to stop; ');
  expect(code).toBe(3);
  expect(stdout).toContain('INCOMPLETE');
  // Whether a thread had begun by then, and hands over what it began, is the machine's: a folder is there where something is in it.
  const isKnown = stderr.includes('results in out\n');
  expect(existsSync(join(cwd, 'out'))).toBe(isKnown);
  if (!isKnown) return;
  const document = JSON.parse(readFileSync(join(cwd, 'out', 'result.json'), 'utf8')) as ResultDocument;
  expect([document.complete, document.estimates.length > 0]).toEqual([false, true]);
});

test('the second Ctrl-C ends at once and leaves nothing behind', further('ways'), async () => {
  const cwd = temporaryFolder();
  let asked = false;
  const { code } = await misreport([...LONG, '--out', 'deep/out'], {
    cwd, stops: { by: 'SIGINT', words: 'point 2 of 2' }, onStderr(text, kill) {
      if (!asked && (asked = text.includes('interrupted'))) kill('SIGINT');
    },
  });
  // Either the second came in time, or the hand-over was quicker.
  expect([130, 3]).toContain(code);
  if (code === 130) expect(existsSync(join(cwd, 'deep'))).toBe(false);
});
