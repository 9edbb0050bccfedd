/** The folder that data editors ask for. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replicationOf } from '../../../src/cli/replication-inputs.ts';
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
  });

  it('has the command as a script that a shell reads as it was typed', () => {
    const script = textOf(files, 'replication/run.sh');
    expect(script).toContain(`misreport@${document.version} rate ./mine.ts --seed 'it'\\''s "me"' --out reproduced\n`);
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

it('replicationOf leaves out where results went and copies the files that are read', async () => {
  const folder = temporaryFolder();
  const [scenario, options] = [join(folder, 'mine.ts'), join(folder, 'options.yaml')];
  writeFileSync(scenario, 'a');
  writeFileSync(options, 'b');
  const argv = ['run', scenario, '--out', 'x', '--quiet', `--config=${options}`, '--ledger-size=3', '--seed', '7'];
  const { command, inputs } = await replicationOf(argv, [scenario, undefined]);
  expect(command).toEqual(['run', './mine.ts', '--config=./options.yaml', '--seed', '7']);
  expect(inputs.map(({ path, data }) => [path, String(data)])).toEqual([['mine.ts', 'a'], ['options.yaml', 'b']]);
  expect((await replicationOf(['run', 'double-auction', '--traders', '4'], [undefined])).inputs).toEqual([]);
});
