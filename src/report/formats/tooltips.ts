/**
 * Tooltips of the pictures in report.html. Vega writes into its SVG what each mark stands for, a label for screen readers; browsers
 * show the `<title>` of a mark as a tooltip, without a script, in a ring as on it. Lines and areas are one mark for all their points,
 * so they have none.
 */
import { formatNumber } from '../numbers.ts';

/** A point, or a bar from lower to upper; its attributes, and what it stands for. */
const MARK = /<(path|line) aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:point|rule mark)"([^>]*)\/>/g;

const NUMBER = /(?<=: )[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?(?=;|$)/g;

/** `M: 2; ε-LIC: 0.43991604998; upper: 0.474` -> `M: 2; ε-LIC: 0.4399 to 0.474` */
const words = (label: string): string => label
  .replace(NUMBER, (number) => formatNumber(Number(number.replaceAll('−', '-'))).replaceAll('-', '−'))
  .replace(/; upper: /, ' to ');

/** The same picture, its points and bars with tooltips. */
export const withTooltips = (svg: string): string => svg.replace(MARK, (_, element: string, label: string, attributes: string) =>
  `<${element}${attributes} pointer-events="all"><title>${words(label)}</title></${element}>`);
