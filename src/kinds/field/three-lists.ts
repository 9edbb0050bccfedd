/** Fields of agents whose signals tell three lists of alternatives apart (src/notions/least-epsilon/three-lists.ts), on a grid of types. */
import {
  BINS, listLeadExperiment, OTHERS, SIDE, type ListLeadQuestion, type ListLeadSums, type ListPlace,
} from '../../experiments/field/list-leads.ts';
import { slopeLawError } from '../../experiments/field/slope-sums.ts';
import { gradientsOf } from '../../experiments/field/walk-sums.ts';
import {
  leadOver, remainderOfThree, restOfThree, threeLists, type LeadBand,
} from '../../notions/least-epsilon/three-lists.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { union } from '../../statistics/union.ts';
import type { LatticeField } from './lattice-bound.ts';
import { LEAD_ROUNDING, sizeOfWorths } from './lead-rounding.ts';
import { pathOf } from './steepest-walk.ts';
import type { Subject } from './subject.ts';

const FINENESS = { searched: [256, 64, 24], most: [512, 256, 64] };
/** Bins of leads beyond those at which types stand. */
const BEYOND = 2;
/** Chances that are read: of each list, by the bins of both its leads. */
const READ = 3 * SIDE ** 2;

/** Of each list, draws whose leads lie in these bins or beyond. */
function beyondIn({ counts }: ListLeadSums): Float64Array[] {
  return counts.map((row) => {
    const beyond = new Float64Array((SIDE + 1) ** 2);
    for (let y = SIDE - 1; y >= 0; y--) {
      let along = 0;
      for (let x = SIDE - 1; x >= 0; x--) {
        along += row[x + SIDE * y]!;
        beyond[x + (SIDE + 1) * y] = along + beyond[x + (SIDE + 1) * (y + 1)]!;
      }
    }
    return beyond;
  });
}

/** Ends of chances from counts, each `off` further out: both leads exceed what her own signals take off them for sure, or may reach it. */
function bandOf({ ends }: ListLeadQuestion, sums: ListLeadSums, slack: number, off: number): LeadBand {
  const beyond = beyondIn(sums);
  const place = (list: ListPlace, which: 0 | 1, lead: number, isSure: boolean): number => {
    const [low, high] = ends[list]![which]!;
    const at = ((-lead + (isSure ? slack : -slack) - low) / (high - low)) * BINS;
    return Math.min(SIDE, Math.max(0, 1 + (isSure ? Math.ceil(at) : Math.floor(at))));
  };
  const share = (list: ListPlace, [one, other]: readonly [number, number], isSure: boolean): number =>
    beyond[list]![place(list, 0, one, isSure) + (SIDE + 1) * place(list, 1, other, isSure)]! / sums.profiles;
  return {
    lower: (list, leads) => Math.max(0, share(list, leads, true) - off),
    upper: (list, leads) => Math.min(1, share(list, leads, false) + off),
  };
}

/** Undefined where the theorem does not apply, nobody else sees a signal, or she has too many. */
export function threeListsField(subject: Subject): LatticeField | undefined {
  const { problem, space: { agent, supports }, name } = subject;
  const field = threeLists(gradientsOf(problem, agent));
  if (!field || problem.signals.every(({ owner }) => owner === agent)) return undefined;
  const rest = restOfThree(field);
  if (rest.open.length < 1 || rest.open.length > FINENESS.most.length) return undefined;
  const ends = ([0, 1, 2] as const).map((k) => OTHERS[k].map((l) => {
    const [low, high] = leadOver(field, k, l, supports);
    // Bins beyond both ends, so that leads at either are told from those further out; one line where her signals move neither.
    const beyond = high > low ? (BEYOND * (high - low)) / BINS : 1;
    return [-high - beyond, -low + beyond] as const;
  }));
  const question: ListLeadQuestion = { agent, lists: field.lists, ends };
  const slack = LEAD_ROUNDING * (sizeOfWorths(problem) + Math.max(...ends.flat(2).map(Math.abs)));
  return {
    subject, rest, fineness: FINENESS, lawError: slopeLawError(problem, 1), isApart: () => false,
    deviation: (draws, alpha) => hoeffding(draws, 1, union(alpha, 2 * READ)),
    async draw(purpose, count, run) {
      const stream = run.stream(`field/list-leads/${purpose}/${name}`);
      const sums = await run.draw({ experiment: listLeadExperiment(problem, question), stream, first: 0, count });
      return sums.profiles < count ? undefined : (off) => ({
        remainder: remainderOfThree(field, rest, bandOf(question, sums, slack, off)),
        steepest: (types, cycle) => pathOf({ supports, types, rest }, cycle),
      });
    },
  };
}
