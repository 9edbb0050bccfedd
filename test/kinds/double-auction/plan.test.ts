import { describe, expect, it } from 'vitest';
import { lookAlpha, lookProfiles } from '../../../src/statistics/looks.ts';
import { profilesFor } from '../../../src/kinds/double-auction/plan.ts';

describe('error spending', () => {
  it.each([0.1, 0.01, 1e-6])('looks spend at most alpha = %d', (alpha) => {
    const spent = Array.from({ length: 60 }, (_, k) => lookAlpha(alpha, k + 1));
    for (const [k, share] of spent.entries()) {
      expect(share).toBeGreaterThan(0);
      if (k > 0) expect(share).toBeLessThan(spent[k - 1]!);
    }
    expect(spent.reduce((a, b) => a + b)).toBeLessThanOrEqual(alpha * (1 + 1e-12));
    expect(spent.reduce((a, b) => a + b)).toBeGreaterThan(0.99 * alpha);
  });
});

describe('looks', () => {
  it('start at the planned number and go on to ever larger ones', () => {
    for (const planned of [1, 7, 1000, 2 ** 32]) {
      expect(lookProfiles(planned, 1)).toBe(planned);
      for (let look = 2; look < 20; look++) {
        expect(Number.isInteger(lookProfiles(planned, look))).toBe(true);
        expect(lookProfiles(planned, look)).toBeGreaterThanOrEqual(lookProfiles(planned, look - 1));
      }
      expect(lookProfiles(planned, 20)).toBeGreaterThan(100 * planned);
    }
  });
});

describe('profiles for a precision', () => {
  it('grow with precision, confidence and rarity', () => {
    const base = profilesFor(0.1, 0.01, 0.01);
    expect(Number.isInteger(base)).toBe(true);
    expect(profilesFor(0.1, 0.005, 0.01) / base).toBeCloseTo(4, 1);
    expect(profilesFor(0.1, 0.01, 0.001)).toBeGreaterThan(base);
    expect(profilesFor(0.01, 0.01, 0.01) / base).toBeCloseTo(11, 0);
    expect(profilesFor(1, 0.01, 0.01)).toBeGreaterThan(1000);
  });
});
