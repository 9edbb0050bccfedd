/** Double auctions: the least ε by permitted deficit, beside the auction's own constant; by quadrature, so that nothing is drawn. */
import {
  leastEpsilonInSteps, Uncollectable, type Bracket, type DoubleAuctionLeastEpsilon,
} from '../../notions/least-epsilon/double-auction.ts';
import { gridLeastEpsilon, gridMarket, type GridLeastEpsilon } from '../../notions/least-epsilon/double-auction-grid.ts';
import { TRADERS } from '../../environment/double-auction.ts';
import type { Agent, Estimate, Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { gridSupport } from './grid.ts';
import { doubleAuctionFile, gridMarketFile, gridRefusedFile } from './proofs.ts';
import { withoutOpenDeficit, type MarketQuestion } from './study-point.ts';
import { auctionWitness, programWitness } from './witnesses.ts';

const MARKET = 'market';
/** Relative half-width where a number of profiles was asked for, which means nothing here. */
const PRECISION = 0.01;
/** Absolute half-width that does where the least ε is near zero, per unit of relative precision. */
const FLOOR = 1e-4;

function row(quantity: string, agent: Agent, point: Point, { lower, upper }: Bracket, basis: string): Estimate {
  const estimate = lower === upper ? lower : (lower + upper) / 2;
  return { quantity, agent, point, estimate, lower, upper, confidence: 1, guarantee: 'continuum', profiles: 0, basis };
}

const QUADRATURE = 'quadrature of binomial laws, both ends by monotonicity';

/** Rows that do not depend on the deficit: the loss of VCG, and what the double auction itself leaves to gain. */
function auctionRows({ market }: MarketQuestion, values: Point, { loss, auction }: DoubleAuctionLeastEpsilon): Estimate[] {
  const point = { ...values, mechanism: market.kappa === 0 ? 'CEM' : `double auction, kappa ${market.kappa}` };
  return [
    row('vcgLoss', MARKET, values, loss, `${QUADRATURE}; the least eager types get nothing`),
    ...(auction ? TRADERS.map((trader) => row('epsilonLic', trader, point, auction[trader], QUADRATURE)) : []),
  ];
}

/** Of several deficits one may be below what any mechanism can collect; undefined where the run was stopped. */
async function reached(
  { market }: MarketQuestion, deficit: number, precision: number, run: Run,
): Promise<DoubleAuctionLeastEpsilon | Uncollectable | undefined> {
  try {
    return await taken(run, leastEpsilonInSteps(market, deficit, precision, precision * FLOOR));
  } catch (error) {
    if (error instanceof Uncollectable) return error;
    throw error;
  }
}

async function study(question: MarketQuestion, values: Point, precision: number, run: Run): Promise<PointResult> {
  const estimates: Estimate[] = [];
  const verdicts: Verdict[] = [];
  const notes = new Set<string>();
  const { deficits = [0] } = question;
  let complete = true;
  for (const deficit of deficits) {
    const found = await reached(question, deficit, precision, run);
    if (found === undefined) {
      complete = false;
      break;
    }
    run.prove('least-epsilon-double-auction', () => doubleAuctionFile(question.market, found, deficit, { ...values, deficit }),
      found instanceof Uncollectable ? 'refusal' : 'answer');
    if (found instanceof Uncollectable) {
      if (deficits.length === 1) throw found;
      verdicts.push({
        agent: MARKET, point: { ...values, deficit }, holds: false, status: 'no',
        text: `No mechanism collects ${-deficit}: it is more than all gains from trade`,
      });
      continue;
    }
    const { epsilon, lowestBuyer, highestSeller } = found;
    if (estimates.length === 0) estimates.push(...auctionRows(question, values, found));
    const charged = epsilon.upper > 0
      ? `VCG, buyers charged from ${lowestBuyer.toPrecision(4)} on and sellers up to ${highestSeller.toPrecision(4)} at most this `
        + `much per unit of type`
      : 'VCG, which loses no more than is permitted';
    const { cost, value } = question.market;
    estimates.push({
      ...row('leastEpsilon', MARKET, { ...values, deficit }, epsilon, `${charged}; ${QUADRATURE}`),
      ...(epsilon.lower > 0 ? { witness: auctionWitness(found, cost.support, value.support) } : {}),
    });
    notes.add(
      'the least ε is that of an efficient, interim individually rational mechanism; by full insurance it is ex post individually '
      + 'rational at no cost, or by redistribution ex post balanced'
    );
  }
  return { samplers: [], estimates, curves: [], surfaces: [], verdicts, notes: [...notes], complete, intervalAt: (one) => one };
}

/** Cells of either support where none are asked for. */
const CELLS = 64;

const shownBy = (witness: Estimate['witness']): Pick<Estimate, 'witness'> => (witness ? { witness } : {});

/** Where types lie on grids: one row a deficit, exact but for rounding. */
function studyOnGrid({ market, deficits = [0], cells = CELLS }: MarketQuestion, values: Point, run: Run): PointResult {
  const [costs, worths] = [market.cost, market.value].map((law) => gridSupport(law, { cells }));
  const found = new Map<number, GridLeastEpsilon>();
  for (const deficit of deficits) {
    if (run.signal?.aborted) break;
    const traded = gridMarket(market, costs!, worths!);
    if (traded.gains + traded.slack + deficit < 0) {
      run.prove('least-epsilon-market', () => ({ ...gridRefusedFile(traded, deficit), point: values }), 'refusal');
    }
    found.set(deficit, gridLeastEpsilon(market, costs!, worths!, deficit));
  }
  for (const [deficit, one] of found) run.prove('least-epsilon-market', () => ({ ...gridMarketFile(one, deficit), point: values }));
  const estimates = [...found].map(([deficit, { epsilon, gains, loss, binding, sides }]): Estimate => ({
    ...shownBy(programWitness(binding, sides.map(({ name, points }) => ({ name, points: points.map((x) => [x]) })))),
    ...row('leastEpsilonGrid', MARKET, { ...values, deficit }, epsilon,
      `${cells} types of sellers, ${cells} of buyers, each with the chance of its cell; gains from trade ${gains.toPrecision(6)}, VCG `
      + (loss > 0 ? `loses ${loss.toPrecision(6)}` : `collects ${(-loss).toPrecision(6)}`)),
    guarantee: 'grid',
  }));
  return {
    samplers: [], estimates, curves: [], surfaces: [], verdicts: [], notes: [GRID_NOTE], complete: found.size === deficits.length,
    intervalAt: (one) => one,
  };
}

const GRID_NOTE = 'on a grid a buyer and a seller of equal types may trade or not: the least ε is that over all efficient rules';

export async function planMarket(
  { problem, values: given }: Pick<SweepPoint<MarketQuestion>, 'problem' | 'values'>,
  { precision = PRECISION }: StudyAim,
): Promise<PlannedPoint> {
  const { sellers, buyers } = problem.market;
  const values = withoutOpenDeficit(given);
  return {
    // Nodes times the width of a binomial law.
    cost: Math.sqrt(sellers + buyers),
    mayRefuse: true,
    study: async (run) => {
      run.progress('quadrature', 0);
      return problem.opponents === 'grid' ? studyOnGrid(problem, values, run) : study(problem, values, precision, run);
    },
  };
}
