/**
 * Two classes without shared directions: how far one comes up to the other, radius by radius, is a number, and the reports it
 * suffices for are those whose threshold is below it. No report is looked at for itself, and all are counted.
 */
import { areApart, createExtremes, members, reachable, type ProfileAdder } from './extremes.ts';
import { isExact, movesAny, SPAN, type ReachParameters } from './spec.ts';
import { createStepFinder, type StepFinder } from './steps.ts';

/** Whether every report may have all alternatives of a class within reach or none of them: who is chosen is then always among them. */
export function areTwoClasses(parameters: ReachParameters): boolean {
  if (parameters.classes !== 2 || !areApart(parameters) || !isExact(parameters) || parameters.hulls) return false;
  const own = members(parameters);
  return Array.from({ length: parameters.reports }, (_, r) => r).every((r) =>
    own.every((list, c) => [0, list.length].includes(reachable(parameters, r, c).length)));
}

/** Reports that may have a class within reach. */
interface Candidates {
  /** In the order of what the class must be ahead by, before reports are counted. */
  readonly reports: Int32Array;
  readonly finder: StepFinder;
  /** [D, reports + 1] profiles in which the class is within reach of the first so many reports and no others. */
  readonly counts: Int32Array;
}

/** [R] what class 1 must be ahead by, before reports are counted, to tie with class 0. */
const leads = ({ classes, reportObjective, reports }: ReachParameters): Float64Array =>
  Float64Array.from({ length: reports }, (_, r) => SPAN * (reportObjective[r * classes]! - reportObjective[r * classes + 1]!));

const sorted = (reports: Int32Array, lead: Float64Array): { reports: Int32Array; finder: StepFinder } => {
  const order = reports.toSorted((a, b) => lead[a]! - lead[b]!);
  return { reports: order, finder: createStepFinder(Float64Array.from(order, (r) => lead[r]!)) };
};

function candidatesFor(parameters: ReachParameters, c: number): Candidates {
  const lead = leads(parameters).map((x) => (c === 1 ? x : -x));
  const listed = sorted(Int32Array.from(lead.keys()).filter((r) => reachable(parameters, r, c).length > 0), lead);
  return { ...listed, counts: new Int32Array(parameters.radii * (listed.reports.length + 1)) };
}

export function createTwoClassAdder(parameters: ReachParameters): ProfileAdder {
  const { radii, reports } = parameters;
  const { here, lowered, of, raised } = createExtremes(parameters, members(parameters));
  const choosing = sorted(Int32Array.from({ length: reports }, (_, r) => r), leads(parameters));
  const choices = new Int32Array(reports + 1);
  const candidates = [candidatesFor(parameters, 0), candidatesFor(parameters, 1)] as const;
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;
  const addClass = ({ counts, finder, reports: { length } }: Candidates, c: number): void => {
    for (let i = start, own = c * radii + start, other = (1 - c) * radii + start, at = start * (length
      + 1); i < radii; i++, own++, other++, at += length + 1) {
      counts[at + finder.atMost(raised[own]! - lowered[other]!)]!++;
    }
  };
  return {
    add(positions) {
      of(positions);
      // Scores are whole numbers, and of equals the first class is chosen.
      choices[choosing.finder.atMost(here[1]! - here[0]! - 1)]!++;
      addClass(candidates[0], 0);
      addClass(candidates[1], 1);
    },
    flush(into, profiles) {
      const outer = into.outer!;
      const chosen = tailSums(choices, 0, choosing.reports, new Float64Array(reports));
      choices.fill(0);
      for (let i = 0; i < radii; i++) {
        const reached = [chosen.map((n) => profiles - n), Float64Array.from(chosen)];
        if (moves[i]) candidates.forEach(({ counts, reports: own }, c) => tailSums(counts, i * (own.length + 1), own, reached[c]!));
        for (let r = 0; r < reports; r++) {
          const [zero, one] = [profiles - chosen[r]!, chosen[r]!];
          // [chosen, mask]: a class that may be within reach is so wherever it is chosen.
          const at = (i * reports + r) * 8;
          outer[at + 3]! += reached[1]![r]! - one;
          outer[at + 1]! += zero - (reached[1]![r]! - one);
          outer[at + 7]! += reached[0]![r]! - zero;
          outer[at + 6]! += one - (reached[0]![r]! - zero);
        }
      }
      for (const { counts } of candidates) counts.fill(0);
    },
  };
}

/** into[list[j]] = sum of counts[from + n] over n > j. */
function tailSums(counts: Int32Array, from: number, list: Int32Array, into: Float64Array): Float64Array {
  let sum = 0;
  for (let j = list.length - 1; j >= 0; j--) {
    sum += counts[from + j + 1]!;
    into[list[j]!] = sum;
  }
  return into;
}
