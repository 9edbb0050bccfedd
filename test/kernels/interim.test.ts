import { describe, expect, it } from 'vitest';
import { interim } from '../../kernels/interim/cpu.ts';
import { groupShift, TRANSFER_KINDS, type InterimParameters } from '../../kernels/interim/spec.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { interimParameters, type InterimShape } from './interim-cases.ts';
import { runKernel, testStream, total } from './run.ts';
import { expectSame } from '../support/same.ts';
import { itFirst } from '../support/evidence.ts';

const agrees = (parameters: InterimParameters, first: number, count: number): void =>
  expectSame(runKernel(interim, 'prepareCpu', parameters, first, count), runKernel(interim, 'prepareReference', parameters, first, count));

/** sum of x from its limbs. */
const whole = (statistics: Statistics, name: 'reportPart' | 'gain' | 'truth'): number[] =>
  Array.from(statistics[`${name}Low`]!, (low, i) => low + 65536 * statistics[`${name}High`]![i]!);

const everyReport = (reports: number): Int32Array => Int32Array.from({ length: reports }, (_, r) => r);
const vcgShape: InterimShape = {
  seed: 1, alternatives: 6, classes: 4, reports: 7, coordinates: 3, size: 2 ** 20, transfer: 'vcg', isPrivate: true,
};

/** Private values and the efficient rule: reports add to the objective what they are worth. */
function efficient(shape: InterimShape): InterimParameters {
  const parameters = interimParameters(shape);
  const { line, mechanism, typeValue } = parameters;
  return {
    ...parameters,
    ...(line ? { line: { ...line, objectiveStart: line.valueStart, objectiveStep: line.valueStep } } : {}),
    mechanism: { ...mechanism, reportObjective: typeValue, othersWelfare: mechanism.objective },
  };
}

