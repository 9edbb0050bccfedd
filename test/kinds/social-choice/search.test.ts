/** The search on fabricated samples whose best lies are known. */
import { describe, expect, it } from 'vitest';
import type { InterimQuestion, InterimSampler, InterimSums } from '../../../src/experiments/interim-sums.ts';
import type { OwnSpace } from '../../../src/experiments/own-signal.ts';
import { COARSE_STEPS, LINE_STEPS, LISTED_MAX } from '../../../src/experiments/reports.ts';
import { GROUP, search, type Search, type SearchOptions, type Sought } from '../../../src/kinds/social-choice/search.ts';
import { Random } from '../../mechanism/linear-cases.ts';

type Signal = readonly number[];
type Gain = (report: Signal, type: Signal) => number;

const spaceOf = (relevant: readonly boolean[], supports: readonly (readonly [number, number])[]): OwnSpace =>
  ({ agent: 0, coordinates: relevant.map((_, c) => c), names: relevant.map((_, c) => `s${c}`), supports, relevant });
const unit = (relevant: readonly boolean[]): OwnSpace => spaceOf(relevant, relevant.map(() => [0, 1]));

/** A sampler whose mean gains are as given, plus noise of a standard deviation per group. */
function fabricated(gain: Gain, deviation: number): {
  samplerFor: SearchOptions['samplerFor'];
  questions: InterimQuestion[];
  runs: number[]
} {
  const questions: InterimQuestion[] = [];
  const runs: number[] = [];
  const samplerFor = (question: InterimQuestion): Promise<InterimSampler> => {
    questions.push(question);
    const run: InterimSampler['run'] = async (stream, first, count) => {
      runs.push(stream.k0);
      expect(first).toBe(0);
      return sumsOf(question, gain, deviation, stream.k0, count);
    };
    return Promise.resolve({ path: 'fused', reason: 'made up', cost: 1, run });
  };
  return { samplerFor, questions, runs };
}

function sumsOf(question: InterimQuestion, gain: Gain, deviation: number, seed: number, count: number): InterimSums {
  const random = new Random(seed);
  const { paired, reports } = question;
  const size = paired.length;
  const groups = count / question.groupSize;
  const sums: InterimSums = {
    question, profiles: count, groups, classOf: [0], classes: 1, choices: new Float64Array(reports.length),
    gain: new Float64Array(size * size), gainSquares: new Float64Array(size * size), truth: new Float64Array(size),
    truthSquares: new Float64Array(size),
    gainRange: [-10, 10], truthRange: [-10, 10], rounding: 0,
  };
  paired.forEach((r, report) => paired.forEach((s, type) => {
    const noise = report === type ? 0 : (deviation * Math.sqrt(12) * (random.unit() - 0.5)) / Math.sqrt(groups);
    const mean = report === type ? 0 : gain(reports[r]!, reports[s]!) + noise;
    sums.gain[report * size + type] = mean * groups;
    sums.gainSquares[report * size + type] = (mean ** 2 + deviation ** 2) * groups;
  }));
  return sums;
}

async function find(
  space: OwnSpace,
  gain: Gain,
  { deviation = 0, steps = LINE_STEPS, reports }: { deviation?: number; steps?: number; reports?: readonly Signal[] } = {},
) {
  const { samplerFor, questions, runs } = fabricated(gain, deviation);
  const result = await search({
    space, samplerFor, stream: (round) => ({ k0: round + 1, k1: 0 }), profiles: 4096, steps, ...(reports ? { reports } : {})
  });
  for (const { reports: asked, paired, groupSize } of questions) {
    expect(groupSize).toBe(GROUP);
    expect([...paired]).toEqual([...new Set(paired)].sort((a, b) => a - b));
    expect(paired.every((r) => Number.isInteger(r) && r >= 0 && r < asked.length)).toBe(true);
  }
  // Every round on a stream of its own.
  expect(runs).toEqual(runs.map((_, round) => round + 1));
  return { result, questions };
}

function named({ question: { reports, paired }, witnesses }: Search, sought: Sought): { report: Signal; type: Signal } {
  const { report, type } = witnesses[sought]!;
  return { report: reports[paired[report]!]!, type: reports[paired[type]!]! };
}

