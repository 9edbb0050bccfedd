/** Statements in words, whatever decides them. */
import type { Agent, Point, Verdict } from './document.ts';

/** Of verdicts that say that there is no row of an epsilon-LIC constant since it is infinite: tables show it in the row's place. */
export const INFINITE_EPSILON_LIC = 'infinite-epsilon-lic';
/** The same of the epsilon-IC constant. */
export const INFINITE_EPSILON_IC = 'infinite-epsilon-ic';

/** Quantities that are infinite, by the verdicts that say so. */
export const INFINITE: Readonly<Record<string, string>> = { [INFINITE_EPSILON_LIC]: 'epsilonLic', [INFINITE_EPSILON_IC]: 'epsilonIc' };

/** `undecided` says that neither the statement nor its contrary is certified, or that it was not checked; `holds` is then false. */
export const verdict = (agent: Agent, point: Point, status: NonNullable<Verdict['status']>, text: string): Verdict =>
  ({ agent, point, text, holds: status === 'yes', status });
