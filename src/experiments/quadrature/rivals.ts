/** The others who bid for one object, as their types tie with an own report, and how all types depend on one unseen component. */
import type { Dependence } from '../../distributions/dependence.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Strategy } from '../../mechanism/strategy.ts';
import { oneFactor } from '../enumeration/joint-masses.ts';

export interface Rival {
  readonly law: Distribution;
  /** The type that bids as much as the own type y, and the own type that bids as much as x; increasing. */
  tau(y: number): number;
  own(x: number): number;
  /** The slope of tau, where it has one. */
  readonly rise?: number;
  /** What tau(y) may be off by where bids are compared in doubles. */
  blur(y: number): number;
}

/** Of an affine number of doubles. */
const AFFINE = 2 ** -50;

/** The own signal first, then the others'; undefined where there is no component that all types rise with. */
export function behindOneFactor({ signals, dependence }: SocialChoiceProblem, agent: number): Dependence | undefined {
  if (!dependence || dependence.kind === 'clayton') return dependence;
  const first = signals.findIndex(({ owner }) => owner === agent);
  const order = [first, ...[...signals.keys()].filter((d) => d !== first)];
  if (dependence.kind === 'common-factor') {
    const { loadings } = dependence;
    if (typeof loadings === 'number') return dependence;
    return { kind: 'common-factor', loadings: order.map((d) => loadings[d]!) };
  }
  const { correlations } = dependence;
  if (typeof correlations !== 'number' && signals.length > 2) {
    const shares = oneFactor(correlations);
    const sign = Math.sign(shares?.find((share) => share !== 0) ?? 1);
    if (!shares?.every((share) => sign * share >= 0)) return undefined;
    return { kind: 'common-factor', loadings: order.map((d) => shares[d]! ** 2) };
  }
  const one = typeof correlations === 'number' ? correlations : signals.length === 2 ? correlations[0]![1]! : -1;
  return one > 0 ? { kind: 'gaussian-copula', correlations: one } : undefined;
}

export interface Rivals {
  readonly worth: number;
  readonly start: number;
  readonly rivals: readonly Rival[];
  /** Whether one law and one way to bid is everybody's. */
  readonly alike: boolean;
}

/** Own value, and the others; undefined where the object may be kept, or bids do not rise with types. */
export function rivalsOf(
  { agents, alternatives, signals, valuations }: SocialChoiceProblem,
  { weights, bonuses }: { readonly weights: readonly number[]; readonly bonuses: readonly number[] },
  agent: number, strategies: readonly Strategy[] | undefined,
): Rivals | undefined {
  if (valuations.kind !== 'linear') return undefined;
  const { constants, coefficients } = valuations;
  const bids = agents.map((_, i) => {
    const d = signals.findIndex(({ owner }) => owner === i);
    const k = alternatives.findIndex((__, l) => coefficients[i]![l]![d] !== 0);
    const [weight, row] = [weights[i]!, k < 0 ? [] : coefficients[i]![k]!];
    return k < 0 ? undefined : { i, k, law: signals[d]!.law, slope: weight * row[d]!, start: weight * constants[i]![k]! + bonuses[k]! };
  });
  if (!bids.every((bid) => bid !== undefined && bid.slope > 0)) return undefined;
  const all = bids as NonNullable<(typeof bids)[number]>[];
  const mine = all[agent]!;
  const unwon = bonuses.filter((_, k) => all.every((bid) => bid.k !== k));
  const lowest = strategies ? strategies[agent]!.bid(mine.law.support[0]) : mine.law.support[0];
  if ((Math.max(-Infinity, ...unwon) - mine.start) / mine.slope > lowest) return undefined;
  const others = all.filter((bid) => bid !== mine);
  const units = others.every(({ slope, start }) => slope === mine.slope && start === mine.start);
  if (strategies && !(units && strategies.every(({ isStrict }) => isStrict === true))) return undefined;
  return {
    worth: mine.slope / weights[agent]!, start: constants[agent]![mine.k]!,
    alike: units && all.every(({ i, law }) => law.text === mine.law.text && strategies?.[i] === strategies?.[agent]),
    rivals: others.map(({ i, law, slope, start }): Rival => {
      const from = (mine.start - start) / slope;
      const rise = mine.slope / slope;
      if (strategies?.[i] !== strategies?.[agent]) return byStrategies(law, strategies![i]!, mine.law, strategies![agent]!);
      const isExact = from === 0 && rise === 1;
      return {
        law, rise, tau: (y) => from + rise * y, own: (x) => (x - from) / rise,
        blur: (y) => (isExact ? 0 : AFFINE * (Math.abs(from) + Math.abs(rise * y))),
      };
    }),
  };
}

/** The largest type of this law that bids no more than b. */
export function typeOf({ support: [low, high] }: Distribution, { bid }: Pick<Strategy, 'bid'>, b: number): number {
  if (bid(high) <= b) return high;
  let [from, to] = [low, high];
  for (let middle = from + (to - from) / 2; middle > from && middle < to; middle = from + (to - from) / 2) {
    if (bid(middle) <= b) from = middle;
    else to = middle;
  }
  return from;
}

const byStrategies = (law: Distribution, theirs: Strategy, own: Distribution, mine: Strategy): Rival => ({
  law, blur: () => AFFINE * Math.max(...law.support.map(Math.abs)),
  tau: (y) => (mine.bid(y) < theirs.bid(law.support[0]) ? law.support[0] : typeOf(law, theirs, mine.bid(y))),
  own: (x) => typeOf(own, mine, theirs.bid(x)),
});
