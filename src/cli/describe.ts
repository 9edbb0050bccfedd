/** `misreport describe`: what a scenario is, what it takes and what it gives. */
import { EXIT } from '../errors.ts';
import type { Scenario } from '../study/scenario.ts';
import { readCommandLine } from './command-line.ts';
import { findScenario } from '../library/find-scenario.ts';
import { JSON_OPTION } from '../study/options.ts';
import { outlineOf, type Outline } from './outline.ts';
import { quantitiesOf, quantityOf } from '../results/quantities.ts';
import { reserveStdout } from './stdout.ts';
import { acceptedBy } from '../study/parameters.ts';
import { families } from '../distributions/parse.ts';

/** Breaks at blanks so that lines have at most `width` characters. */
function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part) => indent + part).join('\n');
}

function table(rows: readonly (readonly string[])[], indent: string, width: number): string {
  const columns = rows[0]!.length - 1;
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) => {
    const head = indent + row.slice(0, columns).map((cell, c) => cell.padEnd(widths[c]!)).join('  ');
    const rest = wrap(row[columns]!, Math.max(30, width - head.length - 2)).split('\n');
    return rest.map((part, i) => `${i === 0 ? head : ' '.repeat(head.length)}  ${part}`.trimEnd()).join('\n');
  }).join('\n');
}

function outlineSections({ studied, claims }: Outline, width: number): string[] {
  const bullets = (lines: readonly string[]): string => lines.map((line) => wrap(line, width, '  ')).join('\n');
  const list = (names: readonly string[]): string =>
    (names.length <= 12 ? names.join(', ') : `${names.slice(0, 6).join(', ')}, ... (${names.length})`);
  return [
    ...(
      studied === undefined
        ? []
        : [`At its defaults\n${bullets([
          `mechanisms: ${studied.mechanisms.join('; ')}`, `agents: ${list(studied.agents)}`,
          ...(studied.alternatives ? [`alternatives: ${list(studied.alternatives)}`] : []),
        ])}`]
    ),
    ...(
      claims.length === 0 ? [] : [`Claims held against the numbers\n${bullets(claims.map(({ text, source }) => `${text} (${source})`))}`]
    ),
  ];
}

/** `the most that any lie gains, in units of value`; shares and probabilities say so themselves. */
function meaningOf(quantity: string): string {
  const { meaning, unit, sign } = quantityOf(quantity);
  return sign === 'share' ? meaning : `${meaning} [${unit}]`;
}

/** The registry's rows for a kind of study; `in` says where in the result document a quantity stands. */
const quantityRows = (kind: string) => quantitiesOf(kind).map((quantity) => {
  const { name, symbol, unit, sign, meaning, fitted = false, emitted } = quantityOf(quantity);
  return { quantity, name, symbol, unit, sign, meaning, fitted, in: emitted[kind] };
});

function describeInWords(scenario: Scenario, width: number): string {
  const { name, title, description, source, parameters, shorthands, rateDefaults, sizeName } = scenario;
  const outline = outlineOf(scenario);
  const parameterRows = Object.entries(parameters).map(([key, parameter]) =>
    [`--${key}`, String(parameter.default), `${parameter.description}; ${acceptedBy(parameter)}`]);
  const shorthandRows = Object.entries(shorthands ?? {}).map(([key, { sets, description: what }]) =>
    [`--${key}`, '', `${what}; sets ${sets.join(' and ')} together`]);
  const rateRows = Object.entries(rateDefaults ?? {}).map(([key, values]) => `--${key} ${values.join(',')}`);
  const hasLaws = Object.values(parameters).some(({ kind }) => kind === 'distribution');
  return [
    `${name}: ${title}`,
    wrap(description, width),
    `Parameters (flag, default, meaning); a list such as 2,4,8 or 2,4,...,64 `
    + `sweeps\n${table([...parameterRows, ...shorthandRows], '  ', width)}`,
    ...(hasLaws ? [`Distributions\n${families.map(({ usage }) => wrap(usage, width, '  ')).join('\n')}`] : []),
    ...(hasLaws ? [`Sampling error of empirical(...) laws\n  --data-error ${outline.dataErrors.join(' or --data-error ')}`] : []),
    ...outlineSections(outline, width),
    `Quantities\n${table(quantitiesOf(outline.kind).map((quantity) => [quantity, meaningOf(quantity)]), '  ', width)}`,
    ...(
      rateRows.length > 0
        ? [`misreport rate ${name} `
          + `${sizeName === undefined ? '' : `fits c * ${sizeName.symbol}^b (${sizeName.description}) and `}sweeps\n`
          + rateRows.map((row) => wrap(row, width, '  ')).join('\n')]
        : []
    ),
    `Source\n${wrap(source, width, '  ')}`,
    'Words\n  explained in docs/glossary.md of this package, and in every report.html',
  ].join('\n\n');
}

export async function describe(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'describe',
    usage: 'describe <scenario> [options]',
    description: 'What a scenario is: its mechanism, parameters with defaults and ranges, quantities and source.',
    positionals: [{ name: 'scenario', hint: 'give a name (misreport list shows them) or the path of a file' }],
    options: [JSON_OPTION],
    examples: [['describe double-auction', 'in words'], ['describe double-auction --json', 'for programs']],
  });
  if (line === undefined) return EXIT.done;
  // A scenario file may print while it loads.
  const print = reserveStdout();
  const scenario = await findScenario(line.positionals[0]!);
  if (line.switches.has('json')) {
    const { name, title, description, source, parameters, shorthands, rateDefaults, sizeName } = scenario;
    const { kind, studied, dataErrors, claims } = outlineOf(scenario);
    const document = {
      schema: 'misreport.scenario/1', name, title, description, source, kind, parameters,
      shorthands: shorthands ?? {}, rateDefaults: rateDefaults ?? {}, sizeName, ...studied, dataErrors, claims,
      quantities: quantityRows(kind),
      distributions: families.map(({ name: family, usage }) => ({ name: family, usage })),
    };
    print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    print(`${describeInWords(scenario, Math.min(100, process.stdout.columns ?? 100))}\n`);
  }
  return EXIT.done;
}
