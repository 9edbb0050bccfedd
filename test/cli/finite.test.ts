/** check, design, threshold and verify through the executable: files, parameters, proofs, JSON, mistakes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

const YAML = `
finite: 1
title: Trade
source: a test (2026)
agents: { buyer: [keen, cool], seller: [low, high] }
outcomes: [none, trade]
payoffs:
  buyer: { trade: { own: [gain, 1] } }
  seller: { trade: { own: [-1/2, -7/2] } }
prior: [[3/10, 2/10], [1/10, 4/10]]
rule: efficient
parameters: { gain: { value: 4, range: [2, 10] } }
`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function document(argv: readonly string[], cwd?: string): Promise<ResultDocument> {
  const { code, stdout, stderr } = await misreport([...argv, '--json'], cwd === undefined ? {} : { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as ResultDocument;
}

const rows = ({ estimates }: ResultDocument): string[] =>
  estimates.map(({ quantity, exact, guarantee }) => `${quantity} ${exact} ${guarantee}`);

describe('environment files', () => {
  it("are YAML, JSON, an object in a script, or a scenario of one's own", async () => {
    const object = {
      finite: '1',
      agents: { buyer: ['keen', 'cool'], seller: ['low', 'high'] },
      outcomes: ['none', 'trade'],
      payoffs: { buyer: { trade: { own: ['4', '1'] } }, seller: { trade: { own: ['-1/2', '-7/2'] } } },
      prior: [
        ['3/10', '2/10'],
        ['1/10', '4/10'],
      ],
      rule: 'efficient',
    };
    const folder = folderWith({
      'trade.yaml': YAML,
      'trade.json': JSON.stringify(object),
      'trade.ts': `export default ${JSON.stringify(object)};`,
    });
    expect((await misreport(['new', 'my-trade', '--kind', 'finite'], { cwd: folder })).code).toBe(0);
    const expected = ['implementable 0 exact', 'subsidy 29/150 exact'];
    for (const file of ['trade.yaml', 'trade.json', './trade.ts', './my-trade.ts'])
      expect(rows(await document(['design', file], folder)), file).toEqual(expected);
    expect(rows(await document(['design', 'trade.yaml', '--gain', '7/2'], folder))[0]).toBe('implementable 1 exact');
    const several = await document(['design', 'trade.yaml', '--gain', '3, 4,5'], folder);
    expect(several.estimates.filter(({ quantity }) => quantity === 'implementable').map(({ point, exact }) => [point.gain, exact])).toEqual(
      [
        [3, '1'],
        [4, '0'],
        [5, '0'],
      ],
    );
  });
});

describe('documents', () => {
  it('check gives conditions as verdicts with ids', async () => {
    const { command, verdicts, configHash, notes } = await document(['check', 'guo-1-4-1']);
    expect(command).toBe('check');
    expect(configHash).toMatch(/^[0-9a-f]{64}$/);
    const found = new Map(verdicts.map(({ id, agent, holds }) => [`${id} ${agent}`, holds]));
    expect(found.get('convex-independence one')).toBe(true);
    expect(found.get('convex-independence two')).toBe(false);
    expect(found.get('beliefs-determine-preferences two')).toBe(true);
    expect(found.get('identifiability market')).toBe(false);
    expect(found.get('cremer-mclean market')).toBe(true);
    expect(notes[0]).toMatch(/^Theorems 1\.4\.1 and 1\.4\.2/);
  });

  it('design extracts and collects', async () => {
    const extracted = await document(['design', 'guo-1-4-1', '--goal', 'extract']);
    expect(rows(extracted)).toEqual([
      'fullSurplus 19/10 exact',
      'extractable 0 exact',
      'bayesianRevenue 1 exact',
      'bayesianRevenue 33/20 exact',
    ]);
    expect(extracted.estimates[2]!.point).toMatchObject({ beliefs: 'prior', allocation: 'efficient' });
    const revenue = await document(['design', 'guo-1-4-1', '--goal', 'revenue', '--transfers', 'ambiguous']);
    expect(rows(revenue)).toEqual([
      'exPostRevenue 1 exact', 'exPostRevenue 1 exact', 'exPostRevenue 13/10 exact',
      'ambiguousRevenue 19/10 exact', 'ambiguousRevenue 19/10 exact', 'ambiguousRevenue 19/10 exact',
    ]);
    expect(revenue.estimates.map(({ point }) => point.allocation)).toEqual(['rule', 'efficient', 'free', 'rule', 'efficient', 'free']);
  });

  it('threshold gives one row a flip', async () => {
    const { estimates, verdicts } = await document(['threshold', 'guo-1-4-2', '--parameter', 'b', '--a', '16/3']);
    expect(estimates.map(({ quantity, exact, estimate }) => [quantity, exact, estimate])).toEqual([['threshold', '16/3', 16 / 3]]);
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, false]);
  });

  it('threshold under other preferences isolates where the bet of the file begins to do', async () => {
    const argv = ['threshold', 'other-ambiguity', '--parameter', 'slope', '--transfers', 'ambiguous', '--preference', 'smooth'];
    const { estimates, verdicts } = await document(argv);
    // v is linear at slope 1 and concave above it.
    expect(estimates.map(({ quantity, exact }) => [quantity, exact])).toEqual([['threshold', undefined]]);
    expect(estimates[0]!.lower).toBeCloseTo(1, 8);
    expect(estimates[0]!.lower).toBeLessThan(estimates[0]!.upper);
    expect(verdicts.map(({ holds }) => holds)).toEqual([false, true]);
    expect(
      (
        await document([
          'threshold',
          'guo-1-4-2',
          '--parameter',
          'b',
          '--transfers',
          'ambiguous',
          '--preference',
          'alpha',
          '--alpha',
          '1/2,3/4',
        ])
      ).verdicts.map(({ point, holds }) => [point.alpha, holds]),
    ).toEqual([
      ['1/2', false],
      ['3/4', true],
    ]);
  });

  it('design under alpha has a row for every alpha that allows one', async () => {
    const { estimates } = await document([
      'design',
      'guo-1-4-2',
      '--transfers',
      'ambiguous',
      '--preference',
      'alpha',
      '--alpha',
      '1/2,3/4,1',
      '--b',
      '1',
    ]);
    expect(estimates.filter(({ quantity }) => quantity === 'smallestC').map(({ exact, point }) => [exact, point.alpha])).toEqual([
      ['2', '3/4'],
      ['1', 1],
    ]);
  });
});

describe('proofs', () => {
  it('are written, verified, and rejected where altered', async () => {
    const folder = temporaryFolder();
    const { stdout } = await misreport(['design', 'guo-1-5-2', '--proofs', 'proofs'], { cwd: folder, env: { COLUMNS: '200' } });
    expect(stdout).toContain('4 x IC(1^1 -> 1^2) + 10 x IR(1^2) + IC(1^2 -> 1^1) + 10 x IR(2^1) + 8 x IC(2^2 -> 2^1) gives 0 >= 9/10');
    await misreport(['design', 'guo-1-5-2', '--transfers', 'ambiguous', '--proofs', 'proofs'], { cwd: folder });
    expect(readdirSync(join(folder, 'proofs')).sort()).toEqual([
      'implement-ambiguous-exact.json', 'implement-ambiguous-exact.tex', 'implement-bayesian-exact.json', 'implement-bayesian-exact.tex',
      'implement-bayesian-no-deficit.json', 'implement-bayesian-no-deficit.tex',
      ...['menu-size', 'stake-free', 'stake-zero'].flatMap((name) => [`${name}.json`, `${name}.tex`]),
    ]);
    for (const name of ['implement-ambiguous-exact', 'implement-bayesian-exact']) {
      const file = join(folder, 'proofs', `${name}.json`);
      const proved = await misreport(['verify', file]);
      expect([proved.code, proved.stdout.startsWith('proved: ')]).toEqual([0, true]);
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        name.includes('bayesian')
          ? text.replace('"multiplier": "10"', '"multiplier": "11"')
          : text.replace(/("menu": \[\s*\{\s*"buyer": \[\s*\[\s*)"[^"]*"/, '$1"12345"'),
      );
      const rejected = await misreport(['verify', file, '--json']);
      expect(rejected.code).toBe(1);
      expect(JSON.parse(rejected.stdout)).toMatchObject({ proved: false });
      expect((JSON.parse(rejected.stdout) as { faults: string[] }).faults.length).toBeGreaterThan(0);
    }
    expect(readFileSync(join(folder, 'proofs', 'implement-bayesian-exact.tex'), 'utf8')).toContain('\\begin{aligned}');
  });
});

describe('mistakes are one line that names the place', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['check'], /environment: is missing/],
    [['check', 'nowhere.yaml'], /environment: 'nowhere.yaml' does not exist/],
    [['check', 'guo-1-4-9'], /scenario: unknown scenario 'guo-1-4-9'; did you mean/],
    [['check', 'double-auction'], /environment: scenario 'double-auction' is of kind double-auction/],
    [['check', 'bad.yaml'], /bad\.yaml: buyer, trade, own, type cool: must be a number or linear in the parameters/],
    [['check', 'sum.yaml'], /sum\.yaml: prior: probabilities must sum to 1, and these sum to 11\/10; multiply each by 10\/11/],
    [['design', 'zero.yaml'], /zero\.yaml: prior: type cool of buyer has probability 0, so Bayes' rule .*; leave the type out/],
    [['check', 'claimed.yaml'], /claimed\.yaml: rule, row keen, column low: is called efficient, and trade is worth 7\/2 in total/],
    [['design', 'trade.yaml', '--goal', 'fly'], /--goal: .*implement, extract, revenue/],
    [['design', 'trade.yaml', '--gain', 'x'], /--gain: must be a rational/],
    [['design', 'trade.yaml', '--gain', '11'], /gain: must be between 2 and 10, got 11/],
    [['design', 'trade.yaml', '--goal', 'extract', '--balance', 'exact'], /--balance: must be none with --goal extract/],
    [['design', 'trade.yaml', '--preference', 'alpha', '--transfers', 'ambiguous'], /--alpha: is missing/],
    [['design', 'trade.yaml', '--preference', 'alpha', '--alpha', '2', '--transfers', 'ambiguous'], /--alpha: must be in \[0, 1\]/],
    [['design', 'trade.yaml', '--preference', 'smooth', '--transfers', 'ambiguous'], /smooth: is missing/],
    [['threshold', 'guo-1-4-2'], /--parameter: is missing; the environment has a, b/],
    [['threshold', 'trade.yaml', '--gain', '3'], /--gain: cannot be held/],
    [
      ['threshold', 'trade.yaml', '--transfers', 'ambiguous', '--preference', 'alpha', '--alpha', '1'],
      /bet: is missing; preferences other than maxmin scale the bet/,
    ],
    [['verify', 'trade.yaml'], /^trade\.yaml: is no JSON/],
  ];
  it.each(cases)('%s', async (argv, message) => {
    const folder = folderWith({
      'trade.yaml': YAML,
      'bad.yaml': YAML.replace('[gain, 1]', '[gain, one]'),
      'zero.yaml': YAML.replace('[3/10, 2/10], [1/10, 4/10]', '[1/2, 1/2], [0, 0]'),
      'claimed.yaml': YAML.replace('rule: efficient', 'rule: { table: none, efficient: true }'),
      'sum.yaml': YAML.replace('[1/10, 4/10]', '[1/10, 5/10]'),
    });
    expectOneLine(await misreport(argv, { cwd: folder }), 2, message);
  });
});
