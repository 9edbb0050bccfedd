/** Gains of lies in full insurance under sets of beliefs, where the others' types are atoms: over a list of reports, and over a line. */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { relevantDistance, supDistance } from '../../beliefs/signal-distance.ts';
import { payoffOf } from '../../experiments/enumeration/play.ts';
import { drawnOut, type Piece, type ReportLine } from '../../experiments/enumeration/report-line.ts';
import { Outcomes, type InsuredAsked, type Signal } from './outcomes.ts';

/** Of one agent in full insurance: a lie, or the limit of lies, and what it gains under a set of beliefs. */
export interface InsuredLie {
  readonly type: Signal;
  readonly report: Signal;
  readonly gain: number;
  /** Ambiguity premium by the size of the lie; undefined where the lie has none. */
  readonly premium: number | undefined;
  /** What a gain is divided by for `error` to tell its sign: 1, or the size of the lie, which may be tiny. */
  readonly size: number;
  /** Bound on what rounding puts on a gain by `size`. */
  readonly error: number;
}

/** The lies of one report, or of a piece of a line, under any set of beliefs. */
export type LiesAt = (beliefs: BeliefSet) => Iterable<InsuredLie>;

/** Lies of one agent. */
export interface InsuredGains {
  guarantee(beliefs: BeliefSet): 'continuum' | 'grid';
  /** All of them, place by place; where `gainful`, those alone that gain under the prior: no lie gains more under a set that holds it. */
  places(beliefs: BeliefSet, gainful: boolean): readonly LiesAt[];
  gain(beliefs: BeliefSet, report: Signal, type: Signal): number;
}

/** Whether places that do not gain under the prior may be left out. */
const holdsPrior = (beliefs: BeliefSet): boolean => beliefs.kind !== 'priors';

/** Over a list of reports, of an agent of any number of signals. */
export function insuredOverList(asked: InsuredAsked, reports: readonly Signal[]): InsuredGains {
  const { play, agent, slopes, types, truths, relevant, slack } = asked;
  const known = new Map<string, Outcomes>();
  const outcomesAt = (report: Signal): Outcomes => {
    const key = report.join(' ');
    const outcomes = known.get(key) ?? new Outcomes(asked, report);
    known.set(key, outcomes);
    return outcomes;
  };
  const lieOf = (beliefs: BeliefSet, report: Signal, type: Signal, s: number): InsuredLie => {
    const rise = slopes.map((row) => row.reduce((sum, a, c) => sum + a * (type[c]! - report[c]!), 0));
    const outcomes = outcomesAt(report);
    const [mean, worst] = [outcomes.mean(rise), outcomes.worst(beliefs, rise)];
    const by = relevantDistance(relevant, report, type);
    const climb = payoffOf(play.interim(agent, report), report) - payoffOf(truths[s]!, type);
    return {
      type, report, gain: climb + worst, premium: by > 0 ? (mean - worst) / by : undefined, size: 1, error: slack,
    };
  };
  const placeOf = (report: Signal): LiesAt => function* liesAt(beliefs) {
    for (const [s, type] of types.entries()) if (supDistance(report, type) > 0) yield lieOf(beliefs, report, type, s);
  };
  const all = reports.map(placeOf);
  const gaining = reports.filter((report) => {
    const payoff = play.interim(agent, report);
    return types.some((type, s) => payoffOf(payoff, type) - payoffOf(truths[s]!, type) > slack);
  }).map(placeOf);
  return {
    guarantee: () => 'grid',
    places: (beliefs, gainful) => (gainful && holdsPrior(beliefs) && gaining.length > 0 ? gaining : all),
    gain: (beliefs, report, type) => lieOf(beliefs, report, type, types.indexOf(type)).gain,
  };
}

/** Others' profiles by alternatives, up to which reports are cut wherever one of them comes within reach. */
const CUTS_MAX = 512;

/** Of a piece: cuts closer than this to its ends are those. */
const APART = 1e-14;

/** Reports at which some alternative comes within a radius of some profile of the others, or ceases to: breakpoints of worst means. */
export const spanEnds = ({ play, agent, reach, slopes }: InsuredAsked, radius: number): number[] =>
  [...new Set(play.others(agent).slice(0, radius === Infinity ? 1 : undefined).flatMap(({ signals }) =>
    slopes.flatMap((_, k) => reach.span(k, signals, radius) ?? [])))].sort((a, b) => a - b);

