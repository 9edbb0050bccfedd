import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderCurvesCsv, renderEstimatesCsv, renderSurfacesCsv } from '../../../src/report/formats/csv.ts';
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
  return body.map((row) => {
    expect(row).toHaveLength(head!.length);
    return Object.fromEntries(head!.map((name, i) => [name, row[i]!]));
  });
}

describe('estimates.csv', () => {
  it('has the documented columns in order', () => {
    expect(renderEstimatesCsv(rateDocument()).split('\n', 1)[0]).toBe(
      'scenario,quantity,agent,sellers,buyers,kappa,cost,value,estimate,lower,upper,confidence,guarantee,profiles,witness_type,witness_report,reference_value,reference_source,bound_value,bound_source',
    );
  });

  it('gives back every double and leaves absent cells empty', () => {
    const document = rateDocument();
    const rows = parseCsv(renderEstimatesCsv(document));
    expect(rows).toHaveLength(document.estimates.length);
    document.estimates.forEach((estimate, i) => {
      const row = rows[i]!;
      expect([row.estimate, row.lower, row.upper, row.sellers].map(Number)).toEqual([estimate.estimate, estimate.lower, estimate.upper, estimate.point.sellers]);
      expect(row.reference_value).toBe(estimate.reference ? String(estimate.reference.value) : '');
      expect(row.witness_type).toBe(estimate.witness ? String(estimate.witness.type) : '');
    });
  });

  it('quotes commas and quotation marks', () => {
    const rows = parseCsv(renderEstimatesCsv(unequalDocument()));
    expect(rows[0]).toMatchObject({ cost: 'beta(2,3)', value: 'piecewise("0:0,1:0.7",1)' });
  });

  it('keeps point keys apart from its own columns', () => {
    const document = runDocument({ M: 4, estimate: 'small', sellers: 4, buyers: 4 });
    expect(parseCsv(renderEstimatesCsv(document))[0]).toMatchObject({ M: '4', point_estimate: 'small' });
  });

  it('has a header even without rows', () => {
    expect(parseCsv(renderEstimatesCsv({ ...rateDocument(), estimates: [] }))).toEqual([]);
  });

  it('refuses numbers that are not finite', () => {
    const document = rateDocument();
    expect(() => renderEstimatesCsv({ ...document, estimates: [{ ...document.estimates[0]!, estimate: Number.NaN }] })).toThrow('estimates[0].estimate');
  });

  const python = spawnSync('python3', ['-c', 'import csv, json']);
  it.skipIf(python.status !== 0)("opens in Python's csv module with the same doubles (skipped where there is no python3)", () => {
    const script = 'import csv, json, sys\nprint(json.dumps([[r["cost"], r["value"], float(r["estimate"])] for r in csv.DictReader(sys.stdin)]))';
    const document = unequalDocument();
    const { stdout } = spawnSync('python3', ['-c', script], { input: renderEstimatesCsv(document), encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(document.estimates.map(({ point, estimate }) => [point.cost, point.value, estimate]));
  });
});

describe('curves.csv and surfaces.csv', () => {
  it('has one row per type', () => {
    const document = runDocument();
    const rows = parseCsv(renderCurvesCsv(document));
    expect(rows).toHaveLength(document.curves.reduce((sum, { types }) => sum + types.length, 0));
    expect(Number(rows[7]!.estimate)).toBe(document.curves[0]!.estimate[7]);
  });

  it('has one row per type and report, types outermost', () => {
    const document = runDocument();
    const rows = parseCsv(renderSurfacesCsv(document));
    const { types, reports, estimate } = document.surfaces[0]!;
    expect(rows).toHaveLength(2 * types.length * reports.length);
    const row = rows[3 * reports.length + 11]!;
    expect([row.type, row.report, row.estimate].map(Number)).toEqual([types[3], reports[11], estimate[3]![11]]);
  });
});

describe('standard errors of gains', () => {
  it('stand in a last column of surfaces.csv where they are known', () => {
    const surface = { quantity: 'gain', agent: 'a', point: {}, confidence: 0.99, guarantee: 'grid', profiles: 64, types: [0, 1], reports: [0, 1], estimate: [[0, 1], [2, 0]], lower: [[0, 0], [0, 0]], upper: [[0, 3], [3, 0]], standardError: [[0, 0.25], [0.5, 0]] } as const;
    const csv = renderSurfacesCsv({ scenario: 's', surfaces: [surface] } as never);
    expect(csv.split('\n')[0]!.endsWith(',upper,standard_error')).toBe(true);
    expect(csv.split('\n')[2]!.endsWith(',3,0.25')).toBe(true);
    expect(renderSurfacesCsv({ scenario: 's', surfaces: [{ ...surface, standardError: undefined }] } as never)).not.toContain('standard_error');
  });
});
