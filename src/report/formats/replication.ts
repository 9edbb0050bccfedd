/**
 * replication/: what a journal's data editor asks for. A README after the template of the Social Science Data Editors, the exact command
 * as a script, the files that the command reads, and the hashes that a replication must reproduce.
 */
import { toText, references } from '../citation.ts';
import { formatSeconds } from '../numbers.ts';
import { deviceLine } from '../statements.ts';
import type { Format, OutputFile, Replication, Report } from './format.ts';
import { describeFile } from './manifest.ts';

const FOLDER = 'replication';

/** Where the script puts the results. */
const REPRODUCED = 'reproduced';

/** A word of a POSIX shell. */
const word = (text: string): string => (/^[\w@%+=:,./^-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Files that hold no times and no name of a machine, so that every run of the command writes the same bytes. */
const isReproducible = ({ path }: OutputFile): boolean => /^[\w-]+\.csv$|^figures\/.*\.(?:svg|vl\.json)$|^tables\//.test(path);

const mebibytes = (bytes: number): string => `${Math.max(1, Math.ceil(bytes / 2 ** 20))} MiB`;

function script({ command }: Replication, version: string): string {
  return `#!/bin/sh
# Computes everything anew and compares it with the results that were published. Needs Node.js 20.19 or newer, and the network once.
set -eu
cd "$(dirname "$0")"
\${MISREPORT:-npx --yes misreport@${version}} ${command.map(word).join(' ')} --out ${REPRODUCED}
cd ${REPRODUCED}
sha256sum -c ../expected.sha256
`;
}

function exhibits({ document, figures }: Report, before: readonly OutputFile[]): string {
  const tables = before.filter(({ path }) => /^tables\/|^[\w-]+\.csv$/.test(path));
  const rows = [
    ...figures.map(({ name, caption }) => [`figures/${name}`, caption]),
    ...tables.map(({ path }) =>
      [path, path.startsWith('tables/') ? 'table for the paper' : 'long-form table, explained in datapackage.json']),
  ];
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  return [
    '| File | What it shows | Program |', '| --- | --- | --- |',
    ...rows.map(([file, what]) => `| \`${file}\` | ${cell(what!)} | \`run.sh\` |`),
    ...(document.complete ? [] : ['', 'The run was stopped early: these results are INCOMPLETE.']),
  ].join('\n');
}

const RIGHTS = '- [ ] I certify that I have the right to redistribute the files named above.';
const NO_RIGHTS = '- [x] There are no data, so no rights in data are concerned.';

const availability = (inputs: readonly OutputFile[]): string => (inputs.length === 0
  ? 'This paper does not involve analysis of external data: every number is computed from the definitions of the scenario.'
  : `The inputs are in this folder: ${inputs.map(({ path }) => `\`${path}\``).join(', ')}. Data that these files read in turn must be\n`
    + 'put beside them, with a statement of rights of their own.');

function readme(report: Report, replication: Replication, before: readonly OutputFile[]): string {
  const { document } = report;
  const { version, scenario, seed, configHash, device, seconds, title, source, estimates } = document;
  const { command, inputs } = replication;
  const profiles = estimates.reduce((most, row) => Math.max(most, row.profiles), 0);
  const memory = process.resourceUsage().maxRSS * 1024;
  return `# Replication package: ${title}

## Overview

One program, \`run.sh\`, computes all numbers, tables and figures: \`misreport ${command[0]}\` on \`${scenario}\`. A
replicator should expect it to take about ${formatSeconds(seconds)} of computing on a machine like the one below.

## Data Availability and Provenance Statements

${availability(inputs)}

The scenario follows: ${source}

### Statement about Rights

- [x] The software is free (MIT licence); no permission is needed to run it.
${inputs.length === 0 ? NO_RIGHTS : RIGHTS}

## Computational requirements

### Software Requirements

- Node.js 20.19 or newer; the results were made with ${process.versions.node}.
- misreport ${version} and its dependencies, which \`run.sh\` installs from the npm registry. Where that version is not published, or is
  here already: \`MISREPORT='node CLONE/bin/misreport.mjs' sh run.sh\`, or \`MISREPORT=misreport sh run.sh\`.

### Controlled Randomness

- [x] A random seed is set: \`--seed\`, here ${JSON.stringify(seed)}. A draw is a function of seed, stream, profile and draw index alone
  (Threefry-2x32-20), whatever the number of threads.
- Configuration (SHA-256 of all that decides the numbers): \`${configHash}\`.

### Memory, Runtime, Storage Requirements

- Time: about ${formatSeconds(seconds)}; up to ${profiles} profiles an estimate.
- Memory: at most ${mebibytes(memory)} were in use.
- Storage: ${mebibytes(before.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0))}.
- Machine: ${deviceLine(device)}, ${process.platform} ${process.arch}.

## Description of programs

- \`run.sh\` runs the command, writes everything into \`${REPRODUCED}/\`, and compares it with \`expected.sha256\`.
${inputs.map(({ path }) => `- \`${path}\` is read by the command.\n`).join('')}
## Instructions to Replicators

    sh run.sh

The last lines say \`OK\` for every table (CSV) and figure (SVG and its specification), or name those that differ. Files with times in
them (\`manifest.json\`, \`log.jsonl\`, \`report.html\`, PDF) are not compared. On another device (\`--device\`) rows that rest on
sums of integers are the same bits; rows of the general tensor path may differ in their last digits.

## List of tables and programs

${exhibits(report, before)}

## References

${references(source).map((work) => `- ${toText(work)}`).join('\n')}
`;
}

export const replication: Format = {
  name: 'replication', onRequest: true,
  files(report, before) {
    const { replication: made, document } = report;
    if (made === undefined) return [];
    const hashes = before.filter(isReproducible).map(({ path, data }) => `${describeFile(path, data).sha256}  ${path}\n`).join('');
    const inside = (path: string, data: string | Uint8Array): OutputFile => ({ path: `${FOLDER}/${path}`, data });
    return [
      inside('README.md', readme(report, made, before)), inside('run.sh', script(made, document.version)),
      inside('expected.sha256', hashes),
      ...made.inputs.map(({ path, data }) => inside(path, data)),
    ];
  },
};
