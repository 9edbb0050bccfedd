/** What a scenario's results rest on, as one text: the engine, and the scenario's own files with what they share with others. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBehind } from '../floating-point.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const [SOURCES, KERNELS, SCENARIOS] = [at('../../'), at('../../../kernels/'), at('../../../scenarios/')];
/** Folders of src/ that no number depends on. */
const WITHOUT_NUMBERS = /^(?:cli|library|report)[\\/]/;
const CODE = /[.](?:m?[jt]s|wat|wasm|wgsl)$/;

function hashOf(files: readonly string[], base: string): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${relative(base, file)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

const codeUnder = (folder: string): string[] => (existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => CODE.test(file)).map((file) => join(folder, file)) : []);

let engine: string | undefined;
/** Scenarios share nearly all files that are behind them. */
const known = new Map<string, readonly string[]>();

/** `0.1.0+<engine>+<scenario>`: another text where a number may differ. */
export function scenarioVersion(name: string, version: string): string {
  engine ??= hashOf(
    [...codeUnder(SOURCES).filter((file) => !WITHOUT_NUMBERS.test(relative(SOURCES, file))), ...codeUnder(KERNELS)], SOURCES,
  );
  const main = ['scenario.ts', 'scenario.js'].map((file) => join(SCENARIOS, name, file)).find((file) => existsSync(file));
  const files = main === undefined ? [] : filesBehind(main, known).filter((file) => file.startsWith(SCENARIOS));
  return `${version}+${engine}+${hashOf(files, SCENARIOS)}`;
}
