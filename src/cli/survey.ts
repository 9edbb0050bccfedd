/** `misreport survey`: how typical a condition or a verdict is among random finite environments. */
import { openRun } from '../run/run.ts';
import { z } from 'zod';
import { EXIT, InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { count, oneOf, refuse, type Scalar } from '../input/scalar.ts';
import { didYouMean } from '../input/suggest.ts';
import { finiteDocument } from '../kinds/finite/document.ts';
import type { SurveyQuestion } from '../kinds/finite/survey-findings.ts';
import { surveyAnswer } from '../kinds/finite/survey-rows.ts';
import { ofAuctions, ofEconomies, requireDecidable, requireOf, STATISTICS, type Statistic } from '../kinds/finite/survey-statistics.ts';
import { chunkOf, survey } from '../kinds/finite/survey.ts';
import { JSON_OPTION, MACHINE, OUTPUT, STATISTICS as STATISTICS_OPTIONS, type OptionSpec } from '../study/options.ts';
import { readCommandLine, readOption, type CommandLine } from './command-line.ts';
import { BALANCE_OPTION, readTransfers, TRANSFERS_OPTION } from './finite-options.ts';
import { listenForInterruption } from './interrupt.ts';
import { tableOptions } from './table-options.ts';

const LAW = 'Law';
const PROFILES_MAX = 4096;

const typeCounts: Scalar<readonly number[]> = z.string().transform((text, context): readonly number[] => {
  const counts = text.split(',').map((part) => Number(part.trim()));
  const size = counts.reduce((product, value) => product * value, 1);
  if (counts.length < 2 || counts.length > 8 || !counts.every((value) => Number.isInteger(value) && value >= 1 && value <= 64)) {
    return refuse(context, `must be the numbers of types of two to eight agents, such as 2,3, got ${quote(text)}`);
  }
  return size > PROFILES_MAX ? refuse(context, `makes ${size} profiles, and at most ${PROFILES_MAX} are drawn`) : counts;
});

const TYPES: OptionSpec<readonly number[]> = {
  name: 'types', schema: typeCounts, placeholder: 'N,N', group: LAW, default: '2,3', description: 'Numbers of types of the agents',
};
const DRAWS: OptionSpec<number> = {
  name: 'draws', schema: count(1, 2 ** 32), placeholder: 'N', group: LAW, default: '10000', description: 'Random environments',
};
const CONCENTRATION: OptionSpec<number> = {
  name: 'concentration', schema: count(1, 100), placeholder: 'K', group: LAW, default: '1',
  description: 'Parameter of the Dirichlet law of priors and beliefs; 1 is uniform on the simplex',
};
const BELIEFS: OptionSpec<'prior' | 'own'> = {
  name: 'beliefs', schema: oneOf(['prior', 'own']), placeholder: 'KIND', group: LAW, default: 'prior',
  description: 'prior: one for all; own: a belief of its own for every type',
};
const OUTCOMES: OptionSpec<number> = {
  name: 'outcomes', schema: count(1, 16), placeholder: 'N', group: LAW, default: '2',
  description: 'Outcomes beside the outside option; payoffs are uniform on hundredths of [-1, 1], the rule is efficient',
};
const VALUES: OptionSpec<'private' | 'interdependent'> = {
  name: 'values', schema: oneOf(['private', 'interdependent']), placeholder: 'KIND', group: LAW, default: 'interdependent',
  description: 'Whether payoffs move with the others\' types',
};
const GOODS: OptionSpec<number> = {
  name: 'goods', schema: count(1, 8), placeholder: 'N', group: LAW, default: '2',
  description: 'Goods of the economies of maximin-core and maximin-value; endowments and worths are uniform from 1 to 10',
};
const CONFIDENCE = { name: 'confidence', ...STATISTICS_OPTIONS.confidence } as OptionSpec<number>;
const SEED = { name: 'seed', ...STATISTICS_OPTIONS.seed } as OptionSpec<string>;
const WORKERS = { name: 'workers', ...MACHINE.workers } as OptionSpec<number>;
const QUIET: OptionSpec = { name: 'quiet', ...OUTPUT.quiet };
const LEDGER = {
  name: 'ledger', ...OUTPUT.ledger, description: 'Folder that keeps what was drawn: the same survey goes on where it ended',
} as OptionSpec<string | undefined>;
const LEDGER_SIZE = { name: 'ledger-size', ...OUTPUT['ledger-size'] } as OptionSpec<number>;
const OPTIONS = [
  TYPES,
  DRAWS,
  CONCENTRATION,
  BELIEFS,
  OUTCOMES,
  VALUES,
  GOODS,
  TRANSFERS_OPTION,
  BALANCE_OPTION,
  CONFIDENCE,
  SEED,
  WORKERS,
  LEDGER,
  LEDGER_SIZE,
  JSON_OPTION,
  QUIET,
];

function statisticNamed(text: string): Statistic {
  const found = STATISTICS.find((name) => name === text);
  if (found !== undefined) return found;
  throw new InputError(
    'statistic',
    `unknown statistic ${quote(text)}${didYouMean(text, STATISTICS) || `; known: ${STATISTICS.join(', ')}`}`,
  );
}

function questionOf(line: CommandLine): SurveyQuestion {
  const statistic = statisticNamed(line.positionals[0]!);
  for (const option of line.texts.keys()) requireOf(statistic, option);
  const beliefs = readOption(line, BELIEFS);
  requireDecidable(statistic, readOption(line, TYPES), '--types');
  if (beliefs === 'own' && (statistic === 'identifiability' || statistic === 'extractable' || ofAuctions(statistic)))
    throw new InputError('--beliefs', `own has no common prior, of which ${statistic} speaks`);
  return {
    statistic, draws: readOption(line, DRAWS), transfers: readTransfers(line), balance: readOption(line, BALANCE_OPTION),
    ...(ofEconomies(statistic) ? { goods: readOption(line, GOODS) } : {}),
    law: {
      counts: readOption(line, TYPES), concentration: readOption(line, CONCENTRATION), beliefs,
      outcomes: readOption(line, OUTCOMES), values: readOption(line, VALUES),
    },
  };
}

const titleOf = ({ statistic, law }: SurveyQuestion): string =>
  `Random environments of ${law.counts.join(' x ')} types: how often ${statistic}`;

/** Of a survey that was stopped: what the same command will not draw again. */
function keptText(question: SurveyQuestion, drawn: number): string {
  const whole = chunkOf(question);
  const kept = Math.floor(drawn / whole) * whole;
  return `the ledger keeps ${kept} of ${drawn} environments, whole pieces of ${whole}; the same command goes on from there`;
}

/** Returns the exit code: 3 where it was interrupted, and what is known is printed. */
export async function surveyCommand(argv: readonly string[]): Promise<number> {
  const started = performance.now();
  const line = await readCommandLine(argv, {
    name: 'survey', usage: 'survey <statistic> [options]',
    description: `Draws random finite environments and tells for which share a statistic is yes: ${STATISTICS.join(', ')}.`,
    positionals: [{ name: 'statistic', hint: `one of ${STATISTICS.join(', ')}` }], options: OPTIONS,
    examples: [
      ['survey convex-independence --types 4,3 --draws 1e6', 'for agent 1 it is 2/3: four random points of a triangle'],
      ['survey implementable --types 2,2 --transfers ambiguous', 'efficient rules of random economies, exact balance'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const question = questionOf(line);
  const [confidence, seed] = [readOption(line, CONFIDENCE), readOption(line, SEED)];
  const kept = line.texts.has(LEDGER.name) ? readOption(line, LEDGER) : undefined;
  if (kept === undefined && line.texts.has(LEDGER_SIZE.name)) {
    throw new InputError('--ledger-size', 'says how much a ledger may take; give --ledger as well');
  }
  const ledger = kept === undefined ? undefined : (await import('../library/ledger.ts')).openLedger({
    folder: kept, mebibytes: readOption(line, LEDGER_SIZE), asked: true, scenarioFile: undefined,
    warn: (text) => void process.stderr.write(`misreport: ${text}\n`),
  });
  const { createProgress } = await import('../report/terminal/progress.ts');
  const progress = createProgress({ stream: process.stderr, quiet: line.switches.has('quiet') });
  const interruption = listenForInterruption((text) => { progress.stop(); process.stderr.write(text); }, () => undefined);
  const { openDevice } = await import('../engine/open-device.ts');
  const { openPlainHelpers } = await import('../library/helpers/helpers.ts');
  const device = await openDevice({ device: 'cpu', ...(line.texts.has('workers') ? { workers: readOption(line, WORKERS) } : {}) });
  const helpers = openPlainHelpers(device);
  const run = openRun(device, seed, {
    signal: interruption.signal, ...(ledger ? { ledger } : {}), ...(helpers ? { helpers } : {}),
  });
  // Statistics see the same environments.
  const counts = await survey(question, run.stream('survey'), run, {
    onProgress: (profiles) => progress.update(question.statistic, profiles / question.draws),
  });
  await helpers?.close();
  await device.close();
  progress.stop();
  interruption.release();
  const complete = counts.profiles === question.draws;
  if (!complete && ledger) process.stderr.write(`misreport: ${keptText(question, counts.profiles)}\n`);
  if (counts.profiles === 0) {
    process.stderr.write('misreport: no environment was decided before the survey was stopped; take fewer --types, or give it longer\n');
    return EXIT.incomplete;
  }
  const document = finiteDocument(
    {
      command: 'survey',
      name: question.statistic,
      title: titleOf(question),
      source: ofEconomies(question.statistic)
        ? 'Exchange economies of whole numbers; exact programs decide every draw'
        : 'Dirichlet priors; exact programs decide every draw that closed tests do not',
      configuration: { command: 'survey', ...question, confidence, seed },
      started,
      seed,
      workers: device.description.workers ?? 1,
      complete,
    },
    { ...surveyAnswer(question, counts, confidence), verdicts: [] },
  );
  if (line.switches.has('json')) process.stdout.write((await import('../report/formats/json.ts')).renderJson(document));
  else process.stdout.write((await import('../report/terminal/table.ts')).renderTables(document, tableOptions()));
  return complete ? EXIT.done : EXIT.incomplete;
}
