/** The same linear program in scipy's HiGHS, for comparison. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FloatProgram } from '../src/programs/float.ts';
import type { Row } from './timing.ts';

/** Exit code of the script where scipy cannot be imported. */
const MISSING = 3;

/** Milliseconds that scipy takes, from `finite_alternatives.py`, or why that is not known. */
export function scipyTime(program: FloatProgram): Pick<Row, 'figure' | 'unit'> {
  const { cost, lower, upper, rowLower, rowUpper, starts, indices, values, direction } = program;
  const bound = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const sense = direction === 'minimise' ? 1 : -1;
  const input = JSON.stringify({
    cost: [...cost].map((value) => sense * value),
    lower: [...lower].map(bound),
    upper: [...upper].map(bound),
    rowLower: [...rowLower].map(bound),
    rowUpper: [...rowUpper].map(bound),
    starts: [...starts],
    indices: [...indices],
    values: [...values],
  });
  const script = fileURLToPath(new URL('finite_alternatives.py', import.meta.url));
  const python = process.env.MISREPORT_PYTHON ?? 'python3';
  const { error, status, stdout } = spawnSync(python, [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) return { unit: `not measured: ${python} does not start (MISREPORT_PYTHON names another)` };
  if (status === MISSING) return { unit: `not measured: ${python} has no scipy (MISREPORT_PYTHON names another)` };
  return status === 0 ? { figure: 1e3 * Number(stdout), unit: 'ms' } : { unit: `not measured: scipy failed (exit code ${status})` };
}
