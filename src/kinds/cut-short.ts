/** Work that a stop cuts anywhere: a solver that was ended, and what is short of its numbers, may say so by an error. */
import { MisreportError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import type { PlannedPoint, PointResult } from './kind.ts';

export const NOTHING_KNOWN: PointResult = {
  samplers: [], estimates: [], curves: [], surfaces: [], verdicts: [], notes: [], complete: false,
};

const wasCut = ({ signal }: Run, error: unknown): boolean => signal?.aborted === true && !(error instanceof MisreportError);

/** The plan, of which nothing is known, in place of an error, where a stop cut its making or its study. */
export async function unlessCut(run: Run, making: Promise<PlannedPoint>): Promise<PlannedPoint> {
  const nothing = (during: Run) => (error: unknown): PointResult => {
    if (wasCut(during, error)) return NOTHING_KNOWN;
    throw error;
  };
  try {
    const plan = await making;
    return { ...plan, study: (certifying) => plan.study(certifying).catch(nothing(certifying)) };
  } catch (error) {
    const known = nothing(run)(error);
    return { cost: 1, study: async () => known };
  }
}
