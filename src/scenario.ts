/** A scenario: data that names a mechanism, its parameters and its sources. Adding one is one file. */
import type { DoubleAuction } from './environment/double-auction.ts';
import type { Agent, Reference } from './results.ts';

/** A parameter becomes a command-line flag and a configuration key of the same name. */
export type Parameter =
  | { readonly kind: 'count'; readonly description: string; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'number'; readonly description: string; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'distribution'; readonly description: string; readonly default: string };

export type ParameterValue = number | string;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export interface Scenario {
  /** Short name: key on the command line, folder under `scenarios/`. Lower case, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** A few sentences for `misreport describe`. */
  readonly description: string;
  /** Full citation of the mechanism. */
  readonly source: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /**
   * Flags that set several parameters at once, e.g. `traders` -> sellers and buyers. A list sweeps.
   */
  readonly shorthands?: Readonly<Record<string, { readonly sets: readonly string[]; readonly description: string }>>;
  /** What `misreport rate` sweeps when the user names nothing. Keys are parameters or shorthands. */
  readonly rateDefaults?: Readonly<Record<string, readonly ParameterValue[]>>;
  /** The market size M against which rates are fitted; for a double auction the shorter side, which bounds trade. */
  marketSize(values: ParameterValues): number;
  /** Builds the environment; throws InputError naming the parameter. */
  environment(values: ParameterValues): DoubleAuction;
  /** The agent whose epsilon-LIC constant `--precision` speaks of. */
  primaryAgent(values: ParameterValues): Exclude<Agent, 'market'>;
  /** Exact values from formulas, shown as labelled references. */
  references?(values: ParameterValues): readonly { quantity: string; agent: Agent; reference?: Reference; bound?: Reference }[];
}

/** Identity, for type checking in a user's own scenario file. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;
