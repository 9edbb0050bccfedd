/** Commands that draw a study, by name: what can be gone on with, and what of it can be shared out. */
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';
import { CERTIFY } from './certify.ts';
import { FIELD } from './field.ts';
import { LEAST_EPSILON } from './least-epsilon.ts';
import { RATE } from './rate.ts';
import type { StudySpec } from './read-study.ts';
import { ROBUST } from './robust.ts';
import { RUN } from './run.ts';
import { SECOND_BEST } from './second-best.ts';

type Specs = Readonly<Record<string, StudySpec>>;

/** A plan notes what others have to build again, from a scenario: a file of `certify` is none. */
const SHARED: Specs = { run: RUN, rate: RATE, field: FIELD, 'least-epsilon': LEAST_EPSILON, robust: ROBUST };

/** All that `studyCommand` runs, which notes each in a ledger. */
const NOTED: Specs = { ...SHARED, 'second-best': SECOND_BEST, certify: CERTIFY };

function specIn(specs: Specs, command: string, besides: readonly string[]): StudySpec {
  if (Object.hasOwn(specs, command)) return specs[command]!;
  const names = [...Object.keys(specs), ...besides];
  throw new InputError('command', `must be ${names.join(', ')}, got ${quote(command)}${didYouMean(command, names)}`);
}

/** Of a command that a ledger names. Throws InputError where it is none. */
export const notedSpec = (command: string): StudySpec => specIn(NOTED, command, []);

/** Of a command to be planned. Throws InputError where it cannot be, naming what the caller takes besides. */
export const sharedSpec = (command: string, besides: readonly string[] = []): StudySpec => specIn(SHARED, command, besides);
