/** `misreport shard`: one task's part of a plan. */
import type { DeviceChoice } from '../engine/device.ts';
import { EXIT, InputError, OutputError } from '../errors.ts';
import { count } from '../input/scalar.ts';
import { isWorthSharing, ledgerOfPlan, partsOf, readPlan, shardStates } from '../library/plan.ts';
import { shardIndex } from '../library/shard-index.ts';
import type { DiskLedger } from '../run/disk-ledger.ts';
import type { Deferral } from '../run/run.ts';
import { MACHINE, named, OUTPUT, type OptionSpec } from '../study/options.ts';
import { readOption, type CommandLine } from './command-line.ts';
import { compute } from './compute.ts';
import { enterPlan, planLedger, planLine, readPlanLine, requirePlanned } from './planned-study.ts';
import { readStudyAndFolder } from './study-command.ts';
import { sharedSpec } from './study-specs.ts';
import { SHARDS_MAX } from './plan.ts';

const INDEX: OptionSpec<number> = {
  name: 'index', schema: count(0, SHARDS_MAX - 1), placeholder: 'I', group: 'Shard',
  description: 'Number of the shard, from 0  [default: what Slurm, PBS, SGE, LSF, Kubernetes, AWS Batch or GNU parallel tells]',
};
const OWN: readonly OptionSpec[] = named({ ...MACHINE, quiet: OUTPUT.quiet });

/** What schedulers send before they kill: by default, or where they are asked to (sbatch --signal, qsub -notify). */
const WARNINGS = ['SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGXCPU'] as const;

interface Warned {
  readonly signal: AbortSignal;
  /** Something was kept: a warning may end the task. */
  progressed(): void;
}

/**
 * A warning that comes before anything was kept waits until something is: a task that is warned as soon as it starts would otherwise be
 * requeued for ever.
 */
function listenForWarnings(say: (text: string) => void): Warned {
  const controller = new AbortController();
  let warned = false;
  let hasProgressed = false;
  const onWarning = (name: string): void => {
    const when = hasProgressed ? '' : ' as soon as it has something';
    if (!warned) say(`misreport: ${name}: keeps what it has${when}, and wants to be requeued\n`);
    warned = true;
    if (hasProgressed) controller.abort();
  };
  // To the end: a second warning must not end the process before it has said how it did.
  for (const name of WARNINGS) process.on(name, onWarning);
  return {
    signal: controller.signal,
    progressed() {
      hasProgressed = true;
      if (warned) controller.abort();
    },
  };
}

/** The ledger, with a word whenever something of a shared request was drawn and kept. */
function watched(
  ledger: DiskLedger, isShared: (name: string) => boolean, onKept: (profiles: number) => void, onFailure: (why: string) => void,
): DiskLedger {
  const before = new Map<string, number>();
  return {
    ...ledger,
    keep(kept) {
      ledger.keep(kept);
      const why = ledger.failure();
      if (why !== undefined) return onFailure(why);
      if (!isShared(kept.name) || kept.seconds === 0) return;
      // What there is of a gap is kept as a whole each time.
      const id = `${kept.name} ${kept.range.first}`;
      onKept(kept.range.count - (before.get(id) ?? 0));
      before.set(id, kept.range.count);
    },
  };
}

function indexOf(line: CommandLine, shards: number): number {
  if (!line.texts.has('index')) return shardIndex(process.env, shards);
  const index = readOption(line, INDEX);
  if (index >= shards) throw new InputError('--index', `must be from 0 to ${shards - 1}, got ${index}`);
  return index;
}

function machineOf(line: CommandLine): { readonly device?: DeviceChoice; readonly workers?: number } {
  const [device, workers] = named({ device: MACHINE.device, workers: MACHINE.workers }) as
    [OptionSpec<DeviceChoice>, OptionSpec<number>];
  return {
    ...(line.texts.has('device') ? { device: readOption(line, device) } : {}),
    ...(line.texts.has('workers') ? { workers: readOption(line, workers) } : {}),
  };
}

export async function shard(argv: readonly string[]): Promise<number> {
  const read = await readPlanLine(argv, {
    name: 'shard', options: [INDEX, ...OWN],
    description:
      'Draws one shard of a plan into its ledger; what is there already is not drawn again. Warned by a signal it keeps what it has and '
      + 'exits with 75.',
    examples: [['shard results/plan-rate-double-auction-1a2b3c4d --index 7', 'by hand'], ['shard PLAN', 'in an array task']],
  });
  if (read === undefined) return EXIT.done;
  const { given, line } = read;
  const warned = listenForWarnings((text) => void process.stderr.write(text));
  const plan = readPlan(given);
  const index = indexOf(line, plan.shards);
  const open = new Map(plan.requests.map((request) => [request.name, partsOf(request, plan.shards, index)]));
  const quiet = line.switches.has('quiet');
  if (plan.studies !== undefined) {
    enterPlan(plan);
    const { shardReproduction } = await import('./reproduce-plan.ts');
    return shardReproduction(plan, { index, quiet, machine: machineOf(line), ...warned });
  }
  let drawn = 0;
  let failure: string | undefined;
  if ([...open.values()].some((parts) => parts.length > 0)) {
    enterPlan(plan);
    const machine = [...line.texts].filter(([name]) => Object.hasOwn(MACHINE, name)).map(([name, text]) => `--${name}=${text}`);
    const request = (await readStudyAndFolder(planLine(plan, machine), sharedSpec(plan.command)))!;
    requirePlanned(plan, request);
    const finished = new AbortController();
    const handled = new Set<string>();
    const defer: Deferral = (one, name, gaps) => {
      // The rest of the study is for the merge.
      if (handled.size === open.size) finished.abort();
      const parts = open.get(name);
      if (parts !== undefined) handled.add(name);
      else if (!isWorthSharing(one, gaps ?? [one], plan.shareFrom)) return undefined;
      return parts ?? [];
    };
    const ledger = watched(planLedger(plan.folder, request.scenarioFile, 'write'), (name) => open.has(name), (profiles) => {
      drawn += profiles;
      warned.progressed();
    }, (why) => {
      failure ??= why;
      finished.abort();
    });
    const { runSpread } = await import('../study/study.ts');
    const signal = AbortSignal.any([warned.signal, finished.signal]);
    await compute({ request, argv, quiet, interruption: { signal, release: () => undefined }, undo: {} }, [], { files: [], missing: [] }, {
      ledger, run: (study, device, hooks) => runSpread(study, device, hooks, defer),
    });
  }
  const { done, profiles } = shardStates(plan, planLedger(plan.folder, undefined, 'read'))[index]!;
  if (!quiet) process.stderr.write(`shard ${index} of ${plan.shards}: ${drawn} profiles drawn, ${done} of ${profiles} there\n`);
  if (done === profiles) return EXIT.done;
  if (warned.signal.aborted) return EXIT.requeue;
  // All that a shard is for is what it keeps.
  if (failure !== undefined) {
    throw new OutputError(`ledger ${ledgerOfPlan(plan.folder)}: cannot be written to: ${failure}; make room and draw the shard again, `
      + 'which goes on from what is there');
  }
  throw new InputError('plan', `its study does not ask for all of shard ${index} here; plan it anew with this version`);
}
