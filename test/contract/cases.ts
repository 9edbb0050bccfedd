/** Odd sizes for every kernel: what the contract suite runs on every device. */
import type { SplittingParameters } from '../../kernels/binomial-splitting/spec.ts';
import type { DirectParameters } from '../../kernels/direct/spec.ts';
import type { MarketClearingParameters } from '../../kernels/market-clearing/spec.ts';
import { doubleAuctionMechanismsParameters } from '../kernels/double-auction-mechanisms-cases.ts';
import type { OrderStatisticsParameters } from '../../kernels/order-statistics/spec.ts';
import type { KernelName } from '../../kernels/registry.ts';
import { assignmentParameters, type AssignmentShape } from '../kernels/assignment-cases.ts';
import { reachParameters, type ReachShape } from '../kernels/reach-cases.ts';
import { walkGainsParameters, type WalkShape } from '../kernels/walk-gains-cases.ts';
import type { ContractCase } from './contract-case.ts';
import { cellErrorsCases, functionRegretCases, regretCases, reportGainsCases, worstRegretCases } from './mechanism-cases.ts';
import { exPostCases, interimCases } from './social-choice-cases.ts';

const ALL = 2 ** 32;

/** Thresholds of the law with cdf `law` on [0, 1] over J = `cells` equal cells. */
export const thresholdsOf = (cells: number, law: (x: number) => number = (x) => x): Float64Array =>
  Float64Array.from({ length: cells + 1 }, (_, j) => Math.round(law(j / cells) * ALL));

const square = (x: number): number => x * x;
const root = (x: number): number => Math.sqrt(x);
const fifths = (x: number): number => Math.floor(5 * x) / 5;
/** Cells on the middle third of the support: mass below x_0 and above x_J. */
const middle = (x: number): number => (1 + x) / 3;

function direct(
  title: string,
  sizes: readonly number[],
  rank: number,
  cells: number,
  count: number,
  laws: readonly ((x: number) => number)[] = [square, root, middle],
  first = 11,
): ContractCase {
  const groups = sizes.map((size, g) => ({ count: size, thresholds: thresholdsOf(cells, laws[g % laws.length]) }));
  const parameters: DirectParameters = { groups, rank, cells };
  return { title, parameters, first, count };
}

const lumps = (at: number): ((x: number) => number) => (x) => (x < at ? 0 : 1);

const directCases: ContractCase[] = [
  direct('N = 1, rank 0', [1], 0, 1, 301),
  direct('N = 1, rank 1', [1], 1, 9, 301),
  direct('N = 2, two laws', [1, 1], 1, 16, 301),
  direct('N = 3, rank N', [2, 1], 3, 7, 301),
  direct('N = 7, one law', [7], 4, 64, 333),
  direct('N = 7, three laws', [2, 4, 1], 3, 64, 333),
  direct('N = 16, rank 0', [9, 7], 0, 33, 97),
  direct('N = 16', [16], 8, 33, 97),
  direct('N = 17', [9, 8], 9, 100, 97),
  direct('N = 127, one law', [127], 64, 512, 61),
  direct('N = 127, odd groups', [64, 63], 64, 1024, 31),
  direct('N = 127, rank 0', [64, 63], 0, 256, 61),
  direct('N = 127, rank N', [63, 64], 127, 256, 61),
  direct('N = 127, rank 1', [63, 64], 1, 512, 61),
  direct('first group empty', [0, 40, 3], 20, 128, 61),
  direct('last group empty', [41, 0], 20, 128, 61),
  direct('N = 1001, mass outside the grid', [500, 501], 333, 256, 23, [middle]),
  direct('N = 1001, both ranks below the grid', [1001], 2, 256, 23, [middle]),
  direct('N = 1001, both ranks above the grid', [1001], 1000, 256, 23, [middle]),
  direct('N = 41, fine grid', [20, 21], 20, 2 ** 17, 3),
  direct('N = 20011', [10006, 10005], 10005, 128, 3),
  direct('ties: all in one cell', [30, 31], 30, 8, 61, [lumps(0.5)]),
  direct('ties: each group in a cell of its own', [30, 31], 30, 8, 61, [lumps(0.25), lumps(0.75)]),
  direct('ties: each group in a cell, rank at the gap', [30, 31], 31, 8, 61, [lumps(0.75), lumps(0.25)]),
  direct('ties: everything below the grid', [5, 50], 20, 8, 61, [() => 1]),
  direct('ties: everything above the grid', [5, 50], 20, 8, 61, [() => 0]),
  direct('one group below the grid, one above', [20, 20], 20, 8, 61, [() => 0, () => 1]),
  direct('two laws with no overlap', [40, 40], 40, 64, 61, [(x) => Math.min(1, 2 * x), (x) => Math.max(0, 2 * x - 1)]),
  direct('first beyond 2^32', [33, 34], 33, 128, 61, undefined, 5 * 2 ** 32 + 17),
  direct('across 2^32', [5, 4], 5, 128, 61, undefined, 2 ** 32 - 30),
  direct('across 3 * 2^32, many others', [65, 64], 60, 128, 41, undefined, 3 * 2 ** 32 - 20),
];

