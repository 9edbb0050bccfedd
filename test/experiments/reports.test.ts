import { describe, expect, it } from 'vitest';
import type { OwnSpace } from '../../src/experiments/own-signal.ts';
import {
  agreeingReports, crowdedReports, distinctSignals, dividedReports, lineReports, LISTED_MAX, listedReports, refinedReports,
} from '../../src/experiments/reports.ts';

const UNEVEN: readonly (readonly [number, number])[] = [
  [0.1, 0.7], [-0.3, 1 / 3], [0, 1], [1e3, 1e3 + 0.1], [-7, -6.9], [0, 1e-6], [2.2, 9.1], [0.7, 0.8],
];

function spaceOf(relevant: readonly boolean[], supports: readonly (readonly [number, number])[] = UNEVEN): OwnSpace {
  return {
    agent: 0, coordinates: relevant.map((_, c) => c), names: relevant.map((_, c) => `s${c}`),
    supports: relevant.map((_, c) => supports[c % supports.length]!), relevant,
  };
}

const spaces: readonly (readonly [string, OwnSpace])[] = [
  ['two coordinates', spaceOf([true, true])],
  ['one of them irrelevant', spaceOf([true, false])],
  ['three, two irrelevant', spaceOf([false, true, false])],
  ['four', spaceOf([true, true, true, true])],
  ['none relevant', spaceOf([false, false])],
  ['nine', spaceOf([true, false, true, true, false, true, true, true, true])],
  ['forty', spaceOf(Array.from({ length: 40 }, (_, c) => c % 3 > 0))],
];

function expectWithin({ supports }: OwnSpace, signals: readonly (readonly number[])[]): void {
  for (const signal of signals) {
    expect(signal).toHaveLength(supports.length);
    signal.forEach((x, c) => expect(x >= supports[c]![0] && x <= supports[c]![1], `${x} in [${supports[c]!.join(', ')}]`).toBe(true));
  }
}

/** Values of a coordinate are the same or apart: no two differ by rounding. */
function expectApart({ supports }: OwnSpace, signals: readonly (readonly number[])[]): void {
  supports.forEach(([low, high], c) => {
    const values = [...new Set(signals.map((signal) => signal[c]!))].sort((a, b) => a - b);
    const gaps = values.slice(1).map((x, i) => x - values[i]!);
    expect(Math.min(high - low, ...gaps)).toBeGreaterThan((high - low) * 2 ** -21);
  });
}

describe('lines', () => {
  it.each(UNEVEN)('[%d, %d]: equal steps from end to end', (low, high) => {
    const reports = lineReports(spaceOf([true], [[low, high]]), 64).map(([x]) => x!);
    expect(reports).toHaveLength(65);
    expect([reports[0], reports[64]]).toEqual([low, high]);
    for (let r = 1; r < 65; r++) expect(reports[r]! - reports[r - 1]!).toBeCloseTo((high - low) / 64, 9);
  });
});

describe('lists', () => {
  it.each(spaces)('%s: no more than the limit, within the supports, no two the same or nearly so', (_, space) => {
    const reports = listedReports(space);
    expect(reports).toHaveLength(LISTED_MAX);
    expect(new Set(reports.map((signal) => signal.join(' '))).size).toBe(LISTED_MAX);
    expectWithin(space, reports);
    expectApart(space, reports);
    expect(listedReports(space)).toEqual(reports);
  });

  it('corners, the centre and irrelevant information at both ends of every level', () => {
    const space = spaceOf([true, false, false]);
    const reports = listedReports(space).map((signal) =>
      signal.map((x, c) => (x - space.supports[c]![0]) / (space.supports[c]![1] - space.supports[c]![0])));
    const has = (wanted: readonly number[]): boolean => reports.some((signal) => signal.every((x, c) => Math.abs(x - wanted[c]!) < 1e-9));
    for (let bits = 0; bits < 8; bits++) expect(has([bits & 1, (bits >> 1) & 1, (bits >> 2) & 1])).toBe(true);
    for (const level of [0.25, 0.5, 0.75, 1]) for (const other of [0, 1]) expect(has([level, other, other])).toBe(true);
    expect(has([0.5, 0.5, 0.5])).toBe(true);
    // Short lies along single coordinates.
    for (const c of [0, 1, 2]) expect(has([0, 1, 2].map((other) => (other === c ? 0.5625 : 0.5)))).toBe(true);
  });
});