/** A bump of height 1 at (report, type), as wide as `width` in every coordinate. */
const bump = (report: Signal, type: Signal, width: number): Gain => (r, s) =>
  Math.exp(-r.reduce((sum, x, c) => sum + ((x - report[c]!) / width) ** 2 + ((s[c]! - type[c]!) / width) ** 2, 0)) - 0.2;
const size = (r: Signal, s: Signal): number => r.reduce((sum, x, c) => sum + Math.abs(x - s[c]!), 0);

describe('one dimension', () => {
  it.each(
    [[0.3, 0.7], [0.701, 0.432], [0.013, 0.5], [0.99, 1], [1, 0]]
  )('the best lie is %d for %d: found within a few of 1,024 steps', async (report, type) => {
    const gain = bump([report], [type], 0.15);
    const { result } = await find(unit([true]), gain);
    const best = named(result, 'epsilonIc');
    expect(Math.abs(best.report[0]! - report)).toBeLessThan(0.01);
    expect(Math.abs(best.type[0]! - type)).toBeLessThan(0.01);
  });

  it('the largest gain per unit, under noise, on another support', async () => {
    const space = spaceOf([true], [[-3, 5]]);
    // Per unit of lie: 1 at the pair (1.7, 2.9), smooth around it.
    const ratio = bump([1.7], [2.9], 1);
    const { result } = await find(space, (r, s) => ratio(r, s) * size(r, s), { deviation: 0.05 });
    const best = named(result, 'epsilonLic');
    expect(ratio(best.report, best.type)).toBeGreaterThan(0.97 * ratio([1.7], [2.9]));
    // The same pair in one dimension, all coordinates being relevant.
    expect(result.witnesses.weakEpsilonLic).toEqual(result.witnesses.epsilonLic);
    expect(result.witnesses.irrelevantGain).toBeUndefined();
  });

  it('the tensor path refines less, to one of its steps', async () => {
    const { result, questions } = await find(unit([true]), bump([0.3], [0.7], 0.2), { steps: COARSE_STEPS });
    expect(questions.every(({ reports }) => reports.length === COARSE_STEPS + 1)).toBe(true);
    const best = named(result, 'epsilonIc');
    expect(Math.abs(best.report[0]! - 0.3)).toBeLessThanOrEqual(1 / COARSE_STEPS);
    expect(Math.abs(best.type[0]! - 0.7)).toBeLessThanOrEqual(1 / COARSE_STEPS);
  });

  it('keeps the even grid, on which shapes are judged', async () => {
    const { result } = await find(unit([true]), bump([0.3], [0.7], 0.2));
    for (let i = 0; i <= 32; i++) expect(result.question.paired).toContain((i * LINE_STEPS) / 32);
  });

  it('where nothing gains or every lie loses there is still a witness, and no lie is one of no size', async () => {
    for (const gain of [() => 0, (r: Signal, s: Signal) => -size(r, s)]) {
      const { result } = await find(unit([true]), gain);
      for (const sought of ['epsilonIc', 'epsilonLic', 'weakEpsilonLic'] as const) {
        expect(result.witnesses[sought]!.report).not.toBe(result.witnesses[sought]!.type);
      }
    }
  });

  it('a signal that does not enter the own value: lies about it are irrelevant', async () => {
    const { result } = await find(unit([false]), bump([0.3], [0.7], 0.2));
    expect(Object.keys(result.witnesses).sort()).toEqual(['epsilonIc', 'irrelevantGain', 'weakEpsilonLic']);
    expect(result.witnesses.irrelevantGain).toEqual(result.witnesses.epsilonIc);
  });
});

