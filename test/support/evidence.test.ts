/** What is left to `npm run evidence` is run there: .ci/evidence.mjs looks for files of tests that name the helper. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { further, itFirst } from './evidence.ts';
import { TAGS } from './tags.ts';

const ran: string[] = [];

itFirst(2, 'sizes', [['a', 1], ['b', 2], ['c', 3]] as const)('%s is run where it belongs', (name, n, ...none) => {
  ran.push(`${name}${n}`);
  expect(none).toEqual([]);
});

it('the first cases are run, the others where MISREPORT_EVIDENCE is 1', () => {
  expect(ran.slice(0, 2)).toEqual(['a1', 'b2']);
  expect(Object.keys(TAGS)).toContain(further('sizes').tags);
});

it('only files of tests leave anything to it', () => {
  const root = new URL('..', import.meta.url).pathname;
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.test|\.d)\.[tj]s$/.test(name));
  expect(names.length).toBeGreaterThan(50);
  const helpers = names.filter((name) => /support\/evidence\.[tj]s'|'\.\/evidence\.[tj]s'/.test(readFileSync(join(root, name), 'utf8')));
  expect(helpers).toEqual([]);
});
