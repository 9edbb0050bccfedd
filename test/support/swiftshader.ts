/**
 * SwiftShader for the WGSL kernels, on machines without a GPU: a Vulkan driver in software and the loader that finds it,
 * unpacked from the development dependency `@sparticuz/chromium`. Used as vitest's `globalSetup`: the dynamic linker
 * reads LD_LIBRARY_PATH when a process starts, so it must be set before the test processes are forked.
 *
 * Set MISREPORT_TEST_ADAPTER=system to test on the machine's own driver instead.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const ICD = 'vk_swiftshader_icd.json';
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Regular files of a tar archive: name and contents. */
function* tarFiles(archive: Buffer): Generator<{ name: string; contents: Buffer }> {
  const text = (from: number, length: number): string => archive.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    const kind = archive[at + 156];
    if (kind === 0 || kind === 0x30) yield { name: text(at, 100), contents: archive.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Folder with the driver and the loader, unpacked on first use. Safe where several processes come at once. */
function unpack(): string {
  const packageFolder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', '..');
  const version = (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
  const cache = join(root, 'node_modules', '.cache', 'misreport');
  const folder = join(cache, `swiftshader-${version}`);
  if (existsSync(join(folder, ICD))) return folder;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'unpacking-'));
  const archive = brotliDecompressSync(readFileSync(join(packageFolder, 'bin', 'swiftshader.tar.br')));
  for (const { name, contents } of tarFiles(archive)) writeFileSync(join(fresh, basename(name)), contents, { mode: 0o755 });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another process was quicker; a folder that is there is complete, since it came by a rename.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(folder, ICD))) throw error;
  }
  return folder;
}

/** The variables a process needs at its start for Dawn to find SwiftShader. Empty where it does not apply. */
export function swiftshaderEnvironment(): Record<string, string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return {};
  if (process.env.MISREPORT_TEST_ADAPTER === 'system') return {};
  const folder = unpack();
  const before = process.env.LD_LIBRARY_PATH;
  return { VK_ICD_FILENAMES: join(folder, ICD), LD_LIBRARY_PATH: before ? folder + delimiter + before : folder };
}

export default function setup(): void {
  Object.assign(process.env, swiftshaderEnvironment());
}
