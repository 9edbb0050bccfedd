/**
 * Kernel `interim` on the CPU. Functionals of a profile are evaluated once and reduced to classes; then every report
 * takes the best of C classes, or, on a line, all reports are read off the upper envelope of C lines.
 */
import type { ChunkRunner, Kernel, Statistics } from '../kernel.ts';
import { createPositionDrawer, isZeroFunctional } from '../linear/evaluate.ts';
import { createClassView, createFunctionalBank, type FunctionalBank } from './class-view.ts';
import { createPairMoments, type PairMoments } from './pairs.ts';
import { createPieceSolver, isPiecewiseConstant } from './pieces.ts';
import { prepareInterimReference } from './reference.ts';
import { createInsuredSolver, createReportSolver, type ReportSolver } from './reports.ts';
import { emptyInterimStatistics, type InterimParameters } from './spec.ts';
import { BLOCK, createPieceSums, createReportSums } from './sums.ts';
import { validateInterim } from './validate.ts';

/** One way from a profile's functionals to the sums. */
interface ProfileLoop {
  /** After FunctionalBank.evaluate. */
  add(): void;
  flush(into: Statistics): void;
}

/** The mechanism's solver, or the insured one; updates the views it rests on. */
function createSolver(parameters: InterimParameters, bank: FunctionalBank): ReportSolver {
  const { base, line } = parameters;
  // Insurance replaces the mechanism's own transfers.
  const mechanism = base ? { ...parameters.mechanism, transfer: 'none' as const } : parameters.mechanism;
  const view = createClassView(parameters, mechanism, bank);
  const solver = createReportSolver(parameters, mechanism, view, line);
  if (base === undefined) {
    return { ...solver, solve: () => { view.update(); solver.solve(); } };
  }
  const baseView = createClassView(parameters, base, bank);
  const baseLine = line && { ...line, objectiveStart: line.baseObjectiveStart!, objectiveStep: line.baseObjectiveStep! };
  const insured = createInsuredSolver(parameters, solver, createReportSolver(parameters, base, baseView, baseLine));
  return { ...insured, solve: () => { view.update(); baseView.update(); insured.solve(); } };
}

function loopByReports(parameters: InterimParameters, bank: FunctionalBank, moments: PairMoments | undefined): ProfileLoop {
  const { choice, money, solve } = createSolver(parameters, bank);
  const sums = createReportSums(parameters.reports, parameters.classes);
  return {
    add() {
      solve();
      sums.add(choice, money);
      moments?.addReports(choice, money);
    },
    flush: sums.flush,
  };
}

function loopByPieces(parameters: InterimParameters, bank: FunctionalBank, moments: PairMoments | undefined): ProfileLoop {
  const { classes, mechanism, reports } = parameters;
  const view = createClassView(parameters, mechanism, bank);
  const { pieces, money, solve } = createPieceSolver(parameters, view);
  const sums = createPieceSums(reports, classes, tableOf(parameters));
  return {
    add() {
      view.update();
      solve();
      sums.add(pieces, money);
      moments?.addPieces(pieces, money);
    },
    flush: sums.flush,
  };
}

/** What pieces leave out of money (sums.ts). */
const tableOf = ({ mechanism }: InterimParameters): Int32Array | undefined => (mechanism.transfer === 'table' ? mechanism.transferTable : undefined);

function prepare(parameters: InterimParameters): ChunkRunner {
  const { coordinates, groupSize, pairs } = parameters;
  const byPieces = isPiecewiseConstant(parameters, isZeroFunctional);
  const drawer = createPositionDrawer(coordinates);
  const bank = createFunctionalBank();
  const moments = pairs.length > 0 ? createPairMoments(parameters, byPieces ? tableOf(parameters) : undefined) : undefined;
  const { add, flush } = (byPieces ? loopByPieces : loopByReports)(parameters, bank, moments);

  return (key, first, count, into) => {
    if (moments && (first % groupSize !== 0 || count % groupSize !== 0)) {
      throw new RangeError(`profiles ${first} .. ${first + count - 1}: groups of ${groupSize} must be whole`);
    }
    for (let done = 0; done < count; done += BLOCK) {
      const start = first + done;
      const end = Math.min(first + count, start + BLOCK);
      for (let profile = start; profile < end; profile++) {
        bank.evaluate(drawer.draw(key, profile));
        add();
        if (moments && (profile + 1) % groupSize === 0) moments.closeGroup(into);
      }
      flush(into);
      moments?.flush(into);
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
