/** What a statistic of a survey finds of one random environment. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace } from '../../environment/finite/profiles.ts';
import { randomAuction } from '../../experiments/finite/random-auction.ts';
import { randomEconomy } from '../../experiments/finite/random-economy.ts';
import {
  beliefRows, priorWeights, profilesByType, randomModel, type RandomEnvironment,
} from '../../experiments/finite/random-environment.ts';
import { revenueGap } from '../../mechanism/finite/auction/at-pi-star.ts';
import { chainsOf } from '../../mechanism/finite/auction/chains.ts';
import { extract, implement, type Verdict } from '../../mechanism/finite/design.ts';
import type { Balance, Transfers } from '../../mechanism/finite/question.ts';
import { smallestStake } from '../../mechanism/finite/stake.ts';
import { ownMonotone, singleCrossing } from '../../notions/finite/auction-priors.ts';
import { beliefsDeterminePreferences } from '../../notions/finite/beliefs-determine-preferences.ts';
import type { Condition } from '../../notions/finite/condition.ts';
import { convexIndependence } from '../../notions/finite/convex-independence.ts';
import { inConvexPosition } from '../../notions/finite/convex-position.ts';
import { maximinCore } from '../../notions/finite/exchange/maximin-core.ts';
import { maximinValue } from '../../notions/finite/exchange/maximin-value.ts';
import { identifiability } from '../../notions/finite/identifiability.ts';
import { ncpStar } from '../../notions/finite/ncp-star.ts';
import { isZero, rationalNumber } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import { ofAuctions, ofEconomies, type AuctionStatistic, type Statistic } from './survey-statistics.ts';

export interface SurveyQuestion {
  readonly statistic: Statistic;
  readonly law: RandomEnvironment;
  readonly draws: number;
  /** Of `implementable` and `extractable`. */
  readonly transfers: Transfers;
  /** Of `implementable`, `ambiguity-needed` and `stake`. */
  readonly balance: Balance;
  /** Of `maximin-core` and `maximin-value`: goods of the economies drawn (`random-economy.ts`); default 2. */
  readonly goods?: number;
}

/** What decides what is found of environment n. */
export type SurveyLaw = Omit<SurveyQuestion, 'draws'>;

export const GOODS = 2;

/** Undefined where no program decides it. */
export type Findings = ReadonlyMap<string, boolean> | undefined;
/** With an amount, of statistics that have one: infinite where there is none. */
export interface Found {
  readonly verdicts: Findings;
  readonly amount?: number;
}

export const agentName = (agent: number): string => `agent ${agent + 1}`;
const together = (byAgent: readonly (readonly [string, boolean])[]): Findings =>
  new Map([...byAgent, ['market', byAgent.every(([, holds]) => holds)]]);
const ofConditions = (conditions: readonly Condition[]): Findings =>
  together(conditions.map(({ agent, holds }) => [agent, holds] as const));
const ofVerdict = ({ verdict }: Verdict): Findings => (verdict === 'undecided' ? undefined : new Map([['market', verdict === 'yes']]));

/** By agent whether it holds of her; undefined where doubles do not decide. */
export type ClosedTest = (key: StreamKey, index: number) => readonly boolean[] | undefined;

/** A test in floating point, of which a million take seconds; undefined for a statistic that has none. */
export function closedTest({ statistic, law }: SurveyLaw): ClosedTest | undefined {
  if (statistic !== 'convex-independence' || law.beliefs !== 'prior') return undefined;
  const space = profileSpace(law.counts);
  const members = law.counts.map((_, agent) => profilesByType(space, agent));
  return (key, index) => {
    const weights = priorWeights(key, index, law, space.size);
    const found: boolean[] = [];
    for (const profiles of members) {
      const holds = inConvexPosition(beliefRows(weights, profiles));
      if (holds === undefined) return undefined;
      found.push(holds);
    }
    return found;
  };
}

type Regularity = Exclude<AuctionStatistic, 'revenue-gap' | 'gap-despite-crossing'>;

