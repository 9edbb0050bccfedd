/** What helpers and the thread of the study say to each other. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Range } from '../../run/ledger.ts';
import type { StudyConfiguration } from '../../study/configuration.ts';
import type { EncodedParameters } from './references.ts';

/** What a helper builds the study's points from. */
export interface HelperStudy extends Pick<StudyConfiguration, 'points' | 'command' | 'dependence' | 'mechanisms'> {
  /** A name of the registry, or the path of a file. */
  readonly scenario: string;
}

export interface HelperTask {
  readonly id: number;
  /** Of TensorExperiment. */
  readonly name: string;
  /** Numbered, so that what is open already is not opened again. */
  readonly experiment: number;
  /** Absent where the helper has them. */
  readonly parameters?: EncodedParameters;
  /** Of the parameters: what the helper has built must have the same. */
  readonly fingerprint: string;
  readonly stream: StreamKey;
  readonly piece: Range;
}

/** The first says that the points are built. No sums: the piece cannot be drawn there. */
export type HelperReply = { readonly ready: boolean } | { readonly id: number; readonly sums?: unknown };
