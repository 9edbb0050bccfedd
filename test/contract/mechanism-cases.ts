/** Cases of the kernels that take a mechanism: a network, or code. */
import type { CellErrorsParameters } from '../../kernels/cell-errors/spec.ts';
import type { WorstRegretParameters } from '../../kernels/worst-regret/spec.ts';
import type { ReportGainsParameters } from '../../kernels/report-gains/spec.ts';
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { numbersFrom, randomTensor, regretParameters, type RegretShape } from '../kernels/regret-cases.ts';
import type { ContractCase } from './contract-case.ts';

/** Amounts counted in another unit than money. */
const counted = (given: ContractCase, factor: number): ContractCase => {
  const parameters = given.parameters as { readonly unit: number };
  return {
    ...given, title: `${given.title}, amounts in ${factor} of a unit`, parameters: { ...parameters, amountUnit: parameters.unit * factor },
  };
};

const regretOf = (title: string, shape: Partial<RegretShape>, first = 5, count = 7): ContractCase =>
  ({ title, parameters: regretParameters({ seed: 1, bidders: 2, objects: 2, first, count, ...shape }), first, count });

export const regretCases: ContractCase[] = [
  regretOf('two bidders, two objects', {}),
  regretOf('one bidder, one object', { bidders: 1, objects: 1 }),
  regretOf('three bidders, unequal sides, unit demand', { seed: 2, bidders: 3, objects: 4, unitDemand: true, boxes: 33 }),
  regretOf('one box, no steps', { seed: 3, boxes: 1, steps: 0 }),
  regretOf('offers', { seed: 4, menu: true, bidders: 2, objects: 3 }),
  regretOf('outcomes alone', { seed: 5, agents: [] }),
  regretOf('the second bidder alone', { seed: 6, agents: [1] }),
  regretOf('far from zero', { seed: 7, low: 1000, high: 1003 }),
  regretOf('across 2^32', { seed: 8, boxes: 9 }, 2 ** 32 - 3),
  counted(regretOf('two bidders', { boxes: 3 }), 1 / 8),
];

/** Two bidders or three, by size of their bids' squares; what is paid is smooth, and not what makes truth best. */
const SHARED = `var mechanism = { default: (bids) => {
  const total = bids[0].map((_, j) => bids.reduce((sum, own) => sum + own[j] ** 2, 0.25));
  const allocation = bids.map((own) => own.map((bid, j) => bid ** 2 / total[j]));
  return { allocation, payments: bids.map((own, i) => own.reduce((sum, bid, j) => sum + bid * allocation[i][j] / 2, 0)) };
} };`;

const functionRegretOf = (title: string, shape: Partial<RegretShape>, slope = 0, first = 5, count = 7): ContractCase => {
  const { mechanism: { bidders, objects }, ...asked } = regretParameters({ seed: 1, bidders: 2, objects: 2, first, count, ...shape });
  const reports = Array.from({ length: bidders }, (_, i) => Float64Array.from({ length: 6 * objects }, (_, k) => {
    const c = i * objects + (k % objects);
    return asked.low[c]! + ((k * 7) % 11) / 10 * (asked.high[c]! - asked.low[c]!);
  }));
  const { boxes } = asked.effort;
  return {
    title, first, count,
    parameters: {
      low: asked.low, high: asked.high, first, types: asked.types, agents: asked.agents, unit: asked.unit, unitDemand: asked.unitDemand,
      mechanism: { source: SHARED, bidders, objects, payments: [0, 4000 * objects] },
      search: slope > 0 ? { kind: 'slope', slope, boxes, gap: 1e-3 } : { kind: 'list', reports },
    },
  };
};

export const functionRegretCases: ContractCase[] = [
  functionRegretOf('two bidders, two objects, a list', {}),
  functionRegretOf('two bidders, two objects, a bound of slopes', {}, 4),
  functionRegretOf('one bidder, one object', { seed: 2, bidders: 1, objects: 1 }, 4),
  functionRegretOf('three bidders, unequal sides, unit demand', { seed: 3, bidders: 3, objects: 4, unitDemand: true, boxes: 33 }, 4),
  functionRegretOf('the second bidder alone', { seed: 4, agents: [1] }),
  functionRegretOf('outcomes alone, across 2^32', { seed: 5, agents: [] }, 0, 2 ** 32 - 3),
  functionRegretOf('one report', { seed: 6, boxes: 1 }, 4),
];

