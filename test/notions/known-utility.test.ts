/** Gains where the truth's utility is a table, against the formula for two bidders with uniform values on a fine grid of types. */
import { expect, it } from 'vitest';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import { epsilonIcOfKnownUtility, epsilonLicOfKnownUtility } from '../../src/notions/known-utility.ts';

const CELLS = 64;
const PROFILES = 1e7;

/** Report t wins with chance q(t), drawn without error; values are s when the object is won. */
function sumsOf(q: (t: number) => number): InterimSums {
  const x = Array.from({ length: CELLS + 1 }, (_, r) => r / CELLS);
  return {
    question: { agent: 0, reports: x.map((t) => [t]), paired: [], groupSize: 1, line: true },
    profiles: PROFILES, classes: 2, classOf: [0, 1],
    choices: Float64Array.from(x.flatMap((t) => [PROFILES * q(t), PROFILES * (1 - q(t))])),
    typeValue: Float64Array.from(x.flatMap((t) => [t, 0])),
  } as unknown as InterimSums;
}

/** Suprema over types and reports a thousandth apart, short lies at kinks included. */
function exact(mu: (s: number) => number, q: (t: number) => number, kinks: readonly number[]): { lic: number; ic: number } {
  const points = [...Array.from({ length: 1001 }, (_, i) => i / 1000), ...kinks.flatMap((x) => [x - 1e-6, x + 1e-6])];
  let [lic, ic] = [0, 0];
  for (const t of points) {
    for (const s of points) {
      const gain = mu(t) - mu(s) - q(t) * (t - s);
      ic = Math.max(ic, gain);
      if (Math.abs(t - s) > 1e-7) lic = Math.max(lic, gain / Math.abs(t - s));
    }
  }
  return { lic, ic };
}

it.each([
  // Off the even grid of the sample: thirds, sevenths, and a single piece.
  ['sevenths', [0, 0.02, 0.03, 0.2, 0.2, 0.35, 0.36, 0.5]], ['thirds', [0, 0, 0.3, 0.31]],
  ['a line', [0.1, 0.5]], ['falling', [0.3, 0, 0.4]],
])('%s', (_, values) => {
  const pieces = values.length - 1;
  const mu = (s: number): number => {
    const piece = Math.min(pieces - 1, Math.floor(s * pieces));
    return values[piece]! + (values[piece + 1]! - values[piece]!) * (s * pieces - piece);
  };
  const q = (t: number): number => t ** 2;
  const kinks = values.slice(1, -1).map((__, n) => (n + 1) / pieces);
  const { lic, ic } = exact(mu, q, kinks);
  const table = { values, support: [0, 1] as const };
  for (const [found, constant] of [
    [epsilonLicOfKnownUtility(sumsOf(q), table, 0.01)!, lic], [epsilonIcOfKnownUtility(sumsOf(q), table, 0.01)!, ic],
  ] as const) {
    expect(found.lower).toBeLessThanOrEqual(constant + 1e-4);
    expect(found.upper).toBeGreaterThanOrEqual(constant - 1e-4);
    expect(found.upper - found.lower).toBeLessThan(0.1);
    expect(found.guarantee).toBe('continuum');
  }
});

it('a sample whose chances fall has another structure', () => {
  expect(epsilonLicOfKnownUtility(sumsOf((t) => 1 - t), { values: [0, 1], support: [0, 1] }, 0.01)).toBeUndefined();
});
