/** Advance widths out of a TrueType file: the few tables that laying text out needs. */

/** Advance of a code point as a share of the font size. */
export type Advances = (codePoint: number) => number;

function tables(data: DataView): Map<string, number> {
  const count = data.getUint16(4);
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = 12 + 16 * i;
      const tag = String.fromCharCode(...[0, 1, 2, 3].map((j) => data.getUint8(at + j)));
      return [tag, data.getUint32(at + 8)] as const;
    }),
  );
}

/** Format 4 of table `cmap`: segments of the basic plane. Others of its formats are not needed for our fonts. */
function glyphLookup(data: DataView, cmap: number): (codePoint: number) => number {
  const encodings = Array.from({ length: data.getUint16(cmap + 2) }, (_, i) => cmap + data.getUint32(cmap + 4 + 8 * i + 4));
  const at = encodings.find((offset) => data.getUint16(offset) === 4);
  if (at === undefined) throw new Error('font without a format 4 character map');
  const segments = data.getUint16(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const ranges = deltas + 2 * segments;
  return (codePoint) => {
    for (let i = 0; i < segments; i++) {
      if (codePoint > data.getUint16(ends + 2 * i)) continue;
      const start = data.getUint16(starts + 2 * i);
      if (codePoint < start) return 0;
      const delta = data.getUint16(deltas + 2 * i);
      const range = data.getUint16(ranges + 2 * i);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = data.getUint16(ranges + 2 * i + range + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

/** Letters that the font lacks get the width of its box for missing glyphs. */
export function readAdvances(file: Uint8Array): Advances {
  const data = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const at = tables(data);
  const table = (tag: string): number => {
    const offset = at.get(tag);
    if (offset === undefined) throw new Error(`font without table ${tag}`);
    return offset;
  };
  const unitsPerEm = data.getUint16(table('head') + 18);
  const metrics = data.getUint16(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyph = glyphLookup(data, table('cmap'));
  return (codePoint) => data.getUint16(hmtx + 4 * Math.min(glyph(codePoint), metrics - 1)) / unitsPerEm;
}
