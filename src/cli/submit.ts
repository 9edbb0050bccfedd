/** `misreport submit`: a plan's shards and its merge, handed to an engine. */
import { spawnSync } from 'node:child_process';
import { makeFolder } from '../input/make-folder.ts';
import { join } from 'node:path';
import { allottedCores } from '../engine/cores.ts';
import { EXIT, InputError, OutputError } from '../errors.ts';
import { count, line as textLine, oneOf, truth } from '../input/scalar.ts';
import {
  ENGINES, gnuParallel, kubernetes, shellQuoted, slurm, type Engine, type EngineCommand, type EngineName,
} from '../library/engines.ts';
import { isMissing, readPlan } from '../library/plan.ts';
import { writeAside } from '../run/kept-file.ts';
import type { OptionSpec } from '../study/options.ts';
import { readOption, type CommandLine } from './command-line.ts';
import { readPlanLine } from './planned-study.ts';
import { statesOf } from './plan-states.ts';

const GROUP = 'Engine';
const ENGINE: OptionSpec<EngineName> = {
  name: 'engine', schema: oneOf(ENGINES), placeholder: 'NAME', group: GROUP, description: `${ENGINES.join(', ')}`,
};
const DRY_RUN: OptionSpec = {
  name: 'dry-run', schema: truth, group: GROUP, description: 'Write the files and print the commands, and start nothing',
};
const CORES: OptionSpec<number> = {
  name: 'cores', schema: count(1, 1024), placeholder: 'N', group: GROUP, description: 'Cores of a task  [default: 4; gnu-parallel: 1]',
};
const MINUTES: OptionSpec<number> = {
  name: 'minutes', schema: count(1, 1e6), placeholder: 'N', group: GROUP, description: 'Limit of a task  [default: the site\'s]',
};
const MEMORY: OptionSpec<number> = {
  name: 'memory', schema: count(64, 1e7), placeholder: 'MIB', group: GROUP, description: 'Memory of a task  [default: the site\'s]',
};
const ARRAY_MAX: OptionSpec<number> = {
  name: 'array-max', schema: count(1, 1e6), placeholder: 'N', group: GROUP,
  description: 'Largest array of the site  [default: MaxArraySize of Slurm, or 1001]',
};
const AT_ONCE: OptionSpec<number> = {
  name: 'at-once', schema: count(1, 1e6), placeholder: 'N', group: GROUP,
  description: 'Tasks at once  [default: no limit; gnu-parallel: cores]',
};
const PROGRAM: OptionSpec<string> = {
  name: 'program', schema: textLine(1000), placeholder: 'WORDS', group: GROUP,
  description: 'What starts misreport there  [default: as it was started here; kubernetes: misreport]',
};
const IMAGE: OptionSpec<string> = {
  name: 'image', schema: textLine(500), placeholder: 'NAME', group: GROUP, description: 'Container image with misreport (kubernetes)',
};
const VOLUME: OptionSpec<string> = {
  name: 'volume', schema: textLine(253), placeholder: 'NAME', group: GROUP,
  description: 'Volume claim that holds the plan, at its path here (kubernetes)',
};
const OPTIONS = [ENGINE, DRY_RUN, CORES, MINUTES, MEMORY, ARRAY_MAX, AT_ONCE, PROGRAM, IMAGE, VOLUME];

const BUILDERS = { slurm, kubernetes, 'gnu-parallel': gnuParallel } as const;
/** MaxArraySize where a site has not set it. */
const ARRAY_MAX_DEFAULT = 1001;

const given = <T>(line: CommandLine, option: OptionSpec<T>): T | undefined =>
  (line.texts.has(option.name) ? readOption(line, option) : undefined);

/** Asked once, not per shard. */
function siteArrayMax(): number {
  const { stdout } = spawnSync('scontrol', ['show', 'config'], { encoding: 'utf8' });
  return Number(/MaxArraySize\s*=\s*(\d+)/.exec(stdout ?? '')?.[1] ?? ARRAY_MAX_DEFAULT);
}

