import { describe, expect, it } from 'vitest';
import { createStrips } from '../../kernels/order-statistics/strips.ts';

const laws: readonly (readonly [number, number, number])[] = [
  [1, 1, 10], [1, 2, 10], [2, 1, 10], [2, 2, 10], [3, 7, 10], [1, 127, 10], [127, 1, 10], [64, 64, 10], [5000, 3, 10], [10 ** 6, 1,
    10], [4096, 4096, 10], [1, 2 ** 30, 10], [2 ** 30, 1, 10],
  [2 ** 29, 2 ** 29, 10], [2 ** 29, 2 ** 29 + 1, 10], [1, 1, 1], [2, 2, 4], [64, 64, 6],
];

describe.each(laws)('strips of Beta(%d, %d), 2^%d of them', (a, b, bits) => {
  const strips = createStrips(a, b, bits);
  const used = Array.from(strips.height.keys()).filter((i) => Number.isFinite(strips.height[i]!));

  it('share one area, and nearly all are used', () => {
    const areas = used.map((i) => strips.width[i]! * strips.height[i]!);
    expect(Math.max(...areas) / Math.min(...areas) - 1).toBeLessThan(1e-6);
    expect(used.length).toBeGreaterThanOrEqual(2 ** strips.bits - 2);
    expect(used.length).toBeLessThanOrEqual(2 ** strips.bits);
  });

  it('cover [0, 1] once, without gaps', () => {
    const sorted = used.map((i) => [strips.left[i]!, strips.left[i]! + strips.width[i]!] as const).sort((p, q) => p[0] - q[0]);
    expect(sorted[0]![0]).toBe(0);
    expect(sorted.at(-1)![1]).toBeCloseTo(1, 12);
    expect(Math.max(0, ...sorted.slice(1).map(([left], i) => Math.abs(left - sorted[i]![1])))).toBeLessThan(1e-15);
  });

  it('lie above the density, and their sure share below it', () => {
    let [above, below] = [0, 0];
    for (const i of used) {
      for (let k = 0; k <= 4; k++) {
        const density = strips.density(strips.left[i]! + (strips.width[i]! * k) / 4);
        if (!(density >= 0)) throw new Error(`density ${density} in strip ${i}`);
        above = Math.max(above, density / strips.height[i]! - 1);
        below = Math.max(below, strips.sure[i]! - density / strips.height[i]!);
      }
    }
    // Densities themselves are good to 1e-7 (spec.ts).
    expect(above).toBeLessThan(1e-7);
    expect(below).toBeLessThan(1e-7);
  });

  it('waste little: the envelope holds little more than the density', () => {
    let envelope = 0;
    let sure = 0;
    for (const i of used) {
      envelope += strips.width[i]! * strips.height[i]!;
      sure += strips.width[i]! * strips.height[i]! * strips.sure[i]!;
    }
    if (strips.bits === 10) expect(sure / envelope).toBeGreaterThan(0.97);
    expect(sure).toBeLessThanOrEqual(envelope * (1 + 1e-9));
  });

  it('unused ones always reject', () => {
    const isUsed = new Set(used);
    for (let i = 0; i < 2 ** strips.bits; i++) {
      if (isUsed.has(i)) continue;
      expect(strips.height[i]).toBe(Infinity);
      expect(strips.sure[i]).toBeLessThan(0);
    }
  });
});
