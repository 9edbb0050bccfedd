/**
 * An agent with one signal among others whose types are atoms: between neighbouring breakpoints the choice does not change with her report,
 * whatever the others' types, and her payoff is affine in it. So suprema over all reports are maxima over breakpoints and over both ends of
 * the pieces between them.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { factsOf, insuredMechanism, ruleOf, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import type { Range } from '../../mechanism/range.ts';
import { weighed, type Values } from '../../mechanism/rules/rule.ts';
import { othersWelfareAt } from '../../mechanism/welfare-transfers.ts';
import { actedAs, payoffOf, Play, type InterimPayoff } from './play.ts';
import { bidScale, nearShare, tieWidth } from './scale.ts';

export interface Played {
  readonly report: number;
  readonly payoff: InterimPayoff;
}

/** Of the report line, between neighbouring breakpoints; both ends of it are breakpoints too. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Inside, at `SHARES` of the way and close to both ends. */
  readonly played: readonly Played[];
}

export interface ReportLine {
  /** At the breakpoints, increasing. */
  readonly at: readonly Played[];
  /** One fewer. */
  readonly pieces: readonly Piece[];
  /**
   * Whether the breakpoints are all there are, by what rule and transfers say of themselves, and nothing that was played speaks against it:
   * payoffs are then affine on every piece, up to limits at its ends.
   */
  readonly affine: boolean;
}

/** Where a piece is played apart from its ends: from the outer two an affine payoff is drawn out. */
const SHARES = [1 / 4, 1 / 2, 3 / 4] as const;
const QUARTERS = [1, 3] as const;
/** Of a piece: if what ties with an end reaches further, the outer two say nothing of the piece. */
const TOLD = 1 / 8;

/** Of the support: breakpoints closer than this are one. */
const APART = 1e-11;

/** Where the largest of the lines changes, or two of them share the top; at = [K] at the support's ends. */
function topCrossings(low: readonly number[], high: readonly number[], width: number): number[] {
  const found: number[] = [];
  for (let k = 0; k < low.length; k++) {
    for (let l = 0; l < k; l++) {
      const [before, after] = [low[k]! - low[l]!, high[k]! - high[l]!];
      if (Math.abs(after - before) <= width || before * after > width * Math.abs(after - before)) continue;
      const share = Math.min(1, Math.max(0, before / (before - after)));
      const line = (m: number): number => low[m]! + share * (high[m]! - low[m]!);
      if (low.every((_, m) => line(m) <= Math.max(line(k), line(l)) + 8 * width)) found.push(share);
    }
  }
  return found;
}

/** Where lines pass zero; at = their values at both ends of the support. */
const zeros = (low: readonly number[], high: readonly number[]): number[] => low.flatMap((from, n) => {
  const share = -from / (high[n]! - from);
  return share >= 0 && share <= 1 ? [share] : [];
});

/** A rule, or those that it mixes. */
const simpleRules = (rule: ChoiceRule): ChoiceRule[] => (rule.kind === 'mixture' ? [rule.rule, rule.other].flatMap(simpleRules) : [rule]);

/** Whether `breakpoints` has all places where the choice changes. */
export const breaksAreKnown = (rule: ChoiceRule): boolean => simpleRules(rule).every((simple) => {
  const { maximised, thresholds } = ruleOf(simple);
  return maximised !== undefined || thresholds !== undefined;
});

/** And where a payment bends. */
function isComplete({ rule, transfers, strategies }: Mechanism): boolean {
  const known = breaksAreKnown(rule) && !strategies;
  const base = insuredMechanism(transfers);
  return known && schemeOf(transfers).played === 'straight' && (base === undefined || isComplete(base));
}

/** Parts of the line at whose ends reports are tried where a function says what is chosen or worth. */
const TRIED = 32;

/**
 * Where reports may change the choice or bend a payment; of functions, that are not looked into, evenly spaced ones. With strategies the
 * last types that bid at most what bends: bids of types in between do not change the choice.
 */
