/**
 * The figures' typeface. Inter (SIL Open Font License 1.1) comes with an npm package, so text shows in the PNG files on
 * machines that have no fonts at all, and the same pixels come out everywhere; the SVG files name it first and fall back
 * on what the reader has. Its letters are a little wider than Helvetica's and Arial's, so the layout holds with those too.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readAdvances, type Advances } from './truetype.ts';

export const FONT_NAME = 'Inter';
export const FONT_STACK = `${FONT_NAME}, Helvetica, Arial, sans-serif`;

const require = createRequire(import.meta.url);
const font = (name: string): string => require.resolve(`@expo-google-fonts/inter/${name}/Inter_${name}.ttf`);

export interface FontFiles {
  readonly regular: string;
  readonly bold: string;
}

export const fontFiles = (): FontFiles => ({ regular: font('400Regular'), bold: font('600SemiBold') });

let advances: { readonly regular: Advances; readonly bold: Advances } | undefined;

/** Width of a line of text in pixels, from the font's own advances (kerning apart). */
export function textWidth(text: string, size: number, bold: boolean): number {
  if (!advances) {
    const { regular, bold: heavy } = fontFiles();
    advances = { regular: readAdvances(readFileSync(regular)), bold: readAdvances(readFileSync(heavy)) };
  }
  const table = bold ? advances.bold : advances.regular;
  return [...text].reduce((sum, letter) => sum + table(letter.codePointAt(0)!), 0) * size;
}
