/** Graphs: values against plain definitions, enclosures and slopes against points inside the boxes. */
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../kernels/network/cells.ts';
import { FUNCTIONS, log } from '../../kernels/network/functions.ts';
import { curveLine } from '../../kernels/network/lines.ts';
import { evaluatorOf } from '../../kernels/network/mechanism.ts';
import { plainValues } from '../../kernels/network/reference.ts';
import { tapeOf } from '../../kernels/network/tape.ts';
import { traceOf } from '../../kernels/network/trace.ts';
import { numbersFrom, randomNetwork } from './regret-cases.ts';
import { describeFirst } from '../support/evidence.ts';

const CASES = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({ seed, bidders: 1 + (seed % 3), objects: 1 + (seed % 2) }));

/** A box round a random point, of widths from a millionth to one. */
function boxOf(next: () => number, size: number): { readonly low: Float64Array; readonly high: Float64Array } {
  const width = 10 ** (-6 * next());
  const low = Float64Array.from({ length: size }, () => next() * (1 - width));
  return { low, high: low.map((end) => end + (next() < 0.2 ? 0 : width)) };
}

describeFirst(4, 'seeds', CASES)('network $seed', ({ seed, bidders, objects }) => {
  const mechanism = randomNetwork(seed, bidders, objects);
  const next = numbersFrom(seed + 50);
  const size = bidders * objects;

  it('has the values of the definitions', () => {
    const tape = tapeOf(mechanism.graph, size);
    for (let n = 0; n < 20; n++) {
      const bids = Float64Array.from({ length: size }, next);
      tape.cells[0]!.value.set(bids);
      tape.forward();
      expect(tape.cells.map(({ value }) => [...value])).toEqual(plainValues(mechanism.graph, bids));
    }
  });

  it('encloses every node over a box, and tightly at a point', () => {
    const tape = tapeOf(mechanism.graph, size);
    for (let n = 0; n < 40; n++) {
      const { low, high } = boxOf(next, size);
      low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
      tape.enclose();
      for (let point = 0; point < 8; point++) {
        const bids = low.map((end, c) => end + (high[c]! - end) * (point === 0 ? 0 : point === 1 ? 1 : next()));
        const values = plainValues(mechanism.graph, bids);
        for (const [index, cell] of tape.cells.entries()) {
          for (const [i, value] of values[index]!.entries()) {
            const slack = 1e-12 * (1 + Math.abs(value));
            expect(cell.low[i]! <= value + slack && value <= cell.high[i]! + slack, `node ${index}, entry ${i}`).toBe(true);
          }
        }
      }
      low.forEach((end, c) => tape.setBid(c, c, end, end));
      tape.enclose();
      const wide = Math.max(...tape.cells.map((cell) => Math.max(...cell.high.map((end, i) => end - cell.low[i]!))));
      expect(wide).toBeLessThan(1e-10);
    }
  });

  it('traces weighted sums back to planes above them, nearer than affine forms are', () => {
    const tape = tapeOf(mechanism.graph, size);
    const trace = traceOf([tape], tape.halves);
    const { result } = mechanism;
    const last = result.kind === 'outcome' ? result.payments : 0;
    let [traced, carried] = [0, 0];
    for (let n = 0; n < 15; n++) {
      const { low, high } = boxOf(next, size);
      low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
      tape.enclose();
      trace.start();
      // A weight on entries of every node that is read, and of some that are not.
      const weights = tape.cells.map(({ weight }) => weight.map(() => (next() < 0.3 ? next() - 0.5 : 0)));
      tape.cells.forEach(({ weight }, k) => weight.set(weights[k]!));
      const most = trace.finish();
      const sumAt = (bids: ArrayLike<number>): number =>
        plainValues(mechanism.graph, bids).reduce((sum, values, k) => values.reduce((s, x, i) => s + weights[k]![i]! * x, sum), 0);
      const reach = tape.halves.reduce((sum, half, a) => sum + half * Math.abs(trace.slopes[a]!), 0);
      for (let point = 0; point < 8; point++) {
        const bids = low.map((end, c) => end + (high[c]! - end) * (point === 0 ? 0 : point === 1 ? 1 : next()));
        const xi = bids.map((bid, c) => bid - tape.cells[0]!.centre[c]!);
        expect(sumAt(bids)).toBeLessThanOrEqual(most - reach + xi.reduce((sum, x, c) => sum + x * trace.slopes[c]!, 0) + 1e-12);
      }
      // Ends of single entries, by both ways.
      trace.start();
      tape.cells[last]!.weight[0] = 1;
      traced += trace.finish() - tape.cells[last]!.centre[0]!;
      carried += tape.cells[last]!.reach[0]! + tape.cells[last]!.error[0]!;
    }
    // Of one network a sparsemax, whose planes have the weights of its affine forms, ends 1.4% further off.
    expect(traced).toBeLessThanOrEqual(carried * 1.02);
  });

  it('has affine forms that hold at every point', () => {
    const evaluator = evaluatorOf(mechanism, size);
    const { tape } = evaluator;
    const [types, form] = [cellsOf(objects, size), cellsOf(1, size)];
    for (let n = 0; n < 40; n++) {
      const { low, high } = boxOf(next, size);
      const bidder = n % bidders;
      for (let j = 0; j < objects; j++) types.centre[j] = types.low[j] = types.high[j] = next();
      const over = (from: Float64Array, to: Float64Array): void => {
        from.forEach((end, c) => tape.setBid(c, c, end, to[c]!));
        tape.enclose();
        evaluator.worth(bidder, types, 0, form);
      };
      const inside = Array.from({ length: 6 }, () => low.map((end, c) => end + (high[c]! - end) * next()));
      const worths = inside.map((point) => {
        over(point, point);
        return form.centre[0]!;
      });
      over(low, high);
      for (const [k, point] of inside.entries()) {
        const linear = form.slope.reduce((sum, slope, c) => sum + slope[0]! * (point[c]! - tape.cells[0]!.centre[c]!), form.centre[0]!);
        expect(Math.abs(linear - worths[k]!)).toBeLessThanOrEqual(form.error[0]! + 1e-12);
        expect(worths[k]! >= form.low[0]! - 1e-12 && worths[k]! <= form.high[0]! + 1e-12).toBe(true);
      }
    }
  });
});

