/** Lists of reports that a scenario names for an agent. */
import { InputError } from '../../errors.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Share of a support by which a report may lie outside, for rounding. */
const ROUNDING = 1e-9;

const shownValue = (value: unknown): string =>
  (Array.isArray(value) ? `[${value.join(', ')}]` : value === null ? 'null' : typeof value === 'object' ? 'an object' : String(value));

/** An agent without a signal throws as well. The function is the user's: what it returns may be anything. */
export function checkReports({ problem, reports }: SocialChoiceStudy, agent: number): void {
  const { supports } = ownSpace(problem, agent);
  const list: unknown = reports?.(agent);
  if (list === undefined) return;
  const of = `of ${problem.agents[agent]}`;
  if (!Array.isArray(list)) {
    throw new InputError('reports', `${of} must be a list of vectors of ${supports.length} numbers, got ${shownValue(list)}`);
  }
  if (list.length === 0) throw new InputError('reports', `${of}: the list is empty; give at least one`);
  for (const signal of list as unknown[]) {
    const shown = shownValue(signal);
    if (!Array.isArray(signal) || signal.length !== supports.length || !signal.every(Number.isFinite)) {
      throw new InputError('reports', `${of} must be vectors of ${supports.length} numbers, got ${shown}`);
    }
    supports.forEach(([low, high], c) => {
      const slack = ROUNDING * (high - low);
      if (!(signal[c] >= low - slack && signal[c] <= high + slack)) {
        throw new InputError('reports', `${of}: ${shown} lies outside the support [${low}, ${high}]`);
      }
    });
  }
}
