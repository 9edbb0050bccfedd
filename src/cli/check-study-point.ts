/** Whether what a scenario's `environment` returned can be studied, told field by field before anything is computed. */
import { validateAmbiguity } from '../beliefs/validate.ts';
import { validateProblem } from '../environment/validate.ts';
import { InputError } from '../errors.ts';
import { validateMechanism, validateRule } from '../mechanism/validate.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../mechanism/mechanism.ts';
import type { StudyPoint } from '../study/scenario.ts';
import { bidderName, studiedBidders, type AssignmentStudy } from '../kinds/assignment/study-point.ts';
import type { SocialChoiceStudy } from '../kinds/social-choice/study-point.ts';
import { validateAssignmentStudy } from '../kinds/assignment/validate.ts';
import { checkReports } from '../kinds/social-choice/check.ts';
import { quote } from '../input/quote.ts';

type Fields = Readonly<Record<string, unknown>>;

const KINDS = ['double-auction', 'social-choice', 'assignment'];

const isRecord = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function requireRecord(field: string, value: unknown): void {
  if (!isRecord(value)) throw new InputError(field, `must be an object, got ${quote(value === undefined ? 'nothing' : String(value))}`);
}

function requireNames(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isText)) throw new InputError(field, 'must be a list of names, at least one');
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
  const at = 'environment.problem';
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

function checkSocialChoice(study: SocialChoiceStudy): void {
  const { problem, mechanisms, agents, reports, distances, ambiguity } = study;
  checkProblem(problem);
  if (!Array.isArray(mechanisms) || mechanisms.length === 0) throw new InputError('environment.mechanisms', 'must be a list of at least one mechanism { name, rule, transfers }');
  mechanisms.forEach((mechanism: Mechanism, m) => checkMechanism(`environment.mechanisms[${m}]`, mechanism, problem));
  const names = mechanisms.map(({ name }: Mechanism) => name);
  const twice = names.find((name, m) => names.indexOf(name) !== m);
  if (twice !== undefined) throw new InputError('environment.mechanisms', `names must differ, and ${quote(twice)} occurs twice`);
  const isAgent = (agent: unknown): boolean => Number.isInteger(agent) && (agent as number) >= 0 && (agent as number) < problem.agents.length;
  if (agents !== undefined && (!Array.isArray(agents) || agents.length === 0 || !agents.every(isAgent))) {
    throw new InputError('environment.agents', `must list agents by index, 0 to ${problem.agents.length - 1}`);
  }
  if (reports !== undefined && typeof reports !== 'function') throw new InputError('environment.reports', 'must be a function of an agent\'s index');
  if (reports !== undefined) for (const agent of agents ?? problem.agents.keys()) within('environment', () => checkReports(study, agent));
  if (ambiguity !== undefined) validateAmbiguity(ambiguity, 'environment.ambiguity', problem, names);
  (distances ?? []).forEach(({ name, rule, other }, d) => {
    const at = `environment.distances[${d}]`;
    if (!isText(name)) throw new InputError(`${at}.name`, 'must be a text');
    for (const [key, value] of [['rule', rule], ['other', other]] as const) {
      requireKind(`${at}.${key}`, value);
      within(at, () => validateRule(key, problem, value));
    }
  });
}

/** Names of the agents that a point studies. */
function studiedAgents(point: StudyPoint): readonly string[] {
  if (point.kind === 'double-auction') return ['seller', 'buyer'];
  if (point.kind === 'assignment') return studiedBidders(point).map(bidderName);
  return (point.agents ?? point.problem.agents.map((_, i) => i)).map((i) => point.problem.agents[i]!);
}

/** Throws InputError naming the field, as in `environment.problem.signals[0].owner`. */
export function checkStudyPoint(point: unknown, primaryAgent: unknown): asserts point is StudyPoint {
  requireRecord('environment', point);
  const { kind } = point as Fields;
  if (!KINDS.includes(kind as string)) throw new InputError('environment.kind', `must be one of ${KINDS.join(', ')}, got ${quote(String(kind))}`);
  if (kind === 'social-choice') checkSocialChoice(point as unknown as SocialChoiceStudy);
  if (kind === 'assignment') within('environment', () => validateAssignmentStudy(point as unknown as AssignmentStudy));
  const agents = studiedAgents(point as unknown as StudyPoint);
  if (!agents.includes(primaryAgent as string)) throw new InputError('primaryAgent', `must return one of the agents studied (${agents.slice(0, 8).join(', ')}${agents.length > 8 ? ', ...' : ''}), got ${quote(String(primaryAgent))}`);
}
