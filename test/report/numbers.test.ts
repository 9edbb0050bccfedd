import { describe, expect, it } from 'vitest';
import { formatCount, formatInterval, formatReference, formatSeconds, formatWitness } from '../../src/report/numbers.ts';

describe('formatInterval', () => {
  it('shows the digits that the interval bears out', () => {
    expect(formatInterval({ estimate: 0.203143, lower: 0.201212, upper: 0.204888 })).toEqual({
      estimate: '0.2031', lower: '0.2012', upper: '0.2049', exact: false,
    });
  });

  it('rounds the ends outwards', () => {
    const { lower, upper } = formatInterval({ estimate: 0.5, lower: 0.49999, upper: 0.600001 });
    expect(Number(lower)).toBeLessThanOrEqual(0.49999);
    expect(Number(upper)).toBeGreaterThanOrEqual(0.600001);
  });

  it('keeps ends outside for a thousand intervals of all sizes and signs', () => {
    for (let i = 1; i <= 1000; i++) {
      const size = 10 ** ((i % 23) - 11);
      const estimate = size * Math.sin(i);
      const interval = { estimate, lower: estimate - size * (i % 7) * 0.013, upper: estimate + size * (i % 11) * 0.021 };
      const text = formatInterval(interval);
      if (text.exact) continue;
      expect(Number(text.lower)).toBeLessThanOrEqual(interval.lower);
      expect(Number(text.upper)).toBeGreaterThanOrEqual(interval.upper);
      expect(text.estimate.length).toBeLessThan(16);
    }
  });

  it('shares one power of ten among small numbers and never shows -0', () => {
    expect(formatInterval({ estimate: 1.218e-5, lower: 1.15e-5, upper: 1.52e-5 })).toMatchObject({
      estimate: '1.218e-5', lower: '1.150e-5', upper: '1.520e-5',
    });
    expect(formatInterval({ estimate: -1e-9, lower: -0.001, upper: 0.001 }).estimate).toMatch(/^0\.0+$/);
  });

  it('marks what is known exactly', () => {
    expect(formatInterval({ estimate: 0, lower: 0, upper: 0 })).toEqual({ estimate: '0', lower: '0', upper: '0', exact: true });
  });

  it('shows the short side of a lopsided interval', () => {
    expect(formatInterval({ estimate: 5.4e-7, lower: 5.1e-7, upper: 62e-7 }).estimate).toBe('0.540e-6');
  });
});

describe('other formats', () => {
  it('gives a reference one digit more', () => {
    expect(formatReference(0.2030441, { estimate: 0.2031, lower: 0.2012, upper: 0.2049 })).toBe('0.20304');
    expect(formatReference(0.25, { estimate: 0, lower: 0, upper: 0 })).toBe('0.25');
  });

  it('tells type and report apart', () => {
    expect(formatWitness({ type: 0.504881, report: 0.504884 })).toEqual({ type: '0.504881', report: '0.504884' });
    expect(formatWitness({ type: 0.5, report: 0.5 })).toEqual({ type: '0.5', report: '0.5' });
  });

  it('counts profiles', () => {
    expect([9999, 2 ** 22, 395394, 7280999, 2 ** 40].map(formatCount)).toEqual(['9999', '2^22', '395394', '7.281e6', '2^40']);
  });

  it('tells time', () => {
    expect([1.24, 61, 125, 7322].map(formatSeconds)).toEqual(['1.2 s', '61 s', '2 min 5 s', '2 h 2 min']);
  });
});
