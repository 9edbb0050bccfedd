/** `misreport plan`: pilots drawn, and what follows cut in shards that many tasks draw. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, InputError } from '../errors.ts';
import { makeFolder } from '../input/make-folder.ts';
import { count, path } from '../input/scalar.ts';
import { quote } from '../input/quote.ts';
import { floatingPointOf } from '../library/floating-point.ts';
import { writePlan } from '../library/plan.ts';
import { failureReason, nodeFiles } from '../report/files.ts';
import { GENERAL_OPTIONS, MACHINE, named, OUTPUT, type OptionSpec } from '../study/options.ts';
import { packageVersion } from '../version.ts';
import { asksForHelp, helpText, readCommandLine, readOption, type CommandSpec } from './command-line.ts';
import { compute } from './compute.ts';
import { listenForInterruption } from './interrupt.ts';
import { collector, planLedger } from './planned-study.ts';
import { isStudyFile } from './study-file.ts';
import { readStudyAndFolder } from './study-command.ts';
import { sharedSpec } from './study-specs.ts';
import { takeOptions } from './take-options.ts';

const GROUP = 'Plan';
export const SHARDS_MAX = 1_000_000;

const SHARDS: OptionSpec<number> = {
  name: 'shards', schema: count(1, SHARDS_MAX), placeholder: 'N', group: GROUP, description: 'Tasks among which the draws are divided',
};
const PLAN: OptionSpec<string | undefined> = {
  name: 'plan', schema: path('a folder'), placeholder: 'DIR', group: GROUP,
  description: 'Folder of the plan, which all tasks must see  [default: results/plan-<command>-<scenario>-<hash>]',
};
const SHARE_FROM: OptionSpec<number> = {
  name: 'share-from', schema: count(1, 2 ** 53), placeholder: 'DRAWS', group: GROUP, default: '2^28',
  description: 'Requests of fewer draws are not divided: whoever meets them draws them',
};

const SPEC: CommandSpec = {
  name: 'plan',
  usage: 'plan <command> <scenario or file> [its options] --shards N',
  description:
    'Draws the pilots of a study and divides the first looks among N shards; divides the studies of a reproduction. Then: misreport '
    + 'shard PLAN in N tasks (misreport submit PLAN starts them), and misreport merge PLAN.',
  positionals: [],
  options: [SHARDS, PLAN, SHARE_FROM],
  examples: [
    ['plan rate double-auction --precision 0.001 --shards 200', 'two hundred tasks for a rate'],
    ['plan run ./mine.ts --profiles 1e10 --shards 16 --plan /shared/mine', 'a scenario of your own, where all tasks see the folder'],
    ['plan study.yaml --shards 50', 'a study in a file'], ['plan reproduce song22 --shards 4', 'the items of a paper'],
  ],
};

/** Options of this process: the plan's tasks have their own. */
const OWN: readonly OptionSpec[] = named({ workers: MACHINE.workers, quiet: OUTPUT.quiet, json: OUTPUT.json });

