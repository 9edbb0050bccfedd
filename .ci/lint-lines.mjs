// Lines at most 140 wide. With `--count`: how many are wider, folder by folder, and no failure. And no test holds anything to a clock.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const WIDEST = 140;
/** Folders that are held to it. */
const FOLDERS = ['src', 'kernels', 'scenarios', 'papers', 'test', 'bench', 'bin'];
/** Written by programs: the assembled WebAssembly. */
const GENERATED = ['kernels/simd/module.ts'];
/** WebAssembly text, an instruction group a line. */
const ASSEMBLY = /^kernels\/simd\/(?:[a-z]+-)*source\.ts$|^kernels\/simd\/assemble\.mts$/;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:m?ts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)));

const wide = files.filter((file) => !GENERATED.includes(file) && !ASSEMBLY.test(file))
  .flatMap((file) => readFileSync(file, 'utf8').split('\n').flatMap((line, at) => {
    const width = [...line].length;
    return width > WIDEST ? [{ file, line: at + 1, width }] : [];
  }));

/** What takes how long is the machine's: work that would not end within the test's own limit is what shows that a stop was heard. */
const TIMED = /expect\([^;]*?\b(?:performance|Date)\.now\(\)/g;
const timed = files.filter((file) => file.startsWith('test/') && file.endsWith('.test.ts')).flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(TIMED)].map(({ index }) => ({ file, line: text.slice(0, index).split('\n').length }));
});

if (process.argv.includes('--count')) {
  const counts = new Map();
  for (const { file } of wide) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  for (const [folder, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${String(count).padStart(5)}  ${folder}`);
  console.log(`${String(wide.length).padStart(5)}  in all`);
} else {
  for (const { file, line, width } of wide) console.error(`${file}:${line} is ${width} wide, and ${WIDEST} is the most`);
  for (const { file, line } of timed) console.error(`${file}:${line} holds a test to a clock (performance.now or Date.now within expect)`);
  process.exitCode = wide.length + timed.length > 0 ? 1 : 0;
}
