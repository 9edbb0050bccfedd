/** How typical a verdict is: the share of random environments for which it is yes. */
import type { Solve } from '../../programs/solve.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { randomAuction } from '../../experiments/finite/random-auction.ts';
import { randomEconomy } from '../../experiments/finite/random-economy.ts';
import { beliefRows, priorWeights, randomModel, type RandomEnvironment } from '../../experiments/finite/random-environment.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace } from '../../environment/finite/profiles.ts';
import { InputError } from '../../errors.ts';
import { extract, implement, type Verdict } from '../../mechanism/finite/design.ts';
import type { Balance, Transfers } from '../../mechanism/finite/question.ts';
import { chainsOf } from '../../mechanism/finite/auction/chains.ts';
import { ownMonotone, singleCrossing } from '../../notions/finite/auction-priors.ts';
import { beliefsDeterminePreferences } from '../../notions/finite/beliefs-determine-preferences.ts';
import type { Condition } from '../../notions/finite/condition.ts';
import { convexIndependence } from '../../notions/finite/convex-independence.ts';
import { inConvexPosition } from '../../notions/finite/convex-position.ts';
import { maximinCore } from '../../notions/finite/exchange/maximin-core.ts';
import { maximinValue } from '../../notions/finite/exchange/maximin-value.ts';
import { identifiability } from '../../notions/finite/identifiability.ts';
import { ncpStar } from '../../notions/finite/ncp-star.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { DrawOptions, TensorExperiment } from '../../run/request.ts';
import type { Run } from '../../run/run.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';

export const STATISTICS = [
  'beliefs-determine-preferences',
  'convex-independence',
  'identifiability',
  'ncp-star',
  'own-monotone',
  'single-crossing',
  'no-regularity',
  'implementable',
  'extractable',
  'ambiguity-needed',
  'maximin-core',
  'maximin-value',
] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface SurveyQuestion {
  readonly statistic: Statistic;
  readonly law: RandomEnvironment;
  readonly draws: number;
  /** Of `implementable` and `extractable`. */
  readonly transfers: Transfers;
  /** Of `implementable` and `ambiguity-needed`. */
  readonly balance: Balance;
  /** Of `maximin-core` and `maximin-value`: goods of the economies drawn (`random-economy.ts`); default 2. */
  readonly goods?: number;
}

/** Statistics of exchange economies; the others are of priors, payoffs and rules. */
export const ofEconomies = (statistic: Statistic): statistic is EconomyStatistic => statistic in ECONOMY_AGENTS_MAX;

/** Throws InputError where there are more agents than the statistic is decided for. */
export function requireDecidable(statistic: Statistic, counts: readonly number[], field: string): void {
  if (ofEconomies(statistic) && counts.length > ECONOMY_AGENTS_MAX[statistic])
    throw new InputError(field, `${statistic} is decided for at most ${ECONOMY_AGENTS_MAX[statistic]} agents, got ${counts.length}`);
}

const REGULARITY = ['own-monotone', 'single-crossing', 'no-regularity'] as const;
type RegularityStatistic = typeof REGULARITY[number];
/** Statistics of priors of auctions, whose bidders are worth 1, 2, ... */
export const ofAuctions = (statistic: Statistic): statistic is RegularityStatistic => REGULARITY.some((name) => name === statistic);

const GOODS = 2;
const ECONOMY_AGENTS_MAX = { 'maximin-core': 4, 'maximin-value': 2 } as const;
type EconomyStatistic = keyof typeof ECONOMY_AGENTS_MAX;

/** What a survey needs of its run. */
export type SurveyRun = Pick<Run, 'draw' | 'solve'>;

/** Yes of each agent and, under `market`, of all together; an environment that no program decides counts as undecided. */
export interface SurveyCounts {
  readonly profiles: number;
  readonly yes: Readonly<Record<string, number>>;
  readonly undecided: number;
}

type Findings = ReadonlyMap<string, boolean> | undefined;

const agentName = (agent: number): string => `agent ${agent + 1}`;
const together = (byAgent: readonly (readonly [string, boolean])[]): Findings =>
  new Map([...byAgent, ['market', byAgent.every(([, holds]) => holds)]]);
const ofConditions = (conditions: readonly Condition[]): Findings =>
  together(conditions.map(({ agent, holds }) => [agent, holds] as const));
const ofVerdict = ({ verdict }: Verdict): Findings => (verdict === 'undecided' ? undefined : new Map([['market', verdict === 'yes']]));

/** Closed tests in floating point where they decide: a million environments take seconds. Undefined where they do not. */
function closedFindings({ statistic, law }: SurveyQuestion, key: StreamKey, index: number): Findings {
  if (statistic !== 'convex-independence' || law.beliefs !== 'prior') return undefined;
  const space = profileSpace(law.counts);
  const weights = priorWeights(key, index, law);
  const found: (readonly [string, boolean])[] = [];
  for (let agent = 0; agent < law.counts.length; agent++) {
    const holds = inConvexPosition(beliefRows(weights, space, agent));
    if (holds === undefined) return undefined;
    found.push([agentName(agent), holds]);
  }
  return together(found);
}

