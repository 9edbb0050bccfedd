/** The second best of a double auction of any size (docs/second-best.md, section 2, "Markets"); by quadrature, so that nothing is drawn. */
import { tradeUnder } from '../../environment/bilateral-trade.ts';
import { InputError } from '../../errors.ts';
import { secondBestInSteps } from '../../notions/second-best/two-alternatives.ts';
import { twoWayReductionInSteps } from '../../notions/second-best/two-way-reduction.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { exactly } from '../../statistics/interval.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { basisOf, curvesOf } from './second-best-exact.ts';
import type { MarketSecondBestQuestion } from './study-point.ts';
import { marketSecondBestFile, uncollectableMarketFile } from './second-best-market-proof.ts';
import { twoWayWitness } from './witnesses.ts';

/** Cells of either side where none are asked for. */
const CELLS = 4096;

/** Undefined where an interruption came first. */
export async function marketSecondBest(
  { question: { market, deficit = 0, cells: asked }, values, isBound }: SecondBestCase<MarketSecondBestQuestion>,
  run: Run,
): Promise<SecondBestAnswer | undefined> {
  const { sellers, buyers } = market;
  const cells = asked ?? CELLS;
  const trade = tradeUnder(market);
  const two = await taken(run, twoWayReductionInSteps(trade, cells, isBound));
  if (!two) return undefined;
  const reduced = { ...two, traders: [sellers, buyers] as const };
  // Values are private: with money from outside the efficient rule is within reach.
  const told = { market, reduced, deficit: isBound ? deficit : undefined, values, cells: asked };
  const refused = (error: unknown): never => {
    if (error instanceof InputError) {
      run.prove('second-best-uncollectable', () => uncollectableMarketFile({ ...told, deficit }), 'refusal');
    }
    throw error;
  };
  const free = await taken(run, secondBestInSteps(reduced), { kind: 'efficient trade', size: cells });
  const bound = free && isBound
    ? await taken(run, secondBestInSteps(reduced, { deficit }), { kind: 'second best of a market', size: cells }).catch(refused) : free;
  if (!free || !bound) return undefined;
  run.prove('second-best-market', () => marketSecondBestFile(told, bound));
  const [first, second] = [free, bound].map(bracket) as [ReturnType<typeof bracket>, ReturnType<typeof bracket>];
  const isFree = bound.price === 0 && !bound.isForced;
  const witness = isFree ? undefined : twoWayWitness(trade, reduced, bound);
  return {
    first, second: isFree ? first : second, curves: curvesOf(reduced, bound, trade, values), confidence: 1, profiles: 0, complete: true,
    loss: isFree ? exactly(0) : bracket({ lower: Math.max(0, first.lower - second.upper), upper: first.upper - second.lower }),
    basis: isFree
      ? `zero by structure: values are private${isBound ? ', and the efficient rule leaves enough money' : ''}`
      : basisOf(reduced, bound),
    ...(witness ? { witness } : {}),
  };
}