describe('kernel interim: equals its reference', () => {
  it.each(TRANSFER_KINDS)('scheme %s on made-up environments, most of them full of ties', (transfer) => {
    const make = caseMaker(TRANSFER_KINDS.indexOf(transfer));
    for (let trial = 0; trial < 120; trial++) {
      const alternatives = 1 + make.whole(9);
      const reports = 1 + make.whole(9);
      const base = make.whole(3) === 0 ? TRANSFER_KINDS[make.whole(TRANSFER_KINDS.length)]! : undefined;
      const shape: InterimShape = {
        seed: 1000 * trial + make.whole(1000),
        alternatives,
        classes: 1 + make.whole(alternatives),
        reports,
        coordinates: make.whole(4),
        size: [2, 20, 2 ** 20][make.whole(3)]!,
        transfer,
        line: transfer === 'breakpoints' || base === 'breakpoints' || make.whole(2) === 0,
        isPrivate: make.whole(2) === 0,
        equalSteps: make.whole(4) === 0,
        paired: make.whole(2) === 0 ? [] : [...everyReport(reports)].filter(() => make.whole(2) === 0),
        groupSize: 2 ** make.whole(4),
        ...(base ? { base } : {}),
      };
      agrees(interimParameters(shape), 8 * make.whole(9), 24);
    }
  });

  it.each(
    ['table', 'groves', 'vcg', 'breakpoints'] as const
  )('more classes than are compared at once: %s, also insured by vcg and breakpoints', (transfer) => {
    for (const [seed, classes] of [[1, 12], [2, 13], [4, 17], [5, 64], [6, 65]] as const) {
      for (const base of [undefined, 'vcg', 'breakpoints'] as const) {
        for (const line of [true, false]) {
          if (!line && (transfer === 'breakpoints' || base === 'breakpoints')) continue;
          const shape: InterimShape = {
            ...vcgShape, seed, alternatives: classes + 3, classes, transfer, line, isPrivate: seed % 2 === 0,
            size: [9, 2 ** 20][seed % 2]!, paired: [0, 3, 4, 6], groupSize: 4,
          };
          agrees(interimParameters(base ? { ...shape, base } : shape), 4, 60);
        }
      }
    }
  });

  /** All signs, some with each bit either way first. */
  const signings = [[0, 63, 21, 42, 11, 52], Array.from({ length: 64 }, (_, signs) => signs)];
  itFirst(1, 'sizes', signings.map((all) => [all.length, all] as const))('payoffs as large as they may be, insured: %d of 64', (_, all) => {
    const made = interimParameters({
      ...vcgShape, alternatives: 2, classes: 2, reports: 9, coordinates: 0, paired: [...everyReport(9)], groupSize: 64,
    });
    const full = (of: (r: number, c: number) => number): Int32Array =>
      Int32Array.from({ length: 18 }, (_, i) => 2 ** 28 * of(Math.floor(i / 2), i % 2));
    const fixed = (...values: number[]) => ({ constants: Int32Array.from(values, (x) => x * 2 ** 28), factors: [] });
    const mechanism = { ...made.mechanism, objective: fixed(0, 0), othersWelfare: fixed(0, 0), reportOthers: new Int32Array(18) };
    for (const signs of all) {
      const sign = (bit: number): number => 1 - 2 * ((signs >> bit) & 1);
      agrees({
        ...made,
        typeValue: full((r, c) => (r % 2 === c ? sign(0) : sign(1))),
        ownValue: fixed(sign(2), sign(3)),
        mechanism: { ...mechanism, transfer: 'none', reportObjective: full((r, c) => (r % 3 === c ? sign(4) : -1)) },
        base: {
          ...mechanism, transfer: 'table', transferTable: full((r) => (r % 4 < 2 ? sign(5) : 1)),
          reportObjective: full((r, c) => (r % 5 === c ? 1 : -1)),
        },
      }, 0, 64 * 33);
    }
  });

  it.each([true, false])('any stretch of profiles in any pieces, two kernels in turn (line %s)', (line) => {
    const parameters = interimParameters({ ...vcgShape, line, reports: 30 });
    const other = interim.prepareCpu(interimParameters({ ...vcgShape, seed: 9, line, coordinates: 5 }));
    const into = interim.emptyStatistics(parameters);
    const ignored = interim.emptyStatistics(interimParameters({ ...vcgShape, seed: 9, line, coordinates: 5 }));
    const run = interim.prepareCpu(parameters);
    const key = profileBlockKey(testStream, 0);
    const ends = [3, 4, 20, 21, 37, 64, 80, 131, 16_600];
    ends.forEach((end, i) => {
      const start = ends[i - 1] ?? 1;
      run(key, start, end - start, into);
      other(key, 100 * i, 33, ignored);
    });
    expect(into).toEqual(runKernel(interim, 'prepareCpu', parameters, 1, 16_599));
    expect(total(into.choices!)).toBe(30 * 16_599);
  });

  it.each([1, 16, 64])('groups of %d, also across 2^32', (groupSize) => {
    const parameters = interimParameters({ ...vcgShape, paired: [0, 2, 3, 6], groupSize });
    agrees(parameters, 0, 64 * 40);
    agrees(parameters, 2 ** 32 - 64, 128);
  });
});

describe('kernel interim: reports on a line', () => {
  const withoutLine = (parameters: InterimParameters): InterimParameters => {
    const copy: { line?: unknown } & InterimParameters = { ...parameters };
    delete copy.line;
    return copy;
  };
  const same = (shape: Partial<InterimShape>): void => {
    const parameters = interimParameters({ ...vcgShape, reports: 40, line: true, paired: [0, 1, 20, 39], groupSize: 8, ...shape });
    expectSame(runKernel(interim, 'prepareCpu', parameters, 0, 160), runKernel(interim, 'prepareCpu', withoutLine(parameters), 0, 160));
  };

  it('the envelope chooses what comparing one by one chooses', () => {
    const make = caseMaker(31);
    for (let trial = 0; trial < 150; trial++) {
      const alternatives = 1 + make.whole(12);
      const transfer = (['none', 'table', 'groves', 'vcg'] as const)[trial % 4]!;
      same({
        seed: trial, alternatives, classes: 1 + make.whole(alternatives), size: [1, 2, 9, 60, 2 ** 20][make.whole(5)]!, transfer,
        isPrivate: make.whole(3) > 0, equalSteps: make.whole(5) === 0,
      });
    }
  });

  it("pivots that rise along lines are the largest of all classes', ties or not, also where every class must be looked at", () => {
    for (const [seed, classes, size] of [[1, 65, 2], [2, 70, 40], [3, 80, 2 ** 18], [4, 65, 1]] as const) {
      const make = caseMaker(seed);
      const shape: InterimShape = {
        ...vcgShape, seed, alternatives: classes, classes, reports: 40, size, isPrivate: false, line: true, paired: [0, 20, 39],
        groupSize: 8,
      };
      const parameters = interimParameters(shape);
      const start = Array.from({ length: classes }, () => make.whole(2 * size + 1) - size);
      const step = Array.from({ length: classes }, () => make.whole(2 * size + 1) - size);
      const rising = Int32Array.from(
        { length: 40 * classes }, (_, i) => start[i % classes]! + Math.floor(i / classes) * step[i % classes]!,
      );
      const bent = rising.map((x, i) => (i === 39 * classes ? x + 1 : x));
      for (const reportOthers of [rising, bent]) agrees({ ...parameters, mechanism: { ...parameters.mechanism, reportOthers } }, 0, 64);
    }
  });

  it('one class; two reports; equal steps; steep slopes', () => {
    same({ classes: 1 });
    same({ reports: 2, paired: [0, 1] });
    same({ equalSteps: true, size: 3 });
    // 39 steps of up to 2^22: the whole range that values may have.
    same({ size: 2 ** 22 });
  });
});

