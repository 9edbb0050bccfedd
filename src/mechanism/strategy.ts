/** Strategy profiles of indirect mechanisms, and what can be wrong with one. */
import { requireLength } from '../environment/checks.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { InputError } from '../errors.ts';
import { requireOneDimensional } from './checks.ts';

/**
 * A strategy profile of an indirect mechanism makes it direct: agent i with signal s acts as if it were bids[i](s). One-
 * dimensional signals, nondecreasing bids; `inverse` (generalised: the largest type that bids at most b) is needed by the
 * fused kernels, which draw bids by their own law.
 */
export interface Strategy {
  readonly name: string;
  bid(type: number): number;
  inverse(bid: number): number;
  /** [lowest, highest] bid. */
  readonly range: readonly [number, number];
  /** Higher types bid strictly more, so that bids are in the order of types. */
  readonly isStrict?: boolean;
  /** No two types' bids differ by more than so many times what the types do; absent: not known. */
  readonly steepest?: number;
  /** Bids are slope type + intercept. */
  readonly line?: { readonly slope: number; readonly intercept: number };
  /** Least and greatest ratio of two types' bids to the types, both in [from, to]; absent: not known. */
  slopes?(from: number, to: number): readonly [number, number];
}

/** Throws InputError naming the field, as in `strategies[1].bid`. */
export function validateStrategies(problem: SocialChoiceProblem, strategies: readonly Strategy[]): void {
  requireLength('strategies', strategies, problem.agents.length, 'agents');
  requireOneDimensional('strategies', 'a strategy profile', problem);
  strategies.forEach((strategy, i) => {
    if (strategy === null || typeof strategy !== 'object' || !Array.isArray(strategy.range)) {
      throw new InputError(`strategies[${i}].range`, 'must be [lowest, highest] bid');
    }
    const { range: [low, high], bid, inverse, line } = strategy;
    if (typeof bid !== 'function') throw new InputError(`strategies[${i}].bid`, 'must be a function of the type');
    if (typeof inverse !== 'function') throw new InputError(`strategies[${i}].inverse`, 'must be a function of the bid');
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
      throw new InputError(`strategies[${i}].range`, `must be [lowest, highest] bid, got [${low}, ${high}]`);
    }
    const law = problem.signals.find(({ owner }) => owner === i)?.law;
    if (!law) return;
    const types = Array.from({ length: 65 }, (_, step) => law.support[0] + ((law.support[1] - law.support[0]) * step) / 64);
    const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    let last = -Infinity;
    for (const type of types) {
      const made = bid(type);
      if (!(made >= low - slack && made <= high + slack)) {
        throw new InputError(`strategies[${i}].bid`, `bids ${made} at type ${type}, outside its range [${low}, ${high}]`);
      }
      if (line && !(Math.abs(made - line.slope * type - line.intercept) <= slack)) {
        throw new InputError(`strategies[${i}].line`, `must be the bids: at type ${type} the bid is ${made}, and the line is elsewhere`);
      }
      if (made < last - slack) {
        throw new InputError(`strategies[${i}].bid`, `must not decrease, and falls from ${last} to ${made} at type ${type}`);
      }
      last = made;
    }
    for (const type of types) {
      requireInverse(`strategies[${i}].inverse`, { type, made: bid(type), back: inverse(bid(type)) }, bid, law.support, high - low);
    }
  });
}

/** Shares of a support and of a range of bids within which an inverse found numerically may miss. */
const INVERSE_MISS = 1e-3;

interface Tried {
  readonly type: number;
  readonly made: number;
  readonly back: number;
}

/** The largest type that bids at most `made`, the bid of `type`, bids the same; beyond the support anything will do. */
function requireInverse(
  field: string,
  { type, made, back }: Tried,
  bid: (type: number) => number,
  [lowest, highest]: readonly [number, number],
  bids: number,
): void {
  const kept = Math.min(highest, Math.max(lowest, back));
  const near = Math.abs(kept - type) <= INVERSE_MISS * (highest - lowest) || Math.abs(bid(kept) - made) <= INVERSE_MISS * bids;
  if (!near) throw new InputError(field, `must undo the bid: type ${type} bids ${made}, whose inverse is ${back}`);
}
