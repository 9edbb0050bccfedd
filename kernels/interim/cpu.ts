/**
 * Kernel `interim` on the CPU. Sixteen profiles go side by side through functionals, classes and choices (kernels/simd);
 * every report takes the best of C classes, or, on a line, all reports are read off the upper envelope of C lines; where choices alone
 * are asked for, of two or three classes, a profile counts once by its ranks among the reports' thresholds.
 */
import type { ChunkRunner, Kernel, Statistics, StreamKey } from '../kernel.ts';
import { createFunctionalBank, type FunctionalBank } from '../linear/bank.ts';
import { isZeroFunctional } from '../linear/evaluate.ts';
import { createLaneDrawer } from '../linear/lanes.ts';
import { classOrder } from '../linear/pool.ts';
import { addStretches, laneBits, type AddStretch } from '../linear/stretches.ts';
import { ITEM, LANES } from '../simd/layout.ts';
import { createWorkbench, type Program, type Step, type Workbench } from '../simd/workbench.ts';
import { createClassView, functionalsOf, type ClassView } from './class-view.ts';
import { createInsuredOutcomes, createOutcomes } from './outcomes.ts';
import { createPiecePairs, createReportPairs, type PairMoments } from './pairs.ts';
import { isPiecewiseConstant, pieceStep } from './pieces.ts';
import { createRankCounter, isChoicesAlone, type LaneCounter } from './ranks.ts';
import { prepareInterimReference } from './reference.ts';
import { createLineOutcomes, type LineOutcomes } from './reports.ts';
import { emptyInterimStatistics, type InterimParameters } from './spec.ts';
import { BLOCK, createPieceSums, createReportSums } from './sums.ts';
import { validateInterim } from './validate.ts';

/** One way from the functionals of sixteen profiles to the sums. */
interface Way {
  /** From functionals. */
  readonly views: readonly Step[];
  /** What TypeScript does after that, if anything. */
  readonly between?: LineOutcomes;
  /** To the sums. The last argument of the last step says which profiles to add, as bits. */
  readonly adding: readonly Step[];
  readonly pairs: PairMoments | undefined;
  /** Counts profiles in TypeScript instead of steps that add them. */
  readonly counter?: LaneCounter;
  flush(into: Statistics): void;
}

type Prepare = (bench: Workbench, parameters: InterimParameters, viewOf: (mechanism: InterimParameters['mechanism']) => ClassView) => Way;

/** Up to so many classes it is cheaper to compare them for every report than to go along the line in TypeScript. */
const FEW_CLASSES = 64;

const byReports: Prepare = (bench, parameters, viewOf) => {
  const { base, classes, line, paired, reports } = parameters;
  // Insurance replaces the mechanism's own transfers.
  const view = viewOf(base ? { ...parameters.mechanism, transfer: 'none' } : parameters.mechanism);
  const paying = base ?? parameters.mechanism;
  const payingView = base ? viewOf(base) : view;
  const lines = line && base ? { ...line, objectiveStart: line.baseObjectiveStart!, objectiveStep: line.baseObjectiveStep! } : line;
  const between = lines && (classes > FEW_CLASSES || paying.transfer === 'breakpoints')
    ? createLineOutcomes(bench, parameters, paying, payingView, lines)
    : undefined;
  const paid = between ? { ...between, steps: [] } : createOutcomes(bench, parameters, paying, payingView);
  const insured = base && createInsuredOutcomes(bench, parameters, view, paid);
  const { choice, reportPart } = insured ?? paid;
  const sums = createReportSums(bench, reports, classes);
  return {
    views: base ? [...view.steps, ...payingView.steps] : view.steps,
    ...(between ? { between } : {}),
    adding: [
      ...paid.steps, ...(insured?.steps ?? []),
      ['addReports', choice, choice + reports * ITEM, reportPart, sums.counts, 4 * classes, sums.limbs, 0],
    ],
    pairs: paired.length > 0 ? createReportPairs(bench, parameters, sums) : undefined,
    flush: sums.flush,
  };
};

const byPieces: Prepare = (bench, parameters, viewOf) => {
  const { classes, mechanism, paired, reports } = parameters;
  const view = viewOf(mechanism);
  // What pieces leave out of report parts.
  const table = mechanism.transfer === 'table' ? mechanism.transferTable : undefined;
  const sums = createPieceSums(bench, reports, classes, table);
  const moments = paired.length > 0 ? createPiecePairs(bench, parameters, table) : undefined;
  return { views: view.steps, adding: [pieceStep(bench, parameters, view, sums, moments)], pairs: moments, flush: sums.flush };
};

const byRanks: Prepare = (bench, parameters, viewOf) => {
  const view = viewOf(parameters.mechanism);
  return { views: view.steps, adding: [], pairs: undefined, counter: createRankCounter(bench, parameters, view), flush: () => undefined };
};

