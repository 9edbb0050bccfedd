/** The agent whose field is asked for, and the types of hers that are looked at. */
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { ownSpace, type OwnSpace } from '../../experiments/own-signal.ts';
import { typeGrid, type GridQuestion } from './grid.ts';
import type { ProblemQuestion } from './study-point.ts';

export interface Subject<P extends SocialChoiceProblem = LinearProblem> {
  readonly problem: P;
  readonly space: OwnSpace;
  readonly name: string;
  readonly points: readonly (readonly number[])[];
  /** [C] half the width of what a type stands for; 0 where all types share the coordinate. */
  readonly halfWidths: readonly number[];
  /** [T] chance of each type; absent: of the cell round it. */
  readonly weights?: Float64Array;
}

/** Whether side constraints tie agents together. */
export const isConstrained = (
  { bounded, monotone, individuallyRational = 'none', budget = 'none' }: Partial<Omit<ProblemQuestion, 'question'>>,
): boolean => bounded === true || monotone === true || individuallyRational !== 'none' || budget !== 'none';

/** Slices, and single profiles, are of one agent; throws InputError naming the field where constraints tie agents together. */
export function requireOneAgent(question: Omit<ProblemQuestion, 'question' | 'problem' | 'agent'>): void {
  const { slice, stage = 'interim', notion = 'lic', loop } = question;
  if (slice && isConstrained(question)) throw new InputError('slice', 'is of one agent; leave out constraints, which tie agents together');
  if (stage === 'interim') return;
  if (isConstrained(question)) throw new InputError('stage', 'can be ex-post only without constraints, which are about interim utilities');
  if (notion !== 'lic') throw new InputError('stage', `can be ex-post only with notion lic, got ${notion}`);
  if (loop) throw new InputError('loop', 'is measured over the others\' laws; leave out --stage ex-post');
}

/** Every informed agent whose lies have a length, on her grid. */
export function subjectsOf(question: ProblemQuestion, grid: GridQuestion): Subject[] {
  const problem = question.problem as LinearProblem;
  return problem.agents.flatMap((name, agent): Subject[] => {
    if (coordinatesOf(problem, agent).length === 0) return [];
    const space = ownSpace(problem, agent);
    return space.relevant.some(Boolean) ? [{ problem, space, name, ...typeGrid(space, grid) }] : [];
  });
}

/** Choices looked at, at most: own types times profiles of the others times alternatives. */
export const CHOICES_MAX = 2 ** 29;
/** The same where values are not linear, and every walk is enclosed under every profile. */
export const NONLINEAR_CHOICES_MAX = 2 ** 24;

/** Throws InputError naming what makes too many profiles, for this agent or, where constraints tie them together, for any. */
export function requireFewProfiles(
  problem: SocialChoiceProblem, subjects: readonly Pick<Subject, 'space' | 'points'>[], grid: GridQuestion, most: number,
): void {
  for (const { space, points } of subjects) {
    const others = problem.signals.length - space.coordinates.length;
    const profiles = (grid.nodes === undefined ? grid.cells! : grid.nodes + 1) ** others;
    const choices = profiles * points.length * problem.alternatives.length;
    if (choices <= most) continue;
    throw new InputError(
      grid.nodes === undefined ? 'cells' : 'nodes',
      `makes ${profiles} profiles of the others' ${others} signals, ${choices} choices in all, more than ${most}; take fewer, or `
      + '--opponents law',
    );
  }
}
