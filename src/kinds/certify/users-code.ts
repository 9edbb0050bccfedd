/** Faults of a mechanism that the user wrote, told at their place. */
import { faultIn } from '../../../kernels/function/mechanism.ts';
import { InputError } from '../../errors.ts';
import { codePlace } from '../../mechanism/function/code-place.ts';
import type { MechanismStudy } from './problem.ts';

/** A fault of the user's code, at its file and line. */
export function inUsersCode(error: unknown, study: MechanismStudy): unknown {
  if (!('code' in study)) return error;
  const fault = faultIn(error instanceof Error ? error.message : '');
  if (fault === undefined) return error;
  const { line, column = 1, problem } = fault;
  return new InputError(codePlace(study.code.map, line === undefined ? undefined : { line, column }), `${study.code.name}: ${problem}`);
}
