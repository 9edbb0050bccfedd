/** Rows of traders of several units in a uniform-price auction, for whom nothing is drawn. */
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { multiUnitProblem } from '../../experiments/double-auction/unit-chances.ts';
import type { AuctionMechanism } from '../../mechanism/double-auction/auction-mechanism.ts';
import { multiUnitConstants } from '../../notions/multi-unit-trader.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { PointResult, StudyAim } from '../kind.ts';

/** Relative half-width where none is asked for. */
const PRECISION = 0.01;
const BASIS = 'two binomial counts, without sampling';

/** Both constants of both sides. */
export function multiUnitRows(
  market: DoubleAuction, { text, manyUnits }: AuctionMechanism, point: Point, { confidence, precision = PRECISION }: StudyAim, run: Run,
): PointResult {
  const estimates: Estimate[] = [];
  const notes: string[] = [];
  for (const trader of ['seller', 'buyer'] as const) {
    if (run.signal?.aborted) break;
    const { lic, ic } = multiUnitConstants(multiUnitProblem(market, trader, manyUnits!), precision);
    const common = { agent: trader, point, confidence, profiles: 0, basis: BASIS } as const;
    estimates.push({ quantity: 'epsilonLic', ...common, ...lic }, { quantity: 'epsilonIc', ...common, ...ic });
    for (const [name, { estimate, lower, upper }] of [['epsilon-LIC', lic], ['epsilon-IC', ic]] as const) {
      if (upper - lower <= 2 * precision * estimate) continue;
      const short = `did not reach a relative half-width of ${precision} on the cells that a study takes`;
      notes.push(`${text}: the ${trader}s' ${name} constant ${short}`);
    }
  }
  return {
    samplers: [], estimates, curves: [], surfaces: [], verdicts: [], notes, complete: estimates.length === 4,
    // They hold for sure, so that any number of them holds at once.
    intervalAt: (row) => row,
  };
}
