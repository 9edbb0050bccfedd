/**
 * How far means over independent signals move with the laws: for F and G of products of laws F_d and G_d no further apart than D_d,
 *
 *     |E_F h - E_G h| <= sum over d of D_d V_d(h),
 *
 * V_d(h) the largest variation of h in signal d, the others held (Koksma's inequality, one signal changed at a time). In linear problems
 * first-best welfare and what VCG, Groves and first-price transfers leave an agent are continuous and piecewise linear in each signal, so
 * that V_d is at most the steepest rate times the width of the signal; and a bidder's chance to win has V_d = 1, for she wins or not.
 */
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { factsOf, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { addRanges, hullOf, scaleRange, sizeOf, subtractRanges, type Range } from '../../mechanism/range.ts';

/** Of every signal: how far its law may be off, and how wide the interval is on which it lies. */
export interface SignalMove {
  readonly distance: number;
  readonly width: number;
}

/** [D] rates of first-best welfare. */
const welfareRates = ({ signals, alternatives }: SocialChoiceProblem, { coefficients }: LinearValuations): Range[] => signals.map((_, d) =>
  hullOf(alternatives.map((_name, k) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0))));

const moved = (rates: readonly Range[], moves: readonly SignalMove[]): number =>
  rates.reduce((sum, rate, d) => sum + (moves[d]!.distance === 0 ? 0 : moves[d]!.distance * moves[d]!.width * sizeOf(rate)), 0);

/** How far a mean moves, and between which ends it lies whatever the laws are. */
export interface Moved {
  readonly moves: number;
  readonly range?: Range;
}

/** `intervals`: [D] where signals lie. Undefined where values are not linear in the signals. */
export function firstBestMoves(
  problem: SocialChoiceProblem, moves: readonly SignalMove[], intervals: readonly Range[],
): Moved | undefined {
  const { valuations, alternatives } = problem;
  if (valuations.kind !== 'linear') return undefined;
  const ends = alternatives.map((_, k) => intervals.reduce(
    (sum, interval, d) => addRanges(sum, scaleRange(valuations.coefficients.reduce((rate, rows) => rate + rows[k]![d]!, 0), interval)),
    hullOf([valuations.constants.reduce((sum, row) => sum + row[k]!, 0)]),
  ));
  const range: Range = [Math.max(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
  return { moves: moved(welfareRates(problem, valuations), moves), range };
}

/** [D] rates of a truthful agent's payoff; undefined where they are not known. */
function utilityRates(
  problem: SocialChoiceProblem, valuations: LinearValuations, { rule, transfers, strategies }: Mechanism, agent: number,
): Range[] | undefined {
  const scheme = schemeOf(transfers);
  if (strategies || !scheme.slopesAlongAll) return undefined;
  return scheme.utilitySlopes?.(transfers, {
    problem, valuations, agent, rule: factsOf(rule, problem.agents.length, problem.alternatives.length),
    coordinates: problem.signals.map((_, d) => d), slopesOf: () => undefined,
  });
}

export function exAnteUtilityMoves(
  problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, moves: readonly SignalMove[],
): Moved | undefined {
  const rates = problem.valuations.kind === 'linear' ? utilityRates(problem, problem.valuations, mechanism, agent) : undefined;
  return rates && { moves: moved(rates, moves) };
}

/** Of an efficient mechanism: what all get is welfare, and what agents do not keep they pay. */
export function revenueMoves(problem: SocialChoiceProblem, mechanism: Mechanism, moves: readonly SignalMove[]): Moved | undefined {
  const { valuations, agents } = problem;
  if (valuations.kind !== 'linear' || !isEfficient(problem, mechanism)) return undefined;
  let rates = welfareRates(problem, valuations);
  for (const agent of agents.keys()) {
    const kept = utilityRates(problem, valuations, mechanism, agent);
    if (!kept) return undefined;
    rates = rates.map((rate, d) => subtractRanges(rate, kept[d]!));
  }
  return { moves: moved(rates, moves) };
}

export const isEfficient = ({ agents, alternatives }: SocialChoiceProblem, { rule, strategies }: Mechanism): boolean =>
  !strategies && factsOf(rule, agents.length, alternatives.length).efficient;

/**
 * epsilon-LIC and epsilon-IC of a bidder who pays her own bid for one object: type s gains (v(s) - v(t)) Pr(t wins) by bidding as t, and
 * nothing by the truth. Types run over the interval of her signal. Undefined of any other mechanism.
 */
export function payAsBidMoves(
  problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, moves: readonly SignalMove[],
): { readonly lic: Moved; readonly ic: Moved } | undefined {
  const { valuations, signals } = problem;
  const own = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  if (valuations.kind !== 'linear' || own.length !== 1 || !isPrivate(problem) || !isSingleObject(problem)) return undefined;
  if (!isEfficient(problem, mechanism) || !schemeOf(mechanism.transfers).payment?.asBid) return undefined;
  const rate = sizeOf(hullOf(valuations.coefficients[agent]!.map((row) => row[own[0]!]!)));
  const chance = moves.reduce((sum, { distance }, d) => (own.includes(d) ? sum : sum + distance), 0);
  const most = rate * moves[own[0]!]!.width;
  return { lic: { moves: rate * Math.min(1, chance), range: [0, rate] }, ic: { moves: most * Math.min(1, chance), range: [0, most] } };
}
