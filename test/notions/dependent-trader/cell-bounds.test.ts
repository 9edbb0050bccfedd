/** Bounds of gains over cells of types that depend on the others': against searches in another language and chances moved by hand. */
import { expect, it } from 'vitest';
import { parseDependence } from '../../../src/distributions/dependence.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem } from '../../../src/environment/double-auction.ts';
import { commonComponent, mirrored, type CommonComponent } from '../../../src/experiments/order-statistics/common-component.ts';
import { conditionalSurvival } from '../../../src/experiments/order-statistics/conditional.ts';
import { cellBounds } from '../../../src/notions/dependent-trader/cell-bounds.ts';
import type { Constants } from '../../../src/notions/dependent-trader/all-types.ts';
import { knownGainsOfType, largestOf, type KnownGain } from '../../../src/notions/dependent-trader/known-gains.ts';
import { movedChances, type MovedChance } from '../../../src/notions/dependent-trader/moved-chance.ts';
import { numbersOf } from '../../../src/notions/dependent-trader/near-cells.ts';
import { normalCdf } from '../../../src/statistics/normal.ts';

const uniform = parseDistribution('uniform(0,1)');
const NOTHING_KNOWN: MovedChance = { most: () => 1, least: () => 0 };

it.each([
  // Markets of M by M, gaussian(0.5), uniform types: what type c gains by x, by Simpson's rule over counts from log-gammas.
  [8, 0.43, 0.48, 0.0019316165, 0.001, 1.14, 1.14], [64, 0.49, 0.49533333, 3.0466737e-5, 0.0001, 1.1, 1.11],
] as const)('M = %d: one cell is bounded round the gain of its lower end, no wider than by order alone', (
  traders, type, report, gain, step, close, far,
) => {
  const problem = traderProblem(doubleAuction({ sellers: traders, buyers: traders, kappa: 0, cost: uniform, value: uniform }), 'seller');
  const component = commonComponent(parseDependence('gaussian(0.5)')!);
  const { row, shiftOf } = conditionalSurvival(problem, component);
  const x = Float64Array.from([...Array.from({ length: 64 }, (_, i) => type + i * step), report]).sort();
  const grid = { x, own: x.length - 1, weight: problem.pivotalWeight };
  const [from, to] = [row(x, shiftOf(x[0]!)), row(x, shiftOf(x[1]!))];
  const bounds = (moved: MovedChance): { most: number; steepest: number } => {
    let [most, steepest] = [0, 0];
    cellBounds(grid, { places: [0, 1], from, to }, moved, (_, g, ratio) => {
      most = Math.max(most, g);
      steepest = Math.max(steepest, ratio);
    });
    return { most, steepest };
  };
  const bound = (moved: MovedChance): number => bounds(moved).most;
  const { lic } = largestOf([from, to].map((ends, i) => knownGainsOfType(grid, i, ends)));
  const { steepest } = bounds(movedChances(component)(to.shift - from.shift));
  expect(steepest).toBeGreaterThan(lic.lower);
  expect(steepest).toBeLessThan(1.5 * lic.lower);
  const best = largestOf(Array.from(x.subarray(0, -1), (c, i) => knownGainsOfType(grid, i, row(x, shiftOf(c))))).ic;
  expect(best.lower).toBeLessThan(gain * 1.01);
  expect(best.lower).toBeGreaterThan(gain * 0.7);
  const moved = bound(movedChances(component)(to.shift - from.shift));
  expect(moved).toBeGreaterThan(gain);
  expect(moved).toBeLessThan(gain * close);
  expect(bound(NOTHING_KNOWN)).toBeGreaterThan(gain * far);
});