/** Regularity of the prior of a random auction: own-monotone, single-crossing, or neither. */
function regularity(statistic: RegularityStatistic, key: StreamKey, index: number, law: RandomEnvironment): boolean {
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

async function findingsOf(
  { statistic, law, transfers, balance, goods = GOODS }: SurveyQuestion, key: StreamKey, index: number, solve?: Solve,
): Promise<Findings> {
  const decided = (verdict: 'yes' | 'no' | 'undecided'): Findings =>
    (verdict === 'undecided' ? undefined : new Map([['market', verdict === 'yes']]));
  if (ofEconomies(statistic)) {
    const economy = randomEconomy(key, index, law.counts, goods);
    if (statistic === 'maximin-value') return decided((await maximinValue(economy, solve)).verdict);
    return decided((await maximinCore(economy, { first: true, ...(solve ? { solve } : {}) })).verdict);
  }
  if (ofAuctions(statistic)) return decided(regularity(statistic, key, index, law) ? 'yes' : 'no');
  const model: FiniteModel = randomModel(key, index, law);
  switch (statistic) {
    case 'convex-independence': return ofConditions(await convexIndependence(model, solve));
    case 'beliefs-determine-preferences': return ofConditions(beliefsDeterminePreferences(model));
    case 'identifiability': return new Map((await identifiability(model, solve)).map(({ agent, holds }) => [agent, holds]));
    case 'ncp-star': return ofConditions(await ncpStar(model, solve));
    case 'implementable': return ofVerdict(await implement(model, transfers, balance, solve));
    case 'extractable': return ofVerdict((await extract(model, transfers, solve)).verdict);
    case 'ambiguity-needed': return ambiguityNeeded(model, balance, solve);
  }
}

/** Between looks at the clock: signals and the progress bar get their turn. */
const BREATH_MS = 50;
/** Environments of a chunk; fewer where each poses programs, so that little is drawn again after an interruption. */
const chunkOf = ({ statistic }: SurveyQuestion): number => (statistic === 'convex-independence' ? 2 ** 14 : 2 ** 9);

function merged(earlier: SurveyCounts, later: SurveyCounts): SurveyCounts {
  const yes = { ...earlier.yes };
  for (const [agent, count] of Object.entries(later.yes)) yes[agent] = (yes[agent] ?? 0) + count;
  return { profiles: earlier.profiles + later.profiles, yes, undecided: earlier.undecided + later.undecided };
}

/** Environment n of the stream is judged on this process, whatever the device: counts have no backend. */
function surveyExperiment(question: SurveyQuestion, solve: Run['solve']): TensorExperiment<SurveyCounts> {
  const { statistic, law, transfers, balance, goods = GOODS } = question;
  return {
    name: 'finite-survey',
    parameters: { statistic, law, transfers, balance, ...(ofEconomies(statistic) ? { goods } : {}) },
    chunk: chunkOf(question),
    merge: merged,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const yes: Record<string, number> = {};
      let [done, undecided, last] = [0, 0, performance.now()];
      for (; done < count; done++) {
        if (performance.now() - last > BREATH_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          onProgress?.(done);
          last = performance.now();
          if (signal?.aborted) break;
        }
        const found = closedFindings(question, stream, first + done) ?? await findingsOf(question, stream, first + done, solve);
        if (found === undefined) undecided++;
        else for (const [agent, holds] of found) yes[agent] = (yes[agent] ?? 0) + Number(holds);
      }
      return { profiles: done, yes, undecided };
    },
  };
}

/** Counts over environments 0 .. draws - 1 of the stream; fewer where it was stopped. */
export const survey = (question: SurveyQuestion, stream: StreamKey, run: SurveyRun, options?: DrawOptions): Promise<SurveyCounts> =>
  run.draw({ experiment: surveyExperiment(question, run.solve), stream, first: 0, count: question.draws }, options);

/** One `priorShare` row an agent and one for all; undecided environments widen the interval to either side. */
export function surveyRows(
  { statistic, law, transfers, balance, goods = GOODS }: SurveyQuestion,
  { profiles, yes, undecided }: SurveyCounts,
  confidence: number,
): Estimate[] {
  const types = law.counts.join('x');
  const asked: Partial<Record<Statistic, Point>> = {
    'implementable': { transfers, balance }, 'extractable': { transfers }, 'ambiguity-needed': { balance },
  };
  const point: Point = ofEconomies(statistic)
    ? { statistic, types, goods }
    : { statistic, types, concentration: law.concentration, beliefs: law.beliefs, ...asked[statistic] };
  return Object.entries(yes).map(([agent, count]): Estimate => {
    const { estimate, lower } = clopperPearson(count, profiles, 1 - confidence);
    const { upper } = clopperPearson(count + undecided, profiles, 1 - confidence);
    return { quantity: 'priorShare', agent, point, estimate, lower, upper, confidence, guarantee: 'point', profiles };
  });
}