describe('refinement', () => {
  it.each(spaces)('%s: round the pair, within the supports, apart from each other and from the list', (_, space) => {
    const listed = listedReports(space);
    let signals: readonly (readonly number[])[] = listed;
    for (const step of [1 / 8, 1 / 32, 1 / 7]) {
      const [report, type] = [signals[signals.length - 2]!, signals[signals.length - 1]!];
      const refined = refinedReports(space, report, type, step);
      expect(refined.slice(0, 2)).toEqual([report, type]);
      expectWithin(space, refined);
      signals = distinctSignals([...signals, ...refined]);
      expectApart(space, signals);
    }
    expect(signals.length).toBeGreaterThan(listed.length);
  });

  it('a pair and the same pair the other way round meet in the same points', () => {
    for (const [, space] of spaces) {
      const listed = listedReports(space);
      for (let i = 40; i < LISTED_MAX - 1; i++) {
        const pair = [listed[i]!, listed[i + 1]!] as const;
        expectApart(space, [...refinedReports(space, ...pair, 1 / 32), ...refinedReports(space, pair[1], pair[0], 1 / 32)]);
      }
    }
  });

  it('nudges relevant coordinates by the step and sends irrelevant ones to their ends', () => {
    const space = spaceOf([true, false], [[0, 1], [10, 20]]);
    const refined = refinedReports(space, [0.5, 15], [0.25, 10], 1 / 8);
    const has = (wanted: readonly number[]): boolean => refined.some((signal) => signal.every((x, c) => Math.abs(x - wanted[c]!) < 1e-6));
    for (
      const wanted of [[0.375, 15], [0.625, 15], [0.5, 10], [0.5, 20], [0.125, 10], [0.375, 10], [0.25, 20], [0.3125, 11.25], [0.125, 10]]
    ) {
      expect(has(wanted), wanted.join(' ')).toBe(true);
    }
  });
});

it('distinct signals: the first of equals stays, in order', () => {
  expect(distinctSignals([[1, 2], [0, 1], [1, 2], [-0, 1], [2, 1]])).toEqual([[1, 2], [0, 1], [2, 1]]);
});

it('a list from elsewhere: coordinates that differ by rounding become the first of them, repeats go', () => {
  const space = spaceOf([true, false], [[0, 1], [1e6, 1e6 + 1]]);
  expect(
    agreeingReports(space, [[0.3, 1e6], [0.1 + 0.2, 1e6], [0.1 + 0.2, 1e6 + 0.5], [0.31, 1e6 + 0.5 + 1e-10], [0.3 + 1e-8, 1e6]])
  ).toEqual([[0.3, 1e6], [0.3, 1e6 + 0.5], [0.31, 1e6 + 0.5], [0.3 + 1e-8, 1e6]]);
});

describe('a line whose reports crowd where choices change', () => {
  const line = lineReports(spaceOf([true], [[0, 1000]]), 64);

  it('keeps its ends, its number and its order, and three quarters of its steps go where the changes are', () => {
    const rises = line.slice(1).map((_, c) => (c === 0 ? 0.9 : c === 40 ? 0.1 : 0));
    const crowded = crowdedReports(line, rises).map(([x]) => x!);
    expect(crowded).toHaveLength(65);
    expect([crowded[0], crowded.at(-1)]).toEqual([0, 1000]);
    expect(crowded.every((x, r) => r === 0 || x > crowded[r - 1]!)).toBe(true);
    const within = (low: number, high: number): number => crowded.filter((x) => x > low && x < high).length;
    expect(within(0, 1000 / 64)).toBeGreaterThan(0.9 * 0.75 * 64 - 1);
    expect(within((40 * 1000) / 64, (41 * 1000) / 64)).toBeGreaterThan(0.1 * 0.75 * 64 - 1);
    // No gap is wider than four equal steps would leave.
    expect(Math.max(...crowded.slice(1).map((x, r) => x - crowded[r]!))).toBeLessThan((4.5 * 1000) / 64);
  });

  it('stays as it is where nothing changes, or where doubles are too few', () => {
    expect(crowdedReports(line, new Float64Array(64)).map(([x]) => x!)).toEqual(line.map(([x]) => expect.closeTo(x!, 9)));
    const narrow = lineReports(spaceOf([true], [[1, 1 + 2 ** -46]]), 64);
    expect(crowdedReports(narrow, narrow.slice(1).map((_, c) => (c === 3 ? 1 : 0)))).toEqual(narrow);
  });

  it('is cut into equal parts of each step', () => {
    expect(dividedReports([[0], [4], [6]], 4).map(([x]) => x)).toEqual([0, 1, 2, 3, 4, 4.5, 5, 5.5, 6]);
  });
});
