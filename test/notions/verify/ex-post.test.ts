/** Certificates of the least epsilon ex post: a cycle of types under one profile, and an affine maximiser. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { exPostRows } from '../../../src/kinds/field/ex-post.ts';
import { typeGrid } from '../../../src/kinds/field/grid.ts';
import { boundaryBound } from '../../../src/notions/least-epsilon/boundary.ts';
import { boundaryTypes } from '../../../src/notions/least-epsilon/boundary-types.ts';
import { judgeExPostFile } from '../../../src/notions/verify/ex-post.ts';
import { judgeFieldFile } from '../../../src/notions/verify/field.ts';
import { openRun } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { randomSource } from '../../support/random.ts';

/** Own rates 1, 1; social ones 1.5, 1: 0.1 exactly, along the boundary 1.5 a - b = const. */
const problem = {
  agents: ['one', 'two'], alternatives: ['A', 'B'], constants: [[0, 0], [0, 0]],
  coefficients: [[[1, 0, 0, 0], [0, 1, 0, 0]], [[0.5, 0, 1, 0], [0, 0, 0, 1]]],
  signals: ['a', 'b', 'c', 'd'].map((name, d) => ({ name, owner: d < 2 ? 0 : 1, law: 'uniform(0,1)' })),
};
/** Either side of the boundary at a = 0.4, b = 0.6 and a = 0.48, b = 0.72. */
const types = [[0.48, 0.72 - 1e-7], [0.48, 0.72 + 1e-7], [0.4, 0.6 + 1e-7], [0.4, 0.6 - 1e-7]];
const file = {
  schema: 'misreport.ex-post/1', problem, agent: 'one', profile: [0, 0, 0.5, 0.5], types, lambda: 0.8, atLeast: 0.0999, atMost: 0.1 + 1e-12,
};
const faults = (given: unknown): string => judgeExPostFile(given).faults.join();

describe('files about the least epsilon ex post', () => {
  it('hold a cycle under one profile against the definition, and a maximiser against coefficients', () => {
    expect(faults(file)).toBe('');
    expect(faults({ ...file, atLeast: 0.1 })).toMatch(/the cycle gains 0.09999.* below 0.1/);
    expect(faults({ ...file, types: types.toReversed() })).toMatch(/the cycle gains -0.1/);
    expect(faults({ ...file, lambda: 0.5 })).toMatch(/leaves 0.25/);
    expect(faults({ ...file, atMost: 0.05 })).toMatch(/above 0.05.*0.0999 exceeds 0.05/);
    expect(faults({ ...file, types: [[0.5, 0.75], [0.1, 0.1]] })).toMatch(/two alternatives tie at \[0.5, 0.75, 0.5, 0.5\]/);
    expect(faults({ ...file, types: [[0.5, 1.75], [0.1, 0.1]] })).toMatch(/b lies outside its support/);
    expect(faults({ ...file, types: [[0.5, 0.5], [0.5, 0.5]] })).toMatch(/no length/);
    expect(() => faults({ ...file, agent: 'six' })).toThrow(/agent/);
    expect(() => faults({ ...file, profile: [0.5] })).toThrow(/profile/);
    expect(() => faults({ ...file, types: [[0], [1]] })).toThrow(/types/);
  });

  it('are written with both ends of a row, also where three alternatives tie', async () => {
    const third = { ...problem, alternatives: ['A', 'B', 'C'], constants: [[0, 0, 0.9], [0, 0, 0]] };
    for (const given of [problem, { ...third, coefficients: problem.coefficients.map((rows) => [...rows, [0.2, 0, 0, 0.1]]) }]) {
      const linear: LinearProblem = {
        kind: 'social-choice', agents: given.agents, alternatives: given.alternatives,
        signals: given.signals.map(({ law, ...rest }) => ({ ...rest, law: parseDistribution(law, 'law') })),
        valuations: { kind: 'linear', constants: given.constants, coefficients: given.coefficients },
      };
      const proofs: unknown[] = [];
      const run = openRun(inProcessDevice(), 'ex post', { onProof: (_, proof) => void proofs.push(proof) });
      const space = ownSpace(linear, 0);
      const subject = { problem: linear, space, name: 'one', ...typeGrid(space, { cells: 8 }) };
      const { estimates } = (await exPostRows(subject, { values: {} }, run))!;
      const row = estimates.find(({ quantity }) => quantity === 'leastEpsilon')!;
      const written = JSON.parse(JSON.stringify(proofs[0])) as typeof file;
      expect(proofs).toHaveLength(1);
      expect(judgeExPostFile(written).faults).toEqual([]);
      expect(written.atLeast).toBeGreaterThan(row.lower * (1 - 1e-4));
      expect(written.atLeast).toBeLessThanOrEqual(row.lower);
      expect(written.atMost).toBe(row.upper);
    }
  });

  it('allow no maximiser that a signal of no value to its owner moves', () => {
    const [own, other] = problem.coefficients;
    const irrelevant = { ...problem, coefficients: [[[1, 0, 0, 0], [0, 0, 0, 0]], [other![0], [0, 0.1, 0, 1]]] };
    expect(own).toHaveLength(2);
    expect(faults({ ...file, problem: irrelevant, atLeast: 0, atMost: 1 })).toMatch(/leaves Infinity/);
    const still = { ...file, problem: irrelevant, types: [[0.5, 0.9], [0.1, 0.2]], lambda: 0, atLeast: 0, atMost: 0.5 };
    expect(faults(still)).not.toMatch(/leaves/);
    const walk = { kind: 'path', points: [[0, 0], [1, 0], [1, 1], [0, 1]] };
    const onLaws = {
      schema: 'misreport.field/1', problem: irrelevant, agent: 'one', walk, lambda: 0.8, atLeast: 0, atMost: 1, confidence: 0.9,
    };
    expect(judgeFieldFile(onLaws).faults.join()).toMatch(/leaves Infinity/);
  });
});

