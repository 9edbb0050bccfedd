/** Sizes of the programs and grids behind a second best, and what is known not to be answered before anything is computed. */
import { isDiscrete } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { axisSize } from '../../notions/second-best/axis-parts.ts';
import { twoWayReduction, type TwoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import type { MarketSecondBestQuestion, SecondBestQuestion } from './study-point.ts';

/** Joint cells by default, where agents see one signal each and else, and at most. */
const JOINT_SCALAR = 1024;
const JOINT = 256;
const JOINT_MAX = 20_000;
/** Cells of one axis by default. */
const AXIS = 32;
/** Types of one agent at most: lies between all of them are looked at. */
const TYPES_MAX = 1024;
/** Cells of an agent's own gain at most. */
const CELLS_MAX = 2 ** 18;

/** Whether every law is a list of values. */
export const areListed = ({ signals }: SocialChoiceProblem): boolean => signals.every(({ law }) => isDiscrete(law));

export const informedOf = (problem: SocialChoiceProblem): number[] =>
  [...problem.agents.keys()].filter((agent) => coordinatesOf(problem, agent).length > 0);

export const dimensionsOf = ({ signals }: LinearProblem): number => signals.length;

export const isScalar = (problem: LinearProblem): boolean =>
  informedOf(problem).every((agent) => coordinatesOf(problem, agent).length === 1);

/** Cells of each signal where so many are asked for. */
const sizesOf = ({ signals }: LinearProblem, cells: number): number[] => {
  const known = new Map<string, number>();
  return signals.map(({ law }) => {
    const size = known.get(law.text) ?? axisSize(law, cells);
    known.set(law.text, size);
    return size;
  });
};

/** Cells of all agents together. */
export const jointSize = (problem: LinearProblem, cells: number): number =>
  sizesOf(problem, cells).reduce((product, size) => product * size, 1);

/** The largest number of cells an axis, up to `most`, of which something holds; undefined where it does for none from two on. */
function largestWith(holds: (cells: number) => boolean, most: number): number | undefined {
  for (let cells = most; cells >= 2; cells--) if (holds(cells)) return cells;
  return undefined;
}

/** Cells an axis by default: few signals take many. */
export function sizeOfAxis(problem: LinearProblem): number {
  const most = isScalar(problem) ? JOINT_SCALAR : JOINT;
  return largestWith((cells) => jointSize(problem, cells) <= most, AXIS) ?? 2;
}

/** Throws InputError naming `cells` where the program would be too large. */
export function requireCells(problem: LinearProblem, cells: number): void {
  const isSmall = (count: number): boolean => {
    const sizes = sizesOf(problem, count);
    const types = informedOf(problem).map((agent) => coordinatesOf(problem, agent).reduce((product, d) => product * sizes[d]!, 1));
    return sizes.reduce((product, size) => product * size, 1) <= JOINT_MAX && Math.max(...types) <= TYPES_MAX;
  };
  if (isSmall(cells)) return;
  const most = largestWith(isSmall, cells - 1);
  if (most === undefined) {
    const points = problem.signals.some(({ law }) => law.atoms?.length) ? ', and one of each point of positive probability,' : '';
    throw new InputError(
      'problem.signals',
      `are too many for a program over cells: two cells of each of ${dimensionsOf(problem)}${points} make ${jointSize(problem, 2)} `
      + `joint cells, of which ${JOINT_MAX} are taken and ${TYPES_MAX} of one agent`,
    );
  }
  throw new InputError('cells', `must be at most ${most} an axis for ${dimensionsOf(problem)} signals, got ${cells}`);
}

/** Throws InputError for what cannot be bracketed. */
function requireBracket({ problem: given, permittedEpsilon = 0, cells }: SecondBestQuestion, isBound: boolean): void {
  const problem = given as LinearProblem;
  requireCells(problem, cells ?? sizeOfAxis(problem));
  if (isBound && problem.alternatives.length > 2 && !isScalar(problem)) {
    throw new InputError(
      'budget', 'together with participation needs two alternatives, or agents who see one signal each, got '
      + `${problem.alternatives.length} alternatives and several signals`,
    );
  }
  if (!Number.isFinite(permittedEpsilon)) throw new InputError('permittedEpsilon', 'must be finite');
  if (isBound && permittedEpsilon === 0) requireEndsOfWorstOff(problem);
}

/**
 * Throws InputError where types without an end may be worse off the further out they are: what keeps them from less than nothing is that
 * they are left out to the last one, which a solver cannot promise.
 */
function requireEndsOfWorstOff(problem: LinearProblem): void {
  for (const agent of informedOf(problem)) {
    const { own } = gradientsOf(problem, agent);
    coordinatesOf(problem, agent).forEach((d, c) => {
      const { name, law } = problem.signals[d]!;
      const rates = own.map((row) => row[c]!);
      const [below, above] = [law.whole?.ends[0] === -Infinity, law.whole?.ends[1] === Infinity];
      if (!(below && Math.max(...rates) > 0) && !(above && Math.min(...rates) < 0)) return;
      throw new InputError('budget', `together with participation needs an end of ${law.text}, the law of ${name}, on the side where `
        + `${problem.agents[agent]} is worse off, two alternatives, or a permitted epsilon above 0: else such types have to be left out, `
        + 'to the last one, which no solver can promise');
    });
  }
}

type Constrained = Pick<SecondBestQuestion, 'individuallyRational' | 'budget'>;

export const isBoundBy = ({ individuallyRational = 'none', budget = 'none' }: Constrained): boolean =>
  individuallyRational !== 'none' && budget !== 'none';

/** The same where values are no linear functions: every joint cell has chances and covariances of its own. */
const BENT_JOINT = 256;
const BENT_JOINT_MAX = 2048;
const BENT_TYPES_MAX = 512;

export const bentSizeOfAxis = ({ signals }: SocialChoiceProblem): number =>
  Math.max(2, Math.min(AXIS, Math.floor(BENT_JOINT ** (1 / signals.length) + 1e-9)));

/** Throws InputError for what cannot be bracketed where values are no linear functions. */
export function requireBent({ problem, permittedEpsilon = 0, cells }: SecondBestQuestion, isBound: boolean, words: string): void {
  const { signals } = problem;
  const own = Math.max(...informedOf(problem).map((agent) => coordinatesOf(problem, agent).length));
  const most = Math.floor(Math.min(BENT_JOINT_MAX ** (1 / signals.length), BENT_TYPES_MAX ** (1 / own)) + 1e-9);
  if (most < 2) {
    throw new InputError('problem.signals', `are too many for a program over cells where values are ${words}: two cells of each of `
      + `${signals.length} make ${2 ** signals.length} joint cells, more than ${BENT_JOINT_MAX}`);
  }
  if (cells !== undefined && cells > most) {
    throw new InputError('cells', `must be at most ${most} an axis for ${signals.length} signals where values are ${words}, got ${cells}`);
  }
  if (isBound && own > 1) {
    throw new InputError('budget', `together with participation needs agents who see one signal each where values are ${words}: of several `
      + 'signals no mechanism is known that keeps both');
  }
  if (!Number.isFinite(permittedEpsilon)) throw new InputError('permittedEpsilon', 'must be finite');
}

export const isExact = ({ problem, permittedEpsilon = 0 }: SecondBestQuestion): boolean => problem.alternatives.length === 2
  && permittedEpsilon === 0;

/** Profiles of types in lists, and lies of all agents, at most: the program has a row for each. */
const LISTED_MAX = 20_000;
const LISTED_LIES_MAX = 20_000;
/** Steps of a rule among three agents and more, whose cells are gone through together. */
const STEPS_MAX = 2 ** 22;

/** Throws InputError where lists are too long for one program. */
function requireShortLists(problem: SocialChoiceProblem): void {
  const types = (coordinates: readonly number[]): number =>
    coordinates.reduce((product, d) => product * problem.signals[d]!.law.atoms!.length, 1);
  const profiles = types([...problem.signals.keys()]);
  if (profiles > LISTED_MAX) throw new InputError('problem.signals', `make ${profiles} profiles of lists, more than ${LISTED_MAX}`);
  const lies = informedOf(problem).reduce((sum, agent) => sum + types(coordinatesOf(problem, agent)) ** 2, 0);
  if (lies > LISTED_LIES_MAX) {
    throw new InputError('problem.signals', `make ${lies} lies between types in lists, more than ${LISTED_LIES_MAX}; give shorter lists`);
  }
}

/** Throws InputError where the ends of three agents' gains and more make too many profiles. */
function requireFewSteps({ agents }: TwoWayReduction): void {
  const sizes = agents.map(({ law: { ends, listed } }) => (listed ? ends.length : 1)).sort((a, b) => a - b);
  const steps = sizes.length < 3 ? 0 : sizes.slice(0, -2).reduce((all, size) => all * size, sizes.at(-1)! + sizes.at(-2)!);
  if (steps > STEPS_MAX) {
    throw new InputError('problem.signals', `have lists of gains of ${sizes.join(', ')} ends, which make too many profiles of three agents `
      + 'and more; give shorter lists');
  }
}

/** Whether every type is in a list, and there are more than two alternatives or some ε is permitted. */
export const isListedProgram = (question: SecondBestQuestion): boolean => !isExact(question) && areListed(question.problem);

/** Throws InputError for what is known not to be answered, before anything is computed. */
export function requireAnswerable(question: SecondBestQuestion): void {
  const isBound = isBoundBy(question);
  const { problem, cells } = question;
  if (isListedProgram(question)) {
    if (cells !== undefined) throw new InputError('cells', 'must be left out where every law is a list of values: types are all of these');
    return requireShortLists(problem);
  }
  // Its refusals show with two cells as well, which cost nothing.
  if (problem.alternatives.length === 2) requireFewSteps(twoWayReduction(problem as LinearProblem, 2, isBound));
  if (!isExact(question)) requireBracket(question, isBound);
  else if (cells !== undefined && cells > CELLS_MAX) throw new InputError('cells', `must be at most ${CELLS_MAX}, got ${cells}`);
}

/** Cells of either side of a market at most, and traders: chances of trading are worked out for every cell, price by price. */
const MARKET_CELLS_MAX = 2 ** 14;
const TRADERS_MAX = 4096;

/** Throws InputError naming what makes a market too large. */
export function requireMarketSize({ market, cells = 2 }: MarketSecondBestQuestion): void {
  if (cells > MARKET_CELLS_MAX) throw new InputError('cells', `must be at most ${MARKET_CELLS_MAX} for a market, got ${cells}`);
  for (const side of ['sellers', 'buyers'] as const) {
    if (market[side] > TRADERS_MAX) {
      throw new InputError(side, `must be at most ${TRADERS_MAX} for a second best, got ${market[side]}; least-epsilon takes more`);
    }
  }
}
