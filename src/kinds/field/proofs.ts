/** Certificates of a study of a field as files, which src/notions/verify checks. */
import { gapsOf } from '../../distributions/distribution.ts';
import { tabulated } from '../../distributions/tabulated.ts';
import { isTold } from '../../distributions/told.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem, type Walk } from '../../experiments/field/walk-sums.ts';
import { leastEpsilon, type LieNotion, type TypeField } from '../../notions/least-epsilon.ts';
import { balancedRows, cycleRows, leastEpsilonFile, provedAgents } from '../../notions/least-epsilon/certificate.ts';
import type { DoubleAuctionLeastEpsilon } from '../../notions/least-epsilon/double-auction.ts';
import type { GridLeastEpsilon, GridMarket } from '../../notions/least-epsilon/double-auction-grid.ts';
import type { ConstrainedAgent, ConstrainedLeastEpsilon, SideConstraints } from '../../notions/least-epsilon/program.ts';
import type { ProvedAgent } from '../../notions/least-epsilon/proved-ends.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Point } from '../../results/document.ts';
import type { LatticeBound } from './lattice-bound.ts';
import type { MarketBracket } from './market-bracket.ts';
import { weightsOf } from './search.ts';
import type { Subject } from './subject.ts';
import { endsAlone, forDraws, lawData, problemData, type File, type Told } from './told-problem.ts';

/** The optimum on the grid at the chances given: its critical cycle and its utilities. */
export function gridFile(subject: Subject, field: TypeField, members: readonly number[], notion: LieNotion): File {
  const { cycle, bound, utility } = leastEpsilon(field, notion);
  const agent: ProvedAgent = { name: subject.name, field, weights: weightsOf(subject), members, utility };
  return leastEpsilonFile([agent], { notion }, cycleRows(cycle), bound);
}

/** Both ends on the continuum: the walk that gained most on fresh draws, and an affine maximiser, or utilities on a grid beside one. */
export function continuumFile(
  { problem, space, name }: Subject,
  { kind, points }: Walk,
  { atLeast, confidence, values }: { readonly atLeast: number; readonly confidence: number; readonly values: Point },
  onLattice?: LatticeBound,
): File | string {
  const data = problemData(problem, forDraws);
  if (typeof data === 'string') return data;
  const { epsilon, lambda } = onLattice ?? structuralBound(gradientsOf(problem, space.agent));
  return {
    schema: 'misreport.field/1', point: values, problem: data, agent: name, walk: { kind, points }, lambda, atLeast, atMost: epsilon,
    confidence, ...(onLattice ? { lattice: { cells: onLattice.cells, potentials: onLattice.potentials } } : {}),
  };
}

/** Both ends where every profile is judged by itself: a cycle of types under one profile, and an affine maximiser. */
export function exPostFile(
  { problem, space, name }: Subject,
  { profile, types }: { readonly profile: readonly number[]; readonly types: Walk['points'] },
  values: Point,
): File | string {
  const data = problemData(problem, endsAlone);
  if (typeof data === 'string') return data;
  const { epsilon, lambda } = structuralBound(gradientsOf(problem, space.agent));
  return {
    schema: 'misreport.ex-post/1', point: values, problem: data, agent: name, profile, types, lambda,
    atLeast: Math.min(epsilon, gainRound(problem, space.agent, { profile, types }) * (1 - ROUNDING)), atMost: epsilon,
  };
}

/** What lies round a cycle of types gain a unit under one profile; 0 where a choice along it is not certain, or the gain but rounding. */
function gainRound(
  problem: LinearProblem, agent: number, { profile, types }: { readonly profile: readonly number[]; readonly types: Walk['points'] },
): number {
  const { own } = gradientsOf(problem, agent);
  const coordinates = coordinatesOf(problem, agent);
  const { constants, coefficients } = problem.valuations;
  let [gain, size, length] = [0, 0, 0];
  for (const [j, type] of types.entries()) {
    const before = types.at(j - 1)!;
    const signals = profile.map((x, d) => (coordinates.includes(d) ? type[coordinates.indexOf(d)]! : x));
    const terms = problem.alternatives.map((_, k) => coefficients.flatMap((rows, i) =>
      [constants[i]![k]!, ...rows[k]!.map((c, d) => c * signals[d]!)]));
    const worths = terms.map((row) => row.reduce((sum, x) => sum + x, 0));
    const best = worths.indexOf(Math.max(...worths));
    const doubt = CERTAIN * terms.flat().reduce((sum, x) => sum + Math.abs(x), 0);
    if (worths.some((worth, k) => k !== best && worths[best]! - worth <= doubt)) return 0;
    own[best]!.forEach((rate, c) => {
      const step = before[c]! - type[c]!;
      gain += rate * step;
      size += Math.abs(rate * step);
      if (own.some((row) => row[c] !== 0)) length += Math.abs(step);
    });
  }
  return length > 0 ? Math.max(0, gain - CERTAIN * types.length * size) / length : 0;
}

/** Choices and gains nearer to 0 than this share of what they are made of may be rounding. */
const CERTAIN = 1e-12;

