// Checks that a result folder holds what a run promises, and that every part of it parses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [folder] = process.argv.slice(2);
const problems = [];
const check = (fine, what) => void (fine || problems.push(what));
const text = (...path) => readFileSync(join(folder, ...path), 'utf8');

/** Rows of a CSV text; quotes double inside quotes. */
function parseCsv(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}

const manifest = JSON.parse(text('manifest.json'));
check(/^[0-9a-f]{64}$/.test(manifest.configHash ?? ''), 'manifest.json: configHash is not a SHA-256');
check(typeof manifest.seed === 'string', 'manifest.json: no seed');
check(manifest.device !== undefined, 'manifest.json: no device');

const [head, ...rows] = parseCsv(text('estimates.csv'));
check(rows.length > 0, 'estimates.csv: no rows');
check(rows.every((row) => row.length === head.length), 'estimates.csv: rows differ in length from the header');
for (const column of ['quantity', 'agent', 'estimate', 'lower', 'upper', 'confidence', 'guarantee', 'profiles']) {
  check(head.includes(column), `estimates.csv: no column ${column}`);
}
const column = (row, name) => Number(row[head.indexOf(name)]);
for (const row of rows) {
  const [estimate, lower, upper] = ['estimate', 'lower', 'upper'].map((name) => column(row, name));
  check(lower <= estimate && estimate <= upper, `estimates.csv: bounds out of order: ${row.join(',')}`);
}

// An exact value outside its interval: one of the two is wrong. Formulas in doubles are given a millionth.
for (const row of rows) {
  const reference = row[head.indexOf('reference_value')];
  if (reference === undefined || reference === '') continue;
  const [lower, upper] = ['lower', 'upper'].map((name) => column(row, name));
  const slack = 1e-6 * Math.max(Math.abs(Number(reference)), upper - lower);
  check(lower - slack <= Number(reference) && Number(reference) <= upper + slack, `estimates.csv: contradicts its reference: ${row.join(',')}`);
}

const lines = text('log.jsonl').trim().split('\n');
for (const line of lines) JSON.parse(line);

const report = text('report.html');
check(/^<!doctype html>/i.test(report) && report.trimEnd().endsWith('</html>'), 'report.html: not a whole document');
check(!/<(?:script|link|img)[^>]*(?:src|href)="https?:/i.test(report), 'report.html: loads something from elsewhere');

const names = readdirSync(join(folder, 'figures'));
const figures = names.filter((name) => name.endsWith('.svg')).map((name) => name.slice(0, -'.svg'.length));
check(figures.length > 0, 'figures: none');
for (const figure of figures) {
  check(text('figures', `${figure}.svg`).includes('<svg'), `figures/${figure}.svg: not an SVG`);
  check(readFileSync(join(folder, 'figures', `${figure}.png`)).subarray(1, 4).toString() === 'PNG', `figures/${figure}.png: not a PNG`);
  const specification = names.find((name) => name.startsWith(`${figure}.`) && name.endsWith('.json'));
  check(specification !== undefined, `figures/${figure}: no Vega-Lite specification`);
  if (specification !== undefined) JSON.parse(text('figures', specification));
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`outputs: ${rows.length} estimates, ${figures.length} figures, ${lines.length} log lines, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);
