/**
 * One bidder of an assignment market whose worths depend on the others': what any lie gains is then another matter for every type, since
 * the others are drawn given it. Types at some levels of her laws are tried, for each of them reports are searched on pilot streams, and
 * all are certified on a stream of their own; over all types and reports a gain is at least that. What VCG promises holds profile by
 * profile.
 */
import { massBelow, type Distribution } from '../../distributions/distribution.ts';
import type { AssignmentSums } from '../../experiments/assignment-sums.ts';
import { dependentAssignment, type KnownWorth } from '../../experiments/dependent-assignment.ts';
import type { Run } from '../../run/run.ts';
import {
  costOf, parametersFor, PILOT_SHARE, placeOf, plannedProfiles, searchReports, type BidderOptions, type BidderSample, type DrawSums,
  type Searched, type TriedType,
} from './bidder-study.ts';
import { structuredReports } from './reports.ts';
import { supportsOf, type MarketInUnits } from './units.ts';

/** Shares of her laws at which types are tried, all objects alike; the first is also where VCG may leave least. */
const LEVELS = [1 / 64, 0.35, 0.6, 0.8, 0.92, 0.98] as const;

/** Computing of a profile on the host beside the kernel's, quantiles and scores included. */
const SLOWER = 4;

/** Units by which a worth drawn in double precision and rounded may be off. */
const ROUNDED = 1;

/** Draws are in double precision: nothing is left of cells, and rounding moves every worth by a unit at most. */
function inDoubles(units: MarketInUnits): MarketInUnits {
  if (units.isLattice) return { ...units, errors: units.errors.map(() => ({ distance: 0, chance: 0, shift: 0 })) };
  const { unit, market: { bidders, objects } } = units;
  // A price is a difference of two welfares of the others, each of as many worths as are assigned.
  const within = (2 * Math.min(bidders - 1, objects) + 1) * ROUNDED;
  return { ...units, within, errors: units.errors.map(() => ({ distance: 0, chance: 0, shift: ROUNDED * unit })) };
}

interface OwnType {
  readonly known: readonly KnownWorth[];
  readonly row: Int32Array;
}

/** The type at a level of her laws: atoms are intervals of chances. */
function typeAt(laws: readonly Distribution[], level: number, unit: number): OwnType {
  const known = laws.map((law): KnownWorth => {
    const x = law.quantile(level);
    const mass = law.atoms?.find(({ at }) => at === x)?.mass ?? 0;
    return { worth: Math.round(x / unit), from: mass > 0 ? massBelow(law, x) : level, width: mass };
  });
  return { known, row: Int32Array.from(known, ({ worth }) => worth) };
}

function typesOf(laws: readonly Distribution[], unit: number): OwnType[] {
  const seen = new Set<string>();
  return LEVELS.map((level) => typeAt(laws, level, unit)).filter(({ row }) => {
    const key = row.join();
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

interface Candidate {
  readonly drawn: DrawSums;
  readonly space: { readonly low: Int32Array; readonly top: Int32Array };
  readonly searched: Searched;
}

/** Undefined where an interruption left nothing to certify. */
export async function studyDependentBidder(given: BidderOptions, run: Run): Promise<BidderSample | undefined> {
  const { study: { market }, bidder, onProgress } = given;
  const options = { ...given, units: inDoubles(given.units) };
  const { units } = options;
  const { unit } = units;
  const whole = supportsOf(units, bidder);
  const own = market.laws.slice(bidder * market.objects, (bidder + 1) * market.objects);
  const joint = { laws: market.laws, dependence: market.dependence!, unit };
  const drawing = (space: Candidate['space'], known?: readonly KnownWorth[]): DrawSums => async (stream, parameters, count, progress) => {
    const request = {
      experiment: dependentAssignment(joint, parameters, known), stream: run.stream(`assignment/dependent/${stream}`), first: 0, count,
    };
    const { statistics, profiles } = await run.draw(request, progress ? { onProgress: progress } : {});
    return { statistics, profiles, parameters, unit, ...space };
  };

  const types = typesOf(own, unit);
  const candidates: Candidate[] = [];
  for (const [t, { known, row }] of types.entries()) {
    const space = { low: whole.low, top: row };
    const drawn = drawing(space, known);
    const part = { ...options, onProgress: (share: number) => onProgress((PILOT_SHARE * t + share) / types.length) };
    const searched = await searchReports(part, space, drawn, run);
    if (!searched) return undefined;
    candidates.push({ drawn, space, searched });
  }

  const rounds = types.length + 1;
  const certify = async (
    round: number, drawn: DrawSums, parameters: AssignmentSums['parameters'], best: Searched['best'],
  ): Promise<{ sums: AssignmentSums; complete: boolean }> => {
    const count = plannedProfiles(options, SLOWER * rounds * costOf(parameters), best);
    const sums = await drawn('certify', parameters, count, (profiles) =>
      onProgress(PILOT_SHARE + ((1 - PILOT_SHARE) * (round + profiles / count)) / rounds));
    return { sums, complete: sums.profiles === count };
  };
  const tried: TriedType[] = [];
  let complete = true;
  for (const [t, { drawn, space, searched }] of candidates.entries()) {
    const { reports, best } = searched;
    // Of the first type the VCG utility is wanted too.
    const parameters = parametersFor(options, space, reports, t === 0 ? space.top : undefined);
    const found = await certify(t, drawn, parameters, best);
    if (found.sums.profiles === 0) return undefined;
    complete &&= found.complete;
    tried.push({ sums: found.sums, reports, witness: placeOf(searched), mean: best.mean });
  }
  const lies = structuredReports(whole, own, unit, run.stream('assignment/types'));
  const together = await certify(types.length, drawing(whole), parametersFor(options, whole, lies), candidates[0]!.searched.best);
  if (together.sums.profiles === 0) return undefined;
  const worths = market.bidders * market.objects;
  const shift = units.errors.reduce((most, error) => Math.max(most, error.shift), 0);
  return {
    bidder, sums: together.sums, reports: lies, all: false, rounding: units.rounding, within: units.within, witness: 0, tried,
    errors: { others: { chance: 0, shift: shift * (worths - market.objects) }, all: { chance: 0, shift: shift * worths } },
    complete: complete && together.complete,
  };
}
