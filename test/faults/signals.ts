/**
 * From SIGTERM to the end: every command that computes is stopped at several moments, and must have ended within `LIMIT_S` seconds.
 * `tsx test/faults/signals.ts [part of a case's name]`, after `npm run build`, or with MISREPORT_TEST_BUILD; on a machine that has nothing
 * else to do. Prints the table of docs/runs.md and exits with 1 where a case took longer. `npm test` has some (signals.test.ts).
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HANGING_MECHANISM, HANGING_SCENARIO, STEEP_MECHANISM, writeBids, writeText } from './signal-files.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const root = process.env.MISREPORT_TEST_BUILD ?? repository;
const program = join(root, 'bin', 'misreport.mjs');
const LIMIT_S = 2;
/** Seconds, from when it listens to signals, after which one comes. */
const MOMENTS = [0, 0.5, 2, 5];
/** A command that does not listen by then ends at once by any signal. */
const UNHEARD_S = 3;
const HOPELESS_S = 30;

interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  /** Run to its end before. */
  readonly before?: readonly string[];
  readonly moments?: readonly number[];
  /** Seconds, where it may take longer. */
  readonly limit?: number;
}

const NETWORK = join(repository, 'scenarios', 'learned-auction', 'networks', 'global.json');
const BIG = ['rate', 'double-auction', '--traders', '20000,40000', '--sampler', 'direct'];
const law = ['--prior', 'uniform(0,1)', '--bidders', '2', '--objects', '2'];

const CASES: readonly Case[] = [
  { name: 'run, a million traders one by one', argv: ['run', 'double-auction', '--traders', '500000', '--sampler', 'direct'] },
  { name: 'run, walks of a field', argv: ['run', 'unit-demand', '--profiles', '1e7'] },
  { name: 'run, general path', argv: ['run', 'public-good', '--profiles', '1e9'] },
  { name: 'run, second best', argv: ['run', 'second-best', '--profiles', '1e9'] },
  { name: 'run, locally robust', argv: ['run', 'locally-robust'] },
  { name: 'rate', argv: ['rate', 'double-auction', '--precision', '0.0005'] },
  { name: 'certify, a network', argv: ['certify', NETWORK, ...law, '--proved', '1e5', '--boxes', '1e5'] },
  {
    name: 'certify, a network, its last bounds',
    argv: ['certify', NETWORK, ...law, '--proved', '1', '--profiles', '64', '--boxes', '1e6'],
  },
  { name: 'certify, code', argv: ['certify', 'steep.ts', ...law, '--slope', '8', '--proved', '1e5', '--boxes', '1e6'] },
  { name: 'certify, bids', argv: ['certify', 'bids.csv', '--auction', 'first-price', '--bidders', '3', '--cells', '2^22'] },
  { name: 'survey, closed tests', argv: ['survey', 'convex-independence', '--types', '4,3', '--draws', '1e9'] },
  { name: 'survey, programs', argv: ['survey', 'implementable', '--types', '6,6', '--draws', '1e6'] },
  { name: 'design', argv: ['design', 'guo-1-4-2', '--b', Array.from({ length: 2000 }, (_, i) => `${i + 1}/1000`).join(',')] },
  { name: 'reproduce', argv: ['reproduce', '--out', 'pages'] },
  { name: 'plan', argv: ['plan', ...BIG, '--precision', '0.0005', '--plan', 'other', '--shards', '2'] },
  {
    // Warned before it has kept anything it keeps something first.
    name: 'shard', argv: ['shard', 'kept', '--index', '0'], limit: 5,
    before: ['plan', ...BIG, '--profiles', '1e6', '--share-from', '2^20', '--shards', '2', '--plan', 'kept'],
  },
  {
    name: 'merge', argv: ['merge', 'merged'],
    before: ['plan', 'rate', 'double-auction', '--traders', '24,48', '--precision', '0.002', '--shards', '1', '--plan', 'merged'],
  },
  { name: 'run, a scenario that never returns', argv: ['run', './hangs.ts'], moments: [3] },
  { name: 'certify, code that never returns', argv: ['certify', './stuck.ts', ...law], moments: [3] },
];