export async function plan(argv: readonly string[]): Promise<number> {
  if (asksForHelp(argv)) {
    process.stdout.write(await helpText(SPEC));
    return EXIT.done;
  }
  const { taken, rest } = takeOptions(argv, SPEC.options);
  const line = (await readCommandLine(taken, SPEC))!;
  if (!line.texts.has('shards')) throw new InputError('--shards', 'is missing; give the number of tasks');
  const shards = readOption(line, SHARDS);
  const shareFrom = readOption(line, SHARE_FROM);
  const [first = '', ...after] = rest;
  const named = line.texts.has(PLAN.name) ? readOption(line, PLAN) : undefined;
  if (first === 'reproduce') return planOfReproduction(after, named, shards);
  const [command, studyArgv] = isStudyFile(first) ? ['run', rest] : [first, after];
  const spec = sharedSpec(command, ['reproduce']);
  const request = await readStudyAndFolder(studyArgv, spec);
  if (request === undefined) return EXIT.done;
  const { study: { configuration: { scenario }, hash }, scenarioFile } = request;
  const given = named ?? join('results', `plan-${command}-${scenario.name}-${hash.slice(0, 8)}`);
  const folder = await folderOf(given);
  const found = collector(shareFrom);
  const interruption = listenForInterruption((text) => void process.stderr.write(text), () => undefined);
  const quiet = request.output.quiet ?? false;
  const ledger = planLedger(folder, scenarioFile, 'write');
  const { runSpread } = await import('../study/study.ts');
  await compute({ request, argv, quiet, interruption, undo: {} }, [], { files: [], missing: [] }, {
    ledger, run: (study, device, hooks) => runSpread(study, device, hooks, found.defer),
  });
  interruption.release();
  if (interruption.signal.aborted) return EXIT.incomplete;
  const floatingPoint = found.floats ? floatingPointOf(scenarioFile)('cpu') : undefined;
  writePlan(folder, {
    schema: 'misreport.plan/1', command, argv: takeOptions(studyArgv, [...OWN, ...GENERAL_OPTIONS]).rest, cwd: process.cwd(),
    configHash: hash, version: packageVersion(), shards, shareFrom, ...(floatingPoint === undefined ? {} : { floatingPoint }), round: 1,
    requests: found.requests,
  });
  const profiles = found.requests.flatMap(({ ranges }) => ranges).reduce((sum, range) => sum + range.count, 0);
  process.stdout.write(found.requests.length === 0
    ? `${given}: nothing is worth sharing out; misreport merge ${given} draws it all\n`
    : `${given}: ${found.requests.length} requests, ${profiles.toExponential(2)} profiles, ${shards} shards\n${howToGoOn(given, shards)}`);
  return EXIT.done;
}

const howToGoOn = (given: string, shards: number): string =>
  `  misreport shard ${given} --index 0   .. ${shards - 1}, or misreport submit ${given}\n  misreport merge ${given}\n`;

async function planOfReproduction(argv: readonly string[], named: string | undefined, shards: number): Promise<number> {
  const { plannedReproduction, planReproduction } = await import('./reproduce-plan.ts');
  const asked = await plannedReproduction(argv);
  if (asked === undefined) return EXIT.done;
  const given = named ?? join('results', ['plan-reproduce', ...argv.map((word) => word.replaceAll(/[^\w.]+/g, ''))].join('-'));
  process.stdout.write(planReproduction(asked, { argv, shards, shareFrom: 1 }, await folderOf(given), given) + howToGoOn(given, shards));
  return EXIT.done;
}

/** The plan's folder, made. Throws InputError naming `--plan` where it holds a plan, or cannot. */
async function folderOf(given: string): Promise<string> {
  const folder = resolve(given);
  if (existsSync(join(folder, 'plan.json'))) {
    throw new InputError('--plan', `${quote(given)} holds a plan already (misreport status ${given}); name another folder, or remove it`);
  }
  await requireRoom(folder, given);
  return folder;
}

/** Makes the plan's folder. Throws InputError naming `--plan` where it is none, holds other files, or cannot be written to. */
async function requireRoom(folder: string, given: string): Promise<void> {
  const accepted = 'name a new folder, or an empty one';
  let entries: readonly string[];
  try {
    makeFolder(folder);
    entries = readdirSync(folder).filter((name) => name !== 'ledger');
    await nodeFiles.writeDurably(join(folder, '.misreport-probe'), '');
    await nodeFiles.remove(join(folder, '.misreport-probe'));
  } catch (error) {
    throw new InputError('--plan', `${quote(given)} cannot be used: ${failureReason(error)}; ${accepted}`);
  }
  const [other] = entries.filter((name) => !name.startsWith('.misreport')).sort();
  if (other !== undefined) throw new InputError('--plan', `${quote(given)} holds other files, e.g. ${other}; ${accepted}`);
}
