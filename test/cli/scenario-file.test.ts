/** Scenario files of one's own, and the skeleton to start from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

const FIELDS = `title: 'T', description: 'D', source: 'S', marketSize: ({ m }) => Number(m), primaryAgent: () => 'seller',
  parameters: { m: { kind: 'count', description: 'traders a side', default: 3, minimum: 1, maximum: 50 } }`;
const MARKET = `doubleAuction({ sellers: Number(m), buyers: Number(m), kappa: 0, cost: parseDistribution('beta(2,3)'), value: parseDistribution('uniform(0,1)') })`;

describe('misreport new', () => {
  test('writes a skeleton that runs as it is, and never overwrites', async () => {
    const cwd = temporaryFolder();
    const made = await misreport(['new', 'my-market'], { cwd });
    expect([made.code, made.stdout]).toEqual([0, 'wrote my-market.ts\nrun it:  misreport run ./my-market.ts\n']);
    const text = readFileSync(join(cwd, 'my-market.ts'), 'utf8');
    expect(text.match(/^import .*/gm)).toEqual(["import type { Distribution, Scenario } from 'misreport';"]);
    const ran = await misreport(['run', './my-market.ts', '--traders', '2,4', '--strength', '1.5', '--profiles', '2000', '--json', '--no-out', '--quiet'], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout) as ResultDocument).toMatchObject({ scenario: 'my-market', configuration: { points: [{ sellers: 2, strength: 1.5 }, { sellers: 4 }] } });
    expectOneLine(await misreport(['new', 'my-market'], { cwd }), 2, /^name: 'my-market\.ts' exists already and is not overwritten/);
    expect(readFileSync(join(cwd, 'my-market.ts'), 'utf8')).toBe(text);
  });
});

describe('a file', () => {
  test('may be TypeScript or JavaScript, import from misreport anywhere, and print what it likes', async () => {
    write('good.ts', `import { doubleAuction, parseDistribution, type Scenario } from 'misreport';
console.log('not a document');
enum Side { Seller }
const scenario: Scenario = { name: 'good', ${FIELDS}, environment: ({ m }) => ${MARKET} };
export default scenario;`);
    write('plain.mjs', `import { doubleAuction, parseDistribution } from 'misreport';
export default { name: 'plain', ${FIELDS}, environment: ({ m }) => ${MARKET} };`);
    const outcomes = await Promise.all(['./good.ts', 'plain.mjs'].map((file) => misreport(['run', file, '--m', '2', '--profiles', '1000', '--json', '--no-out'], { cwd: folder })));
    expect(outcomes.map(({ code, stdout }) => [code, (JSON.parse(stdout) as ResultDocument).scenario])).toEqual([[0, 'good'], [0, 'plain']]);
    expect(outcomes[0]!.stderr).toContain('not a document');
  });

  test('is not troubled by a broken tsconfig.json beside it', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'tsconfig.json'), '{ broken');
    await misreport(['new', 'mine'], { cwd });
    expect((await misreport(['describe', './mine.ts'], { cwd })).code).toBe(0);
  });

  const mistakes: readonly (readonly [string, string, RegExp])[] = [
    ['syntax.ts', 'const a = 1;\nconst b: number = ;\nexport default b;', /syntax\.ts:2: Unexpected ";"/],
    ['throws.mjs', 'const f = () => {\n  throw new TypeError("no luck");\n};\nf();\nexport default 1;', /throws\.mjs:2: no luck/],
    ['import.ts', "\nimport { a } from './nowhere.ts';\nexport default a;", /import\.ts:2: Cannot find module '.*nowhere\.ts'/],
    ['package.ts', "import pad from 'left-pad-that-is-not-there';\nexport default pad;", /package\.ts:1: Cannot find package 'left-pad-that-is-not-there'/],
    ['nodefault.ts', 'export const scenario = 1;', /nodefault\.ts: has no default export/],
    ['number.mjs', 'export default 3;', /number\.mjs: its default export must be a Scenario object/],
    ['fields.ts', `export default { name: 'Bad Name', title: 'T', source: 'S', parameters: { a: { kind: 'count', description: 'a', default: 0, minimum: 1, maximum: 2 }, seed: { kind: 'text' } }, environment: () => 0 };`,
      /fields\.ts: description must be a text; name must be lower case .*marketSize must be a function.*primaryAgent must be a function.*parameters\.a\.default must lie in \[1, 2\].*parameters\.seed\.kind must be.*seed is an option of misreport itself/],
    ['environment.mjs', `import { InputError } from 'misreport';\nexport default { name: 'e', ${FIELDS}, environment: ({ m }) => { throw new InputError('m', 'is unlucky'); } };`, /^--m: is unlucky|^m: is unlucky/],
    ['crash.mjs', `export default { name: 'c', ${FIELDS},\n  environment: () => undefined.sellers };`, /crash\.mjs:3: environment: Cannot read properties of undefined/],
    ['data.txt', 'nothing', /^scenario: '.*data\.txt' must end in \.ts, \.mts, \.js, \.mjs/],
  ];
  for (const [name, text] of mistakes) write(name, text);

  test.concurrent.each(mistakes)('%s', async (name, _, pattern) => {
    expectOneLine(await misreport(['run', `./${name}`, '--no-out'], { cwd: folder }), 2, pattern);
  });

  test('missing, or a folder', async () => {
    expectOneLine(await misreport(['run', './nowhere.ts'], { cwd: folder }), 2, /^scenario: file '.*nowhere\.ts' does not exist/);
    expectOneLine(await misreport(['run', './'], { cwd: folder }), 2, /^scenario: '.*' is a folder/);
    expectOneLine(await misreport(['run', 'good'], { cwd: folder }), 2, /^scenario: unknown scenario 'good'; did you mean the file '\.\/good\.ts'\?/);
  });
});
