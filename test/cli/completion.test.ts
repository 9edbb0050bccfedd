/** What a shell is told may come next, and the overview that help gives. */
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { COMMAND_GROUPS, COMMANDS } from '../../src/cli/commands.ts';
import { candidates } from '../../src/cli/completion.ts';
import { executable, misreport, temporaryFolder } from './support.ts';

const names = Object.keys(COMMANDS);
const asked = (line: string): readonly string[] => candidates(line.split(' '), names);

describe('candidates', () => {
  test.each<[string, readonly string[]]>([
    ['misreport ru', ['run']],
    ['ru', ['run']],
    ['misreport run double-auction', ['double-auction', 'double-auction-mechanisms', 'double-auction-ambiguity']],
    ['misreport run double-auction --kap', ['--kappa']],
    ['misreport run double-auction --samp', ['--sampler']],
    ['misreport run double-auction --device ', ['auto', 'cpu', 'webgpu', 'tensorflow']],
    ['misreport rate double-auction-ambiguity --metrics pro', ['prokhorov']],
    ['misreport run double-auction --json --js', []],
    ['misreport run double-auction --out ', []],
    ['misreport run double-auction ', []],
    ['misreport list --j', ['--json']],
    ['misreport new mine --kind social', ['social-choice']],
  ])('%s', (line, expected) => expect(asked(line)).toEqual(expected));

  test('are all commands where nothing is written', () => expect(asked('misreport ')).toEqual(names));
});

test('bash completes with the script', async () => {
  const bin = temporaryFolder();
  writeFileSync(join(bin, 'misreport'), `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`);
  chmodSync(join(bin, 'misreport'), 0o755);
  const script = (await misreport(['completion'], { env: { SHELL: '/bin/bash' } })).stdout;
  writeFileSync(
    join(bin, 'complete.sh'),
    `${script}\nCOMP_WORDS=(misreport run double-auction --samp)\nCOMP_CWORD=3\n_misreport_yargs_completions\necho "\${COMPREPLY[@]}"\n`,
  );
  const { stdout } = await promisify(execFile)(
    'bash', [join(bin, 'complete.sh')], { env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } },
  );
  expect(stdout).toBe('--sampler\n');
});

test('help lists every command under what it is for', async () => {
  const { stdout } = await misreport(['--help']);
  for (const [heading, group] of Object.entries(COMMAND_GROUPS)) {
    const section = stdout.split('\n\n').find((part) => part.startsWith(`${heading}:\n`)) ?? '';
    expect(section.split('\n').slice(1).map((line) => line.trim().split(' ')[0])).toEqual(Object.keys(group));
  }
});