const orderStatistics = (title: string, others: number, rank: number, cells: number, first = 3): ContractCase => {
  const levels = Float64Array.from({ length: cells + 1 }, (_, j) => square(j / cells));
  return { title, parameters: { others, rank, levels } satisfies OrderStatisticsParameters, first, count: 517 };
};

const orderStatisticsCases: ContractCase[] = [
  orderStatistics('N = 1, rank 0', 1, 0, 4),
  orderStatistics('N = 1, rank 1', 1, 1, 4),
  orderStatistics('N = 2', 2, 1, 16),
  orderStatistics('N = 7, rank N', 7, 7, 64),
  orderStatistics('N = 127', 127, 64, 1024),
  orderStatistics('N = 2 million', 1_999_999, 1_000_000, 4096),
  orderStatistics('across 2^32', 127, 64, 1024, 2 ** 32 - 100),
];

function splitting(
  title: string,
  sizes: readonly number[],
  rank: number,
  cells: number,
  laws: readonly ((x: number) => number)[] = [square, root, middle],
  first = 3,
): ContractCase {
  const groups = sizes.map((count, g) => ({
    count, levels: Float64Array.from({ length: cells + 1 }, (_, j) => laws[g % laws.length]!(j / cells)),
  }));
  return { title, parameters: { groups, rank } satisfies SplittingParameters, first, count: 311 };
}

const splittingCases: ContractCase[] = [
  splitting('N = 1, rank 0', [1], 0, 4),
  splitting('N = 1, rank 1', [1], 1, 4),
  splitting('N = 12, no split', [5, 7], 6, 16),
  splitting('N = 13', [6, 7], 6, 16),
  splitting('N = 127, rank 0', [64, 63], 0, 64),
  splitting('N = 127, rank N', [64, 63], 127, 64),
  splitting('N = 127, rank 1', [64, 63], 1, 64),
  splitting('N = 8191, three laws', [4000, 4000, 191], 4096, 1024),
  splitting('N = 2 million', [1_000_000, 999_999], 1_000_000, 4096),
  splitting('one group empty', [0, 400], 200, 64),
  splitting('ties: all in one cell', [300, 310], 300, 8, [lumps(0.5)]),
  splitting('ties: each group in a cell of its own', [300, 310], 300, 8, [lumps(0.25), lumps(0.75)]),
  splitting('mass outside the grid', [500, 501], 333, 64, [middle]),
  splitting('everything below the grid', [50, 60], 70, 8, [() => 1]),
  splitting('across 2^32', [64, 63], 64, 64, undefined, 2 ** 32 - 100),
  splitting('shares of one half and means of ten, ties of pivots', [20, 20], 20, 64, [(x) => x]),
  splitting('unequal sides', [3, 5000], 2, 512),
  splitting('atoms beside densities', [700, 300], 500, 512, [(x) => (x + fifths(x)) / 2, square]),
  splitting('N = 33 million', [2 ** 24, 2 ** 24], 2 ** 23, 4096),
  splitting('more than a GPU draws of a group', [2 ** 24 + 1, 5], 2 ** 23, 64),
  splitting('levels far below others', [40, 4000], 30, 64, [(x) => (x < 0.5 ? 1e-200 : x), root]),
  splitting('subnormal levels', [40, 41], 30, 64, [(x) => (x < 0.5 ? 5e-324 : x), root]),
  splitting('eight groups', [1, 30, 0, 200, 7, 5000, 64, 63], 2000, 200),
  splitting('nine groups', [1, 30, 0, 200, 7, 5000, 64, 63, 9], 2000, 200),
];

