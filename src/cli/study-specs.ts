/** Commands that draw a study, by name: what can be gone on with, and shared out. */
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';
import { FIELD } from './field.ts';
import { LEAST_EPSILON } from './least-epsilon.ts';
import { RATE } from './rate.ts';
import type { StudySpec } from './read-study.ts';
import { ROBUST } from './robust.ts';
import { RUN } from './run.ts';

const SPECS: Readonly<Record<string, StudySpec>> = { run: RUN, rate: RATE, field: FIELD, 'least-epsilon': LEAST_EPSILON, robust: ROBUST };

/** Throws InputError where it is none of them, naming what the caller takes besides. */
export function studySpec(command: string, besides: readonly string[] = []): StudySpec {
  if (Object.hasOwn(SPECS, command)) return SPECS[command]!;
  const names = [...Object.keys(SPECS), ...besides];
  throw new InputError('command', `must be ${names.join(', ')}, got ${quote(command)}${didYouMean(command, names)}`);
}