/** Points on which the integrals that decide a double auction's least ε are bounded, and both ends of it; without them no ε will do. */
export function doubleAuctionFile(
  { sellers, buyers, cost, value }: DoubleAuction,
  { epsilon, points }: Pick<DoubleAuctionLeastEpsilon, 'points'> & Partial<Pick<DoubleAuctionLeastEpsilon, 'epsilon'>>,
  deficit: number,
  values: Point,
): File | string {
  const own = [cost, value].filter((law) => !isTold(law));
  if (own.some((law) => law.whole || law.atoms?.length || gapsOf(law).length > 0)) {
    return 'a law is a function of one\'s own with atoms, gaps or no end, which no table of values tells; laws that misreport knows by '
      + 'their text have this file too';
  }
  const at: Told = (law) => tabulated(law, points.filter((x) => x >= law.support[0] && x <= law.support[1]));
  const [costs, worths] = [lawData({ name: 'costs', law: cost }, at), lawData({ name: 'values', law: value }, at)];
  if (typeof costs === 'string') return costs;
  if (typeof worths === 'string') return worths;
  const tables = [...(costs.tabulated ? ['cost'] : []), ...(worths.tabulated ? ['value'] : [])];
  const { lower, upper } = epsilon ?? { lower: 0, upper: 0 };
  return {
    schema: 'misreport.double-auction/1', point: values, sellers, buyers, cost: costs.law, value: worths.law,
    ...(tables.length > 0 ? { tabulated: tables } : {}), deficit, points,
    atLeast: Math.max(0, lower * (1 - SUMMED) - SLOPE), atMost: upper > 0 ? upper * (1 + SUMMED) + SLOPE : 0,
    ...(epsilon ? {} : { infeasible: true }),
  };
}

/** What sums in another order may take off either end, as a share of it and, since money is added up from chances, as a slope. */
const SUMMED = 1e-6;
const SLOPE = 1e-9;

/** The program of all informed agents, with the multipliers of its optimum and its utilities. */
export function programFile(
  agents: readonly (ConstrainedAgent & { readonly name: string })[],
  { epsilon, utilities, binding }: ConstrainedLeastEpsilon,
  constraints: SideConstraints,
): File {
  const proved = provedAgents(agents, utilities);
  return leastEpsilonFile(proved, constraints, balancedRows(proved, binding, constraints), epsilon);
}

/** No ε will do where more is to be collected than agents who may stay away get: the budget, and participation of every type. */
export function refusedFile(agents: readonly (ConstrainedAgent & { readonly name: string })[], constraints: SideConstraints): File {
  const nothing = agents.map(({ field: { points } }) => new Float64Array(points.length));
  return { ...leastEpsilonFile(provedAgents(agents, nothing), constraints, [{ kind: 'budget', weight: 1 }], 0), infeasible: true };
}

/** The program of a double auction whose traders' types lie on grids; its multipliers are known without a solver. */
const gridAgents = (sides: readonly Omit<GridLeastEpsilon['sides'][number], 'utilities'>[]) =>
  sides.map(({ name, count, points, weights, chances }) => ({
    name, count, weights: Float64Array.from(weights), members: [1, 1],
    field: {
      points: points.map((x) => [x]), relevant: [true], classes: 2,
      values: Float64Array.from(points.flatMap((x) => [name === 'seller' ? -x : x, 0])),
      chances: Float64Array.from(chances.flatMap((q) => [q, 1 - q])),
    },
  }));

export function gridMarketFile({ epsilon, gains, sides, binding }: GridLeastEpsilon, deficit: number): File {
  return programFile(gridAgents(sides), { epsilon: epsilon.upper, utilities: sides.map(({ utilities }) => utilities), binding }, {
    notion: 'lic', individuallyRational: true, budget: { welfare: gains, deficit },
  });
}

/** The same where more is to be collected than all gains from trade. */
export const gridRefusedFile = ({ gains, sides }: GridMarket, deficit: number): File =>
  refusedFile(gridAgents(sides), { notion: 'lic', individuallyRational: true, budget: { welfare: gains, deficit } });

/** What rounding may take off a lower end, as a share of it. */
const ROUNDING = 1e-7;

/** Both ends of a market's least ε on the continuum: lines along which lies add up, and utilities by the slopes of each signal's part. */
export function marketFile(
  problem: LinearProblem,
  { lower, upper, starts, utilities }: MarketBracket,
  { deficit, confidence, values }: { readonly deficit: number; readonly confidence: number; readonly values: Point },
): File | string {
  const data = problemData(problem, forDraws);
  return typeof data === 'string' ? data : {
    schema: 'misreport.market/1', point: values, problem: data, deficit,
    starts: starts.map(({ agent, ...rest }) => ({ agent: problem.agents[agent]!, ...rest })),
    utilities: utilities.map(({ agent, coordinate, knots, slopes }) => ({
      signal: coordinatesOf(problem, agent)[coordinate]!,
      steps: slopes.flatMap((slope, j) => (j > 0 && slope === slopes[j - 1] ? [] : [{ from: knots[j]!, slope }])),
    })),
    atLeast: lower, atMost: upper, confidence,
  };
}
