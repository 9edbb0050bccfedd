/** Market-level quantities at one point: whole profiles, cleared and audited. */
import { POSITIONS } from '../../../kernels/market-clearing/spec.ts';
import { upperQuantile, wordThreshold } from '../../distributions/distribution.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import type { Interval } from '../../statistics/interval.ts';
import { doubleAuctionMarket } from '../../notions/market.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';

/** Draws spent on a market; its mean gains per unit settle quickly, larger markets averaging within themselves. */
const DRAWS = 2 ** 23;
const PROFILES_MAX = 2 ** 19;
const CELLS = 2 ** 16;
/** Ends that are tried, by the mass beyond them, and what a unit of width costs: cells, and the range of what is averaged. */
const TAILS = 28;
const CELL_COST = 6 / CELLS;

type MarketAim = Pick<StudyAim, 'command' | 'profiles' | 'maxProfiles'>;

/** As many as asked for, and no more than settles it: a sweep asks for many markets and takes a quarter of the draws for each. */
export const marketProfiles = ({ sellers, buyers }: DoubleAuction, { command, profiles, maxProfiles }: MarketAim): number =>
  Math.min(profiles ?? maxProfiles, PROFILES_MAX, Math.max(16, Math.floor((command === 'run' ? DRAWS : DRAWS / 4) / (sellers + buyers))));

export interface MarketResult {
  readonly estimates: readonly Estimate[];
  readonly complete: boolean;
  /** Why a row is left out. */
  readonly remarks: readonly string[];
  /** Expected gains from trade at another error probability. */
  surplus?(alpha: number): Interval;
  readonly profiles: number;
}

export interface MarketSpan {
  readonly low: number;
  readonly width: number;
  /** Sum over traders of their mean distance from it, and of their probability of lying outside. */
  readonly beyond: number;
  readonly mass: number;
}

/** Of cells of whole markets, and of the gains that they leave out. */
const marketCost = ({ sellers, buyers }: DoubleAuction) => ({ width, beyond }: MarketSpan): number =>
  beyond + Math.min(sellers, buyers) * width * CELL_COST;

/**
 * The interval on which whole markets are drawn. Of laws without an end, types beyond it count as its end, by which gains from
 * trade differ by no more than types do: in the mean `beyond`. It ends where `cost` is least.
 */
export function marketSpan(market: DoubleAuction, costOf = marketCost(market)): MarketSpan {
  const { sellers, buyers, cost, value } = market;
  const sides = [{ count: sellers, law: cost }, { count: buyers, law: value }];
  const low = Math.min(cost.support[0], value.support[0]);
  const width = Math.max(cost.support[1], value.support[1]) - low;
  if (!sides.some(({ law }) => law.whole)) return { low, width, beyond: 0, mass: 0 };
  const candidates = Array.from({ length: TAILS }, (_, t) => 2 ** -(t + 4)).map((tail) => {
    const from = Math.min(...sides.map(({ law }) => (law.whole?.ends[0] === -Infinity ? law.quantile(tail) : law.support[0])));
    const to = Math.max(...sides.map(({ law }) => (law.whole?.ends[1] === Infinity ? upperQuantile(law, tail) : law.support[1])));
    const beyond = sides.reduce(
      (sum, { count, law: { whole } }) => sum + (whole ? count * (whole.excess(to) + whole.shortfall(from)) : 0), 0,
    );
    const mass = sides.reduce((sum, { count, law: { whole } }) => sum + (whole ? count * (whole.survival(to) + whole.cdf(from)) : 0), 0);
    return { low: from, width: to - from, beyond, mass };
  });
  return candidates.reduce((best, candidate) => (costOf(candidate) < costOf(best) ? candidate : best));
}

/** Name of the stream of a market's whole profiles, whatever clears them. */
export const marketStream = ({ sellers, buyers, cost, value }: DoubleAuction): string =>
  `double-auction/market/${sellers}x${cost.text}+${buyers}x${value.text}/certify`;

export async function marketStudy(
  market: DoubleAuction,
  point: Point,
  aim: MarketAim,
  alpha: number,
  run: Run,
): Promise<MarketResult> {
  const { sellers, buyers, kappa, cost, value } = market;
  const { low, width, beyond } = marketSpan(market);
  const thresholds = (law: typeof cost): Float64Array => {
    const out = Float64Array.from({ length: CELLS + 1 }, (_, j) => wordThreshold(law, low + (width * j) / CELLS));
    out[0] = 0;
    for (let j = 1; j <= CELLS; j++) out[j] = Math.max(out[j]!, out[j - 1]!);
    out[CELLS] = 2 ** 32;
    return out;
  };
  const count = marketProfiles(market, aim);
  const { statistics, profiles } = await run.draw({
    kernel: 'market-clearing',
    parameters: { sellers, buyers, kappa, costThresholds: thresholds(cost), valueThresholds: thresholds(value) },
    stream: run.stream(marketStream(market)),
    first: 0,
    count,
  });
  if (profiles === 0) return { estimates: [], remarks: [], complete: false, profiles };
  const resolution = 1 / CELLS + 1 / POSITIONS;
  const bandsAt = (error: number): ReturnType<typeof doubleAuctionMarket> =>
    doubleAuctionMarket(statistics, profiles, { sellers, buyers, width, resolution, beyond }, error);
  const bands = bandsAt(alpha);
  const estimates = Object.entries(bands).filter(([, { upper }]) => upper < Infinity).map(
    ([quantity, band]): Estimate =>
      ({ quantity, agent: 'market', point, ...band, confidence: 1 - alpha, guarantee: 'continuum', profiles }),
  );
  const remarks = beyond === Infinity ? ['expectedSurplus is left out: of a law that has no mean gains from trade need not have one'] : [];
  return { estimates, remarks, complete: profiles === count, profiles, surplus: (error) => bandsAt(error).expectedSurplus };
}
