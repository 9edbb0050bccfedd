import { expect, test } from 'vitest';
import { roundedDown, roundedUp } from '../../src/input/rounded.ts';

test('the nearest decimals on the side that is asked for', () => {
  const cases = [
    [1 / 6, 3, 0.166, 0.167], [0.16669, 3, 0.166, 0.167], [0.5, 3, 0.5, 0.5], [0, 3, 0, 0], [-1 / 6, 3, -0.167, -0.166],
    [1e40 / 3, 2, 3.3e39, 3.4e39], [999.96, 3, 999, 1000], [1 / 24, 6, 0.0416666, 0.0416667],
  ] as const;
  for (const [x, digits, down, up] of cases) {
    expect([roundedDown(x, digits), roundedUp(x, digits)]).toEqual([down, up]);
    expect(roundedDown(x, digits)).toBeLessThanOrEqual(x);
  }
});
