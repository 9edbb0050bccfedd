/** The kernel `interim` on the shapes that bench/alternatives.py times. */
import type { InterimParameters } from '../kernels/interim/spec.ts';
import type { Factor, Functional } from '../kernels/linear/positions.ts';

const UNIFORM = Float64Array.of(0, 2 ** 32);
/** One unit of value in money units. */
const UNIT = 2 ** 25;
const none = (alternatives: number): Functional => ({ constants: new Int32Array(alternatives), factors: [] });

/** Single object: alternative 0 = the agent, j = the j-th rival, who bids `share` times a uniform value. */
export function auction(bidders: number, format: 'first' | 'second', reports: number, paired: number): InterimParameters {
  const share = format === 'first' ? (bidders - 1) / bidders : 1;
  const factor: Factor = {
    rowOf: Int32Array.from({ length: bidders }, (_, k) => k - 1),
    rows: bidders - 1,
    termRow: Int32Array.from({ length: bidders - 1 }, (_, j) => j),
    coordinates: Int32Array.from({ length: bidders - 1 }, (_, j) => j),
    multipliers: new Int32Array(bidders - 1).fill(Math.round(share * UNIT)),
  };
  const rivals: Functional = { constants: new Int32Array(bidders), factors: [factor] };
  const valueStep = Math.round(UNIT / reports);
  const bidStep = Math.round((share * UNIT) / reports);
  const table = (of: (r: number) => number): Int32Array =>
    Int32Array.from({ length: 2 * reports }, (_, at) => (at % 2 === 0 ? of(at >> 1) : 0));
  const step = (value: number): Int32Array => Int32Array.of(value, 0);
  return {
    coordinates: Array.from({ length: bidders - 1 }, () => ({ thresholds: UNIFORM })),
    alternatives: bidders,
    classes: 2,
    classOf: Int32Array.from({ length: bidders }, (_, k) => Number(k > 0)),
    reports,
    typeValue: table((r) => r * valueStep),
    ownValue: none(bidders),
    mechanism: {
      objective: rivals,
      othersWelfare: rivals,
      reportObjective: table((r) => r * bidStep),
      reportOthers: new Int32Array(2 * reports),
      transfer: format === 'first' ? 'table' : 'vcg',
      ...(format === 'first' ? { transferTable: table((r) => -r * bidStep) } : {}),
    },
    line: { objectiveStart: new Int32Array(2), objectiveStep: step(bidStep), valueStart: new Int32Array(2), valueStep: step(valueStep) },
    paired: Int32Array.from({ length: paired }, (_, p) => Math.floor((p * reports) / paired)),
    groupSize: 64,
  };
}

const OBJECTS = 3;
const OWNERS = 4;

/** Three objects, three bidders, a uniform number per bundle: 4^3 alternatives, 8 classes for the agent. VCG. */
export function multiObject(reports: number, paired: number): InterimParameters {
  const alternatives = OWNERS ** OBJECTS;
  const bundleOf = (k: number, bidder: number): number =>
    Array.from(
      { length: OBJECTS }, (_, object) => Number(Math.floor(k / OWNERS ** object) % OWNERS === bidder) << object,
    ).reduce((a, b) => a + b);
  const bundles = 2 ** OBJECTS - 1;
  const rival = (bidder: number): Factor => ({
    rowOf: Int32Array.from({ length: alternatives }, (_, k) => bundleOf(k, bidder) - 1),
    rows: bundles,
    termRow: Int32Array.from({ length: bundles }, (_, b) => b),
    coordinates: Int32Array.from({ length: bundles }, (_, b) => (bidder - 2) * bundles + b),
    multipliers: new Int32Array(bundles).fill(UNIT),
  });
  const others: Functional = { constants: new Int32Array(alternatives), factors: [rival(2), rival(3)] };
  // Any fixed values will do; those of a multiplicative congruence spread well.
  const table = Int32Array.from({ length: reports * (bundles + 1) }, (_, at) => (at % (bundles + 1) === 0 ? 0 : (at * 7919 * 4093) % UNIT));
  return {
    coordinates: Array.from({ length: 2 * bundles }, () => ({ thresholds: UNIFORM })),
    alternatives,
    classes: bundles + 1,
    classOf: Int32Array.from({ length: alternatives }, (_, k) => bundleOf(k, 1)),
    reports,
    typeValue: table,
    ownValue: none(alternatives),
    mechanism: {
      objective: others, othersWelfare: others, reportObjective: table, reportOthers: new Int32Array(table.length), transfer: 'vcg',
    },
    paired: Int32Array.from({ length: paired }, (_, p) => p),
    groupSize: 16,
  };
}

/** One dimension, K alternatives with slopes and levels of their own: the cost must grow no faster than K log K. */
export function manyAlternatives(alternatives: number, reports: number): InterimParameters {
  const slope = Int32Array.from({ length: alternatives }, (_, k) => Math.floor((k * UNIT) / alternatives / reports));
  const factor: Factor = {
    rowOf: Int32Array.from({ length: alternatives }, (_, k) => k),
    rows: alternatives,
    termRow: Int32Array.from({ length: alternatives }, (_, k) => k),
    coordinates: Int32Array.from({ length: alternatives }, (_, k) => k % 4),
    multipliers: Int32Array.from(
      { length: alternatives }, (_, k) => -Math.floor((UNIT * (k + ((k * 7919) % 101) / 101)) / (2 * alternatives)),
    ),
  };
  const others: Functional = { constants: new Int32Array(alternatives), factors: [factor] };
  const table = Int32Array.from({ length: reports * alternatives }, (_, at) => Math.floor(at / alternatives) * slope[at % alternatives]!);
  return {
    coordinates: Array.from({ length: 4 }, () => ({ thresholds: UNIFORM })),
    alternatives,
    classes: alternatives,
    classOf: Int32Array.from({ length: alternatives }, (_, k) => k),
    reports,
    typeValue: table,
    ownValue: none(alternatives),
    mechanism: {
      objective: others, othersWelfare: others, reportObjective: table, reportOthers: new Int32Array(table.length), transfer: 'vcg',
    },
    line: {
      objectiveStart: new Int32Array(alternatives), objectiveStep: slope, valueStart: new Int32Array(alternatives), valueStep: slope,
    },
    paired: new Int32Array(0),
    groupSize: 16,
  };
}
