/** The sampling error of the data in tables and lines. */
import { describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { dataErrorLines } from '../../src/report/data-error.ts';
import { renderHtml } from '../../src/report/formats/html.ts';
import { renderTables } from '../../src/report/terminal/table.ts';
import { resultSchema } from '../../src/results/schema.ts';
import { runDocument } from './fixtures.ts';
import { csvOf } from './tables.ts';

function withDataError(): ResultDocument {
  const document = runDocument();
  const [first, ...rest] = document.estimates;
  return {
    ...document,
    estimates: [{
      ...first!, dataError: { kind: 'dkw', lower: 0.125, upper: 0.75, confidence: 0.99, distance: 0.1, words: 'all laws within 0.1' },
    }, ...rest],
  };
}

describe('what the sampling error of the data may do', () => {
  it('has a line of its own, with how it is told; nothing where it was not asked for', () => {
    const lines = dataErrorLines(withDataError());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Sellers, ε-LIC constant: \[0\.12\d*, 0\.75\d*\]$/);
    expect(lines[1]).toBe('99%, all laws within 0.1');
    expect(dataErrorLines(runDocument())).toEqual([]);
    expect(renderTables(withDataError(), { width: 100, color: false })).toContain('Sampling error of the data');
    expect(renderTables(runDocument(), { width: 100, color: false })).not.toContain('Sampling error of the data');
    expect(renderHtml(withDataError(), [])).toContain('all laws within 0.1');
  });

  it('has columns of its own in CSV files, only where it was asked for', () => {
    const [head, row] = csvOf(withDataError(), 'estimates').split('\n');
    expect(head).toMatch(/,exact,data_error,data_lower,data_upper,data_confidence,data_distance,data_replicates,data_words$/);
    expect(row).toMatch(/,dkw,0\.125,0\.75,0\.99,0\.1,,all laws within 0\.1$/);
    expect(csvOf(runDocument(), 'estimates')).not.toContain('data_');
  });

  it('is in the published schema', () => {
    expect(resultSchema.safeParse(withDataError()).success).toBe(true);
  });
});
