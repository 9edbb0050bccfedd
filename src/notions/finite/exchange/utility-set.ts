/**
 * What the members of a coalition of some types can give each other from what they own: the utility vectors at or below those of
 * redistributions, as facets and vertices. Utilities are the least of linear pieces, so the set is a polytope. It is closed in from
 * outside: at a vertex of what facets are known a ray from the worst point is cut off where a linear program says that the set ends,
 * and the program's multipliers are the weights of a new facet. There are finitely many, so it ends.
 */
import type { ExchangeEconomy, UtilityPiece } from '../../../environment/finite/environment.ts';
import { InputError } from '../../../errors.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { ONE, sign, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { solveSquare } from '../../../programs/sparse-solve.ts';

/** weights · u <= bound. */
export interface Facet {
  readonly weights: readonly Rational[];
  readonly bound: Rational;
}

export interface UtilitySet {
  readonly coalition: readonly number[];
  /** Utility of nothing, by member: the set is looked at above it. */
  readonly floor: readonly Rational[];
  /** Of the upper boundary, all weights positive. */
  readonly facets: readonly Facet[];
  /** Of the boundary and of the floor. */
  readonly vertices: readonly (readonly Rational[])[];
}

/** Members of a coalition beyond which facets are not listed. */
const MEMBERS_MAX = 4;

export const dot = (a: readonly Rational[], b: readonly Rational[]): Rational => sum(a.map((value, k) => value.mul(b[k]!)));

/** The least of the pieces at a bundle. */
export const utilityOf = (pieces: readonly UtilityPiece<Rational>[], bundle: readonly Rational[]): Rational =>
  pieces.map(({ slopes, constant }) => dot(slopes, bundle).add(constant)).reduce((a, b) => (b.compare(a) < 0 ? b : a));

/** What the members own together, by good. */
export const ownedBy = ({ endowments, goods }: ExchangeEconomy<Rational>, coalition: readonly number[]): Rational[] =>
  goods.map((_, good) => sum(coalition.map((agent) => endowments[agent]![good]!)));

/** Rows that a redistribution among the members obeys; `[member][good]` are its columns. */
export function bundleColumns(economy: ExchangeEconomy<Rational>, coalition: readonly number[], build: ProgramBuilder): number[][] {
  const columns = coalition.map((agent) => economy.goods.map((good) => build.column(`${good} to ${agent}`, 'nonnegative')));
  ownedBy(economy, coalition).forEach((owned, good) =>
    build.row(economy.goods[good]!, columns.map((bundle): Term => [bundle[good]!, ONE]), '<=', owned));
  return columns;
}

const nothing = (economy: ExchangeEconomy<Rational>): Rational[] => economy.goods.map(() => ZERO);

/** Where a ray from the floor leaves the set, as a multiple, and the weights of a facet there. */
async function leaves(
  economy: ExchangeEconomy<Rational>, coalition: readonly number[], types: readonly number[],
  floor: readonly Rational[], direction: readonly Rational[], solve: Solve,
): Promise<{ readonly at: Rational; readonly weights: Rational[] }> {
  const build = new ProgramBuilder('maximise');
  const length = build.column('length', 'free');
  const bundles = bundleColumns(economy, coalition, build);
  const rows = coalition.map((agent, k) => economy.utilities[agent]![types[k]!]!.map(({ slopes, constant }, piece) =>
    build.row(`utility ${agent} piece ${piece}`, [
      ...slopes.map((slope, good): Term => [bundles[k]![good]!, slope]), [length, direction[k]!.neg()],
    ], '>=', floor[k]!.sub(constant))));
  build.objective([[length, ONE]]);
  const solution = await solve(build.program());
  if (solution.status !== 'optimal') throw new Error(`a ray of a utility set is ${solution.status}`);
  return { at: solution.objective, weights: rows.map((pieces) => sum(pieces.map((row) => solution.dual[row]!)).neg()) };
}

/** The point at which as many hyperplanes as there are dimensions meet; undefined where they do not in one. */
const meeting = (planes: readonly Facet[]): Rational[] | undefined =>
  solveSquare(
    planes.map(({ weights }) => weights.flatMap((weight, k): Term[] => (sign(weight) === 0 ? [] : [[k, weight]]))),
    planes.map(({ bound }) => bound),
  );

