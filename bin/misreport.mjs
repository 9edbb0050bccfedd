#!/usr/bin/env node
// A clone runs what its TypeScript is compiled to whenever it has changed (compiled.mjs); an installed package, what was compiled before.
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`misreport: Node.js: needs version 20.19 or newer, this is ${process.versions.node}\n`);
  process.exit(1);
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the modules of a clone that cannot be compiled start: each is compiled when it is loaded. */
async function throughLoader() {
  // tsx keeps what it compiled in the folder for temporary files, and cannot do without that folder unless told to.
  try {
    rmdirSync(mkdtempSync(join(tmpdir(), 'misreport-')));
  } catch {
    process.env.TSX_DISABLE_CACHE = '1';
  }
  const { register } = await import('tsx/esm/api').catch(() => {
    process.stderr.write('misreport: packages are missing; run npm ci first\n');
    process.exit(1);
  });
  register({ tsconfig: false });
  return join(root, 'src', 'cli', 'main.ts');
}

async function entry() {
  if (!existsSync(join(root, 'src', 'cli', 'main.ts'))) return join(root, 'dist', 'src', 'cli', 'main.js');
  // Maps of a thousand modules take long to read, and only traces need them; scenario files switch them on (scenario-file.ts).
  process.setSourceMapsEnabled(process.argv.includes('--debug'));
  // What is timed, and what times it, is the source itself.
  const folder = process.argv[2] === 'bench' ? undefined : (await import('./compiled.mjs')).compiledClone(root);
  return folder === undefined ? throughLoader() : join(folder, 'src', 'cli', 'main.js');
}

const { main } = await import(pathToFileURL(await entry()).href);
await main(process.argv.slice(2));
