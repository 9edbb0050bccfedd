/** A digest differs where any number, end or word of a result does. */
import { expect, it } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { digest, inLines } from './digest.ts';

const grid = (shift: number): number[][] =>
  Array.from({ length: 40 }, (_, i) => Array.from({ length: 40 }, (__, j) => Math.sin(i + 2 * j) + shift));
const line = (shift: number): number[] => Array.from({ length: 40 }, (_, i) => Math.cos(i) + shift);
const at = { agent: 'ann', point: { size: 2, mechanism: 'VCG' }, confidence: 0.99, guarantee: 'grid', profiles: 1000 } as const;

const made = () => ({
  schema: 'misreport.result/1', seed: 's', configHash: 'h', samplers: [{
    agent: 'ann', point: at.point, sampler: 'fused', reason: 'linear',
  }], notes: ['a note'],
  estimates: [{
    quantity: 'epsilonIc', ...at, estimate: 0.123456789, lower: 0.1, upper: 0.2, witness: { type: 0.25, report: 0.5 },
    reference: { value: 0.15, source: 'by hand' },
  }],
  curves: [{ quantity: 'interimUtility', ...at, types: line(9), estimate: line(0), lower: line(-0.1), upper: line(0.1) }],
  surfaces: [{
    quantity: 'gain', ...at, types: line(9), reports: line(9), estimate: grid(0), lower: grid(-0.1), upper: grid(0.1),
    standardError: grid(2),
  }],
  beliefs: [{
    agent: 'ann', point: at.point, metric: 'prokhorov', delta: 0.1, witness: { type: 0, report: 1 }, axes: ['s'], ranges: [[0, 1]],
    draws: [{ from: [0.5], to: [0.4], kind: 'moves' }], moved: 1, sent: 0, prior: 1, worst: 0.5,
  }],
  fits: [], verdicts: [{ agent: 'ann', point: at.point, text: 'It holds.', holds: true }], claims: [],
});
type Made = ReturnType<typeof made>;
const digested = (change: (document: Made) => void = () => {}): unknown => {
  const document = made();
  change(document);
  return digest(document as unknown as ResultDocument, { size: 2 });
};

const CHANGES: readonly (readonly [string, (document: Made) => void])[] = [
  ['an estimate by a millionth', ({ estimates }) => (estimates[0]!.estimate += 1e-6)],
  ['an end of a row', ({ estimates }) => (estimates[0]!.upper = 0.2001)],
  ['a witness', ({ estimates }) => (estimates[0]!.witness.report = 0.75)],
  ['a reference', ({ estimates }) => (estimates[0]!.reference.value = 0.16)],
  ['a mechanism', ({ estimates }) => (estimates[0]!.point = { size: 2, mechanism: 'Groves' } as never)],
  ['a word of a note', ({ notes }) => (notes[0] = 'another note')],
  ['a word of a verdict', ({ verdicts }) => (verdicts[0]!.text = 'It may hold.')],
  ['a lower end of a curve that is not kept', ({ curves }) => (curves[0]!.lower[7]! -= 1e-4)],
  ['an upper end of a surface that is not kept', ({ surfaces }) => (surfaces[0]!.upper[7]![30]! += 1e-4)],
  ['a lower end of a surface that is not kept', ({ surfaces }) => (surfaces[0]!.lower[8]![3]! -= 1e-4)],
  ['a standard error', ({ surfaces }) => (surfaces[0]!.standardError[8]![3]! *= 1.001)],
  [
    'two values of a surface swapped',
    ({ surfaces: [surface] }) =>
      ([surface!.estimate[5]![1], surface!.estimate[5]![2]] = [surface!.estimate[5]![2]!, surface!.estimate[5]![1]!]),
  ],
  ['a scale', ({ surfaces: [surface] }) => surface!.estimate.forEach((row) => row.forEach((x, j) => (row[j] = 1.001 * x)))],
  ['where a belief puts a draw', ({ beliefs }) => (beliefs[0]!.draws[0]!.to = [0.41])],
];

it.each(CHANGES)('%s', (_, change) => expect(digested(change)).not.toEqual(digested()));

it('last bits do not count, nor do parameters of the study', () => {
  expect(digested(({ estimates, surfaces }) => {
    estimates[0]!.estimate *= 1 + 1e-13;
    surfaces[0]!.upper[7]![30]! += 1e-14;
  })).toEqual(digested());
  expect(JSON.stringify(digested())).not.toContain('"size"');
});

it('the text is the same data, a row a line', () => {
  const kept = digested() as Readonly<Record<string, unknown>>;
  expect(JSON.parse(inLines(kept))).toEqual(kept);
  expect(inLines({ rows: [{ a: 1 }, { a: 2 }], none: [] })).toBe('{\n "rows": [\n  {"a":1},\n  {"a":2}\n ],\n "none": []\n}\n');
});

it('a digest of many curves differs where the last of them does', () => {
  const many = (shift: number): unknown => digested((document) => {
    const [curve] = document.curves as [Made['curves'][number]];
    document.curves = Array.from({ length: 40 }, (_, k) => (k < 39 ? curve : { ...curve, upper: line(0.1 + shift) }));
  });
  expect(many(0)).toEqual(many(0));
  expect(many(1e-4)).not.toEqual(many(0));
  expect((many(0) as { curves: Made['curves'] }).curves.every(({ quantity }) => quantity === 'interimUtility')).toBe(true);
});