describe('types on either side of a boundary', () => {
  it('gain as much per unit as the boundary allows, but for the width of their steps across', () => {
    const next = randomSource(11).unit;
    for (let n = 0; n < 50; n++) {
      const relevant = [true, true, n % 3 > 0];
      const row = (): number[] => relevant.map(() => 2 * next() - 1);
      const own = [row(), row()].map((rates) => rates.map((x, c) => (relevant[c] ? x : 0)));
      const gradients = { own, social: [row(), row().map((x, c) => (n % 5 === 0 && c === 1 ? 0 : x))] };
      const tie = { pair: [0, 1] as const, type: [0.5, 0.5, 0.5], excess: 0 };
      const corners = boundaryTypes(gradients, relevant, tie, 0.1)!;
      // The first and the last report the first alternative, the others the second.
      const rates = [own[0]!, own[1]!, own[1]!, own[0]!];
      let [gain, length] = [0, 0];
      corners.forEach((from, j) => corners[(j + 1) % 4]!.forEach((x, c) => {
        gain += rates[(j + 1) % 4]![c]! * (from[c]! - x);
        if (relevant[c]) length += Math.abs(from[c]! - x);
      }));
      const bound = boundaryBound(gradients, relevant, [[0, 1]]);
      expect(gain / length / bound).toBeGreaterThan(1 - 1e-4);
      expect(gain / length / bound).toBeLessThan(1 + 1e-4);
    }
  });

  it('are none where her signals do not move society between the two, and then nothing bounds epsilon', () => {
    const gradients = { own: [[1, 0], [0, 0]], social: [[2, 1], [2, 1]] };
    expect(boundaryTypes(gradients, [true, true], { pair: [0, 1], type: [0.5, 0.5], excess: 0 }, 0.1)).toBeUndefined();
    expect(boundaryBound(gradients, [true, true], [[0, 1]])).toBe(0);
  });
});
