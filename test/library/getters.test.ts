/** Getters of a user's scenario that throw are named with their file, and with the line where what was thrown knows it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { loadScenarioFile } from '../../src/library/scenario-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-getters-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = `name: 'g', title: 't', description: 'd', source: 's', parameters: {}, size: () => 1, primaryAgent: () => 'a',\n`;

it('a default export that is a Proxy, which is asked for more than its fields', async () => {
  const path = join(folder, 'proxy.ts');
  writeFileSync(path, `export default new Proxy({}, {\n get() { throw new Error('proxy'); } });\n`);
  const failed: unknown = await loadScenarioFile(path).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(InputError);
  expect((failed as Error).message).toMatch(/proxy\.ts:\d: its fields cannot be read: proxy$/);
});

it.each([
  ['no error', 'get environment() { throw 5; }', /0\.ts: its fields cannot be read: threw '5'$/],
  [
    'a field', `environment: () => ({}),\n get settled() { throw new TypeError('not yet'); }`,
    /1\.ts:\d+: its fields cannot be read: not yet$/,
  ],
  [
    'a part of the environment', `environment: () => ({ kind: 'x', inner: {\n get signals() { throw new Error('none'); } } })`,
    /2\.ts:\d+: environment: what it returns cannot be read: none$/,
  ],
])('%s', async (_, text, message) => {
  const path = join(folder, `${/(\d)\\?\.ts/.exec(String(message))![1]}.ts`);
  writeFileSync(path, `export default { ${FIELDS}\n${text} };\n`);
  const failed = await loadScenarioFile(path).then((scenario) => scenario.environment({})).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(InputError);
  expect((failed as Error).message).toMatch(message);
});
