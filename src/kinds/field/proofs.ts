/** Certificates of a study of a field as files, which src/notions/verify checks. */
import type { Distribution } from '../../distributions/distribution.ts';
import { tabulated, tabulatedEvenly } from '../../distributions/tabulated.ts';
import { isTold } from '../../distributions/told.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem, type Walk } from '../../experiments/field/walk-sums.ts';
import { leastEpsilon, type LieNotion, type TypeField } from '../../notions/least-epsilon.ts';
import { balancedRows, cycleRows, leastEpsilonFile } from '../../notions/least-epsilon/certificate.ts';
import type { DoubleAuctionLeastEpsilon } from '../../notions/least-epsilon/double-auction.ts';
import type { GridLeastEpsilon } from '../../notions/least-epsilon/double-auction-grid.ts';
import type { ConstrainedAgent, ConstrainedLeastEpsilon, SideConstraints } from '../../notions/least-epsilon/program.ts';
import type { ProvedAgent } from '../../notions/least-epsilon/proved-ends.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Menu } from '../../notions/second-best/menu.ts';
import type { Constraints, Relaxation } from '../../notions/second-best/relaxation.ts';
import { secondBestOfTwo, type Scored } from '../../notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import type { Point } from '../../results/document.ts';
import type { MarketBracket } from './market-bracket.ts';
import { weightsOf } from './search.ts';
import type { Subject } from './subject.ts';

type File = Readonly<Record<string, unknown>>;

/** How a file tells a law that its text does not say; undefined where no table can. */
type Told = (law: Distribution) => string | undefined;

/** Draws between two points of so many are as near to one another as a check of draws needs. */
const TABLE = 2048;
const forDraws: Told = (law) => tabulatedEvenly(law, TABLE);
const endsAlone: Told = (law) => tabulated(law, law.support);

/** No table will do: means over cells, scores by quadrature and lines rest on more than a table of reasonable length tells. */
const no: Told = () => undefined;

/** Text of a law, with a mark where it is a table of values of a function of one's own; why there is none. */
function lawData({ name, law }: { readonly name: string; readonly law: Distribution }, told: Told):
  { readonly law: string; readonly tabulated?: true } | string {
  if (isTold(law)) return { law: law.text };
  const table = told(law);
  if (table !== undefined) return { law: table, tabulated: true };
  return `the law of ${name} is a function of one's own, ${told === no
    ? 'and this proof rests on more of it than values at points of a list tell'
    : 'and its distribution function does not rise everywhere'}; a law that misreport knows by its text, such as piecewise-linear(..) `
    + 'through its quantiles, has this file too';
}

/** Signals as data, or why they cannot be told. */
function signalsData({ signals }: Pick<SocialChoiceProblem, 'signals'>, told: Told): readonly File[] | string {
  const laws = signals.map((signal) => lawData(signal, told));
  return laws.find((law) => typeof law === 'string') ?? signals.map(({ name, owner }, d) => ({ name, owner, ...(laws[d] as object) }));
}

/** The same for checks that draw, or that need to know where supports end alone. */
export const drawnSignals = (problem: Pick<SocialChoiceProblem, 'signals'>): readonly File[] | string => signalsData(problem, forDraws);
export const supportedSignals = (problem: Pick<SocialChoiceProblem, 'signals'>): readonly File[] | string =>
  signalsData(problem, endsAlone);

/** The problem as data, or why it cannot be told. */
function problemData(problem: LinearProblem, told = no): File | string {
  const { agents, alternatives, valuations: { constants, coefficients } } = problem;
  const signals = signalsData(problem, told);
  return typeof signals === 'string' ? signals : { agents, alternatives, constants, coefficients, signals };
}

/** The optimum on the grid at the chances given: its critical cycle and its utilities. */
export function gridFile(subject: Subject, field: TypeField, members: readonly number[], notion: LieNotion): File {
  const { cycle, bound, utility } = leastEpsilon(field, notion);
  const agent: ProvedAgent = { name: subject.name, field, weights: weightsOf(subject), members, utility };
  return leastEpsilonFile([agent], { notion }, cycleRows(cycle), bound);
}

