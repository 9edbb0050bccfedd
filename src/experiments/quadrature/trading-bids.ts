/**
 * An agent who trades with one opponent where the bid reaches the ask, whatever the law of the opponent and at bids that rise strictly with
 * types. Served is a buyer who trades and a seller who keeps the good: report t is where the opponent's type is below tau(t), who bids as
 * much as t does.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Strategy } from '../../mechanism/strategy.ts';
import { typeOf } from './rivals.ts';
import { plainTrader, type Served } from './served.ts';

type Ends = readonly [number, number];

export interface TradingBids extends Pick<Served, 'worth' | 'base' | 'law'> {
  readonly isBuyer: boolean;
  readonly support: Ends;
  bid(type: number): number;
  /** Ends of slopes of the own bids, and of the opponent's, over an interval of types. */
  slopes(from: number, to: number): Ends;
  otherSlopes(from: number, to: number): Ends;
  /** The opponent's type that bids as much, between two ends; nobody bids less, or all do, where it is infinite. */
  tau(type: number): Ends;
  /** The own types at which the opponent's law, or tau, bends. */
  readonly bends: readonly number[];
}

type Act = Pick<Strategy, 'bid'> & { slopes(from: number, to: number): Ends };
const TRUTH: Act = { bid: (type) => type, slopes: () => [1, 1] };
/** Of places of types, as a share of the largest. */
const BLUR = 2 ** -50;

function actOf({ bid, line, slopes, isStrict }: Strategy): Act | undefined {
  if (line) return line.slope > 0 ? { bid, slopes: () => [line.slope, line.slope] } : undefined;
  return isStrict && slopes ? { bid, slopes: (from, to) => slopes(from, to) } : undefined;
}

/** Undefined where the agent's problem is of another kind, a density has no ends that are told, or slopes of bids are not. */
export function tradingBids(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): TradingBids | undefined {
  const plain = plainTrader(problem, mechanism, agent);
  const acts = [0, 1].map((i) => (mechanism.strategies ? actOf(mechanism.strategies[i]!) : TRUTH));
  const [own, other] = [acts[agent], acts[1 - agent]];
  if (!plain || !own || !other || !plain.law.densityOn) return undefined;
  const { law } = plain;
  const mine = problem.signals.find(({ owner }) => owner === agent)!.law;
  const [low, high] = law.support;
  const blur = BLUR * Math.max(Math.abs(low), Math.abs(high));
  return {
    worth: plain.worth, base: plain.base, law, isBuyer: agent === 1, support: mine.support, bid: (type) => own.bid(type),
    slopes: (from, to) => own.slopes(from, to), otherSlopes: (from, to) => other.slopes(from, to),
    tau: (type) => {
      const b = own.bid(type);
      if (b <= other.bid(low)) return [-Infinity, -Infinity];
      if (b >= other.bid(high)) return [Infinity, Infinity];
      const at = typeOf(law, other, b);
      return [at - blur, at + blur];
    },
    bends: [low, high, ...(law.knots ?? [])].map((x) => typeOf(mine, own, other.bid(x))),
  };
}
