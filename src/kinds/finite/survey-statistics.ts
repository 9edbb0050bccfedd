/** What a survey may count among random finite environments, and what each statistic speaks of. */
import { InputError } from '../../errors.ts';
import { PROFILES_MAX } from '../../mechanism/finite/auction/limits.ts';

export const STATISTICS = [
  'beliefs-determine-preferences',
  'convex-independence',
  'identifiability',
  'ncp-star',
  'own-monotone',
  'single-crossing',
  'no-regularity',
  'revenue-gap',
  'gap-despite-crossing',
  'implementable',
  'extractable',
  'ambiguity-needed',
  'stake',
  'maximin-core',
  'maximin-value',
] as const;
export type Statistic = (typeof STATISTICS)[number];

const ECONOMY_AGENTS_MAX = { 'maximin-core': 4, 'maximin-value': 3 } as const;
export type EconomyStatistic = keyof typeof ECONOMY_AGENTS_MAX;
/** Statistics of exchange economies; the others are of priors, payoffs and rules. */
export const ofEconomies = (statistic: Statistic): statistic is EconomyStatistic => statistic in ECONOMY_AGENTS_MAX;

const AUCTIONS = ['own-monotone', 'single-crossing', 'no-regularity', 'revenue-gap', 'gap-despite-crossing'] as const;
export type AuctionStatistic = (typeof AUCTIONS)[number];
/** Statistics of priors of auctions, whose bidders are worth 1, 2, ... */
export const ofAuctions = (statistic: Statistic): statistic is AuctionStatistic => AUCTIONS.some((name) => name === statistic);

/**
 * Statistics with an amount beside yes and no. `quantity` names its rows, `most` bounds it; `mean`: its mean has an interval, which an
 * amount without a bound has not.
 */
export const AMOUNTS = {
  'revenue-gap': { quantity: 'revenueGap', most: 1, mean: true },
  'stake': { quantity: 'stake', most: Infinity, mean: false },
} as const;
export type AmountStatistic = keyof typeof AMOUNTS;
export const hasAmount = (statistic: Statistic): statistic is AmountStatistic => statistic in AMOUNTS;

const DESIGNED = ['implementable', 'extractable', 'ambiguity-needed', 'stake'] as const;
const DRAWN = STATISTICS.filter((statistic) => !ofEconomies(statistic));
/** What decides only some statistics, by the name of its option. */
const FOR_SOME: ReadonlyMap<string, readonly Statistic[]> = new Map<string, readonly Statistic[]>([
  ['goods', STATISTICS.filter(ofEconomies)], ['transfers', ['implementable', 'extractable']],
  ['balance', ['implementable', 'ambiguity-needed', 'stake']], ['outcomes', DESIGNED], ['values', DESIGNED],
  ['concentration', DRAWN], ['beliefs', DRAWN],
]);

/** Throws InputError for an option that the statistic does not depend on. */
export function requireOf(statistic: Statistic, option: string): void {
  const some = FOR_SOME.get(option);
  if (some !== undefined && !some.includes(statistic))
    throw new InputError(`--${option}`, `does nothing to ${statistic}; it is for ${some.join(', ')}`);
}

/** Lies beyond which signs of bets are too many to try of every environment. */
const LIES_MAX = 10;

/** Throws InputError where there are more agents or types than the statistic is decided for. */
export function requireDecidable(statistic: Statistic, counts: readonly number[], field: string): void {
  if (ofEconomies(statistic) && counts.length > ECONOMY_AGENTS_MAX[statistic]) {
    const core = ECONOMY_AGENTS_MAX['maximin-core'];
    const instead = counts.length <= core ? `, or maximin-core, which is for up to ${core}` : '';
    throw new InputError(
      field, `${statistic} is decided for at most ${ECONOMY_AGENTS_MAX[statistic]} agents, got ${counts.length} (${2 ** counts.length - 1} `
      + `coalitions); take fewer${instead}`,
    );
  }
  const size = counts.reduce((product, count) => product * count, 1);
  if ((statistic === 'revenue-gap' || statistic === 'gap-despite-crossing') && size > PROFILES_MAX) {
    throw new InputError(
      field, `${statistic} is decided for at most ${PROFILES_MAX} profiles of types, got ${size}; take fewer types, or single-crossing, `
      + 'which needs no program and leaves no gap where it holds',
    );
  }
  const lies = counts.reduce((sum, count) => sum + count * (count - 1), 0);
  if (statistic === 'stake' && lies > LIES_MAX)
    throw new InputError(
      field, `stake looks through signs of bets for at most ${LIES_MAX} lies, such as of 2,3 types, got ${lies}, so 2^${lies} signs; take `
      + 'fewer types, or ambiguity-needed, which tries none',
    );
}
