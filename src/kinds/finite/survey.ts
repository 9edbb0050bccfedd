/** How typical a verdict is: the share of random environments for which it is yes, and how large what it speaks of is. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { DrawOptions, TensorExperiment } from '../../run/request.ts';
import type { Run } from '../../run/run.ts';
import { closedFindings, findingsOf, GOODS, type SurveyQuestion } from './survey-findings.ts';
import { hasAmount, ofEconomies } from './survey-statistics.ts';

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
/** Environments of a chunk; fewer where each poses programs, so that little is drawn again after an interruption. */
const chunkOf = ({ statistic }: SurveyQuestion): number => (statistic === 'convex-independence' ? 2 ** 14 : 2 ** 9);

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
      const amounts: number[] = [];
      let [done, undecided, last] = [0, 0, performance.now()];
      for (; done < count; done++) {
        if (performance.now() - last > BREATH_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          onProgress?.(done);
          last = performance.now();
          if (signal?.aborted) break;
        }
        const closed = closedFindings(question, stream, first + done);
        const found = closed ? { verdicts: closed } : await findingsOf(question, stream, first + done, solve);
        if (found.verdicts === undefined) undecided++;
        else for (const [agent, holds] of found.verdicts) yes[agent] = (yes[agent] ?? 0) + Number(holds);
        if (found.amount !== undefined) amounts.push(found.amount);
      }
      return { profiles: done, yes, undecided, ...(hasAmount(statistic) ? { amounts: Float64Array.from(amounts) } : {}) };
    },
  };
}

/** Counts over environments 0 .. draws - 1 of the stream; fewer where it was stopped. */
export const survey = (question: SurveyQuestion, stream: StreamKey, run: SurveyRun, options?: DrawOptions): Promise<SurveyCounts> =>
  run.draw({ experiment: surveyExperiment(question, run.solve), stream, first: 0, count: question.draws }, options);
