/** Themes, widths, densities and PDF files of figures. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import type { DrawnFigure } from '../../src/report/figures/figure.ts';
import { drawAll } from '../../src/report/figures/index.ts';
import { lettersAt, type LookOptions } from '../../src/report/figures/look.ts';
import { renderPdf } from '../../src/report/figures/pdf.ts';
import { pixelsOf } from '../../src/report/figures/render.ts';
import { sellerCurves, buyerCurves, balanced, rateDocument } from './fixtures.ts';
import { readPng } from './png.ts';

const createdAt = new Date(Date.UTC(2025, 0, 2));
const document = { ...rateDocument(), curves: [], surfaces: [] };
/** One figure of two panels. */
const twoPanels = { ...document, estimates: [], fits: [], curves: [...sellerCurves(balanced(4)), ...buyerCurves(balanced(4))] };

async function first(look: LookOptions, of: ResultDocument = document, withPdf = false): Promise<DrawnFigure> {
  const [estimates, fits] = [of.estimates, of.fits].map((rows) => rows.filter(({ quantity }) => quantity === 'epsilonLic'));
  const [figure] = await drawAll({ ...of, estimates, fits } as ResultDocument, { look, ...(withPdf ? { pdf: { createdAt } } : {}) });
  return figure!;
}

const column = await first({ figureWidth: 3.5, theme: 'print' }, document, true);
const screen = await first({}, document, true);

const latin = (file: Uint8Array): string => Buffer.from(file).toString('latin1');

/** Points of the page of a PDF file. */
const pageOf = (pdf: Uint8Array): number[] => /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(latin(pdf))!.slice(1).map(Number);

/** Everything that is drawn, inflated. */
const drawn = (pdf: Uint8Array): string => [...latin(pdf).matchAll(/<<([^>]*)>>\nstream\n([\s\S]*?)\nendstream/g)]
  .filter(([, head]) => head!.includes('FlateDecode'))
  .map(([, , data]) => inflateSync(Buffer.from(data!, 'latin1')).toString('latin1')).join('\n');

/** Points that axis labels take on the printed page. */
function labelPoints(svg: string): number {
  const [, viewWidth] = /viewBox="0 0 ([\d.]+)/.exec(svg)!.map(Number);
  const [, inches] = /width="([\d.]+)in"/.exec(svg)!.map(Number);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size)).filter((size) => size > 0);
  return Math.min(...sizes) * (12 / 11) * (72 * inches! / viewWidth!);
}

describe('a width', () => {
  it('is the width of SVG, PDF and PNG, and letters stay readable', () => {
    const { svg, pdf, png } = column;
    expect(svg).toMatch(/<svg[^>]* width="3.5in" height="[\d.]+in"/);
    expect(pageOf(pdf!)[0]).toBeCloseTo(252, 1);
    expect(readPng(png).width).toBe(1050);
    expect(labelPoints(svg)).toBeGreaterThan(7.3);
  });

  it('of a column stacks panels and puts legends above', async () => {
    const [narrow, wide] = await Promise.all([3.5, 7].map((figureWidth) => first({ figureWidth, theme: 'print' }, twoPanels)));
    const shape = ({ svg }: DrawnFigure): number => {
      const [, width, height] = /width="([\d.]+)in" height="([\d.]+)in"/.exec(svg)!.map(Number);
      return height! / width!;
    };
    expect(shape(narrow!)).toBeGreaterThan(1.5 * shape(wide!));
  });

  it('wide enough leaves letters as they are', () => {
    expect(lettersAt({ figureWidth: 10 }, 960)).toBe(1);
    expect(lettersAt({}, 5000)).toBe(1);
    expect(lettersAt({ theme: 'print', figureWidth: 5 }, 960)).toBeCloseTo(7.5 / 4.5, 12);
    expect(lettersAt({ figureWidth: 1 }, 5000)).toBe(3);
  });
});

describe('dpi', () => {
  it('is in the file, and without one pixels are two a unit', async () => {
    const [dense, plain] = [await first({ dpi: 240 }), screen];
    const { width } = pixelsOf(plain.svg);
    expect([readPng(dense.png).width, readPng(plain.png).width]).toEqual([Math.round(width * 2.5), 2 * width]);
    const at = latin(dense.png).indexOf('pHYs');
    expect(Buffer.from(dense.png).readUInt32BE(at + 4)).toBe(Math.round(240 / 0.0254));
    expect(latin(plain.png)).not.toContain('pHYs');
  });
});

describe('title and theme', () => {
  it('can be left out, with the subtitle', async () => {
    const [with_, without] = [screen, await first({ noTitle: true })];
    expect(with_.svg).toContain('by market size');
    expect(without.svg).not.toContain('by market size');
    expect(pixelsOf(without.svg).height).toBeLessThan(pixelsOf(with_.svg).height);
    expect(without.caption).toBe(with_.caption);
  });

  it('print is black on white, slides have large letters', async () => {
    const slides = await first({ theme: 'slides' });
    expect([column, slides, screen].map(({ svg }) => svg.includes('#59636e'))).toEqual([false, true, true]);
    expect([labelPoints(column.svg) > 7.3, labelPoints(slides.svg) > 14.5]).toEqual([true, true]);
  });
});

describe('PDF', () => {
  it('is vectors with both fonts embedded, and the same bytes for the same figure and date', async () => {
    const { svg, caption, pdf } = screen;
    const text = latin(pdf!);
    expect(text.startsWith('%PDF-')).toBe(true);
    expect([...text.matchAll(/\/BaseFont \/[A-Z]{6}\+(Inter-\w+)/g)].map(([, font]) => font)).toEqual(
      expect.arrayContaining(['Inter-Regular', 'Inter-SemiBold'])
    );
    expect(text.match(/\/FontFile2/g)).toHaveLength(2);
    expect(text).not.toContain('/Subtype /Image');
    // Curves and letters are drawn by operators.
    expect([/\d l\n/, /T[jJ]\n/].map((operator) => operator.test(drawn(pdf!)))).toEqual([true, true]);
    expect(pageOf(pdf!)[0]).toBeCloseTo(pixelsOf(svg).width * 0.75, 1);
    const again = await renderPdf(svg, { title: caption, width: undefined, createdAt });
    expect(Buffer.from(pdf!).equals(Buffer.from(again))).toBe(true);
  });
});
