/**
 * Unit demand with more assignments than can be listed: bidder i's worth of object j is her signal s^i_j, drawn
 * independently. The efficient assignment is found profile by profile (assignment.ts), never listed.
 */
import { requireOneNumber, type Dependence } from '../distributions/dependence.ts';
import { isDiscrete, type Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { numbered, requireCount, requireLaw, type Taken } from './checks.ts';
import type { SocialChoiceProblem } from './social-choice.ts';

export interface AssignmentMarket {
  readonly kind: 'assignment-market';
  readonly bidders: number;
  readonly objects: number;
  /** [N M], bidder by bidder. */
  readonly laws: readonly Distribution[];
  /** Of any two worths, one number for all; absent: independent. */
  readonly dependence?: Dependence;
}

export const ASSIGNMENT_SIDE_MAX = 1024;
/** Of a worth. */
export const ASSIGNMENT_LAWS: Taken = { atoms: true, gaps: true, unbounded: 'with a mean' };

export function assignmentMarket({ bidders, objects, law, dependence }: {
  readonly bidders: number;
  readonly objects: number;
  readonly law: Distribution | ((bidder: number, object: number) => Distribution);
  readonly dependence?: Dependence;
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
  return { kind: 'assignment-market', bidders, objects, laws, ...(dependence ? { dependence } : {}) };
}

/** Throws InputError where worths may not depend on each other so, or under these laws. */
export function requireDependentWorths({ laws, dependence }: AssignmentMarket): void {
  if (dependence === undefined) return;
  requireOneNumber(dependence, 'dependence');
  const endless = laws.find(({ whole }) => whole);
  if (endless) {
    throw new InputError('law', `${endless.text} has no end, and how likely worths beyond any number are given a bidder's own is not `
      + 'bounded there; accepted with a dependence: laws between two ends');
  }
  const mixed = laws.find(({ atoms = [] }) => atoms.length > 0) && laws.find((law) => !isDiscrete(law));
  if (mixed) {
    throw new InputError('law', `${mixed.text} has a density beside laws with points of positive probability; accepted with a dependence: `
      + 'discrete laws throughout, or laws with densities throughout');
  }
}

/** Assignments in which as many objects go to bidders as can: with worths that are not negative one of them is efficient. */
function fullAssignments(bidders: number, objects: number): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const held = Array.from({ length: bidders }, () => -1);
  const give = (bidder: number, left: readonly number[], toGive: number): void => {
    if (bidder === bidders) {
      found.push([...held]);
      return;
    }
    for (const object of left) {
      held[bidder] = object;
      give(bidder + 1, left.filter((one) => one !== object), toGive - 1);
    }
    held[bidder] = -1;
    if (toGive < bidders - bidder) give(bidder + 1, left, toGive);
  };
  give(0, [...Array(objects).keys()], Math.min(bidders, objects));
  return found;
}

/** How many those are. */
const countOfFull = (bidders: number, objects: number): number => {
  const [fewer, more] = [Math.min(bidders, objects), Math.max(bidders, objects)];
  return Array.from({ length: fewer }, (_, j) => more - j).reduce((all, one) => all * one, 1);
};

/** Questions about the efficient rule hold every pair of alternatives against each other. */
const LISTED_MAX = 32;

/** Whether its efficient assignments are few enough to be the alternatives of a social choice problem. */
export const isListable = ({ bidders, objects }: Pick<AssignmentMarket, 'bidders' | 'objects'>): boolean =>
  countOfFull(bidders, objects) <= LISTED_MAX;

/** The market as a social choice problem, every efficient assignment an alternative; none where they are not to be `listed`. */
export function assignmentProblem({ bidders, objects, laws, dependence }: AssignmentMarket, listed = true): SocialChoiceProblem {
  const assignments = listed ? fullAssignments(bidders, objects) : [];
  const none = Array.from({ length: bidders * objects }, () => 0);
  return {
    kind: 'social-choice', ...(dependence ? { dependence } : {}),
    agents: numbered('bidder', bidders),
    alternatives: assignments.map((held) => held.map((object) => (object < 0 ? '-' : String(object + 1))).join(' ')),
    signals: laws.map((law, x) => ({
      owner: Math.floor(x / objects), name: `worth of ${x % objects + 1} to ${Math.floor(x / objects) + 1}`, law,
    })),
    valuations: {
      kind: 'linear',
      constants: Array.from({ length: bidders }, () => assignments.map(() => 0)),
      coefficients: Array.from({ length: bidders }, (_, i) => assignments.map((held) =>
        (held[i]! < 0 ? none : none.map((__, x) => Number(x === i * objects + held[i]!))))),
    },
  };
}
