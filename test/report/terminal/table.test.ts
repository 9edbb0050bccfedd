import { describe, expect, it } from 'vitest';
import { renderTables } from '../../../src/report/terminal/table.ts';
import { DOCUMENTS, incompleteDocument, MARKETS, rateDocument, runDocument } from '../fixtures.ts';

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('renderTables', () => {
  for (const [name, create] of Object.entries(DOCUMENTS)) {
    it(`prints the ${name} document as in its golden file`, async () => {
      await expect(renderTables(create(), { width: 120, color: false })).toMatchFileSnapshot(`../golden/${name}.txt`);
    });

    for (const width of [60, 80, 100, 200]) {
      it(`keeps the ${name} document within ${width} columns`, () => {
        const tooLong = lines(renderTables(create(), { width, color: false })).filter((line) => [...line].length > width);
        // The least that a table may shrink to is its estimates with their intervals.
        expect(tooLong).toEqual([]);
      });
    }
  }

  it('has one row per market size in a rate study', () => {
    const rows = lines(renderTables(rateDocument(), { width: 120, color: false })).filter((line) => /^ *\d+ {2}0\./.test(line));
    expect(rows.map((row) => Number(row.trim().split(/\s+/)[0]))).toEqual(MARKETS);
  });

  it('shows every number of the row: estimate, ends, reference, bound, profiles', () => {
    const row = lines(renderTables(rateDocument(), { width: 120, color: false })).find((line) => /^ *8 /.test(line))!;
    expect(row).toMatch(/0\.20273 +\[0\.20177, 0\.20397\] +0\.203042 +0\.399832 .* 2\^22$/);
  });

  it('marks an incomplete result first and last', () => {
    const printed = lines(renderTables(incompleteDocument(), { width: 100, color: false }));
    expect(printed.filter((line) => line.includes('INCOMPLETE'))).toHaveLength(2);
    expect(printed.at(-1)).toBe('INCOMPLETE');
  });

  it('adds nothing but escape codes for colour', () => {
    const plain = renderTables(runDocument(), { width: 100, color: false });
    const coloured = renderTables(runDocument(), { width: 100, color: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[1m');
    // The rule forbids control characters in patterns; stripping colour codes is the purpose here.
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('copes with a document without estimates', () => {
    expect(renderTables(
      { ...runDocument(), estimates: [], verdicts: [], complete: false }, { width: 80, color: false }
    )).toContain('No estimates.');
  });

  it('refuses numbers that are not finite', () => {
    const document = rateDocument();
    const estimates = document.estimates.map((row, i) => (i === 1 ? { ...row, upper: Number.NaN } : row));
    expect(() => renderTables({ ...document, estimates }, { width: 80, color: false })).toThrow('estimates[1].upper is NaN');
  });
});