/** Regularity of the prior of a random auction: own-monotone, single-crossing, or neither. */
function regularity(statistic: Regularity, key: StreamKey, index: number, law: RandomEnvironment): boolean {
  const model = randomAuction(key, index, law);
  const chains = chainsOf(model);
  switch (statistic) {
    case 'own-monotone': return ownMonotone(model, chains).holds;
    case 'single-crossing': return singleCrossing(model, chains).holds;
    case 'no-regularity': return !ownMonotone(model, chains).holds && !singleCrossing(model, chains).holds;
  }
}

/** Implemented by ambiguous transfers and not by Bayesian ones. */
async function ambiguityNeeded(model: FiniteModel, balance: Balance, solve?: Solve): Promise<Findings> {
  const bayesian = await implement(model, 'bayesian', balance, solve);
  if (bayesian.verdict === 'yes') return new Map([['market', false]]);
  const ambiguous = await implement(model, 'ambiguous', balance, solve);
  if (ambiguous.verdict === 'no') return new Map([['market', false]]);
  return bayesian.verdict === 'undecided' || ambiguous.verdict === 'undecided' ? undefined : new Map([['market', true]]);
}

const OPEN: Found = { verdicts: undefined };
const market = (holds: boolean, amount?: number): Found =>
  ({ verdicts: new Map([['market', holds]]), ...(amount === undefined ? {} : { amount }) });

/** Whether some menu {η + ψ, η - ψ} implements the rule, and the least sup norm of ψ. */
async function stakeOf(model: FiniteModel, balance: Balance, solve?: Solve): Promise<Found> {
  const found = await smallestStake(model, { balance }, solve);
  if (found.status === 'undecided') return OPEN;
  return found.status === 'none' ? market(false, Infinity) : market(true, rationalNumber(found.stake));
}

async function gapOf(key: StreamKey, index: number, law: RandomEnvironment, solve?: Solve): Promise<Found> {
  const gap = await revenueGap(randomAuction(key, index, law), solve);
  return gap === undefined ? OPEN : market(!isZero(gap), rationalNumber(gap));
}

/** Chung and Ely 2007: a single-crossing prior leaves none. Only such a prior poses the program. */
async function gapDespiteCrossing(key: StreamKey, index: number, law: RandomEnvironment, solve?: Solve): Promise<Found> {
  if (!regularity('single-crossing', key, index, law)) return market(false);
  const { verdicts } = await gapOf(key, index, law, solve);
  return { verdicts };
}

async function ofModel(
  { statistic, transfers, balance }: SurveyLaw, model: FiniteModel, solve?: Solve,
): Promise<Findings> {
  switch (statistic) {
    case 'convex-independence': return ofConditions(await convexIndependence(model, solve));
    case 'beliefs-determine-preferences': return ofConditions(beliefsDeterminePreferences(model));
    case 'identifiability': return new Map((await identifiability(model, solve)).map(({ agent, holds }) => [agent, holds]));
    case 'ncp-star': return ofConditions(await ncpStar(model, solve));
    case 'implementable': return ofVerdict(await implement(model, transfers, balance, solve));
    case 'extractable': return ofVerdict((await extract(model, transfers, solve)).verdict);
    case 'ambiguity-needed': return ambiguityNeeded(model, balance, solve);
    default: throw new Error(`${statistic} is not about payoffs and rules`);
  }
}

/** What programs say of environment `index`. */
export async function findingsOf(question: SurveyLaw, key: StreamKey, index: number, solve?: Solve): Promise<Found> {
  const { statistic, law, balance, goods = GOODS } = question;
  if (ofEconomies(statistic)) {
    const economy = randomEconomy(key, index, law.counts, goods);
    const { verdict } = statistic === 'maximin-value'
      ? await maximinValue(economy, solve)
      : await maximinCore(economy, { first: true, ...(solve ? { solve } : {}) });
    return verdict === 'undecided' ? OPEN : market(verdict === 'yes');
  }
  if (statistic === 'revenue-gap') return gapOf(key, index, law, solve);
  if (statistic === 'gap-despite-crossing') return gapDespiteCrossing(key, index, law, solve);
  if (ofAuctions(statistic)) return market(regularity(statistic, key, index, law));
  const model = randomModel(key, index, law);
  return statistic === 'stake' ? stakeOf(model, balance, solve) : { verdicts: await ofModel(question, model, solve) };
}
