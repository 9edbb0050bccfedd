import { describe, expect, it } from 'vitest';
import { epsilonOf, latticeOf } from '../../../src/notions/least-epsilon/lattice-utilities.ts';
import { remainderOf, restOf, twoWay, type TwoWay } from '../../../src/notions/least-epsilon/two-way.ts';
import { latticePotentials, stridesOf, type Lattice } from '../../../src/programs/lattice-potentials.ts';
import { atOnce } from '../../../src/run/turns.ts';
import { leastBetweenTwo } from '../../support/field-coverage.ts';

/** Numbers in [0, 1), the same at every call. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe('potentials on a lattice', () => {
  it.each([[[9]], [[4, 5]], [[3, 4, 3]]])('are as near to given slopes as the cycle found allows, of %j nodes', (sizes) => {
    const next = numbers(7);
    const nodes = sizes.reduce((n, size) => n * size, 1);
    const widths = sizes.map((_, a) => 0.5 + a);
    const low = sizes.map(() => Float64Array.from({ length: nodes }, () => next() - 0.5));
    const lattice: Lattice = { sizes, widths, low, high: low.map((row) => row.map((x) => x + 0.1 * next())) };
    const { epsilon, potentials, cycle } = atOnce(latticePotentials(lattice));
    const strides = stridesOf(sizes);
    let most = 0;
    for (let node = 0; node < nodes; node++) {
      sizes.forEach((size, a) => {
        if (Math.floor(node / strides[a]!) % size === size - 1) return;
        const slope = (potentials[node + strides[a]!]! - potentials[node]!) / widths[a]!;
        most = Math.max(most, lattice.high[a]![node]! - slope, slope - lattice.low[a]![node]!);
      });
    }
    expect(most).toBeLessThan(epsilon + 1e-9);
    let [weight, length] = [0, 0];
    cycle.forEach((node, j) => {
      const to = cycle[(j + 1) % cycle.length]!;
      const a = strides.indexOf(Math.abs(to - node));
      weight += widths[a]! * (to > node ? lattice.high[a]![node]! : -lattice.low[a]![to]!);
      length += widths[a]!;
    });
    expect(weight / length).toBeCloseTo(epsilon, 9);
    expect(epsilon).toBeGreaterThan(0.04);
  });
});

const triangular = (x: number): number => (x <= -1 ? 0 : x >= 1 ? 1 : x < 0 ? (1 + x) ** 2 / 2 : 1 - (1 - x) ** 2 / 2);
const integral = (x: number): number => (x <= -1 ? 0 : x >= 1 ? x : x < 0 ? (1 + x) ** 3 / 6 : x + (1 - x) ** 3 / 6);
const band = { lower: triangular, upper: triangular };

/** Utilities at the nodes of so many cells an axis, and what they leave. */
function on(field: TwoWay, cells: number) {
  const rest = restOf(field);
  const types = { supports: field.alpha.map(() => [0, 1] as const), cells: field.alpha.map((a) => (a === 0 ? 1 : cells)) };
  const remainder = remainderOf(field, rest, types.supports, band);
  const { epsilon: ratio, potentials } = atOnce(latticePotentials(latticeOf(remainder, types)));
  return { rest, types, ratio, potentials, epsilon: atOnce(epsilonOf(remainder, types, potentials)) };
}