describe('kernel interim: incentives, draw by draw', () => {
  /** Gamma(r, s) of single profiles. */
  const gainsOf = (parameters: InterimParameters, profile: number): number[] =>
    whole(runKernel(interim, 'prepareCpu', { ...parameters, paired: everyReport(parameters.reports), groupSize: 1 }, profile, 1), 'gain');

  it('VCG with private values: no lie ever gains', () => {
    let losses = 0;
    for (let seed = 0; seed < 60; seed++) {
      const parameters = efficient({ ...vcgShape, seed, size: [2, 30, 2 ** 24][seed % 3]!, line: seed % 2 === 0 && seed % 3 !== 2 });
      for (let profile = 0; profile < 8; profile++) {
        const gains = gainsOf(parameters, profile);
        expectSame(Math.max(...gains), 0);
        losses += gains.filter((gain) => gain < 0).length;
      }
    }
    expect(losses).toBeGreaterThan(500);
  });

  it('breakpoints with steps in the order of values, interdependent: no lie ever gains', () => {
    const make = caseMaker(41);
    let losses = 0;
    for (let seed = 0; seed < 60; seed++) {
      const size = [2, 30, 2 ** 20][seed % 3]!;
      const made = interimParameters({ ...vcgShape, seed, isPrivate: false, transfer: 'breakpoints', line: true, reports: 12, size });
      const { classes, line, mechanism, reports } = made;
      const rising = (): Int32Array => Int32Array.from({ length: classes }, () => make.whole(2 * size) - size).sort();
      const [objectiveStep, valueStep] = [rising(), rising()];
      const table = (start: Int32Array, step: Int32Array): Int32Array =>
        Int32Array.from({ length: reports * classes }, (_, i) => start[i % classes]! + Math.floor(i / classes) * step[i % classes]!);
      const parameters = {
        ...made,
        line: { ...line!, objectiveStep, valueStep },
        typeValue: table(line!.valueStart, valueStep),
        mechanism: { ...mechanism, reportObjective: table(line!.objectiveStart, objectiveStep) },
      };
      for (let profile = 0; profile < 8; profile++) {
        const gains = gainsOf(parameters, profile);
        expectSame(Math.max(...gains), 0);
        losses += gains.filter((gain) => gain < 0).length;
      }
    }
    expect(losses).toBeGreaterThan(500);
  });

  it('without transfers a lie does gain', () => {
    const gains = Array.from(
      { length: 8 }, (_, profile) => Math.max(...gainsOf(interimParameters({ ...vcgShape, transfer: 'none' }), profile)),
    );
    expect(Math.max(...gains)).toBeGreaterThan(0);
  });

  it('full insurance by the mechanism itself changes no payoff', () => {
    const made = interimParameters({ ...vcgShape, seed: 5, isPrivate: false });
    const insured = { ...made, base: made.mechanism, paired: everyReport(made.reports), groupSize: 1 };
    const plain = { ...made, paired: everyReport(made.reports), groupSize: 1 };
    expect(runKernel(interim, 'prepareCpu', insured, 0, 50)).toEqual(runKernel(interim, 'prepareCpu', plain, 0, 50));
  });
});

