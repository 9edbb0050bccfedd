#!/usr/bin/env node
// In a clone the TypeScript runs as it is, through tsx; an installed package runs what was compiled from it.
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`misreport: Node.js: needs version 20.19 or newer, this is ${process.versions.node}\n`);
  process.exit(1);
}

// tsx keeps what it compiled in the folder for temporary files, and cannot do without that folder unless told to.
try {
  rmdirSync(mkdtempSync(join(tmpdir(), 'misreport-')));
} catch {
  process.env.TSX_DISABLE_CACHE = '1';
}

const source = new URL('../src/cli/main.ts', import.meta.url);
const compiled = new URL('../dist/src/cli/main.js', import.meta.url);
const fromSource = existsSync(source);
if (fromSource) {
  const { register } = await import('tsx/esm/api').catch(() => {
    process.stderr.write('misreport: packages are missing; run npm ci first\n');
    process.exit(1);
  });
  register({ tsconfig: false });
  // Maps of a thousand modules take long to read, and only traces need them; scenario files switch them on (scenario-file.ts).
  process.setSourceMapsEnabled(process.argv.includes('--debug'));
}
const { main } = await import((fromSource ? source : compiled).href);
await main(process.argv.slice(2));
