import { describe, expect, it } from 'vitest';
import { epsilonIcOnContinuum, epsilonIcOnGrid } from '../../src/notions/epsilon-ic.ts';
import { epsilonLicOnContinuum } from '../../src/notions/epsilon-lic.ts';
import { ownSlopes } from '../../src/notions/slope-band.ts';
import { firstPrice, line, simulate, type Simulated } from './simulate.ts';

const REPLICATIONS = 200;
const ALPHA = 0.1;
const grid = line(16);
const within = ({ lower, estimate, upper }: { lower: number; estimate: number; upper: number }, truth: number): boolean =>
  lower <= truth && truth <= upper && lower <= estimate && estimate <= upper;

describe('pay as bid', () => {
  const PAY = { kind: 'pay-as-bid' } as const;

  it('coverage: sup A = 1 and sup t (1 - t) = 1/4', () => {
    let lic = 0;
    let ic = 0;
    for (let seed = 1; seed <= REPLICATIONS; seed++) {
      const sums = simulate({ ...firstPrice(grid, 1), paired: [] }, seed, 512);
      lic += within(epsilonLicOnContinuum(sums, PAY, ALPHA)!, 1) ? 1 : 0;
      ic += within(epsilonIcOnContinuum(sums, PAY, ALPHA)!, 0.25) ? 1 : 0;
    }
    expect(lic / REPLICATIONS).toBeGreaterThanOrEqual(1 - ALPHA);
    expect(ic / REPLICATIONS).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it('is sharp with a fine grid and a large sample, and names the pair', () => {
    const sums = simulate({ ...firstPrice(line(64), 2), paired: [] }, 5, 40000);
    // A = t^2: sup t^2 (1 - t) = 4/27 at t = 2/3.
    const ic = epsilonIcOnContinuum(sums, PAY, 0.05)!;
    expect(within(ic, 4 / 27)).toBe(true);
    expect(ic.upper - ic.lower).toBeLessThan(0.03);
    expect(ic.witness!.type).toBe(1);
    expect(Math.abs((ic.witness!.report as number) - 2 / 3)).toBeLessThan(0.1);
    expect(ic.guarantee).toBe('continuum');
    const lic = epsilonLicOnContinuum(sums, PAY, 0.05)!;
    expect(lic.upper - lic.lower).toBeLessThan(0.07);
    expect(lic.witness).toEqual({ type: 1, report: 63 / 64 });
  });
});

/** Bilateral trade, a seller of cost s against a buyer of uniform value: trades where r < X, at `price`. */
const seller = (reports: readonly (readonly number[])[], price: (r: number, x: number) => number): Simulated => ({
  reports,
  typeValue: reports.map(([s]) => [0, -s!]),
  outcome: (r, draw) => {
    const [ask] = reports[r]!;
    return ask! < draw(0) ? { class: 1, money: price(ask!, draw(0)) } : { class: 0, money: 0 };
  },
  gainRange: [-1, 1],
  truthRange: [0, 1],
});

describe('bilateral trade, seller', () => {
  it('paid what she asks: g = (t - s) (1 - t), so LIC 1 at the lowest cost and IC 1/4, by asking more', () => {
    const sums = simulate({ ...seller(line(64), (ask) => ask), paired: [] }, 6, 40000);
    const lic = epsilonLicOnContinuum(sums, { kind: 'pay-as-bid' }, 0.05)!;
    expect(within(lic, 1)).toBe(true);
    expect(lic.witness).toEqual({ type: 0, report: 1 / 64 });
    const ic = epsilonIcOnContinuum(sums, { kind: 'pay-as-bid' }, 0.05)!;
    expect(within(ic, 0.25)).toBe(true);
    expect(ic.upper - ic.lower).toBeLessThan(0.05);
    expect(ic.witness!.type).toBe(0);
  });

  it('VCG pays the value: every gain of the grid is at most zero in every sample', () => {
    const sums = simulate(seller(line(16), (_, x) => x), 6, 2000);
    expect(sums.gain.every((total) => total <= 0)).toBe(true);
    expect(epsilonIcOnGrid(sums, 0.05).estimate).toBeLessThanOrEqual(0);
    expect(epsilonIcOnContinuum(sums, { kind: 'incentive-compatible' }, 0.05)!.upper).toBe(0);
  });
});

/** Served in class 2 (slope 2) where r > X, in class 1 (slope 1) where r > X / 2, X uniform: A = r + min(1, 2 r). */
const threeClasses = (reports: readonly (readonly number[])[]): Simulated => ({
  reports,
  typeValue: reports.map(([s]) => [0.5, s!, 2 * s! - 0.25]),
  outcome: (r, draw) => ({ class: reports[r]![0]! > draw(0) ? 2 : 2 * reports[r]![0]! > draw(0) ? 1 : 0, money: 0 }),
  gainRange: [-3, 3],
  truthRange: [-3, 3],
  paired: [],
});

/** The efficient rule perturbed: served where r + 0.25 > X. */
const shifted = (reports: readonly (readonly number[])[]): Simulated => ({
  ...firstPrice(reports, 1),
  outcome: (r, draw) => ({ class: reports[r]![0]! + 0.25 > draw(0) ? 1 : 0, money: 0 }),
  paired: [],
});

/** sup over pairs of int_s^t M - A(t) (t - s), by brute force. */
function exactIc(rise: (t: number) => number, slope: (t: number) => number): number {
  const steps = 400;
  const area = [0];
  for (let i = 0; i < steps; i++) area.push(area[i]! + rise((i + 0.5) / steps) / steps);
  let most = 0;
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) most = Math.max(most, area[i]! - area[j]! - (slope(i / steps) * (i - j)) / steps);
  }
  return most;
}

