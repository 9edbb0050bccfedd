/** `misreport merge`: the result of a plan, or what it still needs. */
import { EXIT } from '../errors.ts';
import { isMissing, missingText, readPlan, shardStates, writePlan, type OpenPlan, type Plan } from '../library/plan.ts';
import { asksForHelp, helpText, type CommandSpec } from './command-line.ts';
import type { Request, Together } from './compute.ts';
import { collector, enterPlan, PLAN_HINT, planLedger, planLine, requirePlanned, type Collector } from './planned-study.ts';
import { studyCommand } from './study-command.ts';
import { sharedSpec } from './study-specs.ts';
import { InputError } from '../errors.ts';

const SPEC: CommandSpec = {
  name: 'merge',
  usage: 'merge <plan> [options of run about output and the machine]',
  description:
    'The study of a plan on what its shards drew: the result of a single run, bit for bit; the pages of a reproduction. Exits with 3 where '
    + 'shards are missing or a further look is due, and says how to go on.',
  positionals: [{ name: 'plan', hint: PLAN_HINT }],
  options: [],
  examples: [['merge results/plan-rate-double-auction-1a2b3c4d --out results/big', 'after its shards']],
};

/** The next round, once nothing of this one is missing. */
function nextRound(plan: OpenPlan, { requests }: Collector): string {
  const { given, folder, ...kept } = plan;
  const next: Plan = { ...kept, round: plan.round + 1, requests };
  writePlan(folder, next);
  const profiles = requests.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
  return `round ${next.round}: a further look is due, ${requests.length} request${requests.length === 1 ? '' : 's'}, `
    + `${profiles.toExponential(2)} profiles\n`
    + `  misreport shard ${given} --index 0   .. ${plan.shards - 1}, or misreport submit ${given}; then misreport merge ${given}\n`;
}

async function togetherOn(plan: OpenPlan, more: readonly string[], request: Request): Promise<Together> {
  requirePlanned(plan, request, more);
  const ledger = planLedger(plan.folder, request.scenarioFile, 'read');
  const missing = shardStates(plan, ledger).filter(isMissing);
  const { runSpread } = await import('../study/study.ts');
  return {
    ledger,
    async run(study, device, hooks) {
      if (missing.length > 0) {
        process.stderr.write(missingText(plan, missing));
        return undefined;
      }
      const found = collector(plan.shareFrom);
      const document = await runSpread(study, device, hooks, found.defer);
      if (document === undefined && !hooks.signal?.aborted) process.stderr.write(nextRound(plan, found));
      return document;
    },
  };
}

export async function merge(argv: readonly string[]): Promise<number> {
  if (asksForHelp(argv)) {
    process.stdout.write(await helpText(SPEC));
    return EXIT.done;
  }
  const [given, ...more] = argv;
  if (given === undefined || given.startsWith('-')) throw new InputError('plan', `must come first; ${PLAN_HINT}`);
  const plan = readPlan(given);
  enterPlan(plan);
  if (plan.studies !== undefined) return (await import('./reproduce-plan.ts')).mergeReproduction(plan, more);
  return studyCommand(planLine(plan, more), sharedSpec(plan.command), (request) => togetherOn(plan, more, request));
}