function marketClearing(
  title: string, sellers: number, buyers: number, kappa: number, first = 3, cells = 64, laws = [square, root], count = 211,
): ContractCase {
  const [costThresholds, valueThresholds] = laws.map((law) => thresholdsOf(cells, law));
  const parameters: MarketClearingParameters = {
    sellers, buyers, kappa, costThresholds: costThresholds!, valueThresholds: valueThresholds!,
  };
  return { title, parameters, first, count };
}

const marketClearingCases: ContractCase[] = [
  marketClearing('1 x 1', 1, 1, 0),
  marketClearing('3 x 5', 3, 5, 0.5),
  marketClearing('64 x 63', 64, 63, 1),
  marketClearing('9 x 8 across 2^32', 9, 8, 0.25, 2 ** 32 - 100),
  marketClearing('16 x 16, one cell', 16, 16, 0.5, 3, 1),
  marketClearing('40 x 61, many cells', 40, 61, 0.5, 3, 2 ** 16, [square, root], 61),
  marketClearing('60 x 37, ties everywhere', 60, 37, 0.5, 3, 2 ** 16, [fifths, fifths], 61),
  marketClearing('11 x 16, nobody trades', 11, 16, 0.5, 3, 64, [(x) => (x < 0.75 ? 0 : 4 * x - 3), (x) => Math.min(1, 2 * x)]),
];

const mechanismCases: ContractCase[] = ([[1, 1], [3, 5], [64, 63], [2, 9]] as const).map(([sellers, buyers], i) => ({
  title: `${sellers} x ${buyers}${i === 3 ? ' across 2^32' : ''}`,
  parameters: doubleAuctionMechanismsParameters(i, sellers, buyers), first: i === 3 ? 2 ** 32 - 100 : 3, count: 203,
}));

function assignment(
  title: string,
  bidders: number,
  objects: number,
  shape: Partial<AssignmentShape> = {},
  first = 3,
  count = 67,
): ContractCase {
  return { title, parameters: assignmentParameters({ bidders, objects, ...shape }), first, count };
}

const assignmentCases: ContractCase[] = [
  assignment('one bidder, one object', 1, 1),
  assignment('one bidder, five objects', 1, 5),
  assignment('eight bidders, one object', 8, 1, { bidder: 3 }),
  assignment('6 x 4', 6, 4),
  assignment('4 x 6, the last bidder', 4, 6, { bidder: 3, reports: 9 }),
  assignment('17 x 5, three laws', 17, 5, { bidder: 8, laws: 3 }),
  assignment('4 x 37', 4, 37, { laws: 3 }),
  assignment('ties everywhere', 7, 5, { size: 3, reports: 17 }),
  assignment('ties everywhere, more objects', 4, 7, { size: 2, bidder: 1 }),
  assignment('ties that count for the highest type', 6, 4, { size: 4, bidder: 2, reports: 17, within: 0 }),
  assignment('near ties', 4, 5, { size: 40, laws: 3, bidder: 1, reports: 17, within: 5 }),
  assignment('everything worth nothing', 3, 3, { size: 0 }),
  assignment('no types', 3, 2, { types: 0 }),
  assignment('across 2^32', 5, 3, {}, 2 ** 32 - 30),
];

const reachDefaults: ReachShape = {
  seed: 1, alternatives: 5, classes: 2, reports: 9, coordinates: 4, directions: 4, radii: 7, size: 2 ** 20, apart: true,
};

const reach = (title: string, shape: Partial<ReachShape>, first = 5, count = 101): ContractCase =>
  ({ title, parameters: reachParameters({ ...reachDefaults, ...shape }), first, count });