function breakpoints(play: Play, mechanism: Mechanism, agent: number, line?: Range): number[] {
  const { problem } = play;
  const d = coordinatesOf(problem, agent)[0]!;
  const { support, atoms = [] } = problem.signals[d]!.law;
  const [low, high] = line ?? support;
  const own = mechanism.strategies?.[agent];
  const known = problem.valuations.kind === 'linear' && breaksAreKnown(mechanism.rule) && (own === undefined || line !== undefined);
  // Not close to an atom: what functions round is much of so short a lie.
  const step = (high - low) / TRIED;
  const tried = known ? [] : Array.from({ length: TRIED + 1 }, (_, j) => low + step * j)
    .filter((t) => atoms.every(({ at }) => Math.abs(at - t) > step / 2));
  if (own && !line) {
    const bids = breakpoints(play, mechanism, agent, [own.bid(low), own.bid(high)]);
    const inner = insuredMechanism(mechanism.transfers);
    return [
      low, high, ...tried, ...atoms.map(({ at }) => at), ...bids.map((bid) => Math.min(high, Math.max(low, own.inverse(bid)))),
      ...(inner ? breakpoints(play, inner, agent) : []),
    ];
  }
  if (problem.valuations.kind !== 'linear') return [low, ...tried, high, ...atoms.map(({ at }) => at)];
  const every = simpleRules(mechanism.rule).map((rule) => factsOf(rule, problem.agents.length, problem.alternatives.length));
  const lines = every.flatMap(({ maximised, counted }): ((values: Values) => number[])[] => [
    ...(maximised ? [(values: Values) => weighed(maximised, values)] : []),
    (values) => othersWelfareAt(counted, values, agent),
  ]);
  const width = Math.max(...every.map(({ maximised, counted }) => tieWidth(problem, maximised ?? counted)));
  const thresholds = simpleRules(mechanism.rule).flatMap((rule) => {
    const of = ruleOf(rule).thresholds;
    return of ? [(values: Values) => of(rule, values)] : [];
  });
  const shares = play.others(agent).flatMap(({ signals }) => {
    // Where a line of bids is gone along the own report is one.
    const told = line ? actedAs(problem, mechanism, play.with(signals, agent, [support[0]])) : signals;
    const [first, last] = [low, high].map((bid) => play.values(play.with(told, agent, [bid])));
    return [
      ...lines.flatMap((of) => topCrossings(of(first!), of(last!), width)),
      // A value of hers passes zero, or a threshold of the rule.
      ...[(values: Values) => values[agent]!, ...thresholds].flatMap((of) => zeros(of(first!), of(last!))),
    ];
  });
  const table = schemeOf(mechanism.transfers).utilityTable?.(mechanism.transfers, agent) ?? [];
  const knots = table.map((_, j) => j / (table.length - 1));
  const base = insuredMechanism(mechanism.transfers);
  return [
    low, high, ...tried, ...(line ? [] : atoms.map(({ at }) => at)), ...[...shares, ...knots].map((share) => low + share * (high - low)),
    ...(base && !line ? breakpoints(play, base, agent) : []),
  ];
}

/** Increasing, those that are one taken together; values of `kept` as they are. */
function distinct(points: readonly number[], kept: ReadonlySet<number>, apart: number): number[] {
  return [...points].sort((a, b) => a - b).reduce<number[]>((known, x) => {
    const last = known.at(-1);
    if (last === undefined || x - last > apart) known.push(x);
    else if (kept.has(x) && !kept.has(last)) known[known.length - 1] = x;
    return known;
  }, []);
}

/** Breakpoints of an agent's reports, both ends and her atoms among them, and `more`. */
export function reportPoints(play: Play, agent: number, more: readonly number[] = []): number[] {
  const { support: [low, high], atoms = [], grain = 0 } = play.problem.signals[coordinatesOf(play.problem, agent)[0]!]!.law;
  const apart = Math.max(APART * (high - low), 4 * grain);
  return distinct([...breakpoints(play, play.mechanism, agent), ...more], new Set([low, high, ...atoms.map(({ at }) => at)]), apart);
}

/** Whether places where the choice changes are known, and values affine between them. */
const isKnown = ({ problem, mechanism }: Play): boolean =>
  problem.valuations.kind === 'linear' && breaksAreKnown(mechanism.rule) && !mechanism.strategies;

/**
 * How far a report is from a breakpoint at least for what ties there to be told from it: objectives that two alternatives share change by
 * no less than the smallest of their slopes that differ. Infinite if no report is that far.
 */
