/**
 * Whether a social choice study can be run, told field by field before anything is computed. The study is the user's: it may be
 * anything.
 */
import { validateAmbiguity } from '../../beliefs/validate.ts';
import { requireLaw } from '../../environment/checks.ts';
import { validateProblem } from '../../environment/validate.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { quote } from '../../input/quote.ts';
import { validateMechanism, validateRule } from '../../mechanism/validate.ts';
import { isEnumerated, requirePlayable } from './atoms.ts';
import { checkReports } from './check-reports.ts';
import { requireEnumerableAmbiguity } from './enumerated-ambiguity-checks.ts';
import { schema } from './schema.ts';
import { requireSinglePrecision } from './single-precision.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Errors of the library's own checks, whose fields are relative to what they were given. */
function within(prefix: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw error.as(`${prefix}.${error.field}`);
  }
}

const shownAgents = (agents: unknown): string =>
  quote(Array.isArray(agents) ? (agents.length === 0 ? 'an empty list' : agents.join(', ')) : String(agents));

function checkAgents(agents: unknown, count: number): void {
  const isAgent = (agent: unknown): boolean => Number.isInteger(agent) && (agent as number) >= 0 && (agent as number) < count;
  if (!Array.isArray(agents) || agents.length === 0 || !agents.every(isAgent)) {
    throw new InputError('agents', `must list agents by index, 0 to ${count - 1}, at least one, got ${shownAgents(agents)}`);
  }
  if (new Set(agents).size < agents.length) throw new InputError('agents', `must differ, got ${agents.join(', ')}`);
}

/** Throws InputError naming the field, as in `problem.signals[0].owner`. */
export function validate(environment: unknown): void {
  readAs(schema, environment);
  const study = environment as SocialChoiceStudy;
  const { problem, mechanisms, agents, distances = [], ambiguity } = study;
  within('problem', () => validateProblem(problem));
  if (!isEnumerated(problem)) requireSinglePrecision(problem);
  mechanisms.forEach((mechanism, m) => within(`mechanisms[${m}]`, () => validateMechanism(problem, mechanism)));
  if (agents !== undefined) checkAgents(agents, problem.agents.length);
  for (const agent of agents ?? problem.agents.keys()) checkReports(study, agent);
  requirePlayable(study);
  if (ambiguity !== undefined) {
    const taken = { atoms: isEnumerated(problem), gaps: isEnumerated(problem) };
    problem.signals.forEach(({ law }, d) => requireLaw(`problem.signals[${d}].law`, law, taken));
    validateAmbiguity(ambiguity, 'ambiguity', problem, mechanisms.map(({ name }) => name));
    if (isEnumerated(problem)) requireEnumerableAmbiguity(study);
  }
  distances.forEach(({ rule, other }, d) => {
    for (const [key, value] of [['rule', rule], ['other', other]] as const) {
      within(`distances[${d}]`, () => validateRule(key, problem, value));
    }
  });
}
