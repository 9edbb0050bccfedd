/** The result document of a question about a finite environment. */
import { createHash } from 'node:crypto';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import type { ResultDocument } from '../../results/document.ts';
import { canonicalJson } from '../../results/canonical-json.ts';
import { packageVersion } from '../../version.ts';
import type { FiniteAnswer } from './rows.ts';

export interface Question {
  readonly command: 'check' | 'design' | 'threshold';
  /** The file or the scenario, as it was named. */
  readonly name: string;
  readonly environment: FiniteEnvironment;
  /** Options that decide the answer, as text. */
  readonly options: Readonly<Record<string, string>>;
  /** `performance.now()` at the start. */
  readonly started: number;
}

/** Nothing is drawn: the seed is empty and the device is the processor. */
export function finiteDocument(
  { command, name, environment, options, started }: Question,
  { estimates, verdicts, notes }: FiniteAnswer,
): ResultDocument {
  const configuration = { command, environment: environment.file, options };
  return {
    schema: 'misreport.result/1', command, scenario: name,
    title: environment.title ?? name, source: environment.source ?? name,
    seed: '', configHash: createHash('sha256').update(canonicalJson(configuration)).digest('hex'), configuration,
    version: packageVersion(), device: { name: 'cpu', workers: 1 }, samplers: [],
    complete: true, notes, seconds: (performance.now() - started) / 1000,
    estimates, curves: [], surfaces: [], fits: [], verdicts, claims: [],
  };
}
