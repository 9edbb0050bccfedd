/**
 * Why utilities are a maximin value, or why there is none, as a file that holds its environment; `src/notions/verify/value.ts` checks it
 * without a solver. At weights λ the worth V(S) is shown from both sides: by what the members hand out to each other, and by prices of
 * goods and shares of utility pieces that bound it (the dual of its program).
 *
 * Weights may be numbers p + q √d. The corner that is best for a coalition at λ is best at p + q r for all rationals r near √d, so there
 * is one below and one above √d; λ lies between these two weights, and the same mixture of their duals bounds V(S) at λ. Utilities
 * on an edge of everyone's set are mixed in the same way.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { typesIn } from '../../../environment/finite/profiles.ts';
import { rational, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { Surd } from '../../../programs/surd.ts';
import { bundlesFor, economyHead, membersFile, setFile, support, type CoreSource } from './core-file.ts';
import { setsAt, type ValueClash, type ValuePoint } from './maximin-value.ts';
import { topOf, type SetsByMask } from './shapley-value.ts';
import { dot, type UtilitySet } from './utility-set.ts';
import type { Cover } from './value-cover.ts';

/** Rationals about a root, r <= √d <= r', and the share of the second in the mixture that is √d. */
interface Between {
  readonly ends: readonly [Rational, Rational];
  readonly share: Surd;
}

/** Binary places of rationals about a root. */
const PLACES = [8, 16, 32, 64, 128, 256];

/** √d between rationals 2^-places apart; both are the same where nothing has a root. */
function between(root: bigint, places: number): Between {
  if (root === 0n) return { ends: [rational(0), rational(0)], share: Surd.of(rational(0)) };
  const scale = rational(2n ** BigInt(places));
  const exact = Surd.squareRoot(rational(root));
  const low = rational(Surd.wholePart(exact.scale(scale))).div(scale);
  return { ends: [low, low.add(rational(1).div(scale))], share: exact.sub(Surd.of(low)).scale(scale) };
}

const mixed = ({ share }: Between, low: Rational, high: Rational): Surd => Surd.of(low).add(share.scale(high.sub(low)));
const mixture = (of: Between, low: readonly Rational[], high: readonly Rational[]): string[] =>
  low.map((value, k) => mixed(of, value, high[k]!).text);

const rootOf = (values: readonly Surd[]): bigint => values.find(({ root }) => root !== 0n)?.root ?? 0n;

/** Whether the corner is best at the weights. */
const isTop = (set: UtilitySet, corner: readonly Rational[], weights: readonly Rational[]): boolean =>
  weights.every((weight) => weight.s > 0n)
  && set.vertices.every((vertex) => dot(weights, vertex).compare(dot(weights, corner)) <= 0);

/** Whether the utilities are within the set. */
const isInside = ({ facets }: UtilitySet, utilities: readonly Rational[]): boolean =>
  facets.every(({ weights, bound }) => dot(weights, utilities).compare(bound) <= 0);

/** Rationals so near to the root that at both of them every coalition's best corner is best and everyone's utilities are possible. */
function nearRoot(sets: SetsByMask, { weights, utilities }: ValuePoint, corners: readonly (readonly Rational[] | undefined)[]): Between {
  const root = rootOf([...weights, ...utilities]);
  for (const places of PLACES) {
    const found = between(root, places);
    const near = found.ends.every((end) => sets.every((set, mask) => set === undefined
      || isTop(set, corners[mask]!, set.coalition.map((agent) => weights[agent]!.at(end))))
      && isInside(sets.at(-1)!, utilities.map((value) => value.at(end))));
    if (near) return found;
  }
  throw new Error('no rationals near a root keep the corners that are best');
}

/** One profile: weights, and of every coalition what it hands out and what bounds its worth. */
async function pointFile(model: FiniteModel, point: ValuePoint, solve: Solve): Promise<Record<string, unknown>> {
  const sets = await setsAt(model, point.profile, solve);
  const types = typesIn(model.profiles, point.profile);
  const corners = sets.map((set) => set && topOf(set, set.coalition.map((agent) => point.weights[agent]!)).vertex);
  const near = nearRoot(sets, point, corners);
  const coalitions: Record<string, unknown>[] = [];
  for (const [mask, set] of sets.entries()) {
    if (set === undefined) continue;
    const own = set.coalition.map((agent) => types[agent]!);
    const [low, high] = await Promise.all(near.ends.map(async (end) => ({
      ...await support(model, set.coalition, own, set.coalition.map((agent) => point.weights[agent]!.at(end)), solve),
      bundles: await bundlesFor(model, set.coalition, own,
        mask === sets.length - 1 ? point.utilities.map((value) => value.at(end)) : corners[mask]!, solve),
    })));
    coalitions.push({
      members: set.coalition.map((agent) => model.agents[agent]!.name),
      bundles: low!.bundles.map((row, k) => mixture(near, row, high!.bundles[k]!)),
      prices: mixture(near, low!.prices, high!.prices),
      shares: low!.shares.map((row, k) => mixture(near, row, high!.shares[k]!)),
    });
  }
  return { profile: membersFile(model, [...types.keys()], types), weights: point.weights.map(({ text }) => text), coalitions };
}

/** `misreport.value/1`: one value a profile, such that no type has two utilities. */
export async function valueAllocationFile(
  model: FiniteModel, source: CoreSource, points: readonly ValuePoint[], solve: Solve = solveProgram,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown>[] = [];
  for (const point of points) values.push(await pointFile(model, point, solve));
  return { ...economyHead('misreport.value/1', source), values };
}

/** Of two agents, who have one value at each profile: two values that give the type of the clash different utilities. */
export async function noValueFile(
  model: FiniteModel, source: CoreSource, points: readonly ValuePoint[], { agent, type, profiles }: ValueClash,
  solve: Solve = solveProgram,
): Promise<Record<string, unknown>> {
  const two = profiles.map((profile) => points.find((point) => point.profile === profile)!);
  const { name, types } = model.agents[agent]!;
  return { ...await valueAllocationFile(model, source, two, solve), clash: { agent: name, type: types[type]! } };
}

/** Of any number of agents: covers of all weights of some profiles, with the utility sets of their coalitions, each once. */
export async function noValueCoverFile(
  model: FiniteModel, source: CoreSource, covers: readonly Cover[], solve: Solve = solveProgram,
): Promise<Record<string, unknown>> {
  const sets = new Map<string, Record<string, unknown>>();
  for (const { profile, sets: own } of covers) {
    const all = typesIn(model.profiles, profile);
    for (const set of own) {
      if (set === undefined) continue;
      const types = set.coalition.map((agent) => all[agent]!);
      const key = JSON.stringify(membersFile(model, set.coalition, types));
      if (!sets.has(key)) sets.set(key, await setFile(model, { set, types, grand: true }, solve));
    }
  }
  const listed = covers.map(({ profile, tree }) =>
    ({ profile: membersFile(model, [...model.agents.keys()], typesIn(model.profiles, profile)), tree }));
  return { ...economyHead('misreport.value/1', source), none: { sets: [...sets.values()], covers: listed } };
}
