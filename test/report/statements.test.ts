/** Verdicts and guarantees as reports show them: undecided is neither yes nor no, and ends worth different things say so. */
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/formats/html.ts';
import { verdictLines } from '../../src/report/statements.ts';
import { renderTables } from '../../src/report/terminal/table.ts';
import { guaranteeLines, guaranteeWords } from '../../src/report/vocabulary.ts';
import type { Estimate, Guarantee, ResultDocument, Verdict } from '../../src/results/document.ts';
import { balanced, runDocument } from './fixtures.ts';
import { auctionDocument } from './social-fixtures.ts';

const verdict = (
  text: string, rest: Pick<Verdict, 'holds' | 'status'>
): Verdict => ({ agent: 'market', point: balanced(4), text, ...rest });

const document: ResultDocument = {
  ...runDocument(),
  verdicts: [
    verdict('the first', { holds: true, status: 'yes' }), verdict('the second', { holds: false, status: 'no' }),
    verdict(
      'the third', { holds: false, status: 'undecided' }
    ), verdict('the fourth', { holds: true }), verdict('the fifth', { holds: false }),
  ],
};

describe('verdicts', () => {
  it('are yes, no or undecided, and an undecided one has neither tick nor cross', () => {
    expect(verdictLines(document).map(({ mark, text }) => `${mark} ${text}`)).toEqual([
      '✓ Market: the first', '✗ Market: the second (does not hold)', '? Market: the third (undecided)', '✓ Market: the fourth',
      '✗ Market: the fifth (does not hold)',
    ]);
    expect(renderTables(document, { width: 80, color: false })).toContain('? Market: the third (undecided)');
    const html = renderHtml(document, []);
    expect(html).toContain('<li class="undecided">Market: the third (undecided)</li>');
    expect(html.match(/<li class="(?:yes|no)">/g)).toHaveLength(4);
  });

  it('that differ in status do not merge, though their words are the same', () => {
    const both = { ...document, verdicts: [
      verdict('it holds up to 1', { holds: true, status: 'yes' }), verdict('it holds up to 2', { holds: false, status: 'undecided' }),
    ] };
    expect(verdictLines(both)).toHaveLength(2);
  });
});

describe('guarantees of the two ends', () => {
  const [first, ...rest] = runDocument().estimates;
  const mixed: Estimate = { ...first!, guarantee: 'grid', lowerGuarantee: 'continuum', upperGuarantee: 'grid' };

  it('stand apart where they differ, and as one where they do not', () => {
    expect(guaranteeWords(mixed)).toBe('≥ continuum, ≤ grid');
    expect(guaranteeWords({ guarantee: 'grid', lowerGuarantee: 'grid' })).toBe('grid');
    expect(guaranteeWords({ guarantee: 'point', lowerGuarantee: 'exact' })).toBe('≥ exact, ≤ point');
  });

  it('are explained, the strongest first', () => {
    const terms = guaranteeLines([mixed, { guarantee: 'point' }, { guarantee: 'exact' }]).map(({ term }) => term);
    expect(terms).toEqual(['exact', 'continuum', 'grid', 'point', '≥ continuum, ≤ grid']);
    for (const { meaning } of guaranteeLines(([
      'exact', 'continuum', 'grid', 'point',
    ] as Guarantee[]).map((guarantee) => ({ guarantee })))) expect(meaning.length).toBeGreaterThan(40);
  });

  it.each([['a double auction', { ...runDocument(), estimates: [mixed, ...rest] }], ['mechanisms', {
    ...auctionDocument(),
    estimates: auctionDocument().estimates.map((row, i) => (i === 0 ? { ...row, lowerGuarantee: 'continuum' as const } : row)),
  }]] as const)('are on the terminal and in report.html (%s)', (_, of) => {
    expect(renderTables(of, { width: 160, color: false })).toMatch(/≥ continuum, ≤ grid(?!:)/);
    expect(renderHtml(of, [])).toContain('<td class="word">≥ continuum, ≤ grid</td>');
  });
});

describe('an exact row', () => {
  const exact: Estimate = {
    ...runDocument().estimates[0]!, estimate: 1 / 3, lower: 1 / 3, upper: 1 / 3, guarantee: 'exact', profiles: 0, exact: '1/3',
    basis: 'a linear program and its certificate',
  };

  it('shows its rational number and what it rests on', () => {
    const shown = { ...runDocument(), estimates: [exact] };
    expect(renderTables(shown, { width: 120, color: false })).toMatch(/0\.333333 +\[0\.333333, 0\.333333\] +1\/3 /);
    const html = renderHtml(shown, []);
    for (const cell of ['<td>1/3</td>', '<td class="word">a linear program and its certificate</td>']) expect(html).toContain(cell);
  });
});
