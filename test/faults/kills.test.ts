/**
 * A few random kills of a run and of a shard; kills.ts has a hundred, of merges as well. In `npm test` one kill of each is in
 * test/cli/ledger.test.ts and shards.test.ts.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executable, temporaryFolder } from '../cli/support.ts';
import { numbersOf, Reaper } from './mortal.ts';
import { further } from '../support/evidence.ts';

const SEED = 'few';
const STUDY = [
  'run', 'double-auction', '--traders', '16', '--profiles', '2e5', '--sampler', 'direct', '--device', 'cpu', '--workers', '1', '--quiet',
  '--no-figures',
];

it(`killed at random moments (seed ${SEED}) and gone on with: the bits of the run that nobody killed`, further('ways'), async () => {
  const cwd = temporaryFolder();
  const reaper = new Reaper({ program: executable, cwd, seed: SEED, lifeMs: 700, killsMax: 2 });
  reaper.finish([...STUDY, '--no-ledger', '--out', 'whole']);
  await reaper.untilDone([...STUDY, '--ledger', 'kept', '--out', 'run']);
  expect(reaper).toMatchObject({ kills: 2, finished: 1 });
  expect(numbersOf(join(cwd, 'run')), `seed ${SEED}`).toBe(numbersOf(join(cwd, 'whole')));
  expect(readdirSync(join(cwd, 'kept')).length).toBeGreaterThan(1);
});