describe('lines beside curves', () => {
  const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
  const exact = { tanh: Math.tanh, sigmoid, softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) };
  it.each(['tanh', 'sigmoid', 'softplus'] as const)('hold on intervals of every size and place, near and far: %s', (name) => {
    const next = numbersFrom(3);
    const line = { share: 0, shift: 0, error: 0, low: 0, high: 0 };
    for (let n = 0; n < 400; n++) {
      const [low, width] = [(next() - 0.5) * 10 ** (6 * next() - 2), n % 9 === 0 ? 0 : 10 ** (14 * next() - 10)];
      const high = low + width;
      curveLine(name, low, high, line);
      let [farthest, within] = [0, true];
      for (let k = 0; k <= 32; k++) {
        // More of them about 0, where curves bend.
        const at = k < 16 ? low + (k / 15) * width : Math.min(high, Math.max(low, (k - 24) / 3));
        const value = exact[name](at);
        farthest = Math.max(farthest, Math.abs(value - line.share * at - line.shift));
        within &&= value >= line.low && value <= line.high;
      }
      expect([within, farthest <= line.error], `${low} ${high}`).toEqual([true, true]);
    }
  });

  it('functions and logarithms are those of mathematics, to the last bits', () => {
    const next = numbersFrom(4);
    const off = (own: number, other: number): number => (own === other ? 0 : Math.abs(own / other - 1));
    let most = 0;
    for (let n = 0; n < 1000; n++) {
      const [x, p] = [(next() - 0.5) * 10 ** (4 * next() - 2), 10 ** (300 * (next() - 0.5) * (n % 2 === 0 ? 1 : 0.01))];
      const functions = (['tanh', 'sigmoid', 'softplus'] as const).map((name) => off(FUNCTIONS[name](x), exact[name](x)));
      most = Math.max(most, off(log(p), Math.log(p)), ...functions);
    }
    expect(most).toBeLessThan(2 ** -49);
  });

  it('are as near as lines can be: parallels touch, of tanh on [-2, 2] at its ends and turning points', () => {
    const line = { share: 0, shift: 0, error: 0, low: 0, high: 0 };
    curveLine('tanh', -2, 2, line);
    const x = Math.atanh(Math.sqrt(1 - Math.tanh(2) / 2));
    expect(line.share).toBeCloseTo(Math.tanh(2) / 2, 14);
    expect(line.error).toBeCloseTo(Math.tanh(x) - line.share * x, 12);
  });
});

describe('sums of shares', () => {
  it.each(['softmax', 'sparsemax'] as const)('%s of far entries is a corner of the simplex', (op) => {
    const graph = [
      { op: 'bids', size: 3 } as const, { op, of: 0, outer: 1, length: 3, inner: 1, size: 3 } as const,
    ];
    const tape = tapeOf(graph, 3);
    [2000, 0, -2000].forEach((end, c) => tape.setBid(c, c, end, end));
    tape.cells[0]!.value.set([2000, 0, -2000]);
    tape.forward();
    tape.enclose();
    expect([...tape.cells[1]!.value]).toEqual([1, 0, 0]);
    expect(tape.cells[1]!.low[0]).toBeGreaterThan(1 - 1e-10);
    expect(tape.cells[1]!.high[1]).toBeLessThan(1e-10);
    expect([...tape.cells[1]!.low, ...tape.cells[1]!.high].every(Number.isFinite)).toBe(true);
  });

  it('sparsemax of equal entries shares alike', () => {
    expect(plainValues([{ op: 'bids', size: 4 }, { op: 'sparsemax', of: 0, outer: 1, length: 4, inner: 1, size: 4 }], [3, 3, 3, 3])[1])
      .toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