describe('two lists of alternatives', () => {
  it('are told from gradients, alternatives that are alike together, whatever the signs of rates', () => {
    expect(twoWay({ own: [[1, 0], [0, 1], [0, 1]], social: [[2, 0], [0, 1], [0, 1]] })).toEqual({
      first: [0], second: [1, 2], alpha: [1, -1], beta: [2, -1],
    });
    expect(twoWay({ own: [[1, 0], [0, 1], [0, 0]], social: [[2, 0], [0, 1], [0, 0]] })).toBeUndefined();
    expect(twoWay({ own: [[1, 0], [0, 1]], social: [[-2, 0], [0, 1]] })).toEqual({
      first: [0], second: [1], alpha: [1, -1], beta: [-2, -1],
    });
    expect(twoWay({ own: [[1]], social: [[1]] })).toBeUndefined();
  });

  it('leave more than the steepest rectangle, and hardly more between close nodes', () => {
    for (const [a, b] of [[[1, 1], [1.5, 1]], [[1, 2], [3, 2]], [[1, 1], [1, 0.4]]] as const) {
      const field = twoWay({ own: [[a[0], 0], [0, a[1]]], social: [[b[0], 0], [0, b[1]]] })!;
      const truth = leastBetweenTwo(a, b);
      const { epsilon } = on(field, 40);
      expect(epsilon).toBeGreaterThan(truth);
      expect(epsilon).toBeLessThan(truth * 1.06);
    }
  });

  it('leave as little more on a grid so fine that no sweep from nothing would settle on it', () => {
    const field = twoWay({ own: [[1, 0], [0, 1]], social: [[1.5, 0], [0, 0.5]] })!;
    const { ratio, epsilon } = on(field, 256);
    const truth = leastBetweenTwo([1, 1], [1.5, 0.5]);
    expect(ratio).toBeGreaterThan(truth);
    expect(epsilon).toBeLessThan(truth * 1.015);
  });

  it('leave what lies from end to end gain where a signal is against welfare, and what closes them gains', () => {
    for (const beta of [[-0.5, -0.5], [-0.2, -0.5], [-2, -2]] as const) {
      // From one end of the first signal to the other at two levels of the second, and along the second at either end.
      const chance = (x: number, y: number): number => triangular(beta[0] * x + beta[1] * y);
      const along = (x: number, from: number, to: number): number =>
        (integral(beta[0] * x + beta[1] * to) - integral(beta[0] * x + beta[1] * from)) / beta[1];
      let most = 0;
      for (let from = 0; from <= 1; from += 1 / 64) {
        for (let to = from; to <= 1; to += 1 / 64) {
          const gain = chance(0, from) - chance(1, to) + along(0, from, to) - along(1, from, to);
          most = Math.max(most, gain / (2 + 2 * (to - from)));
        }
      }
      const { epsilon } = on({ first: [0], second: [1], alpha: [1, -1], beta }, 64);
      expect(epsilon).toBeGreaterThan(most - 1e-9);
      expect(epsilon).toBeLessThan(most * 1.03);
    }
    const { epsilon } = on({ first: [0], second: [1], alpha: [1, -1], beta: [-0.5, 0.3] }, 8);
    expect(epsilon).toBeCloseTo((triangular(0.3) - triangular(-0.5)) / 2, 9);
  });

  it('leave nothing where one rate does for all signals: private values at any weight', () => {
    const { epsilon } = on(twoWay({ own: [[1, 0], [0, 2]], social: [[1, 0], [0, 2]] })!, 6);
    expect(epsilon).toBeLessThan(1e-9);
  });

  it.each([
    ['two signals', [1, -1], [1.5, -1]], ['three', [1, 0.5, -1], [1.5, 0.2, -0.6]], ['one that moves her alone', [1, 1], [0, 0.8]],
    ['one that moves nobody', [1, 0, -1], [1.5, 0, -1]],
    ['one against welfare', [1, -1], [-0.5, -0.5]], ['both against it', [1, -0.6], [-0.5, 0.3]],
    ['one of three against it', [1, -1, 0.5], [-0.5, -0.5, 0.7]], ['two of three', [1, -0.6, 0.5], [-0.5, 0.3, 0.7]],
  ])('leave no lie more, near or far: %s', (_, alpha: readonly number[], beta: readonly number[]) => {
    const field: TwoWay = { first: [0], second: [1], alpha, beta };
    const { rest, types, potentials, epsilon } = on(field, alpha.length === 3 && alpha[1] !== 0 ? 6 : 16);
    const cells = rest.open.map((c) => types.cells[c]!);
    const strides = stridesOf(cells.map((n) => n + 1));
    const dot = (s: readonly number[]): number => s.reduce((sum, x, c) => sum + x * beta[c]!, 0);
    /** λ E max W, and g between the nodes. */
    const utility = (s: readonly number[]): number => {
      const places = rest.open.map((c, a) => Math.min(cells[a]! - 1, Math.floor(s[c]! * cells[a]!)));
      let between = 0;
      for (let corner = 0; corner < 2 ** cells.length; corner++) {
        let [weight, node] = [1, 0];
        cells.forEach((n, a) => {
          const share = s[rest.open[a]!]! * n - places[a]!;
          weight *= (corner >> a) & 1 ? share : 1 - share;
          node += (places[a]! + ((corner >> a) & 1)) * strides[a]!;
        });
        between += weight * potentials[node]!;
      }
      return rest.lambda * integral(dot(s)) + between;
    };
    const next = numbers(11);
    for (let n = 0; n < 4000; n++) {
      const t = alpha.map(() => next());
      const s = t.map((x) => (n % 2 === 0 ? next() : Math.min(1, Math.max(0, x + (next() - 0.5) / 10))));
      const gain = alpha.reduce((sum, a, c) => sum + a * triangular(dot(t)) * (s[c]! - t[c]!), 0) + utility(t) - utility(s);
      const length = s.reduce((sum, x, c) => sum + (alpha[c] === 0 ? 0 : Math.abs(x - t[c]!)), 0);
      expect(gain).toBeLessThanOrEqual(epsilon * length + 1e-12);
    }
  });
});
