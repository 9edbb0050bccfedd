import { describe, expect, it } from 'vitest';
import { epsilonBoundedOnGrid } from '../../src/notions/epsilon-bounded.ts';
import { epsilonLicOnGrid } from '../../src/notions/epsilon-lic.ts';
import { monotonicityOnGrid } from '../../src/notions/monotonicity.ts';
import { localImplementability } from '../../src/notions/local-implementability.ts';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import { firstPrice, line, secondPrice, simulate, type Simulated } from './simulate.ts';

const own = { relevant: [true] };
const grid = line(4);

function verdict(sums: InterimSums, tolerance: number): ReturnType<typeof localImplementability> {
  const bounded = epsilonBoundedOnGrid(sums, 0.02);
  return localImplementability({
    lic: epsilonLicOnGrid(sums, own, 0.02),
    monotone: monotonicityOnGrid(sums, own, 0.02),
    ...(bounded ? { bounded } : {}),
    tolerance,
    payoffSlope: 1,
  });
}

describe('epsilon-locally implementable', () => {
  it('an epsilon known no better than payoffs vary over the type space is not settled', () => {
    const certified = (estimate: number, lower: number, upper: number) => ({ estimate, lower, upper, guarantee: 'grid' }) as const;
    const parts = { lic: certified(5, 0, 189), monotone: { violation: certified(0, 0, 0) }, tolerance: 0.01, payoffSlope: 2 };
    expect(localImplementability(parts)).toMatchObject({
      status: 'undecided',
      text: expect.stringContaining('more profiles say more') as string,
    });
    expect(localImplementability({ ...parts, lic: certified(188, 187.5, 189) }).status).toBe('holds');
  });

  it('second price: holds with epsilon 0', () => {
    const { status, epsilon, text } = verdict(simulate(secondPrice(grid), 1, 40000), 0.05);
    expect(status).toBe('holds');
    expect(epsilon.estimate).toBe(0);
    expect(text).toContain('bounded and monotone');
  });

  it('first price at truthful bids: holds with a large epsilon; a small sample is undecided', () => {
    const { status, epsilon, guarantee } = verdict(simulate(firstPrice(grid, 1), 1, 40000), 0.05);
    expect(status).toBe('holds');
    expect(guarantee).toBe('grid');
    expect(epsilon.lower).toBeLessThanOrEqual(0.75);
    expect(epsilon.upper).toBeGreaterThanOrEqual(0.75);
    expect(epsilon.upper).toBeLessThan(0.9);
    const small = verdict(simulate(firstPrice(grid, 1), 1, 64), 0.01);
    expect(small.status).toBe('undecided');
    expect(small.text).toContain('cannot exclude');
  });

  it('falling utility fails for every epsilon, and it says why', () => {
    const falling: Simulated = {
      ...secondPrice(grid),
      outcome: (r, draw) => ({ class: grid[r]![0]! > draw(0) ? 1 : 0, money: -2 * grid[r]![0]! }),
      gainRange: [-3, 3],
      truthRange: [-2, 1],
    };
    const { status, text } = verdict(simulate(falling, 1, 20000), 0.01);
    expect(status).toBe('fails');
    expect(text).toContain('interim utility falls');
  });

  it('nonseparable values are not asked to be bounded', () => {
    const { typeValue: _, ...without } = simulate(secondPrice(grid), 1, 40000);
    const { text } = verdict(without, 0.3);
    expect(text).toContain('compatible and monotone');
    expect(text).not.toContain('bounded');
  });
});
