/** Certificates about laws that are functions of one's own: proved from the values that the file gives, which every statement names. */
import { describe, expect, it } from 'vitest';
import { locallyRobustScenario } from '../../../scenarios/locally-robust/scenario.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { tabulatedEvenly } from '../../../src/distributions/tabulated.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { sideOf } from '../../../src/environment/two-agent.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { typeGrid } from '../../../src/kinds/field/grid.ts';
import { continuumFile, doubleAuctionFile, exPostFile } from '../../../src/kinds/field/proofs.ts';
import { menuFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { radiusFile } from '../../../src/kinds/robust/proofs.ts';
import type { BeliefsQuestion } from '../../../src/kinds/robust/study-point.ts';
import { doubleAuctionLeastEpsilon } from '../../../src/notions/least-epsilon/double-auction.ts';
import { judgeDoubleAuctionFile } from '../../../src/notions/verify/double-auction.ts';
import { judgeExPostFile } from '../../../src/notions/verify/ex-post.ts';
import { judgeFieldFile } from '../../../src/notions/verify/field.ts';
import { judgeMenuFile } from '../../../src/notions/verify/menu.ts';
import { judgeRobustFile } from '../../../src/notions/verify/robust.ts';
import { defaultsOf } from '../../../src/study/points.ts';

/** The law of cdf x^power, as a function that no text tells. */
const own = (power: number): Distribution => ({
  text: 'mine', support: [0, 1], cdf: (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x ** power), quantile: (p) => p ** (1 / power),
});

function subjectOf(law: Distribution) {
  const problem = valueTable({
    agents: ['one', 'two'], alternatives: ['A', 'B'], signals: 'per-alternative', law, coefficients: [[[1, 0], [0.5, 1]], [[1, 0], [0, 1]]],
  }) as LinearProblem;
  const space = ownSpace(problem, 0);
  return { problem, space, name: 'one', ...typeGrid(space, { cells: 4 }) };
}

interface Written extends Record<string, unknown> {
  readonly problem: { readonly signals: readonly Record<string, unknown>[] };
  readonly points: readonly number[];
  readonly atMost: number;
}

const copy = (file: unknown): Written => JSON.parse(JSON.stringify(file)) as Written;
const square = { kind: 'path', points: [[0, 0], [0.75, 0], [0.75, 1], [0, 1]] } as const;
const level = { confidence: 0.99, values: {} };
const functions = [{ file: 'mine.ts', sha256: 'a'.repeat(64) }];
/** `0.0700 within 0.0015` */
const measuredIn = (what: string): [number, number] =>
  [1, 2].map((part) => Number(/([-.\de]+) within ([-.\de]+) on/.exec(what)![part])) as [number, number];

describe('walks under laws that are given by a table', () => {
  it('are measured as under the same law by its text, and the statement says what is taken as given', () => {
    const fileFor = (law: Distribution) => copy(continuumFile(subjectOf(law), square, { atLeast: 0.06, ...level }));
    const told = judgeFieldFile(fileFor(parseDistribution('uniform(0,1)', 'law')));
    const table = fileFor(own(1));
    const given = judgeFieldFile({ ...table, functions });
    expect([told.faults, given.faults]).toEqual([[], []]);
    expect(told.what).not.toMatch(/given/);
    expect(given.what).toMatch(
      /\. Taken as given, not checked: 2049 values .* of s1\[A\], s1\[B\], s2\[A\], s2\[B\], a function in mine\.ts, sha256 a{64}$/,
    );
    const [[mean, half], [same, wider]] = [measuredIn(told.what), measuredIn(given.what)];
    expect(Math.abs(mean - same)).toBeLessThan(1e-4);
    expect(wider).toBeGreaterThan(half);
    expect(wider).toBeLessThan(half + 0.002);
    const wrong = judgeFieldFile({ ...table, atLeast: 0.09 });
    expect(wrong.faults.join()).toMatch(/^the walk gains/);
    expect(wrong.what).toMatch(/a function of which the file does not say where it is$/);
  });

  it('allow for any law with the same masses between the points', () => {
    // Others lie at the lower or the upper ends of eight cells: laws that no table of eight cells tells from the uniform one.
    const uniform = parseDistribution('uniform(0,1)', 'law');
    const coarse = tabulatedEvenly({ ...uniform, text: 'mine' }, 8)!;
    const file = copy(continuumFile(subjectOf(uniform), square, { atLeast: 0, ...level }));
    for (const signal of file.problem.signals) Object.assign(signal, { law: coarse, tabulated: true });
    const [mean, half] = measuredIn(judgeFieldFile(file).what);
    const gainAt = ([z, w]: readonly [number, number]): number => {
      let gain = 0;
      square.points.forEach(([a, b], j) => {
        const [c, d] = square.points[(j + 1) % 4]!;
        for (let n = 0; n < 200; n++) {
          const share = (n + 0.5) / 200;
          const isA = 1.5 * (a + share * (c - a)) + z > b + share * (d - b) + w;
          gain -= (isA ? c - a : d - b) / 200;
        }
      });
      return gain / 3.5;
    };
    const ends = Array.from({ length: 8 }, (_, j) => j / 8);
    for (const [up, right] of [[0, 0.1249], [0.1249, 0], [0.06, 0.06]] as const) {
      const exact = ends.flatMap((z) => ends.map((w) => gainAt([z + up, w + right]))).reduce((sum, x) => sum + x) / 64;
      expect(Math.abs(exact - mean)).toBeLessThanOrEqual(half + 0.005);
    }
    expect(half).toBeGreaterThan(0.01);
  });
});

describe('other certificates from tables', () => {
  it('bound a double auction by values at the points of the file alone, all of which have to be there', () => {
    const fileFor = (value: Distribution) => {
      const market = doubleAuction({ sellers: 2, buyers: 1, kappa: 0, cost: parseDistribution('uniform(0,1)', 'law'), value });
      return copy(doubleAuctionFile(market, doubleAuctionLeastEpsilon(market, 0, 0.02, 1e-6), 0, {}));
    };
    const [told, table] = [fileFor(parseDistribution('beta(2,1)', 'law')), fileFor(own(2))];
    expect([told.tabulated, table.tabulated]).toEqual([undefined, ['value']]);
    const judged = judgeDoubleAuctionFile({ ...table, functions });
    expect(judged.faults).toEqual([]);
    expect(judged.what).toMatch(/values of the distribution function at the points of the law of values, a function in mine\.ts/);
    expect(judgeDoubleAuctionFile({ ...table, atMost: table.atMost * 0.9, atLeast: 0 }).faults.join()).toMatch(/money need not suffice/);
    const points = table.points.toSpliced(1, 0, table.points[1]! / 2);
    expect(() => judgeDoubleAuctionFile({ ...table, points })).toThrow(/^value: must give the distribution function at/);
    expect(() => judgeDoubleAuctionFile({ ...table, value: 'beta(2,1)' })).toThrow(/^value: must be piecewise-linear/);
  });

  it('need the ends of supports alone where every profile is judged by itself', () => {
    const cycle = { profile: [0.4, 0.5, 0.5, 0.6], types: [[0.4, 0.69], [0.4, 0.71], [0.2, 0.4]], ratio: 0 };
    const file = copy(exPostFile(subjectOf(own(3)), cycle, {}));
    expect(file.problem.signals[0]).toMatchObject({ law: 'piecewise-linear(0:0,1:1)', tabulated: true });
    expect(judgeExPostFile({ ...file, functions }).what).toMatch(/Taken as given, not checked: both ends of the law of s1\[A\]/);
  });

  it('bound a radius by masses of even cells and of the belief', () => {
    const question = locallyRobustScenario.environment(defaultsOf(locallyRobustScenario)) as BeliefsQuestion;
    const side = (law: Distribution) => ({ ...sideOf(question, 0), beliefs: [law] });
    const claim = { quantity: 'robustRadius', metric: 'total-variation', lower: 0.183503, upper: 0.183504 } as const;
    const file = copy(radiusFile(side({ ...own(1) }), claim, {}));
    expect(file.tabulated).toBe(true);
    // Without a pair nothing shows that more is too much.
    expect(judgeRobustFile(file).faults.join()).toMatch(/^no pair and belief show/);
    expect(judgeRobustFile(file).what).toMatch(/Taken as given, not checked: 8193 values of .* of the law of the other's type/);
    expect(judgeRobustFile({ ...file, atLeast: 0.3, atMost: 1 }).faults.join()).toMatch(/gains by reporting/);
    expect(() => judgeRobustFile({ ...file, law: 'piecewise-linear(0:0,1:1)' })).toThrow(/^law: must give the distribution function at/);
  });

  it('bound what a menu loses, whatever lies between the points of the table', () => {
    const uniform = parseDistribution('uniform(0,1)', 'law');
    const menu = { weights: [0.8, 1], lotteries: [[1, 0], [0, 1], [0.5, 0.5]], prices: [0, 0, 0.05] };
    const fileFor = (law: Distribution) => copy(menuFile(subjectOf(law).problem, menu, { lossAtMost: 0.05, ...level }));
    const table = fileFor(own(1));
    const given = judgeMenuFile({ ...table, functions });
    expect(given.faults).toEqual([]);
    expect(given.what).toMatch(/\. Taken as given, not checked: 2049 values .* of s1\[A\], .*, a function in mine\.ts, sha256 a{64}$/);
    expect(measuredIn(given.what)[1]).toBeLessThan(0.005);
    // Of eight cells: laws with all their mass at one place of every cell lose as much as that allows, and no more.
    const coarse = tabulatedEvenly({ ...uniform, text: 'mine' }, 8)!;
    for (const signal of table.problem.signals) Object.assign(signal, { law: coarse });
    const wide = judgeMenuFile({ ...table, lossAtMost: -1 });
    const [middle, around] = measuredIn(wide.what);
    expect(wide.faults.join()).toMatch(/^it loses/);
    const lossAt = (end: number): number => {
      const places = Array.from({ length: 8 }, (_, j) => j / 8 + end);
      const all = places.flatMap((a) => places.flatMap((b) => places.flatMap((c) => places.map((d) => {
        const [scores, worth] = [[0.8 * a + c, 0.8 * b + d], [1.5 * a + c, b + d]];
        const totals = menu.lotteries.map((lottery, j) => lottery[0]! * scores[0]! + lottery[1]! * scores[1]! + menu.prices[j]!);
        const [p, q] = menu.lotteries[totals.indexOf(Math.max(...totals))]!;
        return Math.max(...worth) - p! * worth[0]! - q! * worth[1]!;
      }))));
      return all.reduce((sum, x) => sum + x) / all.length;
    };
    for (const end of [0, 0.06, 0.1249]) expect(Math.abs(lossAt(end) - middle)).toBeLessThan(1.05 * around);
  });
});
