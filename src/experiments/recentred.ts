/**
 * A linear problem far from the origin as one near it, before anything is lowered to single precision or to whole numbers of one unit:
 * there, values from 1,000,000 to 1,000,001 have no digits left for what types differ by.
 *
 * Types are measured from an origin c_d of each coordinate, s_d = c_d + z_d, so that v_k^i = const_k^i + kappa_k^i + sum_d a_kd^i z_d with
 * kappa_k^i = sum_d a_kd^i c_d. That alone is the same problem, kappa being constants (`folded`): a public good that costs about what it is
 * worth has small ones. More is true where they cancel. Let the rule maximise with weights w and bonuses b, and
 *
 *   (1) sum_i w_i kappa_k^i = T for every k that can be chosen; for the others, which are worse than some alternative in every profile
 *       with the constants and without, no kappa matters
 *   (2) sum_i kappa_k^i = S for every k that can be chosen or can be first best
 *
 * Then without kappa the rule chooses the same, and welfare and first best are S less (`dropped`). A payoff u(r, s) is the same, too, where
 * agents pay their own values or are insured, v_k(s) - v_k(r) plus a number that the report alone moves by a truthful payoff that is the
 * same; where they are charged max_k over the alternatives of their own lowest type's objective, since T goes off what they get and off
 * what they are charged; where they get v_k + W_k, if T is 0; and under VCG, v_k + W_k - max_l W_l, where moreover
 *
 *   (3) sum_j!=i w_j kappa_l^j = T for every l that can be best for the others.
 *
 * For one object among bidders of one origin c > 0 all hold with T = S = c: an alternative that serves nobody, or i alone in (3), is worse
 * than any other, and stays so as long as z is larger than what bonuses differ by.
 */
import { shifted } from '../distributions/shifted.ts';
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { usesFunctions } from '../mechanism/incentives.ts';
import { factsOf, insuredMechanism, schemeOf, type ChoiceRule, type Mechanism, type Strategy } from '../mechanism/mechanism.ts';
import type { Weighing } from '../mechanism/rules/rule.ts';
import { widthOf, type Range } from '../mechanism/range.ts';
import { formRanges, weightedForm } from './integer/forms.ts';
import type { ExPostSums, InterimQuestion, Moments } from './interim-sums.ts';

export interface Recentred {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  /** [D] what was taken off every coordinate. */
  readonly origin: readonly number[];
  /** What was taken off the welfare of what is chosen, and of what is first best. */
  readonly welfare: number;
}

/** A support is far from the origin if it is further away than this many of its widths. */
const FAR = 16;
/** Share of a support that types stay above zero by, so that what serves nobody is worse than what does. */
const ROOM = 2 ** -10;

type Linear = SocialChoiceProblem & { readonly valuations: LinearValuations };
/** What is asked for: `choices` of the rule alone, with the `welfare` that they make, or payoffs too. */
export type Audited = 'payoffs' | 'welfare';
type Asked = Audited | 'choices';
type Known = Map<Asked, Recentred | undefined>;
const known = new WeakMap<SocialChoiceProblem, WeakMap<Mechanism, Known>>();

/** Undefined where nothing is to be gained, or functions of the user's are shown the signals. */
export function recentred(problem: SocialChoiceProblem, mechanism: Mechanism, asked: Asked = 'payoffs'): Recentred | undefined {
  const ofProblem = known.get(problem) ?? new WeakMap<Mechanism, Known>();
  known.set(problem, ofProblem);
  const kept: Known = ofProblem.get(mechanism) ?? new Map<Asked, Recentred | undefined>();
  ofProblem.set(mechanism, kept);
  if (!kept.has(asked)) kept.set(asked, found(problem, mechanism, asked));
  return kept.get(asked);
}

function found(problem: SocialChoiceProblem, mechanism: Mechanism, asked: Asked): Recentred | undefined {
  const { valuations, signals } = problem;
  if (valuations.kind !== 'linear' || !signals.some(({ law }) => isFar(law.support)) || seesSignals(mechanism)) return undefined;
  const linear: Linear = { ...problem, valuations };
  return dropped(linear, mechanism, asked) ?? priced(linear, mechanism) ?? folded(linear, mechanism);
}

const isFar = ([low, high]: Range): boolean => (low > 0 || high < 0) && Math.min(Math.abs(low), Math.abs(high)) > FAR * (high - low);

