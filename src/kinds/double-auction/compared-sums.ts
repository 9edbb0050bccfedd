/** Whole profiles of a market, each cleared by every mechanism: the draws of market-study.ts, on cells of the laws' own making. */
import { POSITIONS, type PlacedLaw } from '../../../kernels/double-auction-mechanisms/spec.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { marginSpread, type MarginSpread } from '../../experiments/double-auction/margin-spread.ts';
import { placedSide, scaleOf } from '../../experiments/double-auction/placed-laws.ts';
import type { AuctionMechanism } from '../../mechanism/double-auction/auction-mechanism.ts';
import type { ComparedMean, MechanismSums } from '../../notions/auction-mechanisms.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import { marketSpan, marketStream, type MarketSpan } from './market-study.ts';

const DRAWS = 2 ** 25;
const PROFILES_MAX = 2 ** 20;
/** Profiles times units that keep sums of gains exact. */
const SUMS_MAX = 2 ** 24;
/** Nanoseconds of one core that a draw takes, sorting and clearing included. */
const DRAW_COST = 60;
/** Squares are of numbers of at most so many units. */
const UNITS = 2 ** 24;
/** What a unit of width costs beside what an interval leaves out: the range of what is averaged. */
const WIDTH_COST = 2 ** -16;

/**
 * Along one trader's type a number made of pieces, each constant or a line, is of a variation of at most so many times its largest value.
 * Where at most the least trade is lost there are six pieces, the trader far inside, the last inside, the first outside and far outside,
 * two of them cut in two by the price; a posted price makes two, beside the first best's one.
 */
const PIECES = { least: 12, any: 3 };

/**
 * As one type changes, efficient trades and those at a posted price rise together, by at most one; first-best gains change by the width of
 * the types at most, and gains at a posted price too, whether the trader joins, displaces one or is displaced.
 */
const CHANGES = { trades: 1, welfare: 2 * POSITIONS };

export const comparedProfiles = ({ sellers, buyers }: DoubleAuction, { profiles }: Pick<StudyAim, 'profiles'>): number =>
  Math.max(16, Math.min(
    profiles ?? Math.min(PROFILES_MAX, Math.floor(DRAWS / (sellers + buyers))), Math.floor(SUMS_MAX / Math.min(sellers, buyers)),
  ));

/** Nanoseconds of one core. */
export const comparedCost = (market: DoubleAuction, aim: StudyAim): number =>
  comparedProfiles(market, aim) * (market.sellers + market.buyers) * DRAW_COST;

export interface ComparedSums extends MechanismSums {
  readonly complete: boolean;
}

export async function comparedSums(
  market: DoubleAuction, mechanisms: readonly AuctionMechanism[], aim: StudyAim, run: Run,
): Promise<ComparedSums> {
  const { sellers, buyers, cost, value } = market;
  const prices = mechanisms.flatMap(({ price }) => (price ? [price(market)] : []));
  const span = spanOf(market, prices);
  requireApart(market, prices, span);
  const [costs, values] = [placedSide(cost, span, prices), placedSide(value, span, prices)];
  const spread = marginSpread(market, span);
  const compared = mechanisms.map((mechanism) =>
    comparedMean(mechanism, market, span, spread, sellers * costs.distance + buyers * values.distance));
  const count = comparedProfiles(market, aim);
  const gainUnit = Math.ceil((Math.min(sellers, buyers) * POSITIONS) / UNITS);
  const { statistics, profiles } = await run.draw({
    kernel: 'double-auction-mechanisms',
    parameters: {
      sellers, buyers, cost: costs.placed satisfies PlacedLaw, value: values.placed, gainUnit,
      mechanisms: compared.map(({ rule, lossCap, lossUnit, spreadCap, moneyUnit }) => ({ rule, lossCap, lossUnit, spreadCap, moneyUnit })),
    },
    stream: run.stream(marketStream(market)),
    first: 0,
    count,
  });
  return {
    statistics, profiles, sellers, buyers, gainUnit, mechanisms: compared, width: span.width, complete: profiles === count,
    off: {
      efficient: sellers * costs.distance + buyers * values.distance + span.mass,
      firstBest: sellers * costs.shift + buyers * values.shift + (span.beyond / span.width) * POSITIONS,
    },
  };
}

/** Of laws without an end, an interval that leaves little out; prices are in it. */
function spanOf(market: DoubleAuction, prices: readonly number[]): MarketSpan {
  const units = Math.min(market.sellers, market.buyers);
  const { low, width, beyond, mass } = marketSpan(market, (span) => span.beyond + span.width * (units * span.mass + WIDTH_COST));
  const from = Math.min(low, ...prices);
  return { low: from, width: Math.max(low + width, ...prices) - from, beyond, mass };
}

/** Atoms and prices that are not the same must not fall on one position: they would tie. */
function requireApart({ cost, value }: DoubleAuction, prices: readonly number[], span: MarketSpan): void {
  const scale = scaleOf(span);
  const atoms = [cost, value].flatMap((law) => (law.atoms ?? []).map(({ at }) => at));
  const places = [...new Set([...atoms, ...prices])].sort((a, b) => a - b);
  places.slice(1).forEach((place, i) => {
    if (scale(place) > scale(places[i]!)) return;
    throw new InputError('mechanisms', `are compared on steps of ${span.width / POSITIONS}, which do not tell ${places[i]} from ${place}`);
  });
}

/** `distances`: of the laws that are drawn, added up over the traders. */
function comparedMean(
  mechanism: AuctionMechanism, market: DoubleAuction, span: MarketSpan, spread: MarginSpread, distances: number,
): ComparedMean {
  const { loses, balanced } = mechanism.structure;
  const fewer = Math.min(market.sellers, market.buyers);
  const spreadCap = Math.ceil((spread.cap / span.width) * POSITIONS);
  const traded = loses === 'any trades' ? fewer : 1;
  const lossCap = loses === 'any trades' ? fewer * POSITIONS : spreadCap;
  const beyond = (units: number): number => ((units * span.mass * span.width + span.beyond) / span.width) * POSITIONS + 2 * units;
  return {
    rule: mechanism.rule(market, scaleOf(span)),
    lossCap, lossUnit: Math.ceil(lossCap / UNITS), spreadCap, moneyUnit: Math.ceil((fewer * spreadCap) / UNITS),
    losesMost: traded,
    changes: loses === 'any trades' ? CHANGES : { trades: Infinity, welfare: Infinity },
    off: {
      trades: PIECES.least * distances + span.mass,
      welfare: (loses === 'any trades' ? PIECES.any * POSITIONS : PIECES.least * spreadCap) * distances + beyond(traded),
      money: PIECES.least * fewer * spreadCap * distances + beyond(fewer),
    },
    beyondCap: { welfare: loses === 'any trades' ? 0 : spread.beyond * POSITIONS, money: spread.beyond * fewer * POSITIONS },
    zero: { loss: loses === 'nothing', money: balanced },
  };
}