const reachCases: ContractCase[] = [
  reach('one alternative', { alternatives: 1, classes: 1 }),
  reach('two classes', { seed: 2 }),
  reach('two classes, some out of reach', { seed: 3, excludingClasses: 5 }),
  reach('two classes, some alternatives out of reach', { seed: 4, excluding: 3 }),
  reach('two classes, ties everywhere', { seed: 5, size: 2 }),
  reach('two classes, ties, equal reports', { seed: 6, size: 1, equalTables: true }),
  reach('two classes, rivals alike', { seed: 17, alike: true, alternatives: 7, coordinates: 6, directions: 6 }),
  reach('three classes, rivals alike', { seed: 18, alike: true, alternatives: 9, classes: 3, coordinates: 8, directions: 8, excluding: 5 }),
  reach('one direction', { seed: 19, apart: false, directions: 1, classes: 4, alternatives: 7, excluding: 9 }),
  reach('one direction, ties everywhere', { seed: 20, apart: false, directions: 1, classes: 3, size: 2, hulls: true }),
  reach('eight classes', { seed: 7, alternatives: 11, classes: 8, excluding: 9, radii: 3 }),
  reach('eight classes, ties everywhere', { seed: 8, alternatives: 8, classes: 8, size: 3, radii: 2 }),
  reach('shared coordinates', { seed: 9, apart: false, classes: 3, excluding: 9 }),
  reach('two directions with hulls', { seed: 10, apart: false, classes: 4, directions: 2, hulls: true }),
  reach('two directions with hulls, 37 reports, ties everywhere', {
    seed: 21, apart: false, classes: 3, directions: 2, hulls: true, reports: 37, radii: 3, size: 3, excluding: 40,
  }, 5, 41),
  reach('shared coordinates, one class of all', { seed: 22, apart: false, classes: 1, directions: 3, excluding: 9 }, 5, 41),
  reach('bounds', { seed: 11, apart: false, classes: 4, unsure: 2 }),
  reach('bounds, ties everywhere', { seed: 12, apart: false, classes: 3, unsure: 2, size: 2 }),
  reach('33 reports, 17 draws', { seed: 13, reports: 33, coordinates: 17, directions: 9, radii: 16 }, 5, 61),
  reach('one radius, which moves nothing', { seed: 14, radii: 1 }),
  reach('no draws', { seed: 15, coordinates: 0 }),
  reach('across 2^32', { seed: 16, classes: 3 }, 2 ** 32 - 50),
];

const walkDefaults: WalkShape = { seed: 1, alternatives: 3, classes: 3, coordinates: 4, size: 2 ** 24, walks: [4, -3, 4] };

const walk = (title: string, shape: Partial<WalkShape>, first = 5, count = 97): ContractCase =>
  ({ title, parameters: walkGainsParameters({ ...walkDefaults, ...shape }), first, count });

const walkGainsCases: ContractCase[] = [
  walk('one alternative', { alternatives: 1, classes: 1, walks: [3] }),
  walk('three alternatives', { seed: 2 }),
  walk('one class of three alternatives', { seed: 3, classes: 1 }),
  walk('eleven alternatives in seven classes, fine coordinates', { seed: 4, alternatives: 11, classes: 7, cells: 23, fine: true }, 5, 41),
  walk('ties everywhere', { seed: 5, alternatives: 7, classes: 5, size: 2 }),
  walk('lines of one slope', { seed: 6, alternatives: 6, classes: 6, size: 3, flat: true }),
  walk('lies alone, walks of one step and of two', { seed: 7, walks: [-1, -2, -9] }),
  walk('no draws', { seed: 8, coordinates: 0 }),
  walk('seventy walks', { seed: 9, walks: Array.from({ length: 70 }, (_, w) => [4, -2, 5][w % 3]!) }, 5, 19),
  walk('across 2^32', { seed: 10, walks: [5, 6] }, 2 ** 32 - 90),
];

/** A kernel without cases fails the suite. */
export const cases: Readonly<Record<KernelName, readonly ContractCase[]>> = {
  direct: directCases,
  'order-statistics': orderStatisticsCases,
  'binomial-splitting': splittingCases,
  'market-clearing': marketClearingCases,
  'double-auction-mechanisms': mechanismCases,
  interim: interimCases,
  'ex-post': exPostCases,
  assignment: assignmentCases,
  reach: reachCases,
  'walk-gains': walkGainsCases,
  regret: regretCases,
  'function-regret': functionRegretCases,
  'report-gains': reportGainsCases,
  'worst-regret': worstRegretCases,
  'cell-errors': cellErrorsCases,
};