const reportGainsOf = (
  title: string, shape: Partial<RegretShape>, bidder: number, first = 5, count = 9, listed = 5,
): ContractCase => {
  const { mechanism, types, low, high } = regretParameters({ seed: 1, bidders: 2, objects: 2, first, count, ...shape });
  const reports = Float64Array.from({ length: listed * mechanism.objects }, (_, k) => {
    const c = bidder * mechanism.objects + (k % mechanism.objects);
    return low[c]! + ((k * 7) % 11) / 10 * (high[c]! - low[c]!);
  });
  return { title, parameters: { mechanism, bidder, reports, first, types, unit: 2 ** -30, coarse: 2 ** -10 }, first, count };
};

const reportGainsOfCode = ({ title, parameters, ...range }: ContractCase): ContractCase => {
  const { mechanism: { bidders, objects }, ...asked } = parameters as ReportGainsParameters;
  return { ...range, title: `${title}, code`, parameters: { ...asked, mechanism: { source: SHARED, bidders, objects, payments: [0, 9] } } };
};

/** Curves of sums of bids, by gathers and a scale, behind each other and beside each other. */
function curvesOfSums(bidders: number, objects: number): NetworkMechanism {
  const next = numbersFrom(11);
  const inputs = bidders * objects;
  const tensors = new Map([
    ['w1', randomTensor(next, [5, inputs], 4)], ['b1', randomTensor(next, [5])], ['w2', randomTensor(next, [inputs, 5])],
    ['w3', randomTensor(next, [inputs, inputs], 3)],
  ]);
  return compileNetwork({
    format: 'misreport.network/1', bidders, objects, amounts: 'amounts', payments: 'payments', nodes: [
      { name: 'moved', op: 'scale', of: 'bids', factor: 2, shift: -1 }, { name: 'flat', op: 'reshape', of: 'moved', shape: [inputs] },
      { name: 'd1', op: 'dense', of: 'flat', weight: 'w1', bias: 'b1' }, { name: 'h1', op: 'tanh', of: 'd1' },
      { name: 'd2', op: 'dense', of: 'h1', weight: 'w2' }, { name: 'h2', op: 'tanh', of: 'd2' },
      { name: 'd3', op: 'dense', of: 'flat', weight: 'w3' }, { name: 'h3', op: 'sigmoid', of: 'd3' },
      { name: 'both', op: 'multiply', of: ['h2', 'h3'] }, { name: 'amounts', op: 'reshape', of: 'both', shape: [bidders, objects] },
      { name: 'worth', op: 'multiply', of: ['amounts', 'bids'] }, { name: 'payments', op: 'sum', of: 'worth', axis: 1 },
    ],
  }, tensors);
}

const parted = (given: ContractCase): ContractCase => {
  const { mechanism: { bidders, objects }, ...asked } = given.parameters as ReportGainsParameters;
  return { ...given, parameters: { ...asked, mechanism: curvesOfSums(bidders, objects), parted: true } };
};

const single = (given: ContractCase): ContractCase =>
  ({ ...given, title: `${given.title}, single precision`, parameters: { ...(given.parameters as object), single: true } });

const whole = (given: ContractCase): ContractCase => ({ ...given, parameters: { ...(given.parameters as object), whole: true } });

