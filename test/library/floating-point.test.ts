/** What decides sums in floating point is noticed when it changes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBehind, floatingPointOf } from '../../src/library/floating-point.ts';

it('a scenario file is known by its contents, by those of all it imports or names, and by its packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-floats-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'node_modules', 'some-package'), { recursive: true });
  write('node_modules/some-package/package.json', '{"version":"1.0.0"}');
  write('data.csv', '1,2\n');
  write('rates.ts', "import { x } from './deep';\nexport const url = new URL('./data.csv', import.meta.url);\n");
  write('deep.ts', "import other from '../not-there.ts';\nexport { y } from './mine.ts';\n");
  write('mine.ts', "import { url } from \"./rates.ts\";\nimport z from 'some-package/part';\nimport { readFileSync } from 'node:fs';\n");
  const mine = join(folder, 'mine.ts');
  expect(filesBehind(mine).map((path) => basename(path))).toEqual(['data.csv', 'deep.ts', 'mine.ts', 'package.json', 'rates.ts']);
  const lines = [floatingPointOf(mine)('cpu')];
  for (const [name, text] of [['data.csv', '1,3\n'], ['deep.ts', ''], ['node_modules/some-package/package.json', '{"version":"1.0.1"}']]) {
    write(name!, text!);
    lines.push(floatingPointOf(mine)('cpu'));
  }
  expect(new Set([...lines, floatingPointOf(undefined)('cpu')]).size).toBe(5);
  expect(floatingPointOf(mine)('cpu')).toBe(lines.at(-1));
  expect(['webgpu', 'tensorflow'].map(floatingPointOf(mine))).toEqual([undefined, undefined]);
  // Read with fs, by names that are no imports.
  write('reads.ts', "readFileSync('plain.json'); readFileSync(join(here, 'joined.json')); readFileSync(`${here}/later.json`); f('no');");
  for (const name of ['plain', 'joined', 'later']) write(`${name}.json`, '1');
  expect(filesBehind(join(folder, 'reads.ts')).map((path) => basename(path))).toEqual([
    'joined.json', 'later.json', 'plain.json', 'reads.ts',
  ]);
  const before = floatingPointOf(join(folder, 'reads.ts'))('cpu');
  write('later.json', '2');
  expect(floatingPointOf(join(folder, 'reads.ts'))('cpu')).not.toBe(before);
  rmSync(folder, { recursive: true });
});
