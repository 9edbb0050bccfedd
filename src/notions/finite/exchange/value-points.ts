/**
 * All utilities that are a value at one profile, with weights (Guo18 Definition 3.6.2; Shapley's λ-transfer value). Weights are positive,
 * since everyone adds to the grand coalition, so they are in the normal cone of a facet, an edge or a corner of everyone's utility set.
 *
 * A facet: λ is its normal, and U = Sh / λ. A corner w: where the corners that maximise for pairs are held, Sh is linear in λ and λ_i w_i =
 * Sh_i(λ) a linear system. An edge: `value-edges.ts`. With two agents edges are facets, and the weighted gains over the endowments are
 * equal, which is Nash's solution: one utility vector.
 */
import { isZero, ONE, sign, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { Surd } from '../../../programs/surd.ts';
import {
  isValue, normalised, shapleyShares, shapleyValue, topOf, worthsAt, type SetsByMask, type Value, type Values,
} from './shapley-value.ts';
import { dot, type Facet, type UtilitySet } from './utility-set.ts';
import { onEdge } from './value-edges.ts';

const surds = (values: readonly Rational[]): Surd[] => values.map((value) => Surd.of(value));

/** Corners of the upper boundary. */
const upper = ({ vertices, facets }: UtilitySet): (readonly Rational[])[] =>
  vertices.filter((vertex) => facets.some(({ weights, bound }) => dot(weights, vertex).equals(bound)));

/** Utilities at the weights of a facet. */
function atFacet(sets: SetsByMask, { weights }: Facet): Value {
  const lambda = surds(weights);
  const values = shapleyValue(worthsAt(sets, lambda), lambda.length);
  return { utilities: values.map((value, agent) => value.div(lambda[agent]!)), weights: lambda };
}

/** `[agent][agent]`: λ_i w_i - Sh_i(λ) where `corners` maximise, by bit mask. */
function systemAt(corners: readonly (readonly Rational[] | undefined)[], agents: number): Rational[][] {
  const shares = shapleyShares(agents);
  const grand = corners.at(-1)!;
  return shares.map((own, i) => Array.from({ length: agents }, (_, j) => corners.reduce((entry, corner, mask) => {
    if (corner === undefined || (mask & (1 << j)) === 0) return entry;
    const place = [...Array(j).keys()].filter((k) => (mask & (1 << k)) !== 0).length;
    return entry.sub(own[mask]!.mul(corner[place]!));
  }, i === j ? grand[i]! : ZERO)));
}

const cross = (a: readonly Rational[], b: readonly Rational[]): Rational[] =>
  [0, 1, 2].map((k) => a[(k + 1) % 3]!.mul(b[(k + 2) % 3]!).sub(a[(k + 2) % 3]!.mul(b[(k + 1) % 3]!)));

/** The direction that three equations leave, or undefined where they leave a plane or more. */
const direction = ([a, b, c]: readonly (readonly Rational[])[]): Rational[] | undefined =>
  [cross(a!, b!), cross(a!, c!), cross(b!, c!)].find((one) => one.some((value) => !isZero(value)));

/** Weights of the plane of solutions at which the corners held maximise; undefined where there are none. */
async function inPlane(
  sets: SetsByMask, corners: readonly (readonly Rational[] | undefined)[], system: readonly (readonly Rational[])[], solve: Solve,
): Promise<Rational[] | undefined> {
  const build = new ProgramBuilder();
  const columns = system.map((_, agent) => build.column(`weight ${agent}`, 'nonnegative'));
  build.row('sum', columns.map((column): Term => [column, ONE]), '=', ONE);
  system.forEach((row, i) => build.row(`value ${i}`, row.map((entry, j): Term => [columns[j]!, entry]), '='));
  sets.forEach((set, mask) => set?.vertices.forEach((vertex, k) => build.row(`corner ${mask} ${k}`,
    set.coalition.map((agent, place): Term => [columns[agent]!, corners[mask]![place]!.sub(vertex[place]!)]), '>=')));
  const solution = await solve(build.program());
  return solution.status === 'optimal' ? columns.map((column) => solution.primal[column]!) : undefined;
}

function* choices<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const one of first) for (const others of choices(rest)) yield [one, ...others];
}

/** Weights that make a corner of everyone's set a value; undefined where none do. */
async function atCorner(sets: SetsByMask, corner: readonly Rational[], solve: Solve): Promise<Value | undefined> {
  const agents = corner.length;
  const utilities = surds(corner);
  const held = sets.map((set, mask) => (set === undefined ? [undefined] : mask === sets.length - 1 ? [corner] : upper(set)));
  for (const corners of choices(held)) {
    const system = systemAt(corners, agents);
    const line = direction(system);
    if (line === undefined) {
      const found = await inPlane(sets, corners, system, solve);
      if (found !== undefined && isValue(sets, utilities, found)) return { utilities, weights: surds(found) };
      continue;
    }
    if (line.some((value) => sign(value) !== sign(line[0]!) || isZero(value))) continue;
    const weights = line.map((value) => value.div(sum(line)));
    if (isValue(sets, utilities, weights)) return { utilities, weights: surds(weights) };
  }
  return undefined;
}

const same = (a: Value, b: Value): boolean => a.utilities.every((value, agent) => value.equals(b.utilities[agent]!));

/** Of one, two or three agents, every one once. There is at least one (Shapley 1969). */
export async function valuesAt(sets: SetsByMask, solve: Solve = solveProgram): Promise<Values> {
  const set = sets.at(-1)!;
  const { facets } = set;
  const alone = set.coalition.map((agent) => topOf(sets[1 << agent]!, [Surd.of(ONE)]).worth);
  const found = facets.map((facet) => atFacet(sets, facet)).filter(({ utilities, weights }) => isValue(sets, utilities, weights));
  let curve = false;
  // Nobody has less than her endowment at a value.
  const corners = upper(set).filter((vertex) => vertex.every((value, agent) => Surd.of(value).compare(alone[agent]!) >= 0));
  for (const corner of corners) {
    const value = set.coalition.length === 3 ? await atCorner(sets, corner, solve) : pairAt(sets, corner, alone);
    if (value !== undefined) found.push(value);
  }
  if (set.coalition.length === 3) {
    const touch = ({ weights, bound }: Facet): (readonly Rational[])[] =>
      set.vertices.filter((vertex) => dot(weights, vertex).equals(bound));
    for (const [k, one] of facets.entries()) {
      for (const other of facets.slice(k + 1)) {
        if (touch(one).filter((vertex) => dot(other.weights, vertex).equals(other.bound)).length < 2) continue;
        const edge = onEdge(sets, one, other);
        found.push(...edge.values);
        curve ||= edge.curve;
      }
    }
  }
  const values = found.filter((value, k) => !found.slice(0, k).some((earlier) => same(earlier, value)));
  if (values.length === 0 && !curve) throw new Error('a profile without a value');
  return { values, curve };
}

/** With two agents or one: weights that make the gains over the endowments equal. */
function pairAt(sets: SetsByMask, corner: readonly Rational[], alone: readonly Surd[]): Value | undefined {
  const utilities = surds(corner);
  const gains = utilities.map((value, agent) => value.sub(alone[agent]!));
  if (gains.length < 2 || gains.some((gain) => gain.sign() <= 0)) return undefined;
  const weights = normalised(gains.toReversed());
  return isValue(sets, utilities, weights) ? { utilities, weights } : undefined;
}
