import { describe, expect, it } from 'vitest';
import { massBetween, survivalOf, upperQuantile } from '../../src/distributions/distribution.ts';
import { families, parseDistribution } from '../../src/distributions/parse.ts';
import { betainc } from '../../src/statistics/incomplete-beta.ts';
import table from '../vectors/distributions.json' with { type: 'json' };

type Row = [law: string, x: number, cdf: number, survival: number];
const byLaw = new Map<string, Row[]>();
for (const row of table.rows as Row[]) byLaw.set(row[0], [...(byLaw.get(row[0]) ?? []), row]);

/** Relative error allowed; below 1e-290 numbers lose their digits to underflow. */
const RELATIVE = 2e-11;
const close = (found: number, exact: number): boolean => Math.abs(found - exact) <= RELATIVE * exact + 1e-290;

describe.each([...byLaw])('%s', (text, rows) => {
  const law = parseDistribution(text);

  it('cdf and survival function agree with 40 digits in both tails', () => {
    for (const [, x, cdf, survival] of rows) {
      expect({ x, cdf: law.cdf(x), close: close(law.cdf(x), cdf) }).toMatchObject({ close: true });
      expect({
        x, survival: survivalOf(law, x), exact: survival, close: close(survivalOf(law, x), survival),
      }).toMatchObject({ close: true });
    }
  });

  it('masses of cells are differences of the smaller tail', () => {
    rows.slice(1).forEach(([, x, cdf, survival], i) => {
      const [, before, cdfBefore, survivalBefore] = rows[i]!;
      const exact = cdfBefore < 0.5 ? cdf - cdfBefore : survivalBefore - survival;
      expect(Math.abs(massBetween(law, before, x) - exact)).toBeLessThanOrEqual(RELATIVE * Math.max(cdf, survivalBefore, exact));
    });
  });

  it('quantiles of both tails are inverses', () => {
    for (const [, x, cdf, survival] of rows) {
      if (cdf > 1e-280 && cdf < 0.9) {
        const found = law.quantile(cdf);
        const step = 4 * Number.EPSILON * Math.max(Math.abs(x), Math.abs(found)) + Number.MIN_VALUE;
        expect(law.cdf(found - step) * (1 - 2 * RELATIVE)).toBeLessThanOrEqual(cdf);
        expect(law.cdf(found + step) * (1 + 2 * RELATIVE)).toBeGreaterThanOrEqual(cdf);
      }
      if (survival > 1e-280 && survival < 0.9) {
        const found = upperQuantile(law, survival);
        const step = 4 * Number.EPSILON * Math.max(Math.abs(x), Math.abs(found)) + Number.MIN_VALUE;
        expect(survivalOf(law, found + step) * (1 - 2 * RELATIVE)).toBeLessThanOrEqual(survival);
        expect(survivalOf(law, found - step) * (1 + 2 * RELATIVE)).toBeGreaterThanOrEqual(survival);
      }
    }
  });
});

it('what exceeds a point of an unbounded law, on average', () => {
  for (const [text, x, exact] of table.excess as [string, number, number][]) {
    const { whole } = parseDistribution(text);
    const found = whole!.excess(x);
    // Differences of two tails lose the digits by which these exceed the result.
    const lost = Math.abs(x) * whole!.survival(x) * Number.EPSILON * 64;
    expect({ text, x, found, exact, close: Math.abs(found - exact) <= 1e-9 * exact + lost }).toMatchObject({ close: true });
  }
});

it('every family is in the table', () => {
  // Data are discrete or piecewise linear.
  const listed = families.filter((family) => family.name !== 'empirical');
  for (const { name } of listed) expect([...byLaw.keys()].some((text) => text.startsWith(`${name}(`))).toBe(true);
});

it('the survival function of a stretched beta law has its digits next to its upper end', () => {
  // By the binomial sum in rationals, at these doubles.
  expect(survivalOf(parseDistribution('beta(12,9,-0.000001,0.000001)'), 9.99999999998e-7) / 1.6800274396e-103).toBeCloseTo(1, 8);
});

it('whole shapes of beta laws, which are summed up, agree with the incomplete beta function to its last digits', () => {
  for (const [alpha, second] of [[1, 1], [2, 3], [3, 2], [1, 11], [11, 1], [5, 7], [6, 6]] as const) {
    const law = parseDistribution(`beta(${alpha},${second})`);
    for (const x of [1e-300, 1e-12, 0.01, 0.3, 0.49, 0.7, 0.93, 1 - 1e-9]) {
      const exact = [betainc(x, alpha, second), betainc(x, alpha, second, true)];
      [law.cdf(x), survivalOf(law, x)].forEach((found, i) => expect(Math.abs(found - exact[i]!)).toBeLessThanOrEqual(4e-15 * exact[i]!));
    }
  }
});
