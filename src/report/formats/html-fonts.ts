/**
 * Inter for the pages: the letters of Latin and Greek in the two weights the figures have, as data inside the style, so that a page
 * looks the same on every machine and asks nobody for anything. The figures' own files are TrueType (figures/fonts.ts), ten times
 * as large.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Which characters a file has, as its package says: a browser takes no file it needs no letter of. */
const SCRIPTS = {
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,'
    + 'U+2212,U+2215,U+FEFF,U+FFFD',
  greek: 'U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF',
} as const;
const WEIGHTS = [400, 600] as const;

let made: string | undefined;

/** `@font-face` rules, about 90 kB of text: for the head of a page, or a style sheet that many pages share. */
export function fontFaces(): string {
  made ??= Object.entries(SCRIPTS).flatMap(([script, range]) => WEIGHTS.map((weight) => {
    const data = readFileSync(require.resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff2`)).toString('base64');
    return `@font-face{font-family:Inter;font-style:normal;font-weight:${weight};unicode-range:${range};`
      + `src:url(data:font/woff2;base64,${data}) format("woff2")}`;
  })).join('\n');
  return made;
}