function* subsets<T>(values: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) return void (yield []);
  for (let k = from; k <= values.length - size; k++) for (const rest of subsets(values, size - 1, k + 1)) yield [values[k]!, ...rest];
}

const within = (point: readonly Rational[], planes: readonly Facet[]): boolean =>
  planes.every(({ weights, bound }) => dot(weights, point).compare(bound) <= 0);
const keyOf = (point: readonly Rational[]): string => point.map((value) => value.toFraction()).join();

/** Vertices of the polytope below the planes. */
function verticesOf(planes: readonly Facet[], size: number): Rational[][] {
  const found = new Map<string, Rational[]>();
  for (const chosen of subsets(planes, size)) {
    const point = meeting(chosen);
    if (point !== undefined && within(point, planes)) found.set(keyOf(point), point);
  }
  return [...found.values()];
}

/** Weights that sum to 1. */
function normalised({ weights, bound }: Facet): Facet {
  const total = sum(weights);
  return { weights: weights.map((weight) => weight.div(total)), bound: bound.div(total) };
}

/** Sets found before, by economy, then by coalition and types: core, value and their files ask for the same ones. */
const FOUND = new WeakMap<ExchangeEconomy<Rational>, Map<string, Promise<UtilitySet>>>();

/** `types`: of the members, in their order. Throws InputError for more members than facets are listed of. */
export function utilitySet(
  economy: ExchangeEconomy<Rational>, coalition: readonly number[], types: readonly number[], solve: Solve = solveProgram,
): Promise<UtilitySet> {
  const known = FOUND.get(economy) ?? new Map<string, Promise<UtilitySet>>();
  FOUND.set(economy, known);
  const key = `${coalition.join()}|${types.join()}`;
  const found = known.get(key) ?? closedIn(economy, coalition, types, solve);
  known.set(key, found);
  // What was interrupted is asked for again.
  found.catch(() => known.delete(key));
  return found;
}

async function closedIn(
  economy: ExchangeEconomy<Rational>, coalition: readonly number[], types: readonly number[], solve: Solve,
): Promise<UtilitySet> {
  const size = coalition.length;
  if (size > MEMBERS_MAX)
    throw new InputError(
      'agents', `${size} agents trade, in ${2 ** size - 1} coalitions, and utility sets are listed of at most ${MEMBERS_MAX} agents; leave `
      + 'agents out',
    );
  const piecesOf = (k: number) => economy.utilities[coalition[k]!]![types[k]!]!;
  const all = ownedBy(economy, coalition);
  const floor = coalition.map((_, k) => utilityOf(piecesOf(k), nothing(economy)));
  const unit = (k: number, value: Rational): Rational[] => coalition.map((_, j) => (j === k ? value : ZERO));
  const floors = coalition.map((_, k): Facet => ({ weights: unit(k, ONE.neg()), bound: floor[k]!.neg() }));
  const cuts = coalition.map((_, k): Facet => ({ weights: unit(k, ONE), bound: utilityOf(piecesOf(k), all) }));
  const inside = new Set<string>([keyOf(floor)]);
  let vertices = verticesOf([...floors, ...cuts], size);
  for (;;) {
    const open = vertices.find((vertex) => !inside.has(keyOf(vertex)));
    if (open === undefined) break;
    const { at, weights } = await leaves(economy, coalition, types, floor, open.map((value, k) => value.sub(floor[k]!)), solve);
    if (at.compare(ONE) >= 0) inside.add(keyOf(open));
    else {
      cuts.push(normalised({ weights, bound: dot(weights, floor).add(at) }));
      vertices = verticesOf([...floors, ...cuts], size);
    }
  }
  // A facet of the upper boundary is spanned by vertices; what only touches the set is not one.
  const facets = cuts.filter(({ weights, bound }) =>
    weights.every((weight) => sign(weight) > 0) && vertices.filter((vertex) => dot(weights, vertex).equals(bound)).length >= size);
  const distinct = new Map(facets.map((facet) => [keyOf([...facet.weights, facet.bound]), facet]));
  return { coalition, floor, facets: [...distinct.values()], vertices };
}
