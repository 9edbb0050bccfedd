/**
 * A ledger knows kept sums by their kernel's version. Where these fingerprints of sums change, so must the version: raise it in the
 * kernel's cpu.ts, and write the table anew with MISREPORT_UPDATE_GOLDEN=1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { kernels, type KernelName } from '../../kernels/registry.ts';
import { fingerprint } from '../../src/run/fingerprint.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { cases } from './cases.ts';

const PATH = fileURLToPath(new URL('./versions.json', import.meta.url));
/** Cases of a kernel that are looked at, and profiles of each. */
const CASES = 6;
const PROFILES = 64;

const hasTypes = (parameters: unknown): boolean =>
  ['first', 'types'].every((name) => Object.hasOwn(parameters as object, name));

/** `direct/1` -> fingerprint of the sums. */
function fingerprints(): Record<string, string> {
  return Object.fromEntries((Object.keys(kernels) as KernelName[]).map((name) => {
    const kernel = kernels[name];
    const sums = cases[name].slice(0, CASES).map(({ parameters, first, count }) => {
      const statistics = kernel.emptyStatistics(parameters);
      // Types that come with a case are those of its own profiles.
      const [from, profiles] = hasTypes(parameters) ? [first, Math.min(count, 2 ** 32 - first)] : [0, PROFILES];
      kernel.prepareCpu(parameters)(profileBlockKey({ k0: 1, k1: 2 }, 0), from, profiles, statistics);
      return statistics;
    });
    return [`${name}/${kernel.version}`, fingerprint(sums)];
  }));
}

it('a kernel of another version gives other sums, and of the same version the same', () => {
  if (process.env.MISREPORT_UPDATE_GOLDEN === '1') writeFileSync(PATH, `${JSON.stringify(fingerprints(), undefined, 2)}\n`);
  expect(fingerprints()).toEqual(JSON.parse(readFileSync(PATH, 'utf8')));
});
