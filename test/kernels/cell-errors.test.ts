/** Errors of cells against points inside them: what interpolates between the corners is no further off than twice the error. */
import { describe, expect, it } from 'vitest';
import { cellErrors } from '../../kernels/cell-errors/cpu.ts';
import { cellEnclosureOf } from '../../kernels/cell-errors/enclosures.ts';
import { plainOutcome } from '../../kernels/regret/reference.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { numbersFrom, randomNetwork } from './regret-cases.ts';

describe.each([[1, 1], [2, 2], [3, 2]])('network %s of %s objects', (seed, objects) => {
  const mechanism = randomNetwork(seed, 2, objects);
  const next = numbersFrom(seed);

  it.each([false, true])('interpolation is within two errors, others moving: %s', (moving) => {
    for (let trial = 0; trial < 12; trial++) {
      const [low, width] = [Float64Array.from({ length: objects }, () => 0.8 * next()), next() / 4];
      const high = low.map((end) => end + width);
      const others = [0, 1].map(() => Array.from({ length: objects }, next)).map((_, k, all) => all[0]!.map((bid, j) =>
        (moving ? [Math.min(bid, all[1]![j]!), Math.max(bid, all[1]![j]!)][k]! : bid)));
      const enclosure = cellEnclosureOf(mechanism, 1, moving);
      enclosure.others([...others[0]!, ...low], [...others[1]!, ...high]);
      const [errors] = enclosure.over(low, high, [0, 0]);
      const other = others[0]!.map((from, j) => from + next() * (others[1]![j]! - from));
      /** Amounts, payment and truthful utility at the corner or point. */
      const at = (own: readonly number[]): number[] => {
        const { amounts, payments } = plainOutcome(mechanism, [...other, ...own]);
        const got = amounts.slice(objects);
        return [...got, payments[1]!, own.reduce((sum, t, j) => sum + t * got[j]!, -payments[1]!)];
      };
      const shares = Array.from(low, next);
      const between = new Array<number>(objects + 2).fill(0);
      for (let bits = 0; bits < 2 ** objects; bits++) {
        const up = (j: number): number => (bits >> j) & 1;
        const weight = shares.reduce((product, share, j) => product * (up(j) ? share : 1 - share), 1);
        at(Array.from(low, (end, j) => (up(j) ? high[j]! : end))).forEach((value, k) => { between[k]! += weight * value; });
      }
      const inside = at(Array.from(low, (end, j) => end + shares[j]! * (high[j]! - end)));
      for (let k = 0; k <= objects; k++) expect(Math.abs(inside[k]! - between[k]!)).toBeLessThanOrEqual(2 * errors[k]! + 1e-12);
      expect(between[objects + 1]! - inside[objects + 1]!).toBeLessThanOrEqual(2 * errors[objects + 1]! + 1e-12);
    }
  });
});

/** A chance of r at the price c r^2: only the price is curved, and truth's worth is (1 - c) t^2. */
const priced = (factor: number) => compileNetwork({
  format: 'misreport.network/1', bidders: 1, objects: 1, amounts: 'bids', payments: 'p', nodes: [
    { name: 'b', op: 'sum', of: 'bids', axis: 1 }, { name: 'square', op: 'multiply', of: ['b', 'b'] },
    { name: 'p', op: 'scale', of: 'square', factor },
  ],
});

it('knows a square: nothing of a straight amount, w^2 / 4 of the price', () => {
  const enclosure = cellEnclosureOf(priced(1), 0, false);
  const [errors] = enclosure.over(Float64Array.of(0.5), Float64Array.of(0.75), [0, 0]);
  expect(errors[0]!).toBeLessThan(1e-12);
  // Affine forms leave (w / 2)^2 of a square, whose interpolation is off by w^2 / 4.
  expect(errors[1]!).toBeGreaterThanOrEqual(0.25 ** 2 / 8);
  expect(errors[1]!).toBeLessThan(0.25 ** 2 / 4 + 1e-12);
  // The chance rises with the type, so that her utility may be below what interpolates by w^2 / 4 before the price.
  expect(errors[2]! - errors[1]!).toBeCloseTo(0.25 ** 2 / 8, 9);
});

it('sums are in whole units, rounded up, and of no more than the caps', () => {
  const parameters = {
    mechanism: priced(1), bidder: 0, low: Float64Array.of(0, 0.5), high: Float64Array.of(0.5, 1), first: 0, types: new Float64Array(3),
    caps: Float64Array.of(1, 1, 1, 1, 2 ** -10, 1), unit: 2 ** -10,
  };
  cellErrors.validate(parameters);
  const sums = cellErrors.emptyStatistics(parameters);
  cellErrors.prepareCpu(parameters)({ k0: 1, k1: 2 }, 0, 3, sums);
  expect([sums.sums![4], sums.squares![4]]).toEqual([3, 3]);
  expect(sums.sums![1]! * 2 ** -10).toBeGreaterThanOrEqual(3 * 0.5 ** 2 / 8);
  expect(sums.sums![1]! ** 2).toBe(3 * sums.squares![1]!);
  expect(() => { cellErrors.validate({ ...parameters, unit: 1e-9 }); }).toThrow('caps: must be from 0 to 1048576 units');
});
