/** Questions about choice rules of which no file can be written, whatever comes out. */
import { isTold } from '../../distributions/told.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { isScalar } from './second-best-sizes.ts';
import type { FieldStudy } from './study-point.ts';

/**
 * Undefined where some file may be written. Where agents see one signal each the second best is proved by means over cells or by integrals
 * of laws, of which a table of a function's values tells too little; menus are of agents who see several.
 */
export function whyNoCertificate(study: FieldStudy): string | undefined {
  if (study.question !== 'second-best') return undefined;
  const { problem } = study;
  const own = isScalar(problem as LinearProblem) ? problem.signals.find(({ law }) => !isTold(law)) : undefined;
  return own && `the law of ${own.name} is a function of one's own, and what proves the second best of agents with one signal each rests `
    + 'on more of it than values at points of a list tell; take a law that misreport knows by its text, such as piecewise-linear(..) '
    + 'through its quantiles';
}