function seesSignals({ rule, transfers }: Mechanism): boolean {
  const base = insuredMechanism(transfers);
  return usesFunctions(rule) || transfers.kind === 'general' || schemeOf(transfers).repairs !== undefined
    || (base !== undefined && seesSignals(base));
}

/** Reports of an agent measured from the same origin. */
export function reportsNear(
  { problem, origin }: Pick<Recentred, 'problem' | 'origin'>, agent: number, reports: InterimQuestion['reports'],
): InterimQuestion['reports'] {
  const own = coordinatesOf(problem, agent);
  return reports.map((report) => report.map((x, c) => x - origin[own[c]!]!));
}

/** A question about it. */
export const questionNear = (near: Recentred, question: InterimQuestion): InterimQuestion =>
  ({ ...question, reports: reportsNear(near, question.agent, question.reports) });

/**
 * Sums over its whole profiles as those of the problem it stands for. What welfare is less goes to revenue, payoffs being the same; where
 * that makes revenue positive in every profile there are no deficits, and else events of money are not told (`tolerance`).
 */
export function exPostBack(near: Pick<Recentred, 'welfare'> | undefined, sums: ExPostSums): ExPostSums {
  const { welfare: added = 0 } = near ?? {};
  if (added === 0) return sums;
  const more = (moments: Moments): Moments => ({ ...moments, added });
  const isPositive = sums.revenue.range[0] + added > sums.tolerance;
  return {
    ...sums, welfare: more(sums.welfare), firstBest: more(sums.firstBest), revenue: more(sums.revenue),
    deficits: 0, imbalances: sums.profiles, ...(isPositive ? {} : { tolerance: Infinity }),
  };
}

/** With types from the origins, and strategies too; constants as they are. */
function moved(problem: Linear, mechanism: Mechanism, origin: readonly number[]): Recentred {
  const signals = problem.signals.map((signal, d) => ({ ...signal, law: shifted(signal.law, origin[d]!) }));
  const played = new Map<Strategy, Strategy>();
  const strategies = mechanism.strategies?.map((strategy, owner) => {
    const by = origin[problem.signals.findIndex((signal) => signal.owner === owner)]!;
    const near = played.get(strategy) ?? strategyNear(strategy, by);
    played.set(strategy, near);
    return near;
  });
  return { problem: { ...problem, signals }, mechanism: strategies ? { ...mechanism, strategies } : mechanism, origin, welfare: 0 };
}

/** `from` names it, since functions are told apart by their text. */
const strategyNear = (strategy: Strategy, by: number): Strategy & { readonly from: Strategy } => ({
  ...strategy,
  bid: (type) => strategy.bid(type + by) - by,
  inverse: (bid) => strategy.inverse(bid + by) - by,
  range: [strategy.range[0] - by, strategy.range[1] - by],
  from: strategy,
});

/** A posted price is measured from what trade is worth at the origin: both gain the same at it. */
function priced(problem: Linear, mechanism: Mechanism): Recentred | undefined {
  const { rule, transfers } = mechanism;
  if (rule.kind !== 'posted-price' || transfers.kind !== 'posted-price' || mechanism.strategies) return undefined;
  const common = Math.min(...problem.signals.map(({ law: { support } }) => (isFar(support) ? support[0] : 0)));
  const origin = problem.signals.map(() => common);
  const [sells, buys] = kappas(problem, origin) as [number[], number[]];
  const worth = buys[1]!;
  if (worth === 0 || sells[0] !== 0 || buys[0] !== 0 || sells[1] !== -worth) return undefined;
  const at = <P extends { readonly price: number }>(posted: P): P => ({ ...posted, price: posted.price - worth });
  return moved(problem, { ...mechanism, rule: at(rule), transfers: at(transfers) }, origin);
}

const actsByBids = ({ strategies, transfers }: Mechanism): boolean => {
  const base = insuredMechanism(transfers);
  return strategies !== undefined || (base !== undefined && actsByBids(base));
};

function folded(problem: Linear, mechanism: Mechanism): Recentred | undefined {
  if (actsByBids(mechanism)) return undefined;
  const origin = problem.signals.map(({ law: { support } }) => (isFar(support) ? support[0] : 0));
  const taken = kappas(problem, origin);
  const { constants, coefficients } = problem.valuations;
  const made = moved(problem, mechanism, origin);
  const valuations: LinearValuations = {
    kind: 'linear', constants: constants.map((row, i) => row.map((x, k) => x + taken[i]![k]!)), coefficients,
  };
  const size = (rows: readonly (readonly number[])[]): number => Math.max(...rows.flat().map(Math.abs));
  // Constants that do not cancel are as large as what they came from, and nothing is gained.
  return size(valuations.constants) < size(taken) / 2 ? { ...made, problem: { ...made.problem, valuations } } : undefined;
}

