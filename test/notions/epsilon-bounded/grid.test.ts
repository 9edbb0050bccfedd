import { describe, expect, it } from 'vitest';
import { epsilonBoundedOnGrid } from '../../../src/notions/epsilon-bounded.ts';
import { filled, leastEpsilon, type Item } from '../../../src/notions/epsilon-bounded/knapsack.ts';
import type { InterimSums } from '../../../src/experiments/interim-sums.ts';
import { coverage, firstPrice, line, secondPrice, simulate, uniforms, type Simulated } from '../simulate.ts';

const ALPHA = 0.1;
const grid = line(8);

/** Served where r > X; paid m(r) = 0.3 r - r^2 / 2 besides, so that mu(s) = s^2 / 2 + 0.3 s and Q(s) = s. */
const generous: Simulated = {
  ...firstPrice(grid, 1),
  outcome: (r, draw) => {
    const t = grid[r]![0]!;
    return { class: t > draw(0) ? 1 : 0, money: 0.3 * t - (t * t) / 2 };
  },
  gainRange: [-2, 2],
  truthRange: [-0.2, 1.05],
};

/**
 * Definition 4 by brute force: with one alternative that her signal moves, min(1, t + epsilon) (t - s) must reach min(rise of mu, t
 * - s).
 */
function exact(): { epsilon: number; excess: number } {
  const mu = (s: number): number => (s * s) / 2 + 0.3 * s;
  let epsilon = 0;
  let excess = -Infinity;
  for (const [t] of grid) {
    for (const [s] of grid) {
      if (s! >= t!) continue;
      const rise = mu(t!) - mu(s!);
      excess = Math.max(excess, rise - (t! - s!));
      epsilon = Math.max(epsilon, Math.min(rise, t! - s!) / (t! - s!) - t!);
    }
  }
  return { epsilon, excess };
}

it('two alternatives that her signal moves: the better takes what it may, the other makes way', () => {
  // d = (0, 1, 2) and q = (0.5, 0.3, 0.2) at the higher type; her utility rises by 1.6. At epsilon the caps are 0.3 + epsilon and
  // 0.2 + epsilon, which fill the whole from 0.25 on: then 2 (0.2 + epsilon) + (0.8 - epsilon) = 1.6, so epsilon = 0.4.
  const profiles = 1000;
  const gain = 1.6 - (0.3 + 2 * 0.2);
  const sums: InterimSums = {
    question: { agent: 0, reports: [[0], [1]], paired: [0, 1], groupSize: 1, line: true },
    profiles, groups: profiles, classOf: [0, 1, 2], classes: 3,
    choices: Float64Array.of(500, 300, 200, 500, 300, 200),
    typeValue: Float64Array.of(0, 0, 0, 0, 1, 2),
    // Rows are reports: the lower type gains by reporting the higher one.
    gain: Float64Array.of(0, -gain * profiles, gain * profiles, 0), gainSquares: Float64Array.of(
      0, gain ** 2 * profiles, gain ** 2 * profiles, 0,
    ),
    truth: Float64Array.of(0, 1.6 * profiles), truthSquares: Float64Array.of(0, 1.6 ** 2 * profiles),
    gainRange: [-2, 2], truthRange: [0, 2], rounding: 0,
  };
  const { epsilon, excess } = epsilonBoundedOnGrid(sums, ALPHA)!;
  expect(epsilon.estimate).toBeCloseTo(0.4, 10);
  expect(epsilon.lower).toBeLessThan(0.4);
  expect(epsilon.upper).toBeGreaterThan(0.4);
  expect(excess.estimate).toBeCloseTo(1.6 - 2, 10);
});

describe('the knapsack', () => {
  it('is the best of its corners, and concave in epsilon', () => {
    const random = uniforms(4);
    for (let trial = 0; trial < 200; trial++) {
      const count = 1 + Math.floor(random() * 4);
      const total = 1 + random();
      const items: Item[] = Array.from(
        { length: count },
        () => ({ worth: random(), share: random() / count / total, count: 1 + Math.floor(random() * 3) }),
      ).sort((a, b) => b.worth - a.worth);
      const epsilon = random() * 0.5;
      // Brute force: weights tried at random never beat it, and one order of filling attains it.
      const caps = items.map(({ share, count: m }) => share + m * epsilon);
      const { value } = filled(items, epsilon);
      let best = 0;
      for (const order of orders(count)) {
        let room = 1;
        let sum = 0;
        for (const at of order) {
          const w = Math.min(room, caps[at]!);
          sum += w * items[at]!.worth;
          room -= w;
        }
        best = Math.max(best, sum);
      }
      expect(value).toBeCloseTo(best, 12);
      const target = value * (0.5 + random());
      const least = leastEpsilon(items, target);
      if (Number.isFinite(least)) {
        expect(filled(items, least).value).toBeGreaterThanOrEqual(target - 1e-9);
        if (least > 1e-6) expect(filled(items, least - 1e-6).value).toBeLessThan(target);
      } else {
        expect(items[0]!.worth).toBeLessThan(target);
      }
    }
  });

  const orders = (n: number): number[][] =>
    (n === 0 ? [[]] : orders(n - 1).flatMap((order) => Array.from({ length: n }, (_, at) => order.toSpliced(at, 0, n - 1))));

  it('no items, nothing asked, everything asked', () => {
    expect(leastEpsilon([], 0)).toBe(0);
    expect(leastEpsilon([], 0.1)).toBe(Infinity);
    expect(leastEpsilon([{ worth: 2, share: 0.5, count: 1 }], 2)).toBeCloseTo(0.5, 12);
    expect(leastEpsilon([{ worth: 2, share: 0.5, count: 1 }], 2.01)).toBe(Infinity);
    // Three alternatives of a class each take epsilon more.
    expect(leastEpsilon([{ worth: 2, share: 0.5, count: 3 }], 1.6)).toBeCloseTo(0.1, 12);
  });
});

