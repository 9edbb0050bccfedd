/** The result document of a question about a finite environment. */
import { createHash } from 'node:crypto';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import type { ResultDocument } from '../../results/document.ts';
import { canonicalJson } from '../../results/canonical-json.ts';
import { packageVersion } from '../../version.ts';
import type { FiniteAnswer } from './rows.ts';

export interface Question {
  readonly command: 'check' | 'design' | 'threshold' | 'survey';
  /** The file or the scenario, as it was named; of a survey the statistic. */
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** All that decides the answer. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** `performance.now()` at the start. */
  readonly started: number;
  /** Of a survey; empty where nothing is drawn. */
  readonly seed?: string;
  /** Threads that took part; default 1. */
  readonly workers?: number;
  /** False where it was stopped. */
  readonly complete?: boolean;
}

/** What is asked of one environment, with the options that decide the answer as text. */
export const aboutEnvironment = (
  command: Question['command'], name: string, environment: FiniteEnvironment, options: Readonly<Record<string, string>>, started: number,
): Question => ({
  command, name, started, title: environment.title ?? name, source: environment.source ?? name,
  configuration: { command, environment: environment.file, options },
});

/** Computed on the processor. */
export function finiteDocument({ command, name, title, source, configuration, started, seed = '', workers = 1, complete = true }: Question,
  { estimates, verdicts, notes, curves = [] }: Pick<FiniteAnswer, 'estimates' | 'verdicts' | 'notes'>
    & Partial<Pick<FiniteAnswer, 'curves'>>): ResultDocument {
  return {
    schema: 'misreport.result/1', command, scenario: name, title, source, seed,
    configHash: createHash('sha256').update(canonicalJson(configuration)).digest('hex'), configuration,
    version: packageVersion(), device: { name: 'cpu', workers }, samplers: [],
    complete, notes, seconds: (performance.now() - started) / 1000,
    estimates, curves, surfaces: [], fits: [], verdicts, claims: [],
  };
}
