/** The same linear program in scipy's HiGHS, for comparison. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FloatProgram } from '../src/programs/float.ts';

/** Seconds scipy takes, from `finite_alternatives.py`; undefined without Python or scipy. */
export function scipySeconds(program: FloatProgram): number | undefined {
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
  const { status, stdout } = spawnSync(process.env.MISREPORT_PYTHON ?? 'python3', [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? Number(stdout) : undefined;
}