describe('several dimensions', () => {
  const within = ({ questions }: { questions: readonly InterimQuestion[] }): void => {
    for (const { reports, paired } of questions) {
      expect(reports.length).toBeLessThanOrEqual(LISTED_MAX);
      expect(paired).toHaveLength(reports.length);
      expect(new Set(reports.map((signal) => signal.join(' '))).size).toBe(reports.length);
    }
  };

  it.each([
    ['two', [[0, 1], [0, 1]], [0.3, 0.6], [0.55, 0.35]],
    ['two, uneven', [[-2, 3], [0.1, 0.7]], [0.5, 0.4], [2, 0.6]],
    ['three', [[0, 1], [0, 1], [0, 1]], [0.4, 0.6, 0.5], [0.6, 0.4, 0.7]],
  ] as const)('%s: most of a smooth peak is found', async (_, supports, report, type) => {
    const space = spaceOf(supports.map(() => true), supports);
    const share = (x: Signal): number[] => x.map((y, c) => (y - supports[c]![0]) / (supports[c]![1] - supports[c]![0]));
    const peak = bump(share(report), share(type), 0.5);
    const gain: Gain = (r, s) => peak(share(r), share(s));
    for (const deviation of [0, 0.05]) {
      const found = await find(space, gain, { deviation });
      within(found);
      const best = named(found.result, 'epsilonIc');
      expect(gain(best.report, best.type)).toBeGreaterThan(0.7);
      // Refinement does better than the first list, which has no pair near the peak.
      const first = found.questions[0]!.reports;
      const before = Math.max(...first.flatMap((r) => first.map((s) => gain(r, s))));
      if (deviation === 0) expect(gain(best.report, best.type)).toBeGreaterThan(before);
    }
  });

  it('own value by the lie, irrelevant information at its ends', async () => {
    const space = unit([true, false, false]);
    // One gains by hiding information, per unit of what is known; the more, the higher the own value; and by short lies about the own
    // value.
    const gain: Gain = (r, s) => s[0]! * (s[1]! - r[1]!) + 0.2 * s[0]! * (s[2]! - r[2]!) - (r[0]! - s[0]!) ** 2;
    const found = await find(space, gain, { deviation: 0.05 });
    within(found);
    const hidden = named(found.result, 'irrelevantGain');
    expect(hidden).toEqual({ report: [1, 0, 0], type: [1, 1, 1] });
    expect(named(found.result, 'epsilonIc')).toEqual(hidden);
    const { report, type } = named(found.result, 'epsilonLic');
    // Definition 9 divides by the lie about the own value alone: the shorter, the better.
    expect(report.slice(1)).toEqual([0, 0]);
    expect(gain(report, type) / Math.abs(report[0]! - type[0]!)).toBeGreaterThan(10);
  });

  it('two own points that are equal, and a coordinate of no relevance that moves nothing', async () => {
    const space = unit([true, false]);
    const gain: Gain = (r, s) => bump([0.5], [0.75], 0.3)([r[0]!], [s[0]!]);
    const found = await find(space, gain);
    within(found);
    const { report, type } = named(found.result, 'epsilonIc');
    expect([report[0], type[0]]).toEqual([0.5, 0.75]);
    // A list with repeats, one of them by rounding: a lie of no size, which nothing is to be divided by.
    const list = [[0.3, 0], [0.3, 0], [0.1 + 0.2, 0], [0.1 + 0.2, 1], [0.6, 0]];
    const given = await find(space, gain, { reports: list });
    expect(given.questions).toHaveLength(1);
    expect(given.result.question.reports).toEqual([[0.3, 0], [0.3, 1], [0.6, 0]]);
    const sized = named(given.result, 'epsilonLic');
    expect(Math.abs(sized.report[0]! - sized.type[0]!)).toBeCloseTo(0.3, 12);
    const irrelevant = named(given.result, 'irrelevantGain');
    expect(irrelevant.report[1]).not.toBe(irrelevant.type[1]);
  });

  it('one report: nothing to hold against each other', async () => {
    const { result } = await find(unit([true, true]), () => 1, { reports: [[0.5, 0.5]] });
    expect(result.witnesses).toEqual({});
  });

  it('many dimensions: the list stays a list', async () => {
    const dimensions = Array.from({ length: 30 }, (_, c) => c);
    const found = await find(unit(dimensions.map((c) => c % 2 === 0)), (r, s) => r[3]! - s[3]! + 0.1 * r[20]!);
    within(found);
    const { report, type } = named(found.result, 'epsilonIc');
    expect([report[3], type[3]]).toEqual([1, 0]);
  });
});
