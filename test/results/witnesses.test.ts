/** Rows of fields and of beliefs show what they rest on: every golden row has a witness, or a reason why none can exist. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Estimate, ResultDocument } from '../../src/results/document.ts';
import { resultSchema } from '../../src/results/schema.ts';
import { whyUnwitnessed } from '../../src/results/unwitnessed.ts';
import { lieOf, type RowWitness } from '../../src/results/witness.ts';
import { estimates } from '../../src/report/tables/estimates.ts';
import { witnessWords } from '../../src/report/witness-words.ts';
import { bilinearAt, gradient, type Bilinear } from '../../src/environment/two-agent.ts';
import { squareCirculation } from '../../src/notions/robust/ex-post-boundary.ts';
import { acrossCut, boundaryPair, cornerPair, squareWalk } from '../../src/notions/robust/failing-lies.ts';
import { runDocument } from '../report/fixtures.ts';

const QUANTITIES = new Set([
  'crossDerivativeGap', 'circulation', 'circulationPerLength', 'fieldMonotonicity', 'congruenceGap', 'leastEpsilon', 'leastEpsilonGrid',
  'secondBestWelfare', 'firstBestWelfare', 'welfareLoss', 'monotonicityRadius', 'robustRadius', 'parallelGap', 'shareGeneric', 'vcgLoss',
  'matrixAngle', 'genericDistance',
]);

const folder = new URL('../golden/', import.meta.url);
const rows = readdirSync(folder).flatMap((file): Estimate[] =>
  (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ResultDocument).estimates.filter(({ quantity }) => QUANTITIES.has(quantity)));

describe('rows of fields, second bests and radii', () => {
  it('have a witness or a reason why none can exist, every quantity in some golden', () => {
    expect(new Set(rows.map(({ quantity }) => quantity))).toEqual(QUANTITIES);
    const bare = rows.filter((row) => row.witness === undefined && whyUnwitnessed(row) === undefined);
    expect(bare.map(({ quantity, agent, basis }) => `${quantity} of ${agent}: ${basis}`)).toEqual([]);
  });

  it('name radii that are 0 by the lie at the type of the other that shows it', () => {
    const none = rows.filter(({ quantity, upper }) => quantity === 'robustRadius' && upper === 0);
    expect(none.length).toBeGreaterThan(0);
    for (const { witness } of none) expect(lieOf(witness)!.under).toBeDefined();
  });

  it('have no reason where something shows them', () => {
    const row = { agent: 'a', point: {}, estimate: 1, lower: 1, upper: 2, confidence: 1, guarantee: 'continuum', profiles: 0 } as const;
    expect(whyUnwitnessed({ ...row, quantity: 'leastEpsilon' })).toBeUndefined();
    expect(whyUnwitnessed({ ...row, quantity: 'robustRadius', lower: 0, upper: 0 })).toBeUndefined();
    expect(whyUnwitnessed({ ...row, quantity: 'robustRadius', upper: 1, basis: 'every belief; ex post monotone' })).toMatch('whole set');
    expect(whyUnwitnessed({ ...row, quantity: 'leastEpsilon', lower: 0 })).toMatch('the least there is');
    expect(whyUnwitnessed({ ...row, quantity: 'vcgLoss' })).toMatch('a mean');
    expect(whyUnwitnessed({ ...row, quantity: 'circulation', lower: 0, upper: 0 })).toMatch('zero by structure');
  });
});

const ONE_OF_EACH: readonly (readonly [RowWitness, string])[] = [
  [{ type: 0.25, report: 0.5, under: [0.1, 0.2] }, "0.25 reports 0.5, the others' signals being [0.1, 0.2]"],
  [{ kind: 'tie', alternatives: ['A', 'B'], at: { s: 0.5, t: 0.25 }, coordinates: ['s'] }, 'A and B tie at s = 0.5; t = 0.25'],
  [
    {
      kind: 'binding', rest: 3,
      constraints: [
        { constraint: 'budget', multiplier: 2 }, { constraint: 'lie', agent: 'i', from: 1, to: 0.5 },
        { constraint: 'monotone', agent: 'i', from: 0, to: 1 },
      ],
    },
    'binding: budget (2); lie of i 1 as 0.5; monotone of i 0 to 1; and 3 more',
  ],
  [
    { kind: 'menu', weights: { i: 1 }, offers: [{ lottery: { A: 1, B: 0 }, price: 0 }, { lottery: { A: 0.5, B: 0.5 }, price: 0.25 }] },
    'menu: A at 0; 0.5 A + 0.5 B at 0.25',
  ],
  [
    { kind: 'rule', agents: [{ agent: 'i', cells: [{ from: 0, chances: { A: 1, B: 0 } }, { from: 0.5, chances: { A: 0, B: 1 } }] }] },
    'a rule constant on 2 cells of i',
  ],
  [{ kind: 'boundary', type: [0.5, 0.5], other: 0.25, gradient: [1] }, "type [0.5, 0.5] and the other's 0.25, on a boundary"],
  [
    { kind: 'values', draw: 7, own: { first: [1], second: [2], cross: [[3]] }, other: { first: [1], second: [2], cross: [[3]] } },
    'draw 7 of the random values',
  ],
];

describe('witnesses that are no lies', () => {
  const { estimates: [first], ...document } = runDocument();
  const whole: ResultDocument = { ...document, estimates: ONE_OF_EACH.map(([witness]) => ({ ...first!, witness })) };

  it('fit the published schema', () => {
    expect(() => resultSchema.parse(whole)).not.toThrow();
    for (const odd of [{ kind: 'tie', alternatives: ['A'], at: {} }, { type: 1 }, { kind: 'lie', type: 1, report: 2 }]) {
      expect(() => resultSchema.parse({ ...whole, estimates: [{ ...first!, witness: odd }] })).toThrow();
    }
  });

  it('are columns of the table of estimates, objects as JSON', () => {
    const { fields, rows: table } = estimates(whole)!;
    const names = fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['witness_type', 'witness_report', 'witness_under', 'witness_kind', 'witness_object']));
    const cells = [...table].map((row) => Object.fromEntries(names.map((name, c) => [name, row[c]])));
    cells.slice(1).forEach(({ witness_object: json, witness_kind: kind, witness_type: type }, r) => {
      expect(JSON.parse(json as string)).toEqual(ONE_OF_EACH[r + 1]![0]);
      expect(kind).toBe((ONE_OF_EACH[r + 1]![0] as { kind: string }).kind);
      expect(type ?? '').toBe('');
    });
    expect(estimates({ ...whole, estimates: [first!] })!.fields.map(({ name }) => name)).not.toContain('witness_kind');
  });

  it.each(ONE_OF_EACH)('%j in words', (witness, words) => {
    expect(witnessWords(witness)).toBe(words);
  });
});

describe('lies that show that no ball of beliefs will do', () => {
  const value: Bilinear = { constant: 0, first: [1, 0.5], second: [0, 0], cross: [[0.25, 0], [0, 1]] };
  const chance: Bilinear = { constant: 0.1, first: [0.2, 0.4], second: [0, 0], cross: [[0, 0.1], [0, 0]] };
  const z = [0.5, 0.75];
  const mean = (of: Bilinear, type: readonly number[]): number => bilinearAt(of, type, z);

  it('gain round the square what its circulation says', () => {
    const { walk, under } = squareWalk(gradient(value), gradient(chance), z);
    expect(under).toEqual(z);
    const points = walk!.points as number[][];
    // Of a chance linear in the type the field along a side is that at its middle.
    const gain = points.reduce((sum, from, j) => {
      const to = points[(j + 1) % points.length]!;
      return sum - mean(chance, from.map((x, c) => (x + to[c]!) / 2)) * (mean(value, to) - mean(value, from));
    }, 0);
    expect(gain).toBeCloseTo(squareCirculation(value, chance, z), 12);
    expect(gain).toBeGreaterThan(0);
  });

  it('differ in worth along a boundary, fall across it, and lie as close to a cut as it takes', () => {
    const index: Bilinear = { ...chance, constant: -0.4 };
    const along = boundaryPair(value, index, z);
    expect(mean(index, along.type as number[])).toBeCloseTo(0, 12);
    expect(mean(index, along.report as number[])).toBeCloseTo(0, 12);
    expect(mean(value, along.type as number[])).toBeGreaterThan(mean(value, along.report as number[]));
    const against: Bilinear = { ...index, first: index.first.map((x) => -x), cross: [[0, -0.1], [0, 0]] };
    const { type, report } = cornerPair(gradient(against), z) as { type: number[]; report: number[] };
    expect(mean(against, report)).toBeGreaterThan(mean(against, type));
    expect(mean(value, report)).toBeLessThan(mean(value, type));
    const worth = (x: number): number => (x - 0.5) ** 3 - 0.01 * (x - 0.5);
    const { type: one, report: other } = acrossCut(worth, 0.5, 1, [0.3]) as { type: number; report: number };
    expect(other).toBeGreaterThan(one);
    expect(worth(other)).toBeLessThan(worth(one));
  });
});
