/** A scenario: data that names a mechanism, its parameters and its sources. Adding one is one file. */
import type { Agent, Claim, Fit, Estimate, Verdict } from '../results/document.ts';
import type { KnownValue } from '../kinds/kind.ts';
import type { Environment } from '../kinds/registry.ts';

/** A parameter becomes a command-line flag and a configuration key of the same name. */
export type Parameter =
  | { readonly kind: 'count'; readonly description: string; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'number'; readonly description: string; readonly default: number; readonly minimum: number; readonly maximum: number }
  /** A number, or `none`, which leaves it to the scenario. */
  | { readonly kind: 'number-or-none'; readonly description: string; readonly default: 'none'; readonly minimum: number;
    readonly maximum: number; }
  /** Points such as `0:0/1:0/1:1`: coordinates between colons, `*` where one is left open; `none`. */
  | { readonly kind: 'points'; readonly description: string; readonly default: string }
  | { readonly kind: 'distribution'; readonly description: string; readonly default: string }
  /** `all`: a word that stands for the list of all choices, which sweeps. */
  | {
    readonly kind: 'choice'; readonly description: string; readonly default: string; readonly choices: readonly string[];
    readonly all?: 'all';
  };

export type ParameterValue = number | string;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What a scenario asks to have studied at one point of its parameters. */
export type StudyPoint = Environment;

/** Everything a claim may look at. */
export interface ClaimView {
  readonly command: 'run' | 'rate';
  readonly estimates: readonly Estimate[];
  readonly fits: readonly Fit[];
  readonly verdicts: readonly Verdict[];
  /** Parameter values of every point, in order. */
  readonly points: readonly ParameterValues[];
  readonly confidence: number;
}

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
  /** The size x against which rates are fitted; for a double auction M, the shorter side, which bounds trade. Positive. */
  size?(values: ParameterValues): number;
  /** What `size` is called in scenario files written before it had that name; one of the two is there. */
  marketSize?(values: ParameterValues): number;
  /** Symbol and words of that size; default `M`, the market size. */
  readonly sizeName?: { readonly symbol: string; readonly description: string };
  /** Values as the scenario means them, where those of some parameters decide what others stand for; absent: as they are. */
  settled?(values: ParameterValues): ParameterValues;
  /** Builds what is studied; throws InputError naming the parameter. */
  environment(values: ParameterValues): StudyPoint;
  /** The agent whose epsilon-LIC constant `--precision` speaks of. */
  primaryAgent(values: ParameterValues): Agent;
  /**
   * Exact values from formulas, shown as labelled references; `mechanism` where a point has several, `metric` where it is about ambiguity.
   */
  references?(values: ParameterValues): readonly KnownValue[];
  /** The source's claims, held against the certified intervals of a finished study. */
  claims?(view: ClaimView): readonly Claim[];
}

/** The size at a point, whatever the scenario calls it. */
export const sizeOf = (scenario: Scenario, values: ParameterValues): number =>
  (scenario.size ?? scenario.marketSize)!.call(scenario, values);

/** Identity, for type checking in a user's own scenario file. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;
