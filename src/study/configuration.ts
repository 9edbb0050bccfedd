/** What a study is asked to do, after the command line and the configuration file were read and checked. */
import type { StudyAim } from '../kinds/kind.ts';
import type { RunHooks } from '../run/run.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

export { SAMPLER_CHOICES, type SamplerChoice } from '../kinds/kind.ts';

export interface StudyConfiguration extends StudyAim {
  readonly scenario: Scenario;
  /** Every point of the sweep: complete parameter values, in order. */
  readonly points: readonly ParameterValues[];
  readonly seed: string;
  /** How types depend across agents, as `parseDependence` reads it; absent: as the scenario says. */
  readonly dependence?: string;
  /** Mechanisms of a double auction, as `parseAuctionMechanisms` reads them; absent: as the scenario says. */
  readonly mechanisms?: string;
}

export type StudyHooks = RunHooks;
