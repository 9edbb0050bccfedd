/**
 * How far the times left that commands print are from what was left: `tsx test/evidence/times-left.ts`, after `npm run build` or with
 * MISREPORT_TEST_BUILD, on a machine that has nothing else to do. Ends with 1 where one of more than `LEAST_S` seconds is off by more than
 * `FACTOR`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = join(process.env.MISREPORT_TEST_BUILD ?? repository, 'bin', 'misreport.mjs');
const FACTOR = 3;
/** Writing pages and pictures takes a second or two, of which no time left speaks. */
const LEAST_S = 5;
const NETWORK = join(repository, 'scenarios', 'learned-auction', 'networks', 'global.json');

const CASES: readonly (readonly string[])[] = [
  ['rate', 'double-auction', '--precision', '0.002'],
  ['rate', 'double-auction', '--traders', '8,64,512', '--sampler', 'direct', '--profiles', '3e6'],
  ['certify', NETWORK, '--prior', 'uniform(0,1)', '--bidders', '2', '--objects', '2', '--proved', '2e4'],
  ['survey', 'implementable', '--types', '2,3', '--draws', '4000'],
];

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** The largest factor, and how many were told. */
async function measured(argv: readonly string[]): Promise<{ readonly told: number; readonly worst: number; readonly seconds: number }> {
  const cwd = mkdtempSync(join(tmpdir(), 'misreport-times-'));
  const told: { readonly at: number; readonly left: number }[] = [];
  const started = performance.now();
  const [code, ended] = await new Promise<[number | null, number]>((resolve) => {
    const child = spawn(process.execPath, [program, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const [, number, unit] of text.matchAll(/about ([\d.]+) (s|min|h) left/g)) {
        told.push({ at: performance.now(), left: Number(number) * UNITS[unit!]! });
      }
    });
    child.on('close', (ending) => resolve([ending, performance.now()]));
  });
  rmSync(cwd, { recursive: true, force: true });
  if (code !== 0) throw new Error(`misreport ${argv.join(' ')}: exit code ${code}`);
  const factors = told.map(({ at, left }) => ({ left, was: (ended - at) / 1000 }))
    .filter(({ left, was }) => Math.max(left, was) > LEAST_S).map(({ left, was }) => Math.max(left / was, was / Math.max(left, 0.1)));
  return { told: factors.length, worst: Math.max(1, ...factors), seconds: (ended - started) / 1000 };
}

console.log(`load ${loadavg()[0]!.toFixed(1)}`);
for (const argv of CASES.filter((each) => each.join(' ').includes(process.argv[2] ?? ''))) {
  const { told, worst, seconds } = await measured(argv);
  const shown = argv.map((word) => word.replace(repository, '')).join(' ');
  console.log(`${worst <= FACTOR ? 'ok  ' : 'FAIL'} ${told} told in ${seconds.toFixed(0)} s, off by ${worst.toFixed(1)} at most: ${shown}`);
  if (worst > FACTOR) process.exitCode = 1;
}