interface Stopped {
  readonly seconds: number;
  /** Seconds in which the main thread was ready to work and others had the cores. */
  readonly waited: number;
  readonly code: string;
  readonly said: string;
}

/** SIGHUP's, which Node.js does not listen to by itself, and commands do together with the others. */
const SIGHUP_BIT = 1n;
const LOOK_MS = 20;

/** Whether the process listens to signals. */
function hears(pid: number): boolean {
  const [, mask] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
}

/** Seconds that its main thread has waited for a core. */
const waitedOf = (pid: number): number => Number(textOf(`/proc/${pid}/schedstat`).split(' ')[1] ?? 0) / 1e9;

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Undefined where it had ended before the signal. */
async function stop(argv: readonly string[], cwd: string, after: number): Promise<Stopped | undefined> {
  const child = spawn(process.execPath, [program, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  let ended: string | undefined;
  const end = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      ended = String(code ?? signal);
      resolve();
    });
  });
  const pid = child.pid!;
  const started = performance.now();
  while (ended === undefined && !hears(pid) && performance.now() - started < 1000 * UNHEARD_S) await pause(LOOK_MS);
  await pause(1000 * after);
  if (ended !== undefined) return undefined;
  const [asked, before] = [performance.now(), waitedOf(pid)];
  let waited = before;
  const looking = setInterval(() => {
    waited = Math.max(waited, waitedOf(pid));
    if (performance.now() - asked > 1000 * HOPELESS_S) child.kill('SIGKILL');
  }, LOOK_MS);
  child.kill('SIGTERM');
  await end;
  clearInterval(looking);
  return { seconds: (performance.now() - asked) / 1000, waited: waited - before, code: ended!, said };
}

const wanted = process.argv[2] ?? '';
const cwd = mkdtempSync(join(tmpdir(), 'misreport-signals-'));
writeText(join(cwd, 'steep.ts'), STEEP_MECHANISM);
writeText(join(cwd, 'stuck.ts'), HANGING_MECHANISM);
writeText(join(cwd, 'hangs.ts'), HANGING_SCENARIO);
writeBids(join(cwd, 'bids.csv'));
let worst = 0;
console.log(`Node.js ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}`);
console.log('| command | SIGTERM after, s | seconds to the end | of which not waiting for a core | exit code |');
console.log('| --- | --- | --- | --- | --- |');
for (const { name, argv, before, moments = MOMENTS, limit = LIMIT_S } of CASES.filter((one) => one.name.includes(wanted))) {
  const [folder] = [mkdtempSync(join(cwd, 'case-'))];
  for (const file of ['steep.ts', 'stuck.ts', 'hangs.ts', 'bids.csv']) cpSync(join(cwd, file), join(folder, file));
  if (before) {
    const { status, stderr } = spawnSync(process.execPath, [program, ...before], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`misreport ${before.join(' ')}: ${status} ${stderr}`);
  }
  const ends: (Stopped | undefined)[] = [];
  for (const after of moments) ends.push(await stop(argv, folder, after));
  const known = ends.flatMap((end) => end ?? []);
  const longest = Math.max(0, ...known.map(({ seconds, waited }) => seconds - waited));
  worst = Math.max(worst, longest);
  if (longest > limit) process.exitCode = 1;
  const list = (of: (end: Stopped) => string): string => ends.map((end) => (end === undefined ? 'had ended' : of(end))).join(', ');
  console.log(`| ${name} | ${moments.join(', ')} | ${list(({ seconds }) => seconds.toFixed(1))} | `
    + `${list(({ seconds, waited }) => Math.max(0, seconds - waited).toFixed(1))} | ${list(({ code }) => code)} |`);
  if (process.argv.includes('--said')) for (const { said } of known) console.log(said.trimEnd().split('\n').slice(-3).join('\n'));
}
rmSync(cwd, { recursive: true, force: true });
console.log(`longest, not waiting for a core: ${worst.toFixed(1)} s, limit ${LIMIT_S} s`);
