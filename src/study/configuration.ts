/** What a study is asked to do, after the command line and the configuration file were read and checked. */
import type { DataErrorChoice, StudyAim } from '../kinds/kind.ts';
import type { RunHooks } from '../run/run.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

export { DATA_ERRORS, SAMPLER_CHOICES, type SamplerChoice } from '../kinds/kind.ts';

export interface StudyConfiguration extends StudyAim {
  readonly scenario: Scenario;
  /** Every point of the sweep: complete parameter values, in order. */
  readonly points: readonly ParameterValues[];
  readonly seed: string;
  /** How types depend across agents, as `parseDependence` reads it; absent: as the scenario says. */
  readonly dependence?: string;
  /** Mechanisms of a double auction, as `parseAuctionMechanisms` reads them; absent: as the scenario says. */
  readonly mechanisms?: string;
  /** How the sampling error of the data is told; absent: it is not. */
  readonly dataError?: DataErrorChoice;
  /** Resamples, where it is told by the bootstrap. */
  readonly bootstrap?: number;
}

export type StudyHooks = RunHooks;
