// The size budget: what is installed without development packages and without our optional ones, on this platform.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const MEBIBYTES_MAX = 130;

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Place of a package as one at `from` sees it: beside it, or in a folder above. */
function placeOf(name, from) {
  for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

const reached = new Set();
/** Optional parts of others, such as native code for this platform, count where they are installed. */
function visit(from, names) {
  for (const name of names) {
    const place = placeOf(name, from);
    if (place === undefined || reached.has(place) || !existsSync(place)) continue;
    reached.add(place);
    const { dependencies = {}, optionalDependencies = {} } = packages[place];
    visit(place, [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
  }
}
visit('', Object.keys(packages[''].dependencies));

/** Bytes of a package's own files; packages inside it count for themselves. */
const bytesOf = (folder) => readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
  if (entry.name === 'node_modules') return sum;
  const path = join(folder, entry.name);
  return sum + (entry.isDirectory() ? bytesOf(path) : lstatSync(path).size);
}, 0);

const sizes = [...reached].map((place) => ({ place, bytes: bytesOf(place) })).sort((a, b) => b.bytes - a.bytes);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
const largest = sizes.slice(0, 5).map(({ place, bytes }) => `${place.replace(/^.*node_modules\//, '')} ${(bytes / 2 ** 20).toFixed(0)}`);
console.log(`size: ${sizes.length} packages, ${total.toFixed(1)} of at most ${MEBIBYTES_MAX} MiB; the largest: ${largest.join(', ')}`);
process.exitCode = total <= MEBIBYTES_MAX ? 0 : 1;
