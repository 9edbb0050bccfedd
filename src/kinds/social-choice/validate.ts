/**
 * Whether a social choice study can be run, told field by field before anything is computed. The study is the user's: it may be
 * anything.
 */
import { validateAmbiguity } from '../../beliefs/validate.ts';
import { validateProblem } from '../../environment/validate.ts';
import { InputError } from '../../errors.ts';
import { validateMechanism, validateRule } from '../../mechanism/validate.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../mechanism/mechanism.ts';
import { quote } from '../../input/quote.ts';
import { checkReports } from './check-reports.ts';
import type { SocialChoiceStudy } from './study-point.ts';

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function requireRecord(field: string, value: unknown): void {
  if (!isRecord(value)) throw new InputError(field, `must be an object, got ${quote(value === undefined ? 'nothing' : String(value))}`);
}

function requireNames(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isText)) {
    throw new InputError(field, 'must be a list of names, at least one');
  }
}

/** Errors of the library's own checks, whose fields are relative to what they were given. */
function within(prefix: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw error.as(`${prefix}.${error.field}`);
  }
}

function checkProblem(problem: unknown): void {
  const at = 'problem';
  requireRecord(at, problem);
  const { agents, alternatives, signals, valuations } = problem as Fields;
  requireNames(`${at}.agents`, agents);
  requireNames(`${at}.alternatives`, alternatives);
  if (!Array.isArray(signals)) throw new InputError(`${at}.signals`, 'must be a list of coordinates { owner, name, law }');
  signals.forEach((signal, d) => {
    requireRecord(`${at}.signals[${d}]`, signal);
    if (!isText((signal as Fields).name)) throw new InputError(`${at}.signals[${d}].name`, 'must be a text');
  });
  requireRecord(`${at}.valuations`, valuations);
  within(at, () => validateProblem(problem as unknown as SocialChoiceStudy['problem']));
}

/** What they hold is the library's to judge. */
function requireKind(field: string, rule: ChoiceRule | TransferScheme): void {
  requireRecord(field, rule);
  if (!isText(rule.kind)) throw new InputError(`${field}.kind`, 'must be a text');
}

function checkMechanism(field: string, mechanism: Mechanism, problem: SocialChoiceStudy['problem']): void {
  requireRecord(field, mechanism);
  if (!isText(mechanism.name)) throw new InputError(`${field}.name`, 'must be a text');
  requireKind(`${field}.rule`, mechanism.rule);
  requireKind(`${field}.transfers`, mechanism.transfers);
  within(field, () => validateMechanism(problem, mechanism));
}

const shownAgents = (agents: unknown): string =>
  quote(Array.isArray(agents) ? (agents.length === 0 ? 'an empty list' : agents.join(', ')) : String(agents));

export function validate(environment: unknown): void {
  const study = environment as SocialChoiceStudy;
  const { problem, mechanisms, agents, reports, distances, ambiguity } = study;
  checkProblem(problem);
  if (!Array.isArray(mechanisms) || mechanisms.length === 0) {
    throw new InputError('mechanisms', 'must be a list of at least one mechanism { name, rule, transfers }');
  }
  mechanisms.forEach((mechanism: Mechanism, m) => checkMechanism(`mechanisms[${m}]`, mechanism, problem));
  const names = mechanisms.map(({ name }: Mechanism) => name);
  const twice = names.find((name, m) => names.indexOf(name) !== m);
  if (twice !== undefined) throw new InputError('mechanisms', `names must differ, and ${quote(twice)} occurs twice`);
  const isAgent = (agent: unknown): boolean =>
    Number.isInteger(agent) && (agent as number) >= 0 && (agent as number) < problem.agents.length;
  if (agents !== undefined && (!Array.isArray(agents) || agents.length === 0 || !agents.every(isAgent))) {
    throw new InputError(
      'agents',
      `must list agents by index, 0 to ${problem.agents.length - 1}, at least one, got ${shownAgents(agents)}`,
    );
  }
  if (new Set(agents).size < (agents?.length ?? 0)) throw new InputError('agents', `must differ, got ${agents!.join(', ')}`);
  if (reports !== undefined && typeof reports !== 'function') throw new InputError('reports', 'must be a function of an agent\'s index');
  for (const agent of agents ?? problem.agents.keys()) checkReports(study, agent);
  if (ambiguity !== undefined) validateAmbiguity(ambiguity, 'ambiguity', problem, names);
  if (distances !== undefined && !(Array.isArray(distances) && distances.every((one) => one !== null && typeof one === 'object' && typeof one.name === 'string'))) {
    throw new InputError('distances', 'must be a list of { name, rule, other }');
  }
  const distanceNames = (distances ?? []).map(({ name }) => name);
  if (new Set(distanceNames).size < distanceNames.length) throw new InputError('distances', 'must have different names');
  (distances ?? []).forEach(({ name, rule, other }, d) => {
    const at = `distances[${d}]`;
    if (!isText(name)) throw new InputError(`${at}.name`, 'must be a text');
    for (const [key, value] of [['rule', rule], ['other', other]] as const) {
      requireKind(`${at}.${key}`, value);
      within(at, () => validateRule(key, problem, value));
    }
  });
}

