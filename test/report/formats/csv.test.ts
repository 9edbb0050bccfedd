import { renderCsv } from '../../../src/report/formats/csv.ts';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { tablesOf } from '../../../src/report/tables/index.ts';
import { lieOf } from '../../../src/results/witness.ts';
import { sizeDocument } from '../social-fixtures.ts';
import { csvOf } from '../tables.ts';
import { rateDocument, runDocument, unequalDocument } from '../fixtures.ts';

/** A reader written from RFC 4180, independent of the writer. */
function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let cell = '';
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (inside && letter === '"' && text[i + 1] === '"') cell += text[++i];
    else if (letter === '"') inside = !inside;
    else if (!inside && (letter === ',' || letter === '\n')) {
      rows.at(-1)!.push(cell);
      cell = '';
      if (letter === '\n') rows.push([]);
    } else cell += letter;
  }
  const [head, ...body] = rows.slice(0, -1);
  expect(body.filter((row) => row.length !== head!.length)).toEqual([]);
  return body.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]!])));
}

describe('estimates.csv', () => {
  it('has the documented columns in order', () => {
    expect(csvOf(rateDocument(), 'estimates').split('\n', 1)[0]).toBe(
      'scenario,quantity,agent,sellers,buyers,kappa,cost,value,estimate,lower,upper,confidence,guarantee,profiles,'
      + 'witness_type,witness_report,reference_value,reference_source,'
      + 'bound_value,bound_source,size,unit,lower_guarantee,upper_guarantee,basis,exact',
    );
  });

  it('gives back every double and leaves absent cells empty', () => {
    const document = rateDocument();
    const rows = parseCsv(csvOf(document, 'estimates'));
    expect(rows).toHaveLength(document.estimates.length);
    document.estimates.forEach((estimate, i) => {
      const row = rows[i]!;
      expect([row.estimate, row.lower, row.upper, row.sellers].map(Number)).toEqual([
        estimate.estimate, estimate.lower, estimate.upper, estimate.point.sellers,
      ]);
      expect(row.reference_value).toBe(estimate.reference ? String(estimate.reference.value) : '');
      expect(row.witness_type).toBe(estimate.witness ? String(lieOf(estimate.witness)!.type) : '');
    });
  });

  it('quotes commas and quotation marks', () => {
    const rows = parseCsv(csvOf(unequalDocument(), 'estimates'));
    expect(rows[0]).toMatchObject({ cost: 'beta(2,3)', value: 'piecewise("0:0,1:0.7",1)' });
  });

  it('keeps point keys apart from its own columns', () => {
    const document = runDocument({ M: 4, estimate: 'small', sellers: 4, buyers: 4 });
    expect(parseCsv(csvOf(document, 'estimates'))[0]).toMatchObject({ M: '4', point_estimate: 'small' });
  });

  it('has a header even without rows', () => {
    expect(parseCsv(csvOf({ ...rateDocument(), estimates: [] }, 'estimates'))).toEqual([]);
  });

  it('refuses numbers that are not finite', () => {
    const document = rateDocument();
    expect(() => csvOf(
      { ...document, estimates: [{ ...document.estimates[0]!, estimate: Number.NaN }] }, 'estimates'
    )).toThrow('estimates.estimate is NaN');
  });

  const python = spawnSync('python3', ['-c', 'import csv, json']);
  it.skipIf(python.status !== 0)("opens in Python's csv module with the same doubles (skipped where there is no python3)", () => {
    const script = 'import csv, json, sys\nprint(json.dumps([[r["cost"], r["value"], float(r["estimate"])] for r in '
      + 'csv.DictReader(sys.stdin)]))';
    const document = unequalDocument();
    const { stdout } = spawnSync('python3', ['-c', script], { input: csvOf(document, 'estimates'), encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(document.estimates.map(({ point, estimate }) => [point.cost, point.value, estimate]));
  });
});

describe('curves.csv and surfaces.csv', () => {
  it('has one row per type', () => {
    const document = runDocument();
    const rows = parseCsv(csvOf(document, 'curves'));
    expect(rows).toHaveLength(document.curves.reduce((sum, { types }) => sum + types.length, 0));
    expect(Number(rows[7]!.estimate)).toBe(document.curves[0]!.estimate[7]);
  });

  it('has one row per type and report, types outermost', () => {
    const document = runDocument();
    const rows = parseCsv(csvOf(document, 'surfaces'));
    const { types, reports, estimate } = document.surfaces[0]!;
    expect(rows).toHaveLength(2 * types.length * reports.length);
    const row = rows[3 * reports.length + 11]!;
    expect([row.type, row.report, row.estimate].map(Number)).toEqual([types[3], reports[11], estimate[3]![11]]);
  });
});

describe('standard errors of gains', () => {
  it('stand in a last column of surfaces.csv where they are known', () => {
    const surface = {
      quantity: 'gain', agent: 'a', point: {}, confidence: 0.99, guarantee: 'grid', profiles: 64, types: [0, 1], reports: [0, 1],
      estimate: [[0, 1], [2, 0]], lower: [[0, 0], [0, 0]], upper: [[0, 3], [3, 0]], standardError: [[0, 0.25], [0.5, 0]],
    } as const;
    const { standardError: _standardError, ...plain } = surface;
    const csv = csvOf({ ...runDocument(), surfaces: [surface] }, 'surfaces');
    expect(csv.split('\n')[0]!.endsWith(',upper,size,unit,standard_error')).toBe(true);
    expect(csv.split('\n')[2]!.endsWith(',3,,units of value,0.25')).toBe(true);
    expect(csvOf({ ...runDocument(), surfaces: [plain] }, 'surfaces')).not.toContain('standard_error');
  });
});

describe('size and unit', () => {
  it('stand in every row: M of a market, or the size that the scenario names', () => {
    expect(
      parseCsv(csvOf(rateDocument(), 'estimates')).map(({ size }) => Number(size))
    ).toEqual(rateDocument().estimates.map(({ point }) => point.sellers));
    const rows = parseCsv(csvOf(sizeDocument(), 'estimates'));
    expect(rows.map(({ size }) => Number(size))).toEqual(sizeDocument().estimates.map(({ point }) => point.gamma));
    expect(rows[0]).toMatchObject({ quantity: 'epsilonLic', unit: 'gain per unit of lie' });
    expect(parseCsv(csvOf(runDocument(), 'curves'))[0]).toMatchObject({ size: '4', unit: 'units of value' });
  });
});

describe('fits.csv', () => {
  it('has a row a fit, every double as it is', () => {
    const { fits } = rateDocument();
    const rows = parseCsv(csvOf(rateDocument(), 'fits'));
    expect(rows.map(({
      quantity, exponent, exponent_lower, coefficient, reference_exponent, points, smallest_size, largest_size, size_symbol,
    }) =>
      [
        quantity, Number(exponent), Number(exponent_lower), Number(coefficient), reference_exponent, points, smallest_size, largest_size,
        size_symbol,
      ])).toEqual(
      fits.map((fit) => [
        fit.quantity, fit.exponent, fit.exponentLower, fit.coefficient,
        fit.referenceExponent === undefined ? '' : String(fit.referenceExponent), '6', '2', '64', 'M',
      ]),
    );
    expect(parseCsv(csvOf(sizeDocument(), 'fits'))[0]).toMatchObject({ size_symbol: 'γ', mechanism: 'modified VCG' });
    expect(csvOf(runDocument(), 'fits')).toBe('');
  });
});

describe('verdicts.csv', () => {
  it('has a row a verdict with its status', () => {
    const { verdicts } = runDocument();
    expect(parseCsv(csvOf(runDocument(), 'verdicts')).map(({ agent, status, text }) => [agent, status, text]))
      .toEqual(verdicts.map(({ agent, holds, text }) => [agent, holds ? 'yes' : 'no', text]));
  });
});

describe('surfaces.csv of very many pairs', () => {
  it('has every few types and reports, both ends of the lists among them, and says so', () => {
    const types = Array.from({ length: 500 }, (_, i) => i);
    const grid = types.map((type) => types.map((report) => type - report));
    const surface = { ...runDocument().surfaces[0]!, types, reports: types, estimate: grid, lower: grid, upper: grid };
    const document = { ...runDocument(), surfaces: [surface, { ...surface, agent: 'buyer' }] };
    const rows = parseCsv(csvOf(document, 'surfaces'));
    expect(rows).toHaveLength(2 * 251 ** 2);
    expect([rows[1]!.type, rows[1]!.report, rows[1]!.estimate]).toEqual(['0', '2', '-2']);
    expect([rows.at(-1)!.type, rows.at(-1)!.report]).toEqual(['499', '499']);
    expect(tablesOf(document).find(({ name }) => name === 'surfaces')!.description).toContain('one in 2 types');
  });
});

it('writes no cell that a spreadsheet would take for a formula, and leaves numbers and signs alone', () => {
  const cells = ['=1+1', '@x', '\t=2', '-buyer', '+cmd|x', '-2+3\n@x', '+', '-1/2', '-1.5e-3', 'a=b', -1.5];
  const fields = cells.map((_, at) => ({ name: `c${at}` }));
  expect(renderCsv({ name: 't', fields, rows: [cells] } as unknown as Parameters<typeof renderCsv>[0]).split('\n').slice(1).join('\n'))
    .toBe("'=1+1,'@x,'\t=2,'-buyer,'+cmd|x,\"'-2+3\n@x\",+,-1/2,-1.5e-3,a=b,-1.5\n");
});

it('agents and alternatives with the names of formulas, in every table', () => {
  const document = runDocument();
  const renamed = (JSON.parse(JSON.stringify(document).replaceAll('"seller"', '"=1+1"').replaceAll('"buyer"', '"@x"')) as typeof document);
  const texts = tablesOf(renamed).map(renderCsv);
  expect(texts.join('')).toContain("'=1+1");
  for (const text of texts) for (const cell of text.split(/[,\n]/)) expect(cell).not.toMatch(/^"?[=@]/);
});
