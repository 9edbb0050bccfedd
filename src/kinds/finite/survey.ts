/** How typical a verdict is: the share of random environments for which it is yes. */
import type { Solve } from '../../programs/solve.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { beliefRows, priorWeights, randomModel, type RandomEnvironment } from '../../experiments/finite/random-environment.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace } from '../../environment/finite/profiles.ts';
import { extract, implement, type Verdict } from '../../mechanism/finite/design.ts';
import type { Balance, Transfers } from '../../mechanism/finite/question.ts';
import { beliefsDeterminePreferences } from '../../notions/finite/beliefs-determine-preferences.ts';
import type { Condition } from '../../notions/finite/condition.ts';
import { convexIndependence } from '../../notions/finite/convex-independence.ts';
import { inConvexPosition } from '../../notions/finite/convex-position.ts';
import { identifiability } from '../../notions/finite/identifiability.ts';
import { ncpStar } from '../../notions/finite/ncp-star.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';

export const STATISTICS = [
  'beliefs-determine-preferences',
  'convex-independence',
  'identifiability',
  'ncp-star',
  'implementable',
  'extractable',
] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface SurveyQuestion {
  readonly statistic: Statistic;
  readonly law: RandomEnvironment;
  readonly draws: number;
  /** Of `implementable` and `extractable`. */
  readonly transfers: Transfers;
  /** Of `implementable`. */
  readonly balance: Balance;
}

export interface SurveyHooks {
  /** Decides the programs; absent: `solveProgram`. */
  readonly solve?: Solve;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

/** Yes of each agent and, under `market`, of all together; an environment that no program decides counts as undecided. */
export interface SurveyCounts {
  readonly draws: number;
  readonly yes: ReadonlyMap<string, number>;
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

async function findingsOf(
  { statistic, law, transfers, balance }: SurveyQuestion, key: StreamKey, index: number, solve?: Solve,
): Promise<Findings> {
  const model: FiniteModel = randomModel(key, index, law);
  switch (statistic) {
    case 'convex-independence': return ofConditions(await convexIndependence(model, solve));
    case 'beliefs-determine-preferences': return ofConditions(beliefsDeterminePreferences(model));
    case 'identifiability': return new Map((await identifiability(model, solve)).map(({ agent, holds }) => [agent, holds]));
    case 'ncp-star': return ofConditions(await ncpStar(model, solve));
    case 'implementable': return ofVerdict(await implement(model, transfers, balance, solve));
    case 'extractable': return ofVerdict((await extract(model, transfers, solve)).verdict);
  }
}

/** Draws between looks at the clock: signals and the progress bar get their turn. */
const BREATH_MS = 50;

/** Counts over environments 0 .. draws - 1 of the stream; fewer where it was stopped. */
export async function survey(
  question: SurveyQuestion,
  key: StreamKey,
  { signal, onProgress, solve }: SurveyHooks = {},
): Promise<SurveyCounts> {
  const yes = new Map<string, number>();
  let [done, undecided, last] = [0, 0, performance.now()];
  for (; done < question.draws; done++) {
    if (performance.now() - last > BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      onProgress?.(done / question.draws);
      last = performance.now();
      if (signal?.aborted) break;
    }
    const found = closedFindings(question, key, done) ?? await findingsOf(question, key, done, solve);
    if (found === undefined) undecided++;
    else for (const [agent, holds] of found) yes.set(agent, (yes.get(agent) ?? 0) + Number(holds));
  }
  return { draws: done, yes, undecided };
}

/** One `priorShare` row an agent and one for all; undecided environments widen the interval to either side. */
export function surveyRows(
  { statistic, law, transfers, balance }: SurveyQuestion,
  { draws, yes, undecided }: SurveyCounts,
  confidence: number,
): Estimate[] {
  const asked: Point = statistic === 'implementable' ? { transfers, balance } : statistic === 'extractable' ? { transfers } : {};
  const point: Point = { statistic, types: law.counts.join('x'), concentration: law.concentration, beliefs: law.beliefs, ...asked };
  return [...yes].map(([agent, count]): Estimate => {
    const { estimate, lower } = clopperPearson(count, draws, 1 - confidence);
    const { upper } = clopperPearson(count + undecided, draws, 1 - confidence);
    return { quantity: 'priorShare', agent, point, estimate, lower, upper, confidence, guarantee: 'point', profiles: draws };
  });
}
