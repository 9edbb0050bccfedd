/** How typical a verdict is: the share of random environments for which it is yes, and how large what it speaks of is. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { solveSmall } from '../../programs/solve-small.ts';
import type { Solve } from '../../programs/solve.ts';
import type { DrawOptions, OpenExperiment, TensorExperiment } from '../../run/request.ts';
import type { Run } from '../../run/run.ts';
import { turn } from '../../run/turns.ts';
import { agentName, closedTest, findingsOf, GOODS, type SurveyLaw, type SurveyQuestion } from './survey-findings.ts';
import { hasAmount, ofEconomies, type Statistic } from './survey-statistics.ts';

/** What a survey needs of its run. */
export type SurveyRun = Pick<Run, 'draw' | 'solve'>;

/** Yes of each agent and, under `market`, of all together; an environment that no program decides counts as undecided. */
export interface SurveyCounts {
  readonly profiles: number;
  readonly yes: Readonly<Record<string, number>>;
  readonly undecided: number;
  /** Of each environment decided, in order, where the statistic has an amount; infinite where there is none. */
  readonly amounts?: Float64Array;
}

/** Between looks at the clock: signals and the progress bar get their turn. */
const BREATH_MS = 50;
/** Many programs an environment, tenths of a second. */
const isSlow = (statistic: Statistic): boolean => ofEconomies(statistic) || hasAmount(statistic);
/** Environments of a chunk, which a ledger keeps as a whole; fewer where each poses programs. */
export const chunkOf = ({ statistic }: Pick<SurveyLaw, 'statistic'>): number =>
  (statistic === 'convex-independence' ? 2 ** 14 : isSlow(statistic) ? 2 ** 5 : 2 ** 9);
/** Environments of a piece, which one thread draws. */
const pieceOf = ({ statistic }: SurveyLaw): number => (statistic === 'convex-independence' ? 2 ** 10 : isSlow(statistic) ? 2 ** 2 : 2 ** 5);

function joined(earlier: Float64Array, later: Float64Array): Float64Array {
  const all = new Float64Array(earlier.length + later.length);
  all.set(earlier);
  all.set(later, earlier.length);
  return all;
}

function merged(earlier: SurveyCounts, later: SurveyCounts): SurveyCounts {
  const yes = { ...earlier.yes };
  for (const [agent, count] of Object.entries(later.yes)) yes[agent] = (yes[agent] ?? 0) + count;
  return {
    profiles: earlier.profiles + later.profiles, yes, undecided: earlier.undecided + later.undecided,
    ...(earlier.amounts && later.amounts ? { amounts: joined(earlier.amounts, later.amounts) } : {}),
  };
}

/** Nothing but what decides the counts. */
function parametersOf({ statistic, law, transfers, balance, goods = GOODS }: SurveyLaw): SurveyLaw {
  return { statistic, law, transfers, balance, ...(ofEconomies(statistic) ? { goods } : {}) };
}

async function drawSurvey(
  question: SurveyLaw, stream: StreamKey, first: number, count: number, { signal, onProgress }: DrawOptions, solve?: Solve,
): Promise<SurveyCounts> {
  const { statistic } = question;
  // No environment comes twice, and to name a program so that it can be found again takes as long as to solve it.
  const solver = ofEconomies(statistic) ? solve : solveSmall;
  const yes: Record<string, number> = {};
  const tally = (name: string, holds: boolean): void => {
    yes[name] = (yes[name] ?? 0) + Number(holds);
  };
  const closed = closedTest(question);
  const names = question.law.counts.map((_, agent) => agentName(agent));
  const amounts: number[] = [];
  // At once as well: a piece may be shorter than a breath.
  let [done, undecided, last] = [0, 0, -Infinity];
  for (; done < count; done++) {
    if (performance.now() - last > BREATH_MS) {
      await turn();
      onProgress?.(done);
      last = performance.now();
      if (signal?.aborted) break;
    }
    const tested = closed?.(stream, first + done);
    if (tested) {
      tested.forEach((holds, agent) => tally(names[agent]!, holds));
      tally('market', !tested.includes(false));
      continue;
    }
    const found = await findingsOf(question, stream, first + done, solver);
    if (found.verdicts === undefined) undecided++;
    else for (const [agent, holds] of found.verdicts) tally(agent, holds);
    if (found.amount !== undefined) amounts.push(found.amount);
  }
  return { profiles: done, yes, undecided, ...(hasAmount(statistic) ? { amounts: Float64Array.from(amounts) } : {}) };
}

export const FINITE_SURVEY = 'finite-survey';

/** For threads that draw pieces beside the one that asks. */
export const openSurvey = (parameters: SurveyLaw): OpenExperiment<SurveyCounts> => ({
  piece: pieceOf(parameters), run: (stream, first, count, options) => drawSurvey(parameters, stream, first, count, options),
});

/** Environment n of the stream is judged on the processor, whatever the device: counts have no backend. */
const surveyExperiment = (question: SurveyLaw, solve: Run['solve']): TensorExperiment<SurveyCounts> => ({
  name: FINITE_SURVEY, parameters: parametersOf(question), chunk: chunkOf(question), piece: pieceOf(question), merge: merged,
  draw: (_tensors, stream, first, count, options) => drawSurvey(question, stream, first, count, options, solve),
});

/** Counts over environments 0 .. draws - 1 of the stream; fewer where it was stopped. */
export const survey = (question: SurveyQuestion, stream: StreamKey, run: SurveyRun, options?: DrawOptions): Promise<SurveyCounts> =>
  run.draw({ experiment: surveyExperiment(question, run.solve), stream, first: 0, count: question.draws }, options);
