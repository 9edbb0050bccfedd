/** Where the structure of a mechanism extends statements about the truth's interim utility from a list of types to all of them. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { typeRange } from '../../mechanism/type-range.ts';
import type { Certified } from '../../notions/certified.ts';
import { epsilonBoundedBySlope, ZERO_BOUNDED } from '../../notions/epsilon-bounded/by-slope.ts';
import type { EpsilonBounded } from '../../notions/epsilon-bounded.ts';
import { orderOf } from '../../notions/generalised-vcg.ts';
import type { IncentiveStructure } from '../../notions/marginal-gain.ts';
import type { UtilityTable } from '../../notions/known-utility.ts';
import { ownSlopes } from '../../notions/slope-band.ts';
import { leastOfTable, monotonicityBySlope, participationBySlope, steepestOfTable, truthSlope } from '../../notions/truth-slope.ts';
import type { AgentSample } from './agent-study.ts';
import { extended } from './continuum.ts';
import { knownUtility } from './served.ts';

export interface TruthAsked {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  /** Of a line of reports, where there is one. */
  readonly structure: IncentiveStructure | undefined;
  readonly sample: AgentSample;
}

/** Others' types have one law whatever hers is, and types lie on a line. */
const isOnLine = ({ problem, sample: { sums } }: TruthAsked): boolean => sums.question.line && !problem.dependence;

/** Her utility where it is a table: of every profile, whatever others' types depend on. */
function tableOf({ problem, mechanism, sample: { space } }: TruthAsked): UtilityTable | undefined {
  return space.coordinates.length === 1 ? knownUtility(problem, mechanism, space.agent) : undefined;
}

export function monotoneOnContinuum(asked: TruthAsked, grid: Certified, alpha: number): Certified {
  const { structure, sample: { sums } } = asked;
  const table = tableOf(asked);
  if (table) return extended(grid, steepestOfTable(table));
  return structure && isOnLine(asked) ? extended(grid, monotonicityBySlope(sums, structure, alpha)) : grid;
}

export function boundedOnContinuum(asked: TruthAsked, grid: EpsilonBounded | undefined, alpha: number): EpsilonBounded | undefined {
  const { structure, problem, sample: { sums } } = asked;
  if (!structure || !grid || problem.dependence) return grid;
  const isZero = structure.kind === 'incentive-compatible' || structure.kind === 'pay-as-bid';
  const found = isZero ? ZERO_BOUNDED : bySlope(asked, structure, alpha);
  return found && grid.epsilon.lower <= found.epsilon.upper && sums.typeValue ? found : grid;
}

function bySlope(asked: TruthAsked, structure: IncentiveStructure, alpha: number): EpsilonBounded | undefined {
  const { sums } = asked.sample;
  if (!isOnLine(asked)) return undefined;
  const own = ownSlopes(sums);
  if (!own || ('welfare' in structure && orderOf(structure.welfare, own) !== 1)) return undefined;
  const slope = truthSlope(sums, structure, alpha / 2);
  return slope && epsilonBoundedBySlope(sums, slope, alpha);
}

/** The least interim utility, unless the list's sample contradicts it. */
export function participationOnContinuum(asked: TruthAsked, grid: Certified, alpha: number): Certified {
  const { problem, mechanism, structure, sample: { sums, search, space } } = asked;
  const table = tableOf(asked);
  if (table) return leastOfTable(table);
  if (!structure || !isOnLine(asked)) return grid;
  const found = participationBySlope(sums, structure, alpha, search.sums, typeRange(problem, mechanism, space.agent));
  return found && found.lower <= grid.upper ? extended(grid, found) : grid;
}
