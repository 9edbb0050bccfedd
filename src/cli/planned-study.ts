/** What commands about a plan share: its study read again, its ledger, and who draws what. */
import { existsSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { floatingPointOf } from '../library/floating-point.ts';
import { openLedger } from '../library/ledger.ts';
import { isWorthSharing, ledgerOfPlan, sharedRequest, type OpenPlan, type SharedRequest } from '../library/plan.ts';
import type { DiskLedger } from '../run/disk-ledger.ts';
import type { Deferral } from '../run/run.ts';
import { STUDY_OPTIONS, type OptionSpec } from '../study/options.ts';
import { packageVersion } from '../version.ts';
import type { Request } from './compute.ts';
import { takeOptions } from './take-options.ts';
import { readCommandLine, type CommandLine, type CommandSpec } from './command-line.ts';

/** The hint where a plan is missing. */
export const PLAN_HINT = 'give the folder that misreport plan made';

/** Room for a plan's ledger: nothing of it may go before it is merged. */
const MEBIBYTES_MAX = 2 ** 40;

/** `use`: shards must write to it, a merge writes where it may. */
export const planLedger = (folder: string, scenarioFile: string | undefined, use: 'read' | 'write'): DiskLedger => openLedger({
  folder: ledgerOfPlan(folder), mebibytes: MEBIBYTES_MAX, asked: true, field: 'plan', probed: use === 'write', all: true, scenarioFile,
  warn: (text) => process.stderr.write(`misreport: ${text}\n`),
});

/** The plan's line, with options of this call in place of its own. */
export function planLine({ argv }: OpenPlan, more: readonly string[], options: readonly OptionSpec[] = STUDY_OPTIONS): string[] {
  const given = options.filter(({ name }) => more.some((token) => token === `--${name}` || token.startsWith(`--${name}=`)));
  return [...takeOptions(argv, given).rest, ...more];
}

/** Goes to where the study was planned, for the sake of its paths, if there is such a place here. */
export function enterPlan({ cwd }: OpenPlan): void {
  if (existsSync(cwd)) process.chdir(cwd);
}

/** Throws InputError where another version made the plan. */
export function requireVersion({ version }: OpenPlan): void {
  if (version !== packageVersion()) {
    throw new InputError('plan', `was made by misreport ${version}, and this is ${packageVersion()}; use one version for all of it`);
  }
}

/** Throws InputError where the study, with options `more` of this call, is not the planned one, or its sums would not be the same here. */
export function requirePlanned(plan: OpenPlan, { study, scenarioFile }: Request, more: readonly string[] = []): void {
  requireVersion(plan);
  if (study.hash !== plan.configHash) {
    const [here, there] = [study.hash.slice(0, 8), plan.configHash.slice(0, 8)];
    const given = more.filter((token) => token.startsWith('--')).map((token) => token.split('=')[0]);
    const others = given.length === 0 ? '' : `; options here are about output and the machine alone, and here is ${given.join(', ')}`;
    throw new InputError('plan', `is of another study: its command gives ${here} here, not ${there}${others}`);
  }
  const own = floatingPointOf(scenarioFile)('cpu');
  if (plan.floatingPoint !== undefined && own !== plan.floatingPoint) {
    throw new InputError(
      'plan', 'sums floating point, and this machine need not add as the one that planned it: code, Node.js, processor or a file differ',
    );
  }
}

/** Notes the requests that are worth sharing, and draws none of them. */
export interface Collector {
  readonly requests: SharedRequest[];
  /** Whether any of them sums floating point. */
  floats: boolean;
  readonly defer: Deferral;
}

export function collector(shareFrom: number): Collector {
  const found: Collector = {
    requests: [], floats: false,
    defer(request, name, open) {
      if (open === undefined || !isWorthSharing(request, open, shareFrom)) return undefined;
      if (!found.requests.some((other) => other.name === name)) found.requests.push(sharedRequest(request, name, open));
      found.floats ||= 'experiment' in request;
      return [];
    },
  };
  return found;
}

/** Reads a line that begins with a plan; undefined where help was printed. */
export async function readPlanLine(
  argv: readonly string[],
  spec: Pick<CommandSpec, 'name' | 'description' | 'options' | 'examples'>,
): Promise<{ readonly given: string; readonly line: CommandLine } | undefined> {
  const line = await readCommandLine(argv, {
    ...spec, usage: `${spec.name} <plan> [options]`, positionals: [{ name: 'plan', hint: PLAN_HINT }],
  });
  return line === undefined ? undefined : { given: line.positionals[0]!, line };
}
