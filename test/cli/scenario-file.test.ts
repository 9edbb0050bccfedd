/** Scenario files of one's own, and the skeleton to start from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { further } from '../support/evidence.ts';
import { expectFrame, expectOneLine, fromSource, misreport, repository, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

const FIELDS = `title: 'T', description: 'D', source: 'S', marketSize: ({ m }) => Number(m), primaryAgent: () => 'seller',
  parameters: { m: { kind: 'count', description: 'traders a side', default: 3, minimum: 1, maximum: 50 } }`;
const MARKET =
  `doubleAuction({ sellers: Number(m), buyers: Number(m), kappa: 0, cost: parseDistribution('beta(2,3)'), value: `
  + `parseDistribution('uniform(0,1)') })`;

describe('misreport new', () => {
  test('writes a skeleton that runs as it is, and never overwrites', async () => {
    const cwd = temporaryFolder();
    const made = await misreport(['new', 'my-market'], { cwd });
    expect([made.code, made.stdout]).toEqual([0, 'wrote my-market.ts\nrun it:  misreport run ./my-market.ts\n']);
    const text = readFileSync(join(cwd, 'my-market.ts'), 'utf8');
    expect(text.match(/^import .*/gm)).toEqual(["import type { Distribution, Scenario } from 'misreport';"]);
    const ran = await misreport(
      ['run', './my-market.ts', '--traders', '2,4', '--strength', '1.5', '--profiles', '2000', '--json', '--no-out', '--quiet'],
      { cwd },
    );
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout) as ResultDocument).toMatchObject({
      scenario: 'my-market', configuration: { points: [{ sellers: 2, strength: 1.5 }, { sellers: 4 }] },
    });
    expectOneLine(await misreport(['new', 'my-market'], { cwd }), 2, /^name: 'my-market\.ts' exists already and is not overwritten/);
    expect(readFileSync(join(cwd, 'my-market.ts'), 'utf8')).toBe(text);
  });
});

const SHARED = `import { doubleAuction, parseDistribution } from 'misreport';
export enum Side { Seller }
export const build = { doubleAuction, parseDistribution };`;
const PLAIN = `import { doubleAuction, parseDistribution } from 'misreport';
export default { name: 'plain', ${FIELDS}, environment: ({ m }) => ${MARKET} };`;

