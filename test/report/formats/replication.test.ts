/** The folder that data editors ask for. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replicationOf, requireReplicable } from '../../../src/cli/replication-inputs.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { InputError } from '../../../src/errors.ts';
import type { OutputFile, Replication, Report } from '../../../src/report/formats/format.ts';
import { filesOf } from '../../../src/report/formats/index.ts';
import { tablesOf } from '../../../src/report/tables/index.ts';
import { temporaryFolder } from '../../cli/support.ts';
import { rateDocument } from '../fixtures.ts';

const document = { ...rateDocument(), seed: 'it\'s "me"' };
const report = (made: Replication | undefined, writtenAt = new Date(0)): Report =>
  ({ document, tables: tablesOf(document), figures: [], log: [], writtenAt, ...(made ? { replication: made } : {}) });
const made: Replication = {
  command: ['rate', './mine.ts', '--seed', document.seed], inputs: [{ path: 'mine.ts', data: 'export default 0;\n' }],
};
const textOf = (files: readonly OutputFile[], path: string): string => String(files.find((file) => file.path === path)?.data);

describe('replication', () => {
  const files = filesOf(report(made), ['replication', 'latex']);

  it('has a README with every heading of the template, and what was said', () => {
    const readme = textOf(files, 'replication/README.md');
    for (const heading of [
      'Overview', 'Data Availability and Provenance Statements', 'Computational requirements', 'Description of programs',
      'Instructions to Replicators', 'List of tables and programs', 'References',
    ]) expect(readme).toContain(`\n## ${heading}\n`);
    for (const words of [document.configHash, document.version, 'mine.ts', 'estimates.csv', 'tables/', 'Song', process.versions.node]) {
      expect(readme).toContain(words);
    }
    expect(readme).not.toMatch(/undefined|NaN|\[object/);
    // A command's name is the one typed: documents of `certify` and others say `run`.
    const certify = { ...made, command: ['certify', './bids.csv'] };
    expect(textOf(filesOf(report(certify), ['replication']), 'replication/README.md')).toContain('`misreport certify` on');
  });

  it('has the command as a script that a shell reads as it was typed', () => {
    const script = textOf(files, 'replication/run.sh');
    expect(script).toContain(`\${MISREPORT:-npx --yes misreport@${document.version}} rate ./mine.ts `);
    expect(script).toContain(`--seed 'it'\\''s "me"' --out reproduced\n`);
    expect(textOf(files, 'replication/mine.ts')).toBe('export default 0;\n');
  });

  it('has hashes of what is the same in every run, and of nothing else', () => {
    const lines = textOf(files, 'replication/expected.sha256').trim().split('\n').map((line) => line.split('  '));
    for (const [hash, path] of lines) {
      expect(hash).toBe(createHash('sha256').update(files.find((file) => file.path === path)!.data).digest('hex'));
    }
    const paths = lines.map(([, path]) => path);
    expect(paths).toEqual(expect.arrayContaining(['estimates.csv', 'fits.csv']));
    expect(paths.filter((path) => /json$|html$|log/.test(path!))).toEqual([]);
    const later = textOf(filesOf(report(made, new Date(1e12)), ['replication', 'latex']), 'replication/expected.sha256');
    expect(later).toBe(textOf(files, 'replication/expected.sha256'));
  });

  it('is left out where it is not asked for, or nobody knows the command', () => {
    for (const all of [filesOf(report(made)), filesOf(report(undefined), ['replication'])]) {
      expect(all.filter(({ path }) => path.startsWith('replication/'))).toEqual([]);
    }
  });
});

it('replicationOf leaves out where results went and copies the files that are read', () => {
  const folder = temporaryFolder();
  const [scenario, options] = [join(folder, 'mine.ts'), join(folder, 'options.yaml')];
  writeFileSync(scenario, 'a');
  writeFileSync(options, 'b');
  const argv = ['run', scenario, '--out', 'x', '--quiet', `--config=${options}`, '--ledger-size=3', '--seed', '7'];
  const { command, inputs } = replicationOf(argv, [scenario, options]);
  expect(command).toEqual(['run', './mine.ts', '--config=./options.yaml', '--seed', '7']);
  expect(inputs.map(({ path, data }) => [path, String(data)])).toEqual([['mine.ts', 'a'], ['options.yaml', 'b']]);
  expect(replicationOf(['run', 'double-auction', '--traders', '4'], []).inputs).toEqual([]);
});

it('copies data at the path that their law names, and refuses a path that a copy cannot have', () => {
  const law = 'empirical(docs/tutorial-data.csv,cost,smoothed)';
  const values = { cost: parseDistribution(law).text, traders: 2 };
  requireReplicable([values]);
  const { command, inputs } = replicationOf(['run', 'double-auction', '--cost', law]);
  expect(command.at(-1)).toBe(law);
  expect(inputs.map(({ path }) => path)).toContain('docs/tutorial-data.csv');
  for (const file of [join(temporaryFolder(), 'a.csv'), '../a.csv']) {
    const mixed = `mixture(0.5:empirical(${file},x,sample),0.5:uniform(0,1))`;
    expect(() => requireReplicable([values, { cost: mixed }])).toThrow(InputError);
    expect(() => requireReplicable([{ cost: mixed }])).toThrow(file);
  }
});

it('keeps files outside the folder as they lie beside each other', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'weights'));
  const files = [join(folder, 'network.json'), join(folder, 'weights', 'w.safetensors')];
  for (const file of files) writeFileSync(file, '{}');
  const { command, inputs } = replicationOf(['certify', files[0]!], files);
  expect(command).toEqual(['certify', './network.json']);
  expect(inputs.map(({ path }) => path)).toEqual(['network.json', 'weights/w.safetensors']);
});