describe('epsilon-boundedness', () => {
  const truth = exact();

  it('coverage', () => {
    expect(truth.epsilon).toBeCloseTo(0.3 - 1 / 16, 12);
    expect(truth.excess).toBeGreaterThan(0.04);
    const share = coverage(200, (seed) => {
      const { epsilon, excess } = epsilonBoundedOnGrid(simulate(generous, seed, 512), ALPHA)!;
      const inside = epsilon.lower <= truth.epsilon
        && truth.epsilon <= epsilon.upper && epsilon.lower <= epsilon.estimate && epsilon.estimate <= epsilon.upper;
      return inside && excess.lower <= truth.excess && truth.excess <= excess.upper;
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it('converges', () => {
    const { epsilon, excess } = epsilonBoundedOnGrid(simulate(generous, 1, 200000, 64), 0.05)!;
    expect(epsilon.estimate).toBeCloseTo(truth.epsilon, 1);
    expect(epsilon.lower).toBeGreaterThan(0.08);
    expect(excess.estimate).toBeCloseTo(truth.excess, 1);
    expect(excess.lower).toBeGreaterThan(0);
  });

  it('is 0 for second and first price', () => {
    const second = epsilonBoundedOnGrid(simulate(secondPrice(grid), 3, 20000), 0.05)!;
    // Overreporting loses in every group, so no sample asks for an epsilon.
    expect(second.epsilon).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    expect(second.excess.lower).toBeLessThanOrEqual(0);
    const first = epsilonBoundedOnGrid(simulate(firstPrice(grid, 1), 3, 20000), 0.05)!;
    expect(first.epsilon.estimate).toBe(0);
    expect(first.excess.upper).toBeLessThan(0);
  });

  it('a class of several alternatives needs less', () => {
    const one = epsilonBoundedOnGrid(simulate(generous, 1, 4096), 0.05)!.epsilon;
    const three = epsilonBoundedOnGrid(simulate({ ...generous, classOf: [0, 1, 1, 1] }, 1, 4096), 0.05)!.epsilon;
    expect(three.estimate).toBeGreaterThan(0);
    expect(three.estimate).toBeLessThanOrEqual(one.estimate / 2);
  });

  it('does not depend on the direction of the signal (a cost)', () => {
    const costs: Simulated = { ...generous, reports: grid.map(([s]) => [1 - s!]) };
    expect(epsilonBoundedOnGrid(simulate(costs, 1, 4096), 0.05)!.epsilon.estimate).toBe(
      epsilonBoundedOnGrid(simulate(generous, 1, 4096), 0.05)!.epsilon.estimate
    );
  });

  it('nonseparable values: not defined; one alternative, nobody moved, one group: finite', () => {
    const { typeValue: _, ...without } = simulate(generous, 1, 64);
    expect(epsilonBoundedOnGrid(without, 0.05)).toBeUndefined();
    const flat: Simulated = {
      reports: grid,
      typeValue: grid.map(() => [1]),
      outcome: () => ({ class: 0, money: 0 }),
      gainRange: [0, 0],
      truthRange: [1, 1],
    };
    expect(epsilonBoundedOnGrid(simulate(flat, 1, 64), 0.05)!.epsilon).toMatchObject({ estimate: 0, upper: 0 });
    const sure: Simulated = { ...flat, typeValue: grid.map(([s]) => [s!]) };
    expect(epsilonBoundedOnGrid(simulate(sure, 1, 64), 0.05)!.epsilon).toMatchObject({ estimate: 0, upper: 0 });
    for (const groups of [1, 2]) {
      const { epsilon, excess } = epsilonBoundedOnGrid(simulate(generous, 1, 4 * groups), 0.05)!;
      for (const { estimate, lower, upper } of [epsilon, excess]) {
        for (const x of [estimate, lower, upper]) expect(Number.isFinite(x)).toBe(true);
      }
      expect(epsilon.upper).toBeLessThanOrEqual(1);
    }
  });
});