describe('a file', () => {
  test('may be TypeScript or JavaScript, import from misreport anywhere, and print what it likes', async () => {
    write('shared.ts', SHARED);
    write('good.ts', `import type { Scenario } from 'misreport';
import { build } from './shared.js';
console.log('not a document');
const { doubleAuction, parseDistribution } = build;
const scenario: Scenario = { name: 'good', ${FIELDS}, environment: ({ m }) => ${MARKET} };
export default scenario;`);
    write('plain.mjs', PLAIN);
    const outcomes = await Promise.all(
      ['./good.ts', 'plain.mjs'].map((file) =>
        misreport(['run', file, '--m', '2', '--profiles', '1000', '--json', '--no-out'], { cwd: folder }))
    );
    expect(
      outcomes.map(({ code, stdout }) => [code, (JSON.parse(stdout) as ResultDocument).scenario])
    ).toEqual([[0, 'good'], [0, 'plain']]);
    expect(outcomes[0]!.stderr).toContain('not a document');
  });

  test('sees the modules of a clone once, by whatever name it imports them', further('ways'), async () => {
    write('shared.ts', SHARED);
    write('once.ts', `import { InputError } from 'misreport';
import { InputError as same } from '${join(repository, 'src', 'errors.ts')}';
import { build } from './shared.js';
const { doubleAuction, parseDistribution } = build;
export default { name: InputError === same ? 'once' : 'twice', ${FIELDS}, environment: ({ m }) => ${MARKET} };`);
    const { code, stdout } = await misreport(['describe', './once.ts'], { cwd: folder, program: fromSource });
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringContaining('once')]);
  });

  test('has the modules that run, and no copy of the package of its own', async () => {
    const file = (name: string, before = '') => `import { doubleAuction, InputError, parseDistribution } from 'misreport';
${before}export default { name: ${name}, ${FIELDS}, environment: ({ m }) => ${MARKET} };`;
    write('marks.mjs', file("'marks'", 'InputError.seen = true;\n'));
    write('looks.mjs', file("InputError.seen ? 'seen' : 'apart'"));
    await misreport(['describe', './marks.mjs'], { cwd: folder });
    expect((await misreport(['describe', './looks.mjs'], { cwd: folder })).stdout).toMatch(/^seen/);
  });

  test('is not troubled by a broken tsconfig.json beside it', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'tsconfig.json'), '{ broken');
    await misreport(['new', 'mine'], { cwd });
    expect((await misreport(['describe', './mine.ts'], { cwd })).code).toBe(0);
  });

  // With the line that is to blame, where there is one to show.
  const mistakes: readonly (readonly [string, string, RegExp, string?])[] = [
    [
      'syntax.ts', 'const a = 1;\nconst b: number = ;\nexport default b;', /syntax\.ts:2: Unexpected ";"/,
      '> 2 | const b: number = ;\n    |                   ^\n',
    ],
    [
      'throws.mjs', 'const f = () => {\n  throw new TypeError("no luck");\n};\nf();\nexport default 1;', /throws\.mjs:2: no luck/,
      '> 2 |   throw new TypeError("no luck");\n    |         ^\n',
    ],
    [
      'import.ts', "\nimport { a } from './nowhere.ts';\nexport default a;", /import\.ts:2: Cannot find module '.*nowhere\.ts'/,
      '> 2 | import',
    ],
    [
      'package.ts', "import pad from 'left-pad-that-is-not-there';\nexport default pad;",
      /package\.ts:1: Cannot find package 'left-pad-that-is-not-there'/, '> 1 | import pad',
    ],
    [
      'nodefault.ts', 'export const scenario = 1;',
      /nodefault\.ts: has no default export; write `export default \{ \.\.\. \}` with the scenario$/m,
    ],
    ['named.ts', 'export const town = { name: "town" };', /named\.ts: has no default export; write `export default town`$/m],
    [
      'function.ts', 'export default () => ({ name: "town" });',
      /function\.ts: its default export must be a Scenario object, not a function/,
    ],
    [
      'common.mjs', 'module.exports = {};',
      /common\.mjs:1: ES modules only: write `export default \{ \.\.\. \}` instead of module\.exports/, '> 1 | module.exports',
    ],
    [
      'require.mjs', "const fs = require('fs');\nexport default fs;",
      /require\.mjs:1: ES modules only: write `import \.\.\. from` instead of require/, '> 1 | const fs',
    ],
    ['common.cjs', 'module.exports = {};', /^scenario: '.*common\.cjs' is a CommonJS file; ES modules only/],
    [
      'async.mjs', `export default { name: 'a', ${FIELDS},\n  environment: async () => 3 };`,
      /async\.mjs:3: environment: must not be async; return the value itself/, '> 3 |   environment: async',
    ],
    [
      'exit.mjs', `export default { name: 'x', ${FIELDS},\n  environment: () => process.exit(0) };`,
      /exit\.mjs:3: a scenario must not end the process/, '> 3 |   environment',
    ],
    [
      'nobody.mjs', `void Promise.reject(new Error('late'));\nawait new Promise((go) => setTimeout(go, 50));`,
      /nobody\.mjs:1: a timer, or a promise that nobody awaits, threw 'late'; throw in the function/, '> 1 | void Promise',
    ],
    [
      'spelling.mjs', `export default { name: 's', ${FIELDS}, enviroment: () => 3, environment: () => 3 };`,
      /spelling\.mjs: enviroment is no field; did you mean 'environment'\?/,
    ],
    ['defualt.mjs', `export default { name: 's', ${FIELDS}, ...{ parameters: { m: { kind: 'count', defualt: 3, description: 'd', `
      + `minimum: 1, maximum: 9 } } }, environment: () => 3 };`,
      /defualt\.mjs: parameters\.m\.defualt is no field; did you mean 'default'\?; parameters\.m\.default must be .*, got nothing$/m],
    ['number.mjs', 'export default 3;', /number\.mjs: its default export must be a Scenario object/],
    ['fields.ts', `export default { name: 'Bad Name', title: 'T', source: 'S', parameters: { a: { kind: 'count', description: 'a', `
      + `default: 0, minimum: 1, maximum: 2 }, seed: { kind: 'text' } }, environment: () => 0 };`,
      new RegExp([
        String.raw`fields\.ts: name must be lower case .*description must be a text.*parameters\.a\.default must lie in \[1, 2\].*`,
        String.raw`parameters\.seed\.kind must be`,
        String.raw`.*primaryAgent must be a function.*size must be a function.*seed is an option of misreport itself`,
      ].join(''))],
    [
      'environment.mjs',
      `import { InputError } from 'misreport';\nexport default { name: 'e', ${FIELDS}, environment: ({ m }) => { throw new `
      + `InputError('m', 'is unlucky'); } };`,
      /^--m: is unlucky|^m: is unlucky/,
    ],
    [
      'crash.mjs', `export default { name: 'c', ${FIELDS},\n  environment: () => undefined.sellers };`,
      /crash\.mjs:3: environment: Cannot read properties of undefined/, "> 3 |   environment",
    ],
    ['data.txt', 'nothing', /^scenario: '.*data\.txt' must end in \.ts, \.mts, \.js, \.mjs/],
  ];
  for (const [name, text] of mistakes) write(name, text);

  test.concurrent.each(
    mistakes.map(([name, , pattern, blamed]) => ({ name, pattern, blamed }))
  )('$name', async ({ name, pattern, blamed }) => {
    const outcome = await misreport(['run', `./${name}`, '--no-out'], { cwd: folder, alone: ['exit.mjs', 'nobody.mjs'].includes(name) });
    if (blamed === undefined) expectOneLine(outcome, 2, pattern);
    else expectFrame(outcome, 2, pattern, blamed);
  });

  test('whose function of tensors throws is named with file and line', async () => {
    write('tensors.mjs', `import { parseDistribution, singleObject } from 'misreport';
const laws = ['uniform(0,1)', 'uniform(0,1)'].map((law) => parseDistribution(law));
const environment = () => ({ kind: 'social-choice', problem: singleObject({ laws }), mechanisms: [
  { name: 'mine', rule: { kind: 'efficient' }, transfers: { kind: 'general', range: [0, 1],
    transfer: (tf, values) => values.nothing.here } }] });
export default { name: 't', ${FIELDS}, environment, primaryAgent: () => 'bidder 1' };`);
    const { code, stderr } = await misreport(['run', './tensors.mjs', '--no-out', '--quiet', '--profiles', '1000'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^misreport: mechanism 'mine', transfers\.transfer: threw: Cannot read properties of undefined \(reading 'here'\)\n.*tensors\.mjs:5\n/
    );
    expect(stderr).toContain('> 5 |     transfer: (tf, values) => values.nothing.here');
  });

  test('loads where nothing temporary can be written', further('ways'), async () => {
    write('alone.mjs', PLAIN);
    for (const program of [undefined, fromSource]) {
      const outcome = await misreport(
        ['describe', 'alone.mjs'], { cwd: folder, env: { TMPDIR: '/dev/null' }, ...(program === undefined ? {} : { program }) },
      );
      expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    }
  });

  test('missing, or a folder', async () => {
    expectOneLine(await misreport(['run', './nowhere.ts'], { cwd: folder }), 2, /^scenario: file '.*nowhere\.ts' does not exist/);
    expectOneLine(await misreport(['run', './'], { cwd: folder }), 2, /^scenario: '.*' is a folder/);
    expectOneLine(
      await misreport(['run', 'good'], { cwd: folder }), 2, /^scenario: unknown scenario 'good'; did you mean the file '\.\/good\.ts'\?/,
    );
  });
});