/**
 * Of an agent with one signal that matters to her. `line` breaks at the ends of spans anywhere, and at the breakpoints of all priors. Over
 * all reports where the line is affine, but for Prokhorov balls where there are too many profiles to cut at.
 */
export function insuredOnLine(asked: InsuredAsked, line: ReportLine): InsuredGains {
  const { play, agent, slopes, types, truths, slack } = asked;
  const over = insuredOverList(asked, line.at.map(({ report }) => [report]));
  const inner = insuredOverList(asked, line.pieces.flatMap(({ played }) => played.map(({ report }) => [report])));
  const cuttable = play.others(agent).length * slopes.length <= CUTS_MAX;
  const slope = slopes.map(([a]) => a!);
  const mu = types.map((type, s) => payoffOf(truths[s]!, type));
  // No lie gains more under a set that holds the prior.
  const active = line.pieces.filter((piece) =>
    types.some(([type], s) => [0, 1].some((share) => drawnOut(piece, type!, share) - mu[s]! > slack)));
  const wholePieces = new Map<Piece, Outcomes>();
  let cuts: { readonly delta: number; readonly at: readonly number[] } | undefined;
  const [everywhere, gaining] = [line.pieces, active].map((pieces) => pieces.map((piece): LiesAt => (beliefs) => within(beliefs, piece)));
  const isOnLine = (beliefs: BeliefSet): boolean => line.affine && (cuttable || beliefs.kind !== 'prokhorov');
  return {
    guarantee: (beliefs) => (isOnLine(beliefs) ? 'continuum' : 'grid'),
    places: (beliefs, gainful) => [
      ...over.places(beliefs, gainful),
      ...(isOnLine(beliefs) ? (gainful && holdsPrior(beliefs) ? gaining : everywhere)! : inner.places(beliefs, gainful)),
    ],
    gain: over.gain,
  };

  function* within(beliefs: BeliefSet, piece: Piece): Iterable<InsuredLie> {
    const ends = [piece.from, ...inside(beliefs, piece), piece.to];
    const length = piece.to - piece.from;
    const utilityAt = (t: number): number => drawnOut(piece, t, (t - piece.from) / length);
    const climb = (utilityAt(piece.to) - utilityAt(piece.from)) / length;
    for (let j = 1; j < ends.length; j++) {
      const [from, to] = [ends[j - 1]!, ends[j]!];
      const outcomes = outcomesOf(piece, (from + to) / 2, ends.length === 2);
      const [mean, low, high] = [outcomes.mean(slope), outcomes.worst(beliefs, slope), outcomes.best(beliefs, slope)];
      for (const [s, [own]] of types.entries()) {
        // From a type without a jump a lie gains in proportion to its size, however short the piece.
        const isHigh = own! >= to;
        const worst = isHigh ? low : high;
        const touches = (own === from || own === to) && Math.abs(utilityAt(own!) - mu[s]!) <= slack;
        const premium = isHigh ? mean - low : high - mean;
        for (const end of touches ? [own === from ? to : from] : [from, to]) {
          const size = touches ? Math.abs(own! - end) : 1;
          const rise = touches ? climb * (end - own!) : utilityAt(end) - mu[s]!;
          const gain = rise + (own! - end) * worst;
          yield { type: types[s]!, report: [end], gain, premium, size, error: touches ? slack / length : slack };
        }
      }
    }
  }

  function outcomesOf(piece: Piece, report: number, whole: boolean): Outcomes {
    const outcomes = (whole ? wholePieces.get(piece) : undefined) ?? new Outcomes(asked, [report]);
    if (whole) wholePieces.set(piece, outcomes);
    return outcomes;
  }

  function inside(beliefs: BeliefSet, { from, to }: Piece): number[] {
    if (beliefs.kind !== 'prokhorov') return [];
    if (cuts?.delta !== beliefs.delta) cuts = { delta: beliefs.delta, at: spanEnds(asked, beliefs.delta) };
    const apart = APART * (to - from);
    return cuts.at.filter((t) => t > from + apart && t < to - apart);
  }
}
