/**
 * Unit demand with more assignments than can be listed: bidder i's worth of object j is her signal s^i_j, drawn
 * independently. The efficient assignment is found profile by profile (assignment.ts), never listed.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { requireCount, requireLaw, type Taken } from './checks.ts';

export interface AssignmentMarket {
  readonly kind: 'assignment-market';
  readonly bidders: number;
  readonly objects: number;
  /** [N M], bidder by bidder. */
  readonly laws: readonly Distribution[];
}

export const ASSIGNMENT_SIDE_MAX = 1024;
/** Of a worth. */
export const ASSIGNMENT_LAWS: Taken = { atoms: true, gaps: true, unbounded: 'with a mean' };

export function assignmentMarket({ bidders, objects, law }: {
  readonly bidders: number;
  readonly objects: number;
  readonly law: Distribution | ((bidder: number, object: number) => Distribution);
}): AssignmentMarket {
  requireCount('bidders', bidders, 1, ASSIGNMENT_SIDE_MAX);
  requireCount('objects', objects, 1, ASSIGNMENT_SIDE_MAX);
  const laws = Array.from(
    { length: bidders * objects }, (_, x) => (typeof law === 'function' ? law(Math.floor(x / objects), x % objects) : law),
  );
  laws.forEach((one) => {
    requireLaw('law', one, ASSIGNMENT_LAWS);
    if (one.support[0] < 0) throw new InputError('law', 'must not go below 0: an object can be left unused');
  });
  return { kind: 'assignment-market', bidders, objects, laws };
}
