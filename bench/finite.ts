/** Timings on finite types: verdicts beside the same programs in scipy's HiGHS, truth-telling beside pygambit and lrsnash, surveys. */
import { randomModel, type RandomEnvironment } from '../src/experiments/finite/random-environment.ts';
import { openDevice } from '../src/engine/open-device.ts';
import { streamKey } from '../src/engine/streams.ts';
import type { SurveyQuestion } from '../src/kinds/finite/survey-findings.ts';
import { survey } from '../src/kinds/finite/survey.ts';
import { openPlainHelpers } from '../src/library/helpers/helpers.ts';
import { designProgram } from '../src/mechanism/finite/design-program.ts';
import type { Transfers } from '../src/mechanism/finite/question.ts';
import { roundProgram } from '../src/programs/round.ts';
import { solveFloat } from '../src/programs/float.ts';
import { solveProgram } from '../src/programs/solve.ts';
import { openRun } from '../src/run/run.ts';
import { gambitRows } from './gambit.ts';
import { scipyTime } from './scipy.ts';
import { median, type Row } from './timing.ts';

const KEY = streamKey('bench', 'finite');
const law = (counts: readonly number[]): RandomEnvironment => ({
  counts,
  concentration: 1,
  beliefs: 'prior',
  outcomes: 2,
  values: 'interdependent',
});

async function programRows(counts: readonly number[], transfers: Transfers): Promise<Row[]> {
  const { program } = designProgram(randomModel(KEY, 0, law(counts)), {
    transfers,
    balance: 'exact',
    allocation: 'rule',
    objective: 'feasible',
  });
  const what = `implement, ${counts.join(' x ')} types, ${transfers} (${program.rows.length} rows, ${program.columns.length} columns)`;
  const rounded = roundProgram(program);
  const rows: Row[] = [
    { what, who: 'misreport, exact verdict with proof', figure: 1e3 * await median(() => solveProgram(program)), unit: 'ms' },
    { what, who: 'misreport, floating point alone', figure: 1e3 * await median(() => solveFloat(rounded)), unit: 'ms' },
  ];
  return [...rows, { what, who: 'scipy linprog (HiGHS)', ...scipyTime(rounded) }];
}

async function surveyRow(question: Omit<SurveyQuestion, 'law'>, counts: readonly number[]): Promise<Row> {
  const device = await openDevice({ device: 'cpu', workers: 1 });
  const run = openRun(device, 'bench');
  const started = performance.now();
  await survey({ ...question, law: law(counts) }, KEY, run);
  const microseconds = (1e3 * (performance.now() - started)) / question.draws;
  await device.close();
  return {
    what: `survey ${question.statistic}, ${counts.join(' x ')} types, ${question.transfers}`,
    who: 'misreport, 1 core',
    figure: microseconds,
    unit: 'us an environment',
  };
}

/** Ten thousand environments, each with its program, on as many cores as there are. */
async function everyCoreRow(): Promise<Row> {
  const device = await openDevice({ device: 'cpu' });
  const helpers = openPlainHelpers(device);
  const run = openRun(device, 'bench', helpers ? { helpers } : {});
  const started = performance.now();
  await survey({ statistic: 'implementable', transfers: 'bayesian', balance: 'exact', draws: 10_000, law: law([2, 3]) }, KEY, run);
  const figure = (performance.now() - started) / 1e3;
  await helpers?.close();
  const { workers = 1 } = device.description;
  await device.close();
  return { what: 'survey implementable, 2 x 3 types, 10,000 environments', who: `misreport, ${workers} workers`, figure, unit: 's' };
}

export async function finiteRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const counts of [[2, 3], [4, 4], [6, 6], [3, 3, 3]]) {
    for (const transfers of ['bayesian', 'ambiguous'] as const) rows.push(...await programRows(counts, transfers));
  }
  const exact = { transfers: 'bayesian', balance: 'exact' } as const;
  rows.push(await surveyRow({ ...exact, statistic: 'convex-independence', draws: 200_000 }, [2, 3]));
  rows.push(await surveyRow({ ...exact, statistic: 'convex-independence', draws: 200_000 }, [4, 3]));
  rows.push(await surveyRow({ ...exact, statistic: 'implementable', draws: 1000 }, [2, 3]));
  rows.push(await everyCoreRow());
  rows.push(await surveyRow({ ...exact, statistic: 'implementable', transfers: 'ambiguous', draws: 200 }, [2, 3]));
  return [...rows, ...await gambitRows()];
}
