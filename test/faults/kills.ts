/**
 * Random SIGKILL: a study and the shards of a plan are killed again and again at random moments and gone on with, until they are done;
 * the result must have the bits of the run that nobody killed. `tsx test/faults/kills.ts [kills] [seed]`, after `npm run build`, or with
 * MISREPORT_TEST_BUILD. Prints the seed, with which the schedule of kills is the same again. `npm test` has a few (kills.test.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { numbersOf, Reaper } from './mortal.ts';

const root = process.env.MISREPORT_TEST_BUILD ?? fileURLToPath(new URL('../..', import.meta.url));
const [KILLS, SEED, LIFE_MS] = [Number(process.argv[2] ?? 100), process.argv[3] ?? 'kills', Number(process.argv[4] ?? 4000)];
const SHARDS = 4;

const STUDY = [
  'rate', 'double-auction', '--traders', '24,48', '--profiles', '6e5', '--sampler', 'direct', '--device', 'cpu', '--workers', '1',
  '--quiet',
];
const cwd = mkdtempSync(join(tmpdir(), 'misreport-kills-'));
const reaper = new Reaper({
  program: join(root, 'bin', 'misreport.mjs'), cwd, seed: SEED, lifeMs: LIFE_MS, killsMax: Infinity, onKill: (line) => console.log(line),
});

console.log(`seed ${SEED}, ${KILLS} kills, lives of up to ${LIFE_MS} ms`);
reaper.finish([...STUDY, '--no-ledger', '--out', 'whole']);
const whole = numbersOf(join(cwd, 'whole'));
for (let round = 0; reaper.kills < KILLS; round++) {
  const [kept, plan, run, merged] = [`kept-${round}`, `plan-${round}`, `run-${round}`, `merged-${round}`];
  await reaper.untilDone([...STUDY, '--ledger', kept, '--out', run]);
  reaper.finish(['plan', ...STUDY, '--shards', String(SHARDS), '--share-from', '2^20', '--plan', plan]);
  for (let index = 0; index < SHARDS; index++) {
    await reaper.untilDone(['shard', plan, '--index', String(index), '--workers', '1', '--quiet']);
  }
  await reaper.untilDone(['merge', plan, '--out', merged, '--quiet', '--workers', '1']);
  for (const folder of [run, merged]) {
    if (numbersOf(join(cwd, folder)) !== whole) throw new Error(`${folder} is not the run that nobody killed (seed ${SEED})`);
  }
  console.log(`round ${round + 1}: ${reaper.kills} kills, ${reaper.finished} processes finished, the same bits`);
  for (const folder of [kept, plan, run, merged]) rmSync(join(cwd, folder), { recursive: true, force: true });
}
rmSync(cwd, { recursive: true, force: true });