function tiedLength({ problem, mechanism }: Play, agent: number): number {
  const { valuations, agents, alternatives } = problem;
  if (valuations.kind !== 'linear') return Infinity;
  const d = coordinatesOf(problem, agent)[0]!;
  const scale = bidScale(problem, mechanism);
  return Math.max(0, ...simpleRules(mechanism.rule).map((rule) => {
    const { maximised, counted } = factsOf(rule, agents.length, alternatives.length);
    const { weights } = maximised ?? counted;
    const slopes = alternatives.map((_, k) => weights.reduce((sum, w, i) => sum + w * valuations.coefficients[i]![k]![d]!, 0));
    const apart = slopes.flatMap((a) => slopes.map((b) => Math.abs(a - b))).filter((by) => by > 0);
    return apart.length === 0 ? 0 : (2 * scale * tieWidth(problem, maximised ?? counted)) / Math.min(...apart);
  }));
}

/** Gains of the shortest lies are lost in what functions round, and what ties with a breakpoint is chosen as at it. */
function sharesOf(play: Play, rounding: number, tied: number, length: number): readonly number[] {
  if (play.problem.valuations.kind !== 'linear' || !breaksAreKnown(play.mechanism.rule)) return SHARES;
  const near = Math.max(nearShare(play.problem, rounding), Math.min(tied / length, TOLD));
  return [near, ...SHARES, 1 - near];
}

/**
 * Payoffs along all bids between those of the lowest and of the highest type, the others acting by their strategies: no report leads to
 * another bid, though some may lead nowhere. Undefined where it is not known to be affine between breakpoints.
 */
export function bidLine(play: Play, agent: number, rounding: number, type = 0): ReportLine | undefined {
  const { problem, mechanism } = play;
  const own = mechanism.strategies?.[agent];
  if (!own || insuredMechanism(mechanism.transfers) || schemeOf(mechanism.transfers).played !== 'straight') return undefined;
  if (problem.valuations.kind !== 'linear' || !breaksAreKnown(mechanism.rule)) return undefined;
  const { support } = problem.signals[coordinatesOf(problem, agent)[0]!]!.law;
  const [low, high] = support.map((end) => own.bid(end)) as [number, number];
  if (!(high > low)) return undefined;
  const bids = distinct(breakpoints(play, mechanism, agent, [low, high]), new Set([low, high]), APART * (high - low));
  const itself = { ...own, bid: (bid: number) => bid };
  const strategies = mechanism.strategies!.map((strategy, i) => (i === agent ? itself : strategy));
  const line = lineOf(new Play(problem, { ...mechanism, strategies }), agent, bids, rounding, type);
  return line.straight ? { ...line, affine: true } : undefined;
}

/** Payoffs at and between the breakpoints, of the type that has this place (`Play.interim`); `rounding`: bound on that of one. */
export function reportLine(play: Play, agent: number, points: readonly number[], rounding: number, type = 0): ReportLine {
  const { straight, ...line } = lineOf(play, agent, points, rounding, type);
  return { ...line, affine: straight && isKnown(play) && isComplete(play.mechanism) };
}

/** `straight`: nothing that was played speaks against affine pieces. */
function lineOf(play: Play, agent: number, points: readonly number[], rounding: number, type: number) {
  const played = (report: number): Played => ({ report, payoff: play.interim(agent, [report], type) });
  const tied = tiedLength(play, agent);
  const shares = points.slice(1).map((to, j) => sharesOf(play, rounding, tied, to - points[j]!));
  play.prepare(agent, [...points, ...points.slice(1).flatMap((to, j) => shares[j]!.map((share) => points[j]! + share * (to - points[j]!)))]
    .map((report) => [report]));
  const pieces = points.slice(1).map((to, j): Piece => {
    const from = points[j]!;
    return { from, to, played: shares[j]!.map((share) => played(from + share * (to - from))) };
  });
  const isStraight = (piece: Piece, j: number): boolean => shares[j]!.length > SHARES.length && tied < TOLD * (piece.to - piece.from)
    && [piece.from, piece.to].every((type) => piece.played.every(({ payoff }, n) =>
      Math.abs(payoffOf(payoff, [type]) - drawnOut(piece, type, shares[j]![n]!)) <= 8 * rounding));
  return { at: points.map(played), pieces, straight: pieces.every(isStraight) };
}

/** The payoff of a type at a share of the way along a piece on which it is affine; at 0 and 1 limits, from inside. */
export function drawnOut({ played }: Piece, type: number, share: number): number {
  const [first, second] = QUARTERS.map((n) => payoffOf(played[n]!.payoff, [type])) as [number, number];
  const [from, to] = [SHARES[0], SHARES[2]];
  return first + ((share - from) / (to - from)) * (second - first);
}