export const reportGainsCases: ContractCase[] = [
  parted(reportGainsOf('curves in parts', { seed: 10 }, 1, 2 ** 32 - 19, 37, 19)),
  reportGainsOf('two bidders, two objects', {}, 1),
  single(reportGainsOf('three bidders, a block of doubles and one', { seed: 3, bidders: 3, objects: 2 }, 2, 5, 9, 17)),
  reportGainsOf('one bidder, one object', { seed: 2, bidders: 1, objects: 1 }, 0),
  reportGainsOf('three bidders, unequal sides', { seed: 3, bidders: 3, objects: 4 }, 2),
  reportGainsOf('offers', { seed: 4, menu: true, objects: 3 }, 0),
  reportGainsOf('across 2^32', { seed: 5 }, 0, 2 ** 32 - 4),
  reportGainsOfCode(reportGainsOf('two bidders, two objects', {}, 1)),
  reportGainsOf('two reports', { seed: 6 }, 0, 5, 9, 2),
  parted(reportGainsOf('curves of few reports', { seed: 11, bidders: 3 }, 2)),
  whole(reportGainsOf('moments', {}, 0)),
  whole(parted(reportGainsOf('moments and parts, three objects', { bidders: 1, objects: 3 }, 0, 5, 9, 9))),
  whole(reportGainsOf('moments, many reports', { bidders: 3 }, 1, 5, 9, 19)),
  reportGainsOf('half a block of reports', { seed: 7, bidders: 3 }, 2, 5, 9, 8),
  reportGainsOf('more reports than half a block', { seed: 8 }, 1, 5, 9, 9),
  reportGainsOf('a block of reports and one', { seed: 9, menu: true }, 1, 5, 9, 17),
  single(parted(reportGainsOf('curves in parts', { seed: 10 }, 1, 2 ** 32 - 19, 37, 67))),
  single(parted(reportGainsOf('curves of few reports', { seed: 11, bidders: 3 }, 2))),
  single(reportGainsOf('reports of one profile in both halves of a block', { seed: 12 }, 0, 5, 11, 7)),
  single(whole(reportGainsOf('moments', {}, 0))),
  counted(reportGainsOf('three bidders, unequal sides', { seed: 3, bidders: 3, objects: 4 }, 2), 1 / 8),
  counted(reportGainsOf('offers', { seed: 4, menu: true, objects: 3 }, 0), 1 / 8),
  counted(reportGainsOfCode(reportGainsOf('two bidders, two objects', {}, 1)), 1 / 8),
  counted(single(whole(reportGainsOf('moments', {}, 0))), 1 / 8),
  counted(single(reportGainsOf('a block of singles and one', { seed: 9 }, 1, 5, 9, 17)), 1 / 8),
];

const worstRegretOf = (title: string, shape: Partial<RegretShape>, first = 5, parts = 1): ContractCase => {
  const { mechanism, low, high, agents, effort: { boxes, gap }, unit } = regretParameters(
    { seed: 1, bidders: 2, objects: 2, first, count: 1, ...shape });
  const parameters: WorstRegretParameters = { mechanism, low, high, first, agents, floors: agents.map((a) => a / 8), gap, boxes, parts,
    unit };
  return { title, parameters, first, count: agents.length * parts };
};

export const worstRegretCases: ContractCase[] = [
  worstRegretOf('two bidders, two objects', {}),
  worstRegretOf('one bidder, one object, one box', { bidders: 1, objects: 1, boxes: 1 }),
  worstRegretOf('three bidders, the last two', { seed: 2, bidders: 3, objects: 2, agents: [1, 2], boxes: 33 }),
  worstRegretOf('offers', { seed: 4, menu: true, objects: 3 }),
  worstRegretOf('across 2^32', { seed: 8, bidders: 3, boxes: 9 }, 2 ** 32 - 1),
  worstRegretOf('two bidders in three parts each', { seed: 9, boxes: 200 }, 2 ** 32 - 2, 3),
];

/** Cells along the diagonal of her box; caps that every other error passes. */
const cellErrorsOf = (title: string, shape: Partial<RegretShape>, bidder: number, first = 5, count = 6, cells = 3): ContractCase => {
  const { mechanism, types, low, high } = regretParameters({ seed: 1, bidders: 2, objects: 2, first, count, ...shape });
  const { objects } = mechanism;
  const ends = (side: number): Float64Array => Float64Array.from({ length: cells * objects }, (_, k) => {
    const c = bidder * objects + (k % objects);
    return low[c]! + ((Math.floor(k / objects) + side) / cells) * (high[c]! - low[c]!);
  });
  const caps = Float64Array.from({ length: cells * (objects + 2) }, (_, k) => (k % 2 === 0 ? 1 : 2 ** -6));
  const parameters: CellErrorsParameters = { mechanism, bidder, low: ends(0), high: ends(1), caps, first, types, unit: 2 ** -20 };
  return { title, parameters, first, count };
};

export const cellErrorsCases: ContractCase[] = [
  cellErrorsOf('two bidders, two objects', {}, 1),
  cellErrorsOf('one bidder, one object, one cell', { bidders: 1, objects: 1 }, 0, 5, 6, 1),
  cellErrorsOf('three bidders, unequal sides', { seed: 3, bidders: 3, objects: 4 }, 2, 5, 3, 2),
  cellErrorsOf('far from zero', { seed: 7, low: 1000, high: 1003 }, 0),
  cellErrorsOf('across 2^32', { seed: 5 }, 0, 2 ** 32 - 3),
  counted(cellErrorsOf('two bidders', { seed: 2 }, 1), 4),
];