describe('full insurance of an incentive compatible base', () => {
  const base = (t: number): number => Math.min(1, t + 0.25);

  it('coverage: omega = A_base - A, up to 0.25', () => {
    const truth = exactIc(base, (t) => t);
    // Overreporting to t <= 3/4 gains up to 0.25^2 / 2 at distance 1/4.
    expect(truth).toBeCloseTo(0.25 ** 2 / 2, 3);
    let lic = 0;
    let ic = 0;
    for (let seed = 1; seed <= REPLICATIONS; seed++) {
      const sums = simulate({ ...firstPrice(grid, 1), paired: [] }, seed, 512);
      const structure = { kind: 'insured', base: simulate(shifted(grid), seed + 1e6, 256) } as const;
      lic += within(epsilonLicOnContinuum(sums, structure, ALPHA)!, 0.25) ? 1 : 0;
      ic += within(epsilonIcOnContinuum(sums, structure, ALPHA)!, truth) ? 1 : 0;
    }
    expect(lic / REPLICATIONS).toBeGreaterThanOrEqual(1 - ALPHA);
    expect(ic / REPLICATIONS).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it('converges from both sides; underreporting where the base serves less', () => {
    const fine = line(64);
    const efficient = simulate({ ...firstPrice(fine, 1), paired: [] }, 1, 40000);
    const more = simulate(shifted(fine), 2, 40000);
    for (const [sums, other, up] of [[efficient, more, true], [more, efficient, false]] as const) {
      const lic = epsilonLicOnContinuum(sums, { kind: 'insured', base: other }, 0.05)!;
      expect(within(lic, 0.25)).toBe(true);
      expect(lic.upper - lic.lower).toBeLessThan(0.12);
      expect((lic.witness!.report as number) > (lic.witness!.type as number)).toBe(up);
    }
    const ic = epsilonIcOnContinuum(more, { kind: 'insured', base: efficient }, 0.05)!;
    expect(within(ic, exactIc((t) => t, base))).toBe(true);
    // Insured with its own utility it is incentive compatible; the bounds cannot see that the draws are the same.
    const same = epsilonLicOnContinuum(efficient, { kind: 'insured', base: efficient }, 0.05)!;
    expect(same.estimate).toBe(0);
    expect(same.lower).toBe(0);
  });

  it('several classes', () => {
    const sums = simulate(threeClasses(line(64)), 3, 20000);
    expect(Array.from(ownSlopes(sums)!)).toEqual([0, 1, 2]);
    const lic = epsilonLicOnContinuum(sums, { kind: 'pay-as-bid' }, 0.05)!;
    expect(within(lic, 2)).toBe(true);
    const truth = exactIc(() => 0, (t) => t + Math.min(1, 2 * t));
    const ic = epsilonIcOnContinuum(sums, { kind: 'pay-as-bid' }, 0.05)!;
    expect(within(ic, truth)).toBe(true);
    expect(ic.upper - ic.lower).toBeLessThan(0.12);
  });
});

describe('structure', () => {
  it('ex post incentive compatible: zero without sampling error', () => {
    const sums = simulate({ ...firstPrice(grid, 1), paired: [] }, 1, 4);
    const zero = { estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' };
    expect(epsilonLicOnContinuum(sums, { kind: 'incentive-compatible' }, 0.05)).toEqual(zero);
    expect(epsilonIcOnContinuum(sums, { kind: 'incentive-compatible' }, 0.05)).toEqual(zero);
  });

  it('what lacks it is refused', () => {
    const sums = simulate({ ...firstPrice(grid, 1), paired: [] }, 1, 64);
    const pay = { kind: 'pay-as-bid' } as const;
    // Served less often for higher reports.
    const falling = { ...sums, choices: Float64Array.from(sums.choices, (_, i) => sums.choices[i ^ 1]!) };
    expect(epsilonLicOnContinuum(falling, pay, 0.05)).toBeUndefined();
    expect(epsilonIcOnContinuum({ ...sums, typeValue: sums.typeValue!.map((v) => v ** 2) }, pay, 0.05)).toBeUndefined();
    const { typeValue: _, ...without } = sums;
    expect(epsilonIcOnContinuum(without, pay, 0.05)).toBeUndefined();
    const plane = { ...sums, question: { ...sums.question, reports: grid.map(([r]) => [r!, 0]) } };
    expect(() => epsilonIcOnContinuum(plane, pay, 0.05)).toThrow(RangeError);
  });

  it('two reports, one class, one group', () => {
    const two = simulate({ ...firstPrice(line(1), 1), paired: [] }, 1, 4);
    const lic = epsilonLicOnContinuum(two, { kind: 'pay-as-bid' }, 0.05)!;
    expect(within(lic, 1)).toBe(true);
    const one: Simulated = {
      reports: line(4),
      typeValue: line(4).map(([s]) => [s!]),
      outcome: () => ({ class: 0, money: 0 }),
      gainRange: [-1, 1],
      truthRange: [0, 1],
      paired: [],
    };
    // A = 1 for certain.
    expect(epsilonLicOnContinuum(simulate(one, 1, 4), { kind: 'pay-as-bid' }, 0.05)).toMatchObject({ lower: 1, upper: 1 });
    expect(epsilonIcOnContinuum(simulate(one, 1, 4), { kind: 'pay-as-bid' }, 0.05)).toMatchObject({ lower: 1, upper: 1 });
  });
});
