/** Statements in words, whatever decides them. */
import type { Agent, Point, Verdict } from './document.ts';

/** Of verdicts that say that there is no row of an epsilon-LIC constant since it is infinite: tables show it in the row's place. */
export const INFINITE_EPSILON_LIC = 'infinite-epsilon-lic';

/** `undecided` says that neither the statement nor its contrary is certified, or that it was not checked; `holds` is then false. */
export const verdict = (agent: Agent, point: Point, status: NonNullable<Verdict['status']>, text: string): Verdict =>
  ({ agent, point, text, holds: status === 'yes', status });
