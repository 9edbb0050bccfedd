import { describe, expect, it } from 'vitest';
import { Grid } from '../../../src/experiments/quadrature/grid.ts';
import { quadratureExperiment } from '../../../src/experiments/quadrature/quadrature.ts';
import { Scratch, slidingLeast } from '../../../src/experiments/quadrature/sliding.ts';
import { topShare } from '../../../src/experiments/quadrature/top-share.ts';
import { beta, device, mechanism, productObject } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

/** Small whole numbers, so that ties are common. */
const numbers = (seed: number, length: number, size: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.floor(Math.abs(Math.sin(seed * 97 + i * 12.9898) * 43758.5453) % 1 * size));

describe('parts of a lattice', () => {
  it('takes the largest values of a share, the level in part', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [values, masses] = [numbers(seed, 17, 5), numbers(seed + 100, 17, 4)];
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      for (const share of [0, 0.5, 3, total / 2, total]) {
        let [left, exact] = [share, 0];
        for (const j of [...values.keys()].sort((a, b) => values[b]! - values[a]!)) {
          const taken = Math.min(left, masses[j]!);
          exact += taken * values[j]!;
          left -= taken;
        }
        expect(topShare(values, masses, share)).toBeCloseTo(exact, 10);
      }
    }
  });

  it('finds the least of ranges that move forwards, empty ones too', () => {
    for (let seed = 0; seed < 20; seed++) {
      const values = numbers(seed, 30, 7);
      const from = Int32Array.from(numbers(seed + 50, 25, 28)).sort();
      const to = from.map((first, j) => Math.max(j > 0 ? 0 : -1, Math.min(29, first + (j % 7) - 1))).sort();
      const least = new Float64Array(25);
      slidingLeast(values, from, to, least, new Scratch());
      least.forEach((found, j) => expect(found).toBe(Math.min(...values.subarray(from[j]!, to[j]! + 1))));
    }
  });

  it('knows what is within delta of all and of any point of a piece', () => {
    const grid = new Grid(beta, 37, [0.311, 0.312, 0.7]);
    expect(grid.masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    for (const delta of [0.004, 0.1, 0.35, 1]) {
      const { pieces, ends, cell, masses, innerFrom, innerTo, outerFrom, outerTo } = grid.reach(delta);
      const near = 1e-9;
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
      for (let j = 0; j < pieces; j++) {
        const [left, right] = [ends[j]!, ends[j + 1]!];
        expect(grid.nodes[cell[j]!]!).toBeLessThanOrEqual(left + near);
        expect(grid.nodes[cell[j]! + 1]!).toBeGreaterThanOrEqual(right - near);
        const inner = [...grid.nodes.keys()].filter((n) => grid.nodes[n]! >= right - delta - near && grid.nodes[n]! <= left + delta + near);
        if (inner.length === 0) expect(innerFrom[j]!).toBeGreaterThan(innerTo[j]!);
        else expect([innerFrom[j], innerTo[j]]).toEqual([inner[0], inner[inner.length - 1]]);
        const below = [...grid.nodes.keys()].filter((n) => grid.nodes[n]! <= left - delta + near);
        const above = [...grid.nodes.keys()].filter((n) => grid.nodes[n]! >= right + delta - near);
        expect(outerFrom[j]).toBe(below.length === 0 ? 0 : below[below.length - 1]);
        expect(outerTo[j]).toBe(above.length === 0 ? grid.cells : above[0]);
      }
    }
  });

  it('shows the worst belief: within delta, downhill, the rest sent to the least', async () => {
    const experiment = await quadratureExperiment(productObject(0.5, beta), mechanism(), 0, [[0.4], [0.7]], drawOn(device), { cells: 400 });
    const delta = 0.08;
    const belief = experiment.worstBelief('prokhorov', delta, 0, 1, { size: 1 });
    expect(belief).toMatchObject({
      agent: 'bidder 1', point: { size: 1 }, metric: 'prokhorov', delta, axes: ['s2'], ranges: [[0, 1]],
      witness: { report: 0.4, type: 0.7 },
    });
    // Winning pays here, so the belief moves signals below 0.4 beyond it where they are near, and down elsewhere.
    for (const { from, to, kind } of belief.draws) {
      if (kind !== 'sent') expect(Math.abs(from[0]! - to[0]!)).toBeLessThanOrEqual(delta + 1e-9);
      if (kind === 'moves') expect(from[0]! > 0.4 - delta ? to[0]! > 0.4 - 0.003 : to[0]! < from[0]!).toBe(true);
      if (kind === 'sent') expect(to[0]!).toBeGreaterThan(0.4);
      if (kind === 'stays') expect(from[0]!).toBeGreaterThan(0.4 - 0.003);
    }
    expect(belief.sent).toBeCloseTo(delta, 3);
    expect(belief.prior).toBeCloseTo(experiment.gain(0, 1).estimate, 5);
    expect(Math.abs(belief.worst - experiment.insuredGainUnder({ kind: 'prokhorov', delta }, 0, 1).estimate)).toBeLessThan(2e-3);
  });
});
