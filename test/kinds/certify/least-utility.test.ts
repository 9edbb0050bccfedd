/** What the type who expects least of the truth expects, over all types, of networks whose utility is known by hand. */
import { expect, it } from 'vitest';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { drawInterim, interimRows, leastUtility } from '../../../src/kinds/certify/interim-rows.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { utilityBetweenReports } from '../../../src/notions/gains-between-reports.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = parseDistribution('uniform(0,1)');
const flat = { name: 'r', op: 'reshape', of: 'bids', shape: [2] };
const nothing = { name: 'q', op: 'constant', shape: [2, 1], values: [0, 0] };
/** No object, and (bid - at)^2 in money: least at `at`, where it is 0. */
const bowl = (at: number) => [
  flat, nothing, { name: 'off', op: 'scale', of: 'r', shift: -at }, { name: 'square', op: 'multiply', of: ['off', 'off'] },
  { name: 'p', op: 'scale', of: 'square', factor: -1 },
];
/** The object for half of the other's bid: t - 1/4 on average, straight. */
const straight = [
  flat, { name: 'q', op: 'constant', shape: [2, 1], values: [1, 1] }, { name: 'other', op: 'slice', of: 'r', axis: 0, from: 1, to: 2 },
  { name: 'half', op: 'scale', of: 'other', factor: 0.5 }, { name: 'p', op: 'concatenate', of: ['half', 'half'], axis: 0 },
];

async function sampled(nodes: readonly Record<string, unknown>[], utility: readonly [number, number], own = law) {
  const mechanism: NetworkMechanism = compileNetwork(
    { format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes }, new Map());
  const run = { ...drawOn(inProcessDevice()), stream: (name: string) => streamKey('least', name) } as unknown as Run;
  const sample = (await drawInterim({
    by: { kernel: 'regret', mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws: [[own], [law]],
    low: new Float64Array(2), high: new Float64Array(2).fill(1), unit: 2 ** -36, unitDemand: false, agents: [], profiles: 1024,
    most: [9, 9], utility: [utility, utility], confidence: 0.99,
  }, 0, run))!;
  const rows = interimRows({ sample, utility, truthful: false, point: {}, confidence: 0.99 });
  return { sample, row: rows.find(({ quantity }) => quantity === 'interimIr')! };
}

it('lies where no type of the list does: between two of them', async () => {
  // Between 20/64 and 21/64, half a cell from either: (1/128)^2 is what the list has.
  const at = 20.5 / 64;
  const { sample, row } = await sampled(bowl(at), [-1, 1]);
  expect(row.guarantee).toBe('continuum');
  expect(row.lower).toBeLessThanOrEqual(0);
  expect(row.upper).toBeGreaterThanOrEqual(0);
  // Below the list's own end by what the square is off a line over a cell, of which an enclosure takes some multiple.
  const list = leastUtility({ ...sample, isBox: false }, [-1, 1], 0.01);
  expect(list.guarantee).toBe('grid');
  expect(list.lower - row.lower).toBeGreaterThan((1 / 128) ** 2);
  expect(list.lower - row.lower).toBeLessThan(9 * (1 / 128) ** 2);
});

it('falls by twice the error of the cell, of whose corners the lowest counts', () => {
  const cells = { objects: 1, low: Float64Array.of(0, 1), high: Float64Array.of(1, 2), corners: [[0, 1], [1, 2]] };
  const errors = Float64Array.of(9, 9, 0.25, 9, 9, 0.5);
  expect(utilityBetweenReports(cells, Float64Array.of(3, 1, 2), errors, -1)).toBeCloseTo(0, 9);
  expect(utilityBetweenReports(cells, Float64Array.of(0.5, 1, 2), errors, -1)).toBeCloseTo(0, 9);
  expect(utilityBetweenReports(cells, Float64Array.of(0, 1, 2), errors, -1)).toBeCloseTo(-0.5, 9);
  expect(utilityBetweenReports(cells, Float64Array.of(0, 1, 2), errors, -0.25)).toBe(-0.25);
});

it('is that of the list where utility is straight, and covers what sampling leaves open', async () => {
  const { row } = await sampled(straight, [-1, 1]);
  expect(row).toMatchObject({ guarantee: 'continuum' });
  expect(row.lower).toBeLessThan(-0.25);
  expect(row.upper).toBeGreaterThan(-0.25);
  expect(Math.abs(row.estimate + 0.25)).toBeLessThan(4 * Math.sqrt(1 / 48 / 1024));
});

it('is no less than what any profile leaves; of a list of types, or of cells that are too wide, it is about the list', async () => {
  const { row } = await sampled(bowl(20.5 / 64), [0, 1]);
  expect(row).toMatchObject({ guarantee: 'continuum', lower: 0 });
  const few = await sampled(bowl(0.3), [-1, 1], parseDistribution('discrete(0:0.5,1:0.5)'));
  expect(few.row.guarantee).toBe('grid');
  const { sample } = await sampled(bowl(0.5), [-1, 1]);
  const caps = sample.cells!.caps.caps.map((cap) => cap + 9);
  const wide = leastUtility({ ...sample, cells: { ...sample.cells!, caps: { ...sample.cells!.caps, caps } } }, [-1, 1], 0.01);
  expect(wide.guarantee).toBe('grid');
});