/** [N][K] what the origins are worth. */
const kappas = ({ valuations: { coefficients } }: Linear, origin: readonly number[]): number[][] =>
  coefficients.map((rows) => rows.map((row) => row.reduce((sum, a, d) => sum + a * origin[d]!, 0)));

/** A rule whose choices must be the same, and what of it must be beside. */
interface Frame {
  readonly rule: ChoiceRule;
  readonly cancels: NonNullable<ReturnType<typeof schemeOf>['cancels']>;
}

/** The mechanism's own, and that of what it insures: how payoffs stay what they are (Scheme). Undefined where they do not. */
function framesOf({ rule, transfers, strategies }: Mechanism, asked: Asked): readonly Frame[] | undefined {
  if (asked !== 'payoffs') return [{ rule, cancels: 'alone' }];
  const base = insuredMechanism(transfers);
  if (base) {
    const inner = base.strategies || strategies ? undefined : framesOf(base, asked);
    return inner && [{ rule, cancels: 'alone' }, ...inner];
  }
  const { cancels } = schemeOf(transfers);
  return cancels === undefined || (strategies && cancels !== 'alone') ? undefined : [{ rule, cancels }];
}

function dropped(problem: Linear, mechanism: Mechanism, asked: Asked): Recentred | undefined {
  const { agents, alternatives, signals, valuations } = problem;
  const frames = framesOf(mechanism, asked)
    ?.map(({ rule, cancels }) => ({ ...factsOf(rule, agents.length, alternatives.length), cancels }));
  if (!frames?.every(({ maximises }) => maximises)) return undefined;
  const supports = signals.map(({ owner, law }): Range => mechanism.strategies?.[owner]?.range ?? law.support);
  const bonuses = frames.flatMap(({ maximised }) => maximised!.bonuses);
  const room = Math.max(ROOM * Math.max(...supports.map(widthOf)), 2 * (Math.max(...bonuses) - Math.min(...bonuses)));
  const common = Math.min(...supports.map(([low]) => low)) - room;
  if (!(Math.abs(common) > room) || supports.some((support) => !isFar(support))) return undefined;
  const origin = signals.map(() => common);
  const taken = kappas(problem, origin);
  const worth = (weights: readonly number[], k: number): number => weights.reduce((sum, w, i) => sum + w * taken[i]![k]!, 0);
  const after = supports.map(([low, high]): Range => [low - common, high - common]);
  /** What is taken off the sum with these weights: one number for all that can be largest, which must be the same before and after. */
  const off = ({ weights, bonuses: added }: Weighing): number | undefined => {
    const leading = leaders(valuations, supports, weights, added);
    if (leaders(valuations, after, weights, added).some((k) => !leading.includes(k))) return undefined;
    const sums = new Set(leading.map((k) => worth(weights, k)));
    return sums.size === 1 ? [...sums][0] : undefined;
  };
  for (const { maximised, cancels } of frames) {
    const { weights, bonuses: added } = maximised!;
    const total = off(maximised!);
    if (total === undefined || (cancels === 'of-nothing' && total !== 0)) return undefined;
    const without = (i: number): Weighing => ({ weights: weights.map((w, j) => (j === i ? 0 : w)), bonuses: added });
    if (cancels === 'pivot' && agents.some((_, i) => off(without(i)) !== total)) return undefined;
  }
  const near = moved(problem, mechanism, origin);
  if (asked === 'choices') return near;
  const plain: Weighing = { weights: agents.map(() => 1), bonuses: alternatives.map(() => 0) };
  const welfare = off(plain);
  // What is chosen must be worth S less even where it is not first best.
  const chosen = leaders(valuations, supports, frames[0]!.maximised!.weights, frames[0]!.maximised!.bonuses);
  if (welfare === undefined || welfare < 0 || chosen.some((k) => worth(plain.weights, k) !== welfare)) return undefined;
  return { ...near, welfare };
}

/** Alternatives that no other exceeds in every profile. */
function leaders(
  valuations: LinearValuations, supports: readonly Range[], weights: readonly number[], bonuses: readonly number[],
): number[] {
  const ranges = formRanges(weightedForm(valuations, weights, bonuses), supports);
  const surely = Math.max(...ranges.map(([low]) => low));
  return ranges.flatMap(([, high], k) => (high >= surely ? [k] : []));
}
