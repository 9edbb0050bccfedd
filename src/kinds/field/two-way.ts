/** Fields of agents whose signals tell two lists of alternatives apart (src/notions/least-epsilon/two-way.ts), on a grid of types. */
import { BINS, gridLeads, leadExperiment, type LeadQuestion, type Leads, type LeadSums } from '../../experiments/field/lead-sums.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import { gradientsOf, type Walk } from '../../experiments/field/walk-sums.ts';
import { slopeLawError } from '../../experiments/field/slope-sums.ts';
import {
  againstWelfare, remainderOf, restOf, twoWay, type ChanceBand, type Rest, type TwoWay,
} from '../../notions/least-epsilon/two-way.ts';
import type { Run } from '../../run/run.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import { boundOn, searchedOn, type DrawnField, type LatticeBound, type LatticeField } from './lattice-bound.ts';
import { LEAD_ROUNDING, sizeOfWorths } from './lead-rounding.ts';
import { steepestWalk } from './steepest-walk.ts';
import type { Subject } from './subject.ts';

const FINENESS = { searched: [256, 48, 10], most: [4096, 512, 32] };
/** Bins of leads beyond those at which types stand. */
const BEYOND = 4;

interface Asked {
  readonly subject: Subject;
  readonly field: TwoWay;
  readonly rest: Rest;
  readonly question: LeadQuestion;
}

/** Undefined where the theorem does not apply, nobody else sees a signal, or she has too many. */
function askedOf(subject: Subject): Asked | undefined {
  const { problem, space } = subject;
  const field = twoWay(gradientsOf(problem, space.agent));
  if (!field || problem.signals.every(({ owner }) => owner === space.agent)) return undefined;
  const rest = restOf(field);
  const isThin = field.alpha.some((a, c) => a === 0 && field.beta[c] !== 0);
  if (isThin || rest.open.length < 1 || rest.open.length > FINENESS.most.length) return undefined;
  const ends = space.supports.map(([low, high], c) => [field.beta[c]! * low, field.beta[c]! * high]);
  const [least, most] = [Math.min, Math.max].map((of) => ends.reduce((sum, pair) => sum + of(pair[0]!, pair[1]!), 0)) as [number, number];
  if (!(most > least)) return undefined;
  // Bins beyond both ends, so that leads at either are told from those further out.
  const beyond = (BEYOND * (most - least)) / BINS;
  const question = { agent: space.agent, first: field.first, second: field.second, low: -most - beyond, high: -least + beyond };
  return { subject, field, rest, question };
}

const slackOf = ({ subject: { problem }, question: { low, high } }: Asked): number =>
  LEAD_ROUNDING * (Math.abs(low) + Math.abs(high) + sizeOfWorths(problem));

/** Ends of the chance of the first list from counts, each `off` further out: D > -w for sure, and D >= -w at most. */
function bandOf(asked: Asked, { counts, profiles }: LeadSums, off: number): ChanceBand {
  const { question: { low, high } } = asked;
  const slack = slackOf(asked);
  const width = (high - low) / BINS;
  const beyond = new Float64Array(counts.length + 1);
  for (let bin = counts.length - 1; bin >= 0; bin--) beyond[bin] = beyond[bin + 1]! + counts[bin]!;
  const from = (bin: number): number => beyond[Math.min(counts.length, Math.max(0, bin))]! / profiles;
  // A bin more or less at either end, for what rounding puts into the one beside.
  return {
    lower: (w) => Math.max(0, from(Math.ceil((-w + slack - low) / width) + 2) - off),
    upper: (w) => Math.min(1, from(Math.floor((-w - slack - low) / width)) + off),
  };
}

/** The same where all leads and their chances are known. */
function exactBand(asked: Asked, { leads, chances }: Leads): ChanceBand {
  const slack = slackOf(asked);
  const beyond = new Float64Array(leads.length + 1);
  for (let j = leads.length - 1; j >= 0; j--) beyond[j] = beyond[j + 1]! + chances[j]!;
  const firstAbove = (x: number): number => {
    let [from, to] = [0, leads.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (leads[middle]! > x) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  return {
    lower: (w) => Math.max(0, beyond[firstAbove(-w + slack)]! - slack),
    upper: (w) => Math.min(1, beyond[firstAbove(-w - slack)]! + slack),
  };
}

/** Undefined where it is not such a field. */
export function twoWayField(subject: Subject): LatticeField | undefined {
  const asked = askedOf(subject);
  return asked && latticeFieldOf(asked);
}

const drawnField = ({ field, rest, subject: { space: { supports } } }: Asked, band: ChanceBand): DrawnField => ({
  remainder: remainderOf(field, rest, supports, band),
  steepest: (types, cycle) => steepestWalk({ field, supports, types, rest }, band, cycle),
});

function latticeFieldOf(asked: Asked): LatticeField {
  const { subject, field, rest, question } = asked;
  const { problem, name } = subject;
  return {
    subject, rest, fineness: FINENESS, lawError: slopeLawError(problem, 1), deviation: dkwHalfWidth,
    async draw(purpose, count, run) {
      const stream = run.stream(`field/leads/${purpose}/${name}`);
      const sums = await run.draw({ experiment: leadExperiment(problem, question), stream, first: 0, count });
      return sums.profiles < count ? undefined : (off) => drawnField(asked, bandOf(asked, sums, off));
    },
    // Slopes along signals against welfare are held to chances on all of their line.
    isApart: (axis) => againstWelfare(field).includes(rest.open[axis]!),
  };
}

/** The same where others are at given points, and nothing is drawn; undefined where nothing is to be had of it. */
export async function twoWayOnGrid(
  subject: Subject, laws: readonly GridLaw[], run: Run,
): Promise<Partial<LatticeBound> & { readonly path?: Walk } | undefined> {
  const asked = askedOf(subject);
  if (!asked) return undefined;
  const band = exactBand(asked, await run.draw(gridLeads(subject.problem, asked.question, laws)));
  const drawn = drawnField(asked, band);
  const found = await searchedOn(latticeFieldOf(asked), drawn, run);
  if (!found) return undefined;
  const below = found.path ? { path: found.path } : {};
  if (!found.isWorthwhile) return below;
  const bound = await boundOn(found, drawn.remainder, { cells: FINENESS.most[asked.rest.open.length - 1]! / 4, profiles: 0 }, run);
  return bound && { ...bound, ...below };
}
