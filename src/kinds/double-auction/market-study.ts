/** Market-level quantities at one point: whole profiles, cleared and audited. */
import { POSITIONS } from '../../../kernels/market-clearing/spec.ts';
import { wordThreshold } from '../../distributions/distribution.ts';
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

/** A sweep asks for many markets and takes a quarter of the draws for each. */
export const marketProfiles = ({ sellers, buyers }: DoubleAuction, command: StudyAim['command']): number =>
  Math.min(PROFILES_MAX, Math.max(16, Math.floor((command === 'run' ? DRAWS : DRAWS / 4) / (sellers + buyers))));

export interface MarketResult {
  readonly estimates: readonly Estimate[];
  readonly complete: boolean;
  /** Expected gains from trade at another error probability. */
  surplus?(alpha: number): Interval;
  readonly profiles: number;
}

export async function marketStudy(
  market: DoubleAuction,
  point: Point,
  command: StudyAim['command'],
  alpha: number,
  run: Run,
): Promise<MarketResult> {
  const { sellers, buyers, kappa, cost, value } = market;
  const low = Math.min(cost.support[0], value.support[0]);
  const width = Math.max(cost.support[1], value.support[1]) - low;
  const thresholds = (law: typeof cost): Float64Array => {
    const out = Float64Array.from({ length: CELLS + 1 }, (_, j) => wordThreshold(law, low + (width * j) / CELLS));
    out[0] = 0;
    for (let j = 1; j <= CELLS; j++) out[j] = Math.max(out[j]!, out[j - 1]!);
    out[CELLS] = 2 ** 32;
    return out;
  };
  const count = marketProfiles(market, command);
  const name = `double-auction/market/${sellers}x${cost.text}+${buyers}x${value.text}/certify`;
  const { statistics, profiles } = await run.draw({
    kernel: 'market-clearing',
    parameters: { sellers, buyers, kappa, costThresholds: thresholds(cost), valueThresholds: thresholds(value) },
    stream: run.stream(name),
    first: 0,
    count,
  });
  if (profiles === 0) return { estimates: [], complete: false, profiles };
  const resolution = 1 / CELLS + 1 / POSITIONS;
  const bandsAt = (error: number): ReturnType<typeof doubleAuctionMarket> =>
    doubleAuctionMarket(statistics, profiles, { sellers, buyers, width, resolution }, error);
  const bands = bandsAt(alpha);
  const estimates = Object.entries(bands).map(
    ([quantity, band]): Estimate =>
      ({ quantity, agent: 'market', point, ...band, confidence: 1 - alpha, guarantee: 'continuum', profiles }),
  );
  return { estimates, complete: profiles === count, profiles, surplus: (error) => bandsAt(error).expectedSurplus };
}