/** Both ends on the continuum: the walk that gained most on fresh draws, and an affine maximiser. */
export function continuumFile(
  { problem, space, name }: Subject,
  { kind, points }: Walk,
  { atLeast, confidence, values }: { readonly atLeast: number; readonly confidence: number; readonly values: Point },
): File | string {
  const data = problemData(problem, forDraws);
  if (typeof data === 'string') return data;
  const { epsilon, lambda } = structuralBound(gradientsOf(problem, space.agent));
  return {
    schema: 'misreport.field/1', point: values, problem: data, agent: name, walk: { kind, points }, lambda, atLeast, atMost: epsilon,
    confidence,
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

/** Points on which the integrals that decide a double auction's least ε are bounded, and both ends of it. */
export function doubleAuctionFile(
  { sellers, buyers, cost, value }: DoubleAuction,
  { epsilon, points }: Pick<DoubleAuctionLeastEpsilon, 'epsilon' | 'points'>,
  deficit: number,
  values: Point,
): File | string {
  const at: Told = (law) => tabulated(law, points.filter((x) => x >= law.support[0] && x <= law.support[1]));
  const [costs, worths] = [lawData({ name: 'costs', law: cost }, at), lawData({ name: 'values', law: value }, at)];
  if (typeof costs === 'string') return costs;
  if (typeof worths === 'string') return worths;
  const own = [...(costs.tabulated ? ['cost'] : []), ...(worths.tabulated ? ['value'] : [])];
  return {
    schema: 'misreport.double-auction/1', point: values, sellers, buyers, cost: costs.law, value: worths.law,
    ...(own.length > 0 ? { tabulated: own } : {}), deficit, points,
    atLeast: Math.max(0, epsilon.lower * (1 - SUMMED) - SLOPE), atMost: epsilon.upper > 0 ? epsilon.upper * (1 + SUMMED) + SLOPE : 0,
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
  const proved = agents.map(({ name, field, weights, members, count = 1 }, i): ProvedAgent =>
    ({ name, field, weights: weights.map((weight) => count * weight), members: members!, utility: utilities[i]! }));
  return leastEpsilonFile(proved, constraints, balancedRows(proved, binding, constraints), epsilon);
}

/** The program of a double auction whose traders' types lie on grids; its multipliers are known without a solver. */
export function gridMarketFile({ epsilon, gains, sides, binding }: GridLeastEpsilon, deficit: number): File {
  const agents = sides.map(({ name, count, points, weights, chances }) => ({
    name, count, weights: Float64Array.from(weights), members: [1, 1],
    field: {
      points: points.map((x) => [x]), relevant: [true], classes: 2,
      values: Float64Array.from(points.flatMap((x) => [name === 'seller' ? -x : x, 0])),
      chances: Float64Array.from(chances.flatMap((q) => [q, 1 - q])),
    },
  }));
  return programFile(agents, { epsilon: epsilon.upper, utilities: sides.map(({ utilities }) => utilities), binding }, {
    notion: 'lic', individuallyRational: true, budget: { welfare: gains, deficit },
  });
}

/** What rounding may take off a lower end, as a share of it. */
const ROUNDING = 1e-7;

export function menuFile(
  problem: LinearProblem,
  menu: Menu,
  { lossAtMost, confidence, values }: { readonly lossAtMost: number; readonly confidence: number; readonly values: Point },
): File | string {
  const data = problemData(problem, forDraws);
  return typeof data === 'string' ? data : { schema: 'misreport.menu/1', point: values, problem: data, ...menu, lossAtMost, confidence };
}

/** Both ends of a market's least ε on the continuum: lines along which lies add up, and utilities by the slopes of each signal's part. */
export function marketFile(
  problem: LinearProblem,
  { lower, upper, starts, utilities }: MarketBracket,
  { deficit, confidence, values }: { readonly deficit: number; readonly confidence: number; readonly values: Point },
): File | string {
  const data = problemData(problem);
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

/** What no incentive compatible mechanism passes, by the multipliers of the program over means of cells. */
export function secondBestFile(
  problem: LinearProblem,
  { upper, weighed }: Pick<Relaxation, 'upper' | 'weighed'>,
  { cells, constraints: { epsilon, participation, deficit = 0 }, values }:
  { readonly cells: number; readonly constraints: Constraints; readonly values: Point },
): File | string {
  const data = problemData(problem);
  return typeof data === 'string' ? data : {
    schema: 'misreport.second-best/1', point: values, problem: data, cells, permittedEpsilon: epsilon,
    ...(participation ? { deficit } : {}), multipliers: weighed, atMost: upper + ADDED * (largestWelfare(problem) + Math.abs(upper)),
  };
}

/** What no welfare exceeds in size. */
function largestWelfare({ alternatives, signals, valuations: { constants, coefficients } }: LinearProblem): number {
  const ends = signals.map(({ law }) => Math.max(...law.support.map(Math.abs)));
  return Math.max(...alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    rows[k]!.reduce((total, c, d) => total + (c === 0 ? 0 : Math.abs(c) * ends[d]!), sum + Math.abs(constants[i]![k]!)), 0)));
}

/** What sums in another order may add to a bound, as a share of how large it may be. */
const ADDED = 1e-9;

/** Cells of an agent's own gain that a file tells one by one. */
const CELLS_TOLD = 2048;

/**
 * The best rule between two alternatives: each agent's ironed scores by her own gain from the second, over no more cells than can be told,
 * so that the ends may be wider than the result's. With a budget two rules are mixed, and the bound's scores charge money at its price.
 */
export function twoAlternativesFile(
  problem: LinearProblem,
  { cells, deficit }: { readonly cells?: number | undefined; readonly deficit?: number | undefined },
  values: Point,
): File | string {
  const data = problemData(problem);
  if (typeof data === 'string') return data;
  const reduced = twoWayReduction(problem, Math.min(cells ?? CELLS_TOLD, CELLS_TOLD), deficit !== undefined);
  const { lower, upper, rules, proof } = secondBestOfTwo(reduced, deficit === undefined ? undefined : { deficit });
  const distinct = [...new Map([...proof.rules, proof.bound].map((one) => [one.scores, one])).values()];
  const place = ({ scores }: Scored): number => distinct.findIndex((one) => one.scores === scores);
  const scores = distinct.map((one) => ({
    constant: one.constant,
    agents: rules.map(({ from }, i) => {
      const steps: { from: number; score: number }[] = [];
      one.scores[i]!.forEach((score, j) => { if (steps.at(-1)?.score !== score) steps.push({ from: from[j]!, score }); });
      return { name: reduced.names[i]!, steps };
    }),
  }));
  return {
    schema: 'misreport.two-alternatives/1', point: values, problem: data, ...(deficit === undefined ? {} : { deficit }), scores,
    rules: proof.rules.map((rule) => ({ share: rule.share, scores: place(rule) })),
    bound: { price: proof.bound.price, scores: place(proof.bound) }, atLeast: lower, atMost: upper,
  };
}