it('types parted inside a cell are bounded as by cells of their own, no less and hardly more; reports among them count', () => {
  const problem = traderProblem(doubleAuction({ sellers: 8, buyers: 8, kappa: 0.3, cost: uniform, value: uniform }), 'seller');
  const component = commonComponent(parseDependence('clayton(1)')!);
  const { row, shiftOf } = conditionalSurvival(problem, component);
  const { x, places } = numbersOf({ types: [0.4, 0.406], space: [0, 1], lie: 0.05, level: 3, parts: 128 });
  const grid = { x, own: x.length - 1, weight: problem.pivotalWeight };
  const gains = (ends: readonly number[]): Constants => {
    const [from, to] = [row(x, shiftOf(x[ends[0]!]!)), row(x, shiftOf(x[ends.at(-1)!]!))];
    let [ic, lic] = [0, 0];
    cellBounds(grid, { places: ends, from, to }, movedChances(component)(to.shift - from.shift), (_, gain, ratio) => {
      [ic, lic] = [Math.max(ic, gain), Math.max(lic, ratio)];
    });
    return { ic, lic };
  };
  expect(places.length).toBeGreaterThan(3);
  const whole = gains(places);
  // The gains of each type that parts the cell, by itself.
  let best = 0;
  const gainsOf = (at: number): KnownGain => knownGainsOfType(grid, at, row(x, shiftOf(x[at]!))).ic;
  for (let part = 0; part + 1 < places.length; part++) {
    const own = gains([places[part]!, places[part + 1]!]);
    const { lower, estimate } = gainsOf(places[part]!);
    expect(own.ic).toBeGreaterThan(lower);
    expect(own.ic).toBeLessThan(1.2 * estimate);
    expect(whole.ic).toBeGreaterThan(own.ic * (1 - 1e-9));
    best = Math.max(best, estimate);
  }
  expect(whole.ic).toBeLessThan(1.45 * best);
});

const events = (t: number): ((z: number) => boolean)[] =>
  [(z) => z > t, (z) => z < t, (z) => z > t && z < t + 0.5, (z) => Math.sin(9 * z) > 0.3];

it('a chance moved by delta: Gaussian half-lines in closed form, Clayton against integrals; never past them', () => {
  const gaussian = commonComponent(parseDependence('gaussian(0.36)')!);
  for (const delta of [0.01, 0.3, 2]) {
    const { most, least } = movedChances(gaussian)(delta);
    for (const score of [-5, -2.013, -0.4, 0, 1.7, 3.1]) {
      const [p, up, down] = [normalCdf(score), normalCdf(score + delta / 0.8), normalCdf(score - delta / 0.8)];
      expect(most(p)).toBeGreaterThanOrEqual(up * (1 - 1e-9));
      expect(most(p)).toBeLessThan(up * (1 + 0.01 * delta));
      expect(least(p)).toBeLessThanOrEqual(down * (1 + 1e-9) + 1e-15);
      expect(least(p)).toBeGreaterThan(down * (1 - 0.01 * delta) - 1e-15);
    }
  }
  const clayton = commonComponent(parseDependence('clayton(2)')!);
  // A buyer's: her reflected type moves the mirrored component up.
  for (const component of [clayton, mirrored(clayton)]) movedAsIntegrated(component);
  expect(movedChances(clayton)(Infinity).most(0.1)).toBe(1);
  expect(movedChances(clayton)(Infinity).least(0.9)).toBe(0);
});

function movedAsIntegrated(component: CommonComponent): void {
  const [from, to] = component.reach;
  const share = (inside: (z: number) => boolean, delta: number): number => {
    let sum = 0;
    const step = (to + 1 - from) / 20000;
    for (let z = from; z < to + 1; z += step) if (inside(z)) sum += step * component.density(z - delta);
    return sum;
  };
  for (const delta of [0.02, 0.7]) {
    const { most, least } = movedChances(component)(delta);
    for (const t of [-3, -1, 0, 0.8]) {
      for (const inside of events(t)) {
        const [before, after] = [share(inside, 0), share(inside, delta)];
        expect(most(before)).toBeGreaterThan(after - 1e-4);
        expect(least(before)).toBeLessThan(after + 1e-4);
      }
      expect(most(share((z) => z > t, 0)) - share((z) => z > t, delta)).toBeLessThan(2e-3);
      expect(share((z) => z < t, delta) - least(share((z) => z < t, 0))).toBeLessThan(2e-3);
    }
  }
}
