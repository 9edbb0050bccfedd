/**
 * Golden pictures: every golden SVG file as the PNG file of a small page, 400 pixels wide, equal but for a tolerance. What a change of
 * fonts, of the renderer or of Vega does to the picture shows here, whatever the text of the SVG file. MISREPORT_UPDATE_GOLDEN=1
 * writes the files anew; where one differs, the new picture is written beside it as `-changed.png`.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderPng } from '../../src/report/figures/render.ts';
import { inkShare, readPng, type Pixels } from './png.ts';

const WIDTH = 400;
/** Of 255, on average over all channels; and the share of pixels that may differ by more than a fifth of the range. */
const MEAN_MAX = 1.5;
const STRONG = 51;
const STRONG_SHARE_MAX = 0.005;

const folder = new URL('golden/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.svg')).map((name) => name.slice(0, -'.svg'.length));

function difference(a: Pixels, b: Pixels): { readonly mean: number; readonly strong: number } {
  let [sum, strong] = [0, 0];
  for (let i = 0; i < a.rgba.length; i += 4) {
    const parts = [0, 1, 2].map((c) => Math.abs(a.rgba[i + c]! - b.rgba[i + c]!));
    sum += parts[0]! + parts[1]! + parts[2]!;
    if (Math.max(...parts) > STRONG) strong++;
  }
  return { mean: sum / (0.75 * a.rgba.length), strong: (4 * strong) / a.rgba.length };
}

describe.each(names)('%s', (name) => {
  it('looks as in its golden picture', async () => {
    const [golden, changed] = [new URL(`${name}.png`, folder), new URL(`${name}-changed.png`, folder)];
    const file = await renderPng(readFileSync(new URL(`${name}.svg`, folder), 'utf8'), { width: WIDTH, dpi: 1 });
    if (process.env.MISREPORT_UPDATE_GOLDEN) writeFileSync(golden, file);
    expect(existsSync(golden), 'golden picture').toBe(true);
    const [shown, wanted] = [readPng(file), readPng(readFileSync(golden))];
    const { mean, strong } = difference(shown, wanted);
    const isSame = shown.width === wanted.width && shown.height === wanted.height && mean <= MEAN_MAX && strong <= STRONG_SHARE_MAX;
    if (isSame) rmSync(changed, { force: true });
    else writeFileSync(changed, file);
    expect([shown.width, shown.height]).toEqual([wanted.width, wanted.height]);
    expect(mean).toBeLessThanOrEqual(MEAN_MAX);
    expect(strong).toBeLessThanOrEqual(STRONG_SHARE_MAX);
    expect(inkShare(shown)).toBeGreaterThan(0.02);
  });
});

it('tells pictures of different figures apart', () => {
  const [a, b] = ['social-rate', 'rate-two-sided'].map((name) => readPng(readFileSync(new URL(`${name}.png`, folder))));
  const height = Math.min(a!.height, b!.height);
  const cut = ({ rgba }: Pixels): Pixels => ({ width: WIDTH, height, rgba: rgba.slice(0, 4 * WIDTH * height) });
  const { mean, strong } = difference(cut(a!), cut(b!));
  expect([mean > MEAN_MAX, strong > STRONG_SHARE_MAX]).toEqual([true, true]);
});

it('has no golden picture without its SVG file', () => {
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png') && !name.endsWith('-changed.png'));
  expect(pictures.map((name) => name.slice(0, -'.png'.length)).sort()).toEqual([...names].sort());
});
