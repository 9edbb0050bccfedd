/**
 * SVG -> PDF: the same lines and letters as vectors, with the fonts' used letters embedded, so that text can be searched and copied.
 */
import { fontFiles } from './fonts.ts';
import { PIXELS_AN_INCH } from './look.ts';
import { pixelsOf, withWidth } from './render.ts';

const POINTS_AN_INCH = 72;

/** A dash without gaps is a line; PDF has no such dash. */
const withoutEmptyGaps = (svg: string): string => svg.replace(/ stroke-dasharray="[\d.]+,0"/g, '');

export interface PdfOptions {
  readonly title: string;
  /** Inches; undefined: as drawn, at 96 pixels an inch. */
  readonly width: number | undefined;
  readonly createdAt: Date;
}

/** One page of the figure's own size. */
export async function renderPdf(svg: string, { title, width, createdAt }: PdfOptions): Promise<Uint8Array> {
  const [{ default: PDFDocument }, { default: draw }] = await Promise.all([import('pdfkit'), import('svg-to-pdfkit')]);
  const pixels = pixelsOf(svg);
  const inches = width ?? pixels.width / PIXELS_AN_INCH;
  const page = { width: POINTS_AN_INCH * inches, height: (POINTS_AN_INCH * inches * pixels.height) / pixels.width };
  const pdf = new PDFDocument({ size: [page.width, page.height], margin: 0, info: { Title: title, CreationDate: createdAt } });
  const { regular, bold } = fontFiles();
  pdf.registerFont('regular', regular);
  pdf.registerFont('bold', bold);
  const parts: Uint8Array[] = [];
  const whole = new Promise<void>((resolve, reject) => {
    pdf.on('data', (part: Uint8Array) => void parts.push(part));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  draw(pdf, withoutEmptyGaps(withWidth(svg, inches)), 0, 0, { ...page, fontCallback: (_family, isBold) => (isBold ? 'bold' : 'regular') });
  pdf.end();
  await whole;
  return Buffer.concat(parts);
}
