/** Everything about what a point asks for that can be known to be wrong before a draw. */
import { validateAmbiguity } from '../../beliefs/validate.ts';
import { InputError } from '../../errors.ts';
import { validateProblem } from '../../environment/validate.ts';
import { validateMechanism, validateRule } from '../../mechanism/validate.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Share of a support by which a report may lie outside, for rounding. */
const ROUNDING = 1e-9;

/** Throws InputError naming the field. */
export function checkStudy(study: SocialChoiceStudy): void {
  const { problem, mechanisms, agents, distances, ambiguity } = study;
  validateProblem(problem);
  if (mechanisms.length === 0) throw new InputError('mechanisms', 'is empty; give at least one');
  requireDifferent('mechanisms', mechanisms.map(({ name }) => name));
  for (const mechanism of mechanisms) validateMechanism(problem, mechanism);
  distances?.forEach(({ rule, other }, i) => {
    validateRule(`distances[${i}].rule`, problem, rule);
    validateRule(`distances[${i}].other`, problem, other);
  });
  requireDifferent('distances', (distances ?? []).map(({ name }) => name));
  if (ambiguity !== undefined) validateAmbiguity(ambiguity, 'ambiguity', problem, mechanisms.map(({ name }) => name));
  if (agents?.length === 0) throw new InputError('agents', 'is empty; name at least one');
  if (new Set(agents).size < (agents?.length ?? 0)) throw new InputError('agents', `must differ, got ${agents!.join(', ')}`);
  for (const agent of agents ?? problem.agents.keys()) {
    if (!Number.isInteger(agent) || agent < 0 || agent >= problem.agents.length) throw new InputError('agents', `must be whole numbers from 0 to ${problem.agents.length - 1}, got ${agent}`);
    checkReports(study, agent);
  }
}

const shownValue = (value: unknown): string => (Array.isArray(value) ? `[${value.join(', ')}]` : value === null ? 'null' : typeof value === 'object' ? 'an object' : String(value));

function requireDifferent(field: string, names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new InputError(field, 'must have different names');
}

/** An agent without a signal throws as well. The function is the user's: what it returns may be anything. */
export function checkReports({ problem, reports }: SocialChoiceStudy, agent: number): void {
  const { supports } = ownSpace(problem, agent);
  const list: unknown = reports?.(agent);
  if (list === undefined) return;
  const of = `of ${problem.agents[agent]}`;
  if (!Array.isArray(list)) throw new InputError('reports', `${of} must be a list of vectors of ${supports.length} numbers, got ${shownValue(list)}`);
  if (list.length === 0) throw new InputError('reports', `${of}: the list is empty; give at least one`);
  for (const signal of list as unknown[]) {
    const shown = shownValue(signal);
    if (!Array.isArray(signal) || signal.length !== supports.length || !signal.every(Number.isFinite)) throw new InputError('reports', `${of} must be vectors of ${supports.length} numbers, got ${shown}`);
    supports.forEach(([low, high], c) => {
      const slack = ROUNDING * (high - low);
      if (!(signal[c] >= low - slack && signal[c] <= high + slack)) throw new InputError('reports', `${of}: ${shown} lies outside the support [${low}, ${high}]`);
    });
  }
}