function requireFor(engine: EngineName, line: CommandLine): void {
  if (engine !== 'kubernetes') return;
  for (const name of ['image', 'volume']) if (!line.texts.has(name)) throw new InputError(`--${name}`, 'is missing; kubernetes needs it');
}

/** Runs them in order; what one answers is told to the next. */
function start(commands: readonly EngineCommand[]): void {
  const answers = new Map<string, string>();
  for (const { argv, capture } of commands) {
    const [program, ...words] = argv.map((word) => word.replace(/\$(\w+)/g, (whole, name: string) => answers.get(name) ?? whole));
    const { status, stdout, stderr, error } = spawnSync(program!, words, { encoding: 'utf8' });
    if (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new InputError('--engine', `${program} cannot be started here (${code}); --dry-run writes its files`);
    }
    process.stdout.write(stdout);
    if (status !== 0) throw new OutputError(`submit: ${program} failed with ${status}: ${stderr.trim().split('\n')[0] ?? ''}`);
    if (capture !== undefined) answers.set(capture, stdout.trim().split(';')[0]!);
  }
}

const printed = ({ argv, capture }: EngineCommand): string => {
  const text = argv.map((word) => (word.includes('$') ? word : shellQuoted(word))).join(' ');
  return capture === undefined ? text : `${capture}=$(${text})`;
};

export async function submit(argv: readonly string[]): Promise<number> {
  const read = await readPlanLine(argv, {
    name: 'submit', options: OPTIONS,
    description: 'Hands the shards of a plan that are missing, and the merge after them, to an engine that is there already.',
    examples: [
      ['submit PLAN --engine slurm --cores 8 --minutes 240', 'one array and one merge that depends on it'],
      ['submit PLAN --engine gnu-parallel --at-once 4', 'on this machine'],
      ['submit PLAN --engine kubernetes --image me/misreport --volume shared --dry-run', 'two manifests'],
    ],
  });
  if (read === undefined) return EXIT.done;
  const { line } = read;
  if (!line.texts.has('engine')) throw new InputError('--engine', `is missing; accepted are ${ENGINES.join(', ')}`);
  const plan = readPlan(read.given);
  const engine = readOption(line, ENGINE);
  requireFor(engine, line);
  const dry = line.switches.has('dry-run');
  const missing = (await statesOf(plan)).filter(isMissing);
  const [minutes, memoryMebibytes, atOnce, image, volume] = [
    given(line, MINUTES), given(line, MEMORY), given(line, AT_ONCE), given(line, IMAGE), given(line, VOLUME),
  ];
  const { files, commands }: Engine = BUILDERS[engine]({
    plan: plan.folder, shards: plan.shards, missing: missing.map(({ index }) => index),
    program: given(line, PROGRAM)?.split(/\s+/) ?? (engine === 'kubernetes' ? ['misreport'] : process.argv.slice(0, 2)),
    cores: given(line, CORES) ?? (engine === 'gnu-parallel' ? 1 : 4),
    arrayMax: given(line, ARRAY_MAX) ?? (engine === 'slurm' && !dry ? siteArrayMax() : ARRAY_MAX_DEFAULT),
    ...(minutes === undefined ? {} : { minutes }), ...(memoryMebibytes === undefined ? {} : { memoryMebibytes }),
    ...(atOnce === undefined ? (engine === 'gnu-parallel' ? { atOnce: allottedCores() } : {}) : { atOnce }),
    ...(image === undefined ? {} : { image }), ...(volume === undefined ? {} : { volume }),
  });
  makeFolder(join(plan.folder, 'logs'));
  for (const { name, text } of files) writeAside(join(plan.folder, name), Buffer.from(text));
  const written = files.map(({ name }) => name).join(', ');
  process.stderr.write(`${missing.length} of ${plan.shards} shards to draw; files in ${plan.folder}: ${written}\n`);
  if (dry) process.stdout.write(`${commands.map(printed).join('\n')}\n`);
  else start(commands);
  return EXIT.done;
}
