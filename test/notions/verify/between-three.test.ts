import { expect, it } from 'vitest';
import { OTHERS } from '../../../src/experiments/field/list-leads.ts';
import { epsilonOf, latticeOf } from '../../../src/notions/least-epsilon/lattice-utilities.ts';
import { remainderOfThree, restOfThree, threeLists, type LeadBand } from '../../../src/notions/least-epsilon/three-lists.ts';
import { judgeFieldFile } from '../../../src/notions/verify/field.ts';
import { epsilonBetweenThree, threeOf } from '../../../src/notions/verify/between-three.ts';
import { latticePotentials } from '../../../src/programs/lattice-potentials.ts';
import { atOnce } from '../../../src/run/turns.ts';

const OWN = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
const SOCIAL = [[1.5, 0, 0], [0, 1, 0], [0, 0, 0.5]];
const seenAs = (rates: number[][], social: number[][]) =>
  ({ agent: 0, mine: rates[0]!.map((_, c) => c), enters: rates[0]!.map((_, c) => rates.some((row) => row[c] !== 0)), rates, social });
const supports = OWN.map(() => [0, 1] as const);

/** Others on a grid of points, by a recursion without a period that shows. */
const draws = Array.from({ length: 900 }, (_, n) =>
  ({ worths: [1.5 * ((n * 0.618034) % 1), (n * 0.414214) % 1, 0.5 * ((n * 0.73205) % 1)], off: 0 }));
const share = (isMet: (x: number) => boolean): LeadBand['lower'] => (list, leads) =>
  draws.filter(({ worths }) => OTHERS[list].every((l, j) => isMet(worths[list]! - worths[l]! + leads[j]!))).length / draws.length;
const band: LeadBand = { lower: share((x) => x > 0), upper: share((x) => x >= 0) };
const field = threeLists({ own: OWN, social: SOCIAL })!;
const rest = restOfThree(field);
const types = { supports, cells: [4, 4, 4] };
const remainder = remainderOfThree(field, rest, band);
const potentials = [...atOnce(latticePotentials(latticeOf(remainder, types))).potentials];
const made = atOnce(epsilonOf(remainder, types, potentials));

it('finds the ε of the utilities again, from shares that it counts itself', () => {
  const three = threeOf(seenAs(OWN, SOCIAL));
  const at = (values: readonly number[], of = draws) =>
    epsilonBetweenThree(three, supports, rest.lambda, { cells: types.cells, potentials: values }, of);
  const { epsilon, half } = at(potentials);
  expect(Math.abs(epsilon - made)).toBeLessThan(0.004);
  expect(half).toBeGreaterThan(0.5 * Math.sqrt(Math.log(6e6 / 0.01) / 1800));
  const wrong = potentials.map((x, node) => (node === 31 ? x + 0.02 : x));
  expect(at(wrong).epsilon).toBeGreaterThan(made + 0.02);
  // What is not known of draws makes shares less sure.
  const unsure = draws.map(({ worths }) => ({ worths, off: 0.05 }));
  expect(at(potentials, unsure).epsilon).toBeGreaterThan(made + 0.005);
});

it('refuses fields that it proves nothing of', () => {
  expect(() => threeOf(seenAs([[1], [2], [3], [0]], [[1], [2], [3], [0]]))).toThrow(/lattice: .*two or three lists/);
  expect(() => threeOf(seenAs([[1], [2], [0]], [[1], [3], [0]]))).toThrow(/lattice: .*no one factor turns social rates of signal 1/);
  expect(() => threeOf(seenAs(OWN, [[-1.5, 0, 0], [0, 1, 0], [0, 0, 0.5]]))).toThrow(/lattice: .*no one factor/);
  expect(() => threeOf(seenAs([[1, 0], [0, 0], [0, 0]], [[1, 0], [0, 1], [0, 0]]))).toThrow(/lattice: .*moves welfare and not her own/);
});

it('holds a file against draws of its own', () => {
  const others = [0.5, 0, -0.5];
  const file = {
    schema: 'misreport.field/1',
    problem: {
      agents: ['one', 'two'], alternatives: ['a', 'b', 'c'],
      signals: [0, 1, 2, 3, 4, 5].map((d) => ({ name: `s${d}`, owner: d < 3 ? 0 : 1, law: 'uniform(0,1)' })),
      constants: [[0, 0, 0], [0, 0, 0]],
      coefficients: [0, 1].map((i) => [0, 1, 2].map((k) =>
        [0, 1, 2, 3, 4, 5].map((d) => (d % 3 !== k ? 0 : Number(d < 3) === 1 - i ? 1 : others[k]!)))),
    },
    agent: 'one',
    walk: { kind: 'path', points: [[0, 1, 0.92], [0, 1, 1], [0, 0, 1], [0, 0, 0.46], [0.7, 0, 0.46], [0.7, 0, 0.9], [0.7, 1, 0.9]] },
    lambda: rest.lambda, atLeast: 0.04, atMost: made + 0.02, confidence: 0.99, lattice: { cells: types.cells, potentials },
  };
  expect(judgeFieldFile(file)).toMatchObject({ faults: [], what: expect.stringMatching(/within 0.00\d+ on as many\)$/) });
  expect(judgeFieldFile({ ...file, atMost: 0.06 }).faults.join()).toMatch(/between the nodes leave 0.1\d+ on 100000 draws, above 0.06/);
  expect(judgeFieldFile({ ...file, atLeast: 0.06 }).faults.join()).toMatch(/the walk gains/);
});
