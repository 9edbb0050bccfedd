/** Whether an assignment study can be run; every error names its field. */
import { requireDependentWorths } from '../../environment/assignment-market.ts';
import { readAs } from '../../input/check.ts';
import { schema } from './schema.ts';
import type { AssignmentStudy } from './study-point.ts';
import { inUnits } from './units.ts';

/** `study` is an object of this kind; what is in it may be anything. */
export function validateAssignmentStudy(study: AssignmentStudy): void {
  readAs(schema, study);
  requireDependentWorths(study.market);
  inUnits(study.market);
}