function wayOf(parameters: InterimParameters): Prepare {
  if (isChoicesAlone(parameters)) return byRanks;
  return isPiecewiseConstant(parameters, isZeroFunctional) ? byPieces : byReports;
}

/** Adds profiles to the sums. */
interface Adder {
  begin(key: StreamKey): void;
  readonly add: AddStretch;
}

function createAdder(bench: Workbench, drawing: readonly Step[], bank: FunctionalBank, { adding, between, counter, views }: Way): Adder {
  const solving = [...drawing, ...bank.steps(), ...views];
  if (counter) return createCountingAdder(bench, drawing.length > 0, solving, counter);
  const first: Program = bench.program(between ? solving : [...solving, ...adding]);
  const second = between ? bench.program(adding) : undefined;
  const [, ...lastArguments] = adding.at(-1)!;
  const activeAt = (second ?? first).argument((second ? 0 : solving.length) + adding.length - 1, lastArguments.length - 1);
  const key = drawing.length > 0 ? first.argument(0, 0) : bench.reserve(12);
  let drawn: Int32Array = new Int32Array(0);
  let active: Int32Array = drawn;
  return {
    begin({ k0, k1 }) {
      drawn = bench.ints(key, 3);
      active = bench.ints(activeAt, 1);
      drawn[0] = k0;
      drawn[1] = k1;
      between?.begin();
    },
    add(start, times, from, to) {
      drawn[2] = start;
      active[0] = laneBits(from, to);
      if (!second) return first.run(times);
      for (let time = 0; time < times; time++) {
        first.run(1);
        between!.solve();
        second.run(1);
      }
    },
  };
}

function createCountingAdder(bench: Workbench, draws: boolean, solving: readonly Step[], counter: LaneCounter): Adder {
  const program = bench.program(solving);
  const key = draws ? program.argument(0, 0) : bench.reserve(12);
  let drawn: Int32Array = new Int32Array(0);
  return {
    begin({ k0, k1 }) {
      drawn = bench.ints(key, 3);
      drawn[0] = k0;
      drawn[1] = k1;
      counter.begin();
    },
    add(start, times, from, to) {
      for (let time = 0; time < times; time++) {
        drawn[2] = start + time * LANES;
        program.run(1);
        counter.add(from, to);
      }
    },
  };
}

function prepare(parameters: InterimParameters): ChunkRunner {
  const { classes, classOf, coordinates, groupSize } = parameters;
  const bench = createWorkbench();
  const { order, begins } = classOrder(classOf, classes);
  const drawer = createLaneDrawer(bench, coordinates);
  const bank = createFunctionalBank(bench, functionalsOf(parameters), drawer.positions, order);
  const way = wayOf(parameters)(bench, parameters, (mechanism) => createClassView(bench, parameters, mechanism, bank, begins));
  const { add, begin } = createAdder(bench, drawer.steps, bank, way);
  const { counter, flush, pairs } = way;

  return (key, first, count, into) => {
    if (pairs && (first % groupSize !== 0 || count % groupSize !== 0)) {
      throw new RangeError(`profiles ${first} .. ${first + count - 1}: groups of ${groupSize} must be whole`);
    }
    begin(key);
    for (let done = 0; done < count; done += BLOCK) {
      const from = first + done;
      const to = Math.min(first + count, from + BLOCK);
      for (let at = from, next = to; at < to; at = next) {
        if (pairs) next = at + groupSize;
        addStretches(at, next, add);
        pairs?.closeGroup();
      }
      pairs?.flush(into);
      flush(into);
    }
    counter?.finish(into);
  };
}

/**
 * Work of a profile in draws, of about 3 ns each: signals, functionals of every alternative, comparisons of every report
 * and class (by pieces: of every class, one profile after another), and a group's share of its pairs.
 */
function work(parameters: InterimParameters): number {
  const { alternatives, base, classes, coordinates, groupSize, paired, reports } = parameters;
  const mechanisms = base ? 2 : 1;
  if (isChoicesAlone(parameters)) return Math.ceil(coordinates.length + alternatives / 4 + 4 * classes);
  const choosing = isPiecewiseConstant(parameters, isZeroFunctional) ? 4 + (3 * classes) / 2 : (mechanisms * reports * (classes + 4)) / 16;
  return Math.ceil(coordinates.length + (mechanisms * alternatives) / 4 + choosing + paired.length ** 2 / (2 * groupSize));
}

export const interim: Kernel<InterimParameters> = {
  name: 'interim',
  version: 2,
  drawsPerProfile: work,
  profileMultiple: ({ groupSize, paired }) => (paired.length > 0 ? groupSize : 1),
  emptyStatistics: emptyInterimStatistics,
  validate: validateInterim,
  prepareCpu: prepare,
  prepareReference: prepareInterimReference,
};
