// `npm run test:times [-- N] [FILE ..]`: the tests, with the processor time of each, and those files and tests listed that take more than
// N seconds (default 1), longest first. It says where time goes and judges nothing: CONTRIBUTING.md says what to do with a long one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const numbers = process.argv.slice(2).filter((argument) => Number(argument) >= 0);
const files = process.argv.slice(2).filter((argument) => !numbers.includes(argument));
const least = Number(numbers[0] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'misreport-times-'));
const times = join(folder, 'times.jsonl');
try {
  const { status } = spawnSync(
    process.execPath, [join(root, 'test', 'run.mjs'), ...files],
    { cwd: root, stdio: 'inherit', env: { ...process.env, MISREPORT_TEST_TIMES: times } },
  );
  process.exitCode = status ?? 1;
  const [perFile, perTest] = [new Map(), new Map()];
  const add = (map, key, seconds) => map.set(key, (map.get(key) ?? 0) + seconds);
  for (const line of readFileSync(times, 'utf8').trim().split('\n')) {
    const [file, test, seconds] = JSON.parse(line);
    add(perFile, file, seconds);
    add(perTest, `${file} > ${test || '(loading and hooks)'}`, seconds);
  }
  const all = [...perFile.values()].reduce((sum, seconds) => sum + seconds, 0);
  console.log(`\n${perFile.size} files, ${all.toFixed(0)} s of processor time`);
  for (const map of [perFile, perTest]) {
    const long = [...map].filter(([, seconds]) => seconds >= least).sort((a, b) => b[1] - a[1]);
    for (const [name, seconds] of long) console.log(`${seconds.toFixed(1).padStart(7)}  ${name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
