/**
 * Random SIGKILL: a study and the shards of a plan are killed again and again at random moments and gone on with, until they are done;
 * the result must have the bits of the run that nobody killed. `tsx test/faults/kills.ts [kills] [seed]`, after `npm run build`, or with
 * MISREPORT_TEST_BUILD. Prints the seed, with which the schedule of kills is the same again.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';

const root = process.env.MISREPORT_TEST_BUILD ?? fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'misreport.mjs');
const KILLS = Number(process.argv[2] ?? 100);
const SEED = process.argv[3] ?? 'kills';
const SHARDS = 4;
/** Longest time that a process is let live, in milliseconds: about what one needs that is not killed. */
const LIFE_MS = Number(process.argv[4] ?? 4000);

const STUDY = [
  'rate', 'double-auction', '--traders', '24,48', '--profiles', '6e5', '--sampler', 'direct', '--device', 'cpu', '--workers', '1',
  '--quiet',
];
const random = seedrandom(SEED);
const cwd = mkdtempSync(join(tmpdir(), 'misreport-kills-'));

const digest = (folder: string): string => {
  const document = JSON.parse(readFileSync(join(cwd, folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  const { estimates, curves, surfaces, fits, claims, verdicts } = document;
  return createHash('sha256').update(JSON.stringify({ estimates, curves, surfaces, fits, claims, verdicts })).digest('hex');
};

function finish(argv: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [program, ...argv], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`misreport ${argv.join(' ')}: ${status} ${stderr}`);
}

/** The exit code, or undefined where it was killed after `life` milliseconds. */
function mortal(argv: readonly string[], life: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), life);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === null && code !== 0) reject(new Error(`misreport ${argv.join(' ')}: ${code} ${said}`));
      else resolve(signal === null ? 0 : undefined);
    });
  });
}

let kills = 0;
let finished = 0;
/** Kills and starts again until it is done; every kill comes at a moment of its own. */
async function untilDone(argv: readonly string[]): Promise<void> {
  for (;;) {
    const code = await mortal(argv, 200 + random() * LIFE_MS);
    if (code === 0) break;
    kills++;
  }
  finished++;
}

console.log(`seed ${SEED}, ${KILLS} kills`);
finish([...STUDY, '--no-ledger', '--out', 'whole']);
const whole = digest('whole');
for (let round = 0; kills < KILLS; round++) {
  const [kept, plan, run, merged] = [`kept-${round}`, `plan-${round}`, `run-${round}`, `merged-${round}`];
  await untilDone([...STUDY, '--ledger', kept, '--out', run]);
  finish(['plan', ...STUDY, '--shards', String(SHARDS), '--share-from', '2^20', '--plan', plan]);
  for (let index = 0; index < SHARDS; index++) {
    await untilDone(['shard', plan, '--index', String(index), '--workers', '1', '--quiet']);
  }
  await untilDone(['merge', plan, '--out', merged, '--quiet', '--workers', '1']);
  for (const folder of [run, merged]) {
    if (digest(folder) !== whole) throw new Error(`${folder} is not the run that nobody killed (seed ${SEED})`);
  }
  console.log(`round ${round + 1}: ${kills} kills, ${finished} processes finished, the same bits`);
  for (const folder of [kept, plan, run, merged]) rmSync(join(cwd, folder), { recursive: true, force: true });
}
rmSync(cwd, { recursive: true, force: true });
