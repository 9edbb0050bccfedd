/**
 * Kernel `interim` on the CPU. Sixteen profiles go side by side through functionals, classes and choices (kernels/simd);
 * every report takes the best of C classes, or, on a line, all reports are read off the upper envelope of C lines.
 */
import type { ChunkRunner, Kernel, Statistics } from '../kernel.ts';
import { isZeroFunctional } from '../linear/evaluate.ts';
import { createFunctionalBank, createLaneDrawer, type FunctionalBank } from '../linear/lanes.ts';
import { classOrder } from '../linear/pool.ts';
import { createWorkbench, ITEM, LANES, type Workbench } from '../simd/workbench.ts';
import { createClassView, functionalsOf } from './class-view.ts';
import { createInsuredOutcomes, createOutcomes, type Outcomes } from './outcomes.ts';
import { createPiecePairs, createReportPairs, type PairMoments } from './pairs.ts';
import { createPieceAdder, isPiecewiseConstant } from './pieces.ts';
import { prepareInterimReference } from './reference.ts';
import { createLineOutcomes } from './reports.ts';
import { emptyInterimStatistics, type InterimMechanism, type InterimParameters } from './spec.ts';
import { BLOCK, createPieceSums, createReportSums } from './sums.ts';
import { validateInterim } from './validate.ts';

/** One way from the functionals of sixteen profiles to the sums. */
interface ProfileLoop {
  /** Where a chunk begins. */
  begin(): void;
  /** After FunctionalBank.evaluate. */
  solve(): void;
  /** Adds the profiles whose bits are set. */
  add(active: number): void;
  readonly pairs: PairMoments | undefined;
  flush(into: Statistics): void;
}

type Prepare = (bench: Workbench, parameters: InterimParameters, bank: FunctionalBank, begins: Int32Array) => ProfileLoop;

/** Up to so many classes it is cheaper to compare them for every report than to go along the line in TypeScript. */
const FEW_CLASSES = 16;

const loopByReports: Prepare = (bench, parameters, bank, begins) => {
  const { base, classes, line, pairs, reports } = parameters;
  // Insurance replaces the mechanism's own transfers.
  const mechanism = base ? { ...parameters.mechanism, transfer: 'none' as const } : parameters.mechanism;
  const view = createClassView(bench, parameters, mechanism, bank, begins);
  const views = [view];
  const outcomesOf = (of: InterimMechanism, seen: typeof view, lines: typeof line): Outcomes =>
    lines && (classes > FEW_CLASSES || of.transfer === 'breakpoints') ? createLineOutcomes(bench, parameters, of, seen, lines) : createOutcomes(bench, parameters, of, seen);
  let outcomes: Outcomes;
  if (base) {
    const baseView = createClassView(bench, parameters, base, bank, begins);
    views.push(baseView);
    const baseLine = line && { ...line, objectiveStart: line.baseObjectiveStart!, objectiveStep: line.baseObjectiveStep! };
    outcomes = createInsuredOutcomes(bench, parameters, view, outcomesOf(base, baseView, baseLine));
  } else {
    outcomes = outcomesOf(mechanism, view, line);
  }
  const { begin, choice, money, solve } = outcomes;
  const sums = createReportSums(bench, reports, classes);
  const end = choice + reports * ITEM;
  return {
    begin,
    solve() {
      for (const { update } of views) update();
      solve();
    },
    add: (active) => bench.loops.addReports(choice, end, money, sums.counts, 4 * classes, sums.limbs, active),
    pairs: pairs.length > 0 ? createReportPairs(bench, parameters, sums) : undefined,
    flush: sums.flush,
  };
};

const loopByPieces: Prepare = (bench, parameters, bank, begins) => {
  const { classes, mechanism, pairs, reports } = parameters;
  const view = createClassView(bench, parameters, mechanism, bank, begins);
  // What pieces leave out of money.
  const table = mechanism.transfer === 'table' ? mechanism.transferTable : undefined;
  const sums = createPieceSums(bench, reports, classes, table);
  const moments = pairs.length > 0 ? createPiecePairs(bench, parameters, table) : undefined;
  return {
    begin() {},
    solve: view.update,
    add: createPieceAdder(bench, parameters, view, sums, moments),
    pairs: moments,
    flush: sums.flush,
  };
};

/** Bits from .. to - 1. */
const bits = (from: number, to: number): number => (1 << to) - (1 << from);

function prepare(parameters: InterimParameters): ChunkRunner {
  const { classes, classOf, coordinates, groupSize } = parameters;
  const bench = createWorkbench();
  const drawer = createLaneDrawer(bench, coordinates);
  const { order, begins } = classOrder(classOf, classes);
  const bank = createFunctionalBank(bench, functionalsOf(parameters), drawer.positions, order);
  const { add, begin, flush, pairs, solve } = (isPiecewiseConstant(parameters, isZeroFunctional) ? loopByPieces : loopByReports)(bench, parameters, bank, begins);
  const together = pairs ? Math.min(groupSize, LANES) : LANES;

  /** Profiles start + from .. start + to - 1. */
  const addLanes = (start: number, from: number, to: number): void => {
    for (let lane = from; lane < to; ) {
      const next = Math.min(to, lane - (lane % together) + together);
      add(bits(lane, next));
      lane = next;
      if (pairs && (start + lane) % groupSize === 0) pairs.closeGroup();
    }
  };

  return (key, first, count, into) => {
    if (pairs && (first % groupSize !== 0 || count % groupSize !== 0)) {
      throw new RangeError(`profiles ${first} .. ${first + count - 1}: groups of ${groupSize} must be whole`);
    }
    drawer.begin();
    begin();
    for (let done = 0; done < count; done += BLOCK) {
      const from = first + done;
      const to = Math.min(first + count, from + BLOCK);
      for (let start = from - (from % LANES); start < to; start += LANES) {
        drawer.draw(key, start);
        bank.evaluate();
        solve();
        addLanes(start, Math.max(0, from - start), Math.min(LANES, to - start));
      }
      pairs?.flush(into);
      flush(into);
    }
  };
}

/**
 * Work of a profile in draws, of about 3 ns each: signals, functionals of every alternative, comparisons of every report
 * and class (by pieces: of every class), and a group's share of its pairs.
 */
function work(parameters: InterimParameters): number {
  const { alternatives, base, classes, coordinates, groupSize, pairs, reports } = parameters;
  const mechanisms = base ? 2 : 1;
  const choosing = isPiecewiseConstant(parameters, isZeroFunctional) ? 4 * classes + pairs.length : (mechanisms * reports * (classes + 4)) / 2;
  return Math.ceil(coordinates.length + 3 * mechanisms * alternatives + choosing + (2 * pairs.length ** 2) / groupSize);
}

export const interim: Kernel<InterimParameters> = {
  name: 'interim',
  drawsPerProfile: work,
  profileMultiple: ({ groupSize, pairs }) => (pairs.length > 0 ? groupSize : 1),
  emptyStatistics: emptyInterimStatistics,
  validate: validateInterim,
  prepareCpu: prepare,
  prepareReference: prepareInterimReference,
};
