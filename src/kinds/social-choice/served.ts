/** Agents who are served or not against one opponent with one signal: what is known of every lie without sampling. */
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gapsOf, type Distribution } from '../../distributions/distribution.ts';
import { servedAgent, tradingAgent, vcgSlope } from '../../experiments/quadrature/served.ts';
import { tradingBids } from '../../experiments/quadrature/trading-bids.ts';
import { interimIncentiveCompatible } from '../../mechanism/incentives.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { UtilityTable } from '../../notions/known-utility.ts';
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import type { Certified } from '../../notions/certified.ts';
import type { EpsilonBounded } from '../../notions/epsilon-bounded.ts';
import {
  epsilonBoundedOfServed, epsilonLicOfServed, monotonicityOfServed, servedLine, type ServedLine, type ServedUtility,
} from '../../notions/served-gains.ts';
import { leastOfServed } from '../../notions/served-gains/participation.ts';
import {
  epsilonBoundedOfTrading, epsilonIcOfTrading, epsilonLicOfTrading, monotonicityOfTrading, participationOfTrading, tradingCells,
} from '../../notions/trading-cells.ts';
import { largestServedGain } from '../../notions/served-gains/largest.ts';

/** The truth's interim utility where the transfers say it, or nothing: full insurance of a table, or of bids that leave her nothing. */
export function knownUtility(problem: SocialChoiceProblem, { transfers }: Mechanism, agent: number): UtilityTable | undefined {
  const own = coordinatesOf(problem, agent);
  if (own.length !== 1) return undefined;
  const { support } = problem.signals[own[0]!]!.law;
  const values = schemeOf(transfers).utilityTable?.(transfers, agent);
  if (values) return { values, support };
  const base = insuredMechanism(transfers);
  return base && !base.strategies && schemeOf(base.transfers).payment?.asBid ? { values: [0, 0], support } : undefined;
}

export interface ServedGains {
  readonly utility: ServedUtility;
  readonly line: ServedLine;
  /** The truth's utility at an end of the types that is never served, or always, where that leaves what the others report out of it. */
  readonly rest?: { readonly end: 0 | 1; readonly value: number };
}

/** What is known of every lie without sampling, whatever it is known by. */
export interface KnownGains {
  epsilonLic(): Certified;
  epsilonBounded(): EpsilonBounded | undefined;
  monotonicity(): Certified;
  /** The least of the truth's utility; undefined where it is known up to a constant alone. */
  participation?(): Certified | undefined;
  /** The largest under a set of beliefs; undefined for finite sets of priors. */
  largestGain(beliefs: BeliefSet): Certified | undefined;
}

export const ofServed = ({ utility, line, rest }: ServedGains): KnownGains => ({
  participation: () => rest && leastOfServed(line, rest.end, rest.value),
  epsilonLic: () => epsilonLicOfServed(utility, line), epsilonBounded: () => epsilonBoundedOfServed(utility, line),
  monotonicity: () => monotonicityOfServed(line), largestGain: (beliefs) => largestServedGain(utility, line, beliefs),
});

/** The same of who trades at a price between bid and ask, at bids that are lines in types; nothing of it is insured. */
export function tradingGains(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): ServedGains | undefined {
  const k = schemeOf(mechanism.transfers).pricedBetween?.(mechanism.transfers);
  if (k === undefined || values !== 'private') return undefined;
  const trading = tradingAgent(problem, mechanism, agent, k);
  const { law } = problem.signals.find(({ owner }) => owner === agent)!;
  if (!trading || !isDense(trading.served.law) || !isDense(law) || gapsOf(law).length > 0) return undefined;
  const utility: ServedUtility = { served: trading.served, support: law.support, slope: { trading } };
  const line = servedLine(utility);
  // Who does not trade pays nothing: a buyer who is not served, a seller who is.
  return line && { utility, line, ...restOf(problem, agent, 0, trading.isBuyer ? 0 : 1, line) };
}

/** The same whatever the other's density, at bids that rise; undefined where laws, or bids, are not told of. */
export function bidGains(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): KnownGains | undefined {
  const k = schemeOf(mechanism.transfers).pricedBetween?.(mechanism.transfers);
  const bids = k === undefined || values !== 'private' ? undefined : tradingBids(problem, mechanism, agent);
  const { law } = problem.signals.find(({ owner }) => owner === agent)!;
  if (!bids || !isDense(bids.law) || !isDense(law) || gapsOf(law).length > 0) return undefined;
  const cells = tradingCells(bids, k!);
  if (!cells) return undefined;
  const ends = [cells.chances[1], cells.chances[0].subarray(1)] as const;
  const { rest } = restOf(problem, agent, 0, bids.isBuyer ? 0 : 1, { x: cells.x, chances: ends });
  return {
    epsilonLic: () => epsilonLicOfTrading(cells), monotonicity: () => monotonicityOfTrading(cells),
    epsilonBounded: () => epsilonBoundedOfTrading(bids, cells),
    participation: () => rest && participationOfTrading(cells, rest.end, rest.value),
    largestGain: ({ kind }) => (kind === 'bayesian' ? epsilonIcOfTrading(bids, cells) : undefined),
  };
}

/** Alternative k costs nobody anything; it is certain at an end of the types if her chance of being served is as `served` says there. */
function restOf(
  { valuations, signals }: SocialChoiceProblem, agent: number, k: number, served: 0 | 1,
  { x, chances }: { readonly x: ArrayLike<number>; readonly chances: ServedLine['chances'] },
): Pick<ServedGains, 'rest'> {
  const last = x.length - 1;
  const chance = served === 0 ? chances[0][0] : chances[1][last - 1];
  if (valuations.kind !== 'linear' || chance !== served) return {};
  const row = valuations.coefficients[agent]![k]!;
  if (row.some((a, d) => a !== 0 && signals[d]!.owner !== agent)) return {};
  const type = x[served === 0 ? 0 : last]!;
  const own = signals.findIndex(({ owner }) => owner === agent);
  return { rest: { end: served, value: valuations.constants[agent]![k]! + row[own]! * type } };
}

const isDense = ({ atoms = [], whole }: Distribution): boolean => atoms.length === 0 && whole === undefined;

/**
 * Undefined where the agent's problem is of another kind, no slope of the truth's interim utility is known, or its table is an estimate,
 * where no lie gains by structure, or laws have atoms, gaps, or no end.
 */
export function servedGains(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): ServedGains | undefined {
  if (values !== 'private' && values !== 'additively-separable') return undefined;
  if (interimIncentiveCompatible(problem, mechanism, values) !== undefined) return undefined;
  const { transfers } = mechanism;
  if (transfers.kind === 'insured-table' && transfers.isEstimate) return undefined;
  const served = servedAgent(problem, mechanism, agent);
  const own = coordinatesOf(problem, agent)[0];
  if (!served || own === undefined || !isDense(served.law)) return undefined;
  const { law } = problem.signals[own]!;
  if (!isDense(law) || gapsOf(law).length > 0) return undefined;
  const table = knownUtility(problem, mechanism, agent);
  const chance = table ? undefined : vcgSlope(problem, mechanism, agent);
  if (!table && !chance) return undefined;
  const utility: ServedUtility = { served, support: law.support, slope: table ? { table } : { chance: chance! } };
  const line = servedLine(utility);
  if (!line || problem.valuations.kind !== 'linear') return undefined;
  const [first, second] = problem.valuations.coefficients[agent]!;
  const unserved = first![own]! > second![own]! ? 1 : 0;
  return { utility, line, ...(chance?.isFree ? restOf(problem, agent, unserved, 0, line) : {}) };
}
