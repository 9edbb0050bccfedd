// Imports point down only, no two files import each other, and no longer circle is closed either. Type-only imports count.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import process from 'node:process';

/** From the bottom up; folders of one line may import each other's files. A file of `src` itself is named as it is. */
const LEVELS = [
  ['kernels'],
  ['src/errors.ts', 'src/version.ts'],
  ['src/input'],
  ['src/statistics'],
  ['src/programs'],
  ['src/engine'],
  ['src/results'],
  ['src/run'],
  ['src/distributions'],
  ['src/beliefs'],
  ['src/environment'],
  ['src/mechanism'],
  ['src/experiments'],
  ['src/notions'],
  ['src/kinds'],
  ['src/study'],
  ['scenarios'],
  ['papers'],
  ['src/report'],
  ['src/library'],
  ['src/cli'],
  ['src/index.ts'],
];

/** Level of a file by the longest name that it lies under. */
const levelOf = (file) => LEVELS.findIndex((level) => level.some((name) => file === name || file.startsWith(`${name}/`)));

const files = ['src', 'kernels', 'scenarios', 'papers'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name)));

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;
const imports = new Map(files.map((file) => [file, [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path]) => normalize(join(dirname(file), path))).filter((path) => path.endsWith('.ts'))]));

const faults = [];
for (const [file, targets] of imports) {
  if (levelOf(file) < 0) faults.push(`${file}: its folder has no place among the levels of .ci/lint-imports.mjs`);
  for (const target of targets) if (levelOf(target) > levelOf(file)) faults.push(`${file} imports ${target}, which lies above it`);
}

/** Circles by depth-first search: a file met again while it is still on the path. */
const done = new Set();
function visit(file, path) {
  if (path.includes(file)) return void faults.push(`a circle of imports: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
  if (done.has(file)) return;
  for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
  done.add(file);
}
for (const file of files) visit(file, []);

/** Nothing outside the folder of a kind of study asks whether it is that one. */
const kinds = readdirSync('src/kinds', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const ASKED = new RegExp(`\\bkind [!=]== '(${kinds.join('|')})'`, 'g');
for (const file of files) {
  for (const [asked, kind] of readFileSync(file, 'utf8').matchAll(ASKED)) {
    if (file.startsWith(`src/kinds/${kind}/`)) continue;
    faults.push(`${file} asks for a kind of study: ${asked}; src/kinds/${kind} is where that is known`);
  }
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