describe('kernel interim: statistics', () => {
  it.each([1, 16, 64])('second moments of groups of %d follow from single profiles', (groupSize) => {
    const made = interimParameters({ ...vcgShape, transfer: 'none', isPrivate: false, reports: 3, paired: [0, 2], groupSize });
    const count = 2 * 64;
    const grouped = runKernel(interim, 'prepareCpu', made, 0, count);
    for (const name of ['gain', 'truth'] as const) {
      const length = name === 'gain' ? 4 : 2;
      const squares = [0, 1, 2].map(() => Array<number>(length).fill(0));
      const sums = Array<number>(length).fill(0);
      for (let from = 0; from < count; from += groupSize) {
        const group = Array<number>(length).fill(0);
        for (let profile = from; profile < from + groupSize; profile++) {
          whole(runKernel(interim, 'prepareReference', { ...made, groupSize: 1 }, profile, 1), name).forEach((x, i) => (group[i]! += x));
        }
        group.forEach((x, i) => {
          const q = BigInt(x) >> BigInt(groupShift(groupSize));
          const [h, l] = [q >> 12n, q & 4095n];
          [h * h, h * l, l * l].forEach((product, j) => (squares[j]![i]! += Number(product)));
          sums[i]! += x;
        });
      }
      expect(whole(grouped, name)).toEqual(sums);
      squares.forEach((expected, j) => expect([...grouped[`${name}Squares${j}`]!]).toEqual(expected));
      expect(total(grouped[`${name}Squares0`]!) + total(grouped[`${name}Squares2`]!)).toBeGreaterThan(0);
    }
  });

  it('every profile chooses a class; a truthful gain is zero', () => {
    const { choices, gainLow, gainHigh } = runKernel(
      interim, 'prepareCpu', interimParameters({ ...vcgShape, paired: [1, 4], groupSize: 2 }), 0, 500,
    );
    for (let r = 0; r < 7; r++) expect(total(choices!.slice(4 * r, 4 * r + 4))).toBe(500);
    expect([gainLow![0], gainHigh![0], gainLow![3], gainHigh![3]]).toEqual([0, 0, 0, 0]);
  });

  it('a degenerate rival: the second price against a known bid', () => {
    // The rival sits in cell 3 of 8, all of it; reports at its ends and beyond.
    const thresholds = Float64Array.from({ length: 9 }, (_, c) => (c <= 3 ? 0 : 2 ** 32));
    const none = { constants: new Int32Array(2), factors: [] };
    const objective = {
      constants: new Int32Array(2),
      factors: [{
        rowOf: Int32Array.of(0, -1), rows: 1, termRow: Int32Array.of(0), coordinates: Int32Array.of(0), multipliers: Int32Array.of(2 ** 20),
      }],
    };
    const typeValue = Int32Array.of(0, 3 * 2 ** 17 - 9, 0, 2 ** 19, 0, 2 ** 20);
    const zero = new Int32Array(6);
    const parameters: InterimParameters = {
      coordinates: [{ thresholds }], alternatives: 2, classes: 2, classOf: Int32Array.of(0,
        1), reports: 3, typeValue, ownValue: none, paired: Int32Array.of(), groupSize: 1,
      mechanism: {
        objective, othersWelfare: objective, reportObjective: typeValue.map((x, i) => (i % 2 === 0 ? 0 : x)), reportOthers: zero,
        transfer: 'vcg',
      },
    };
    const statistics = runKernel(interim, 'prepareCpu', parameters, 0, 1000);
    expect([...statistics.choices!]).toEqual([1000, 0, 0, 1000, 0, 1000]);
    const [low, middle, high] = whole(statistics, 'reportPart') as [number, number, number];
    expect(low).toBe(0);
    expect(high).toBe(middle);
    // Winners pay the rival's position, uniform on the cell.
    expect(-middle / 1000 / 2 ** 17).toBeGreaterThan(3.45);
    expect(-middle / 1000 / 2 ** 17).toBeLessThan(3.55);
  });
});
