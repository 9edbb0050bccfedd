/**
 * That there is no maximin value allocation, of three agents or more: all weights of a profile are covered by simplices, each of which
 * holds no value or has bounds on what a value in it gives every agent, and no choice of one a profile leaves every type one utility.
 *
 * On a simplex with corners λ^k the worth V(S) = max over corners u of S's utility set of λ·u is convex in λ, so it lies below the
 * mixture of its values at λ^k, and above λ·u for any one u. So the Shapley value of i lies between mixtures of numbers l_i^k, h_i^k, and
 * U_i = Sh_i / λ_i between the least l_i^k / λ_i^k and the largest h_i^k / λ_i^k; where λ_i^k = 0 the lower end stands if l_i^k >= 0, the
 * upper one if h_i^k <= 0. No value is in it where some facet w·u <= b of everyone's set has Σ w_i l_i > b. Simplices are cut in halves
 * across their longest edge. In doubles, with slack; `src/notions/verify/value-cover.ts` does it again in rationals.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { typeIn } from '../../../environment/finite/profiles.ts';
import { rationalNumber, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { setsAt } from './maximin-value.ts';
import { shapleyShares, type SetsByMask } from './shapley-value.ts';

/** Simplices of one profile: a preorder of cuts `x` and what stays `.`. */
export interface Cover {
  readonly profile: number;
  readonly tree: string;
  readonly sets: SetsByMask;
}

type Interval = readonly [number, number];
type Box = readonly Interval[];

/** A corner of simplices with V(S) there, by mask. */
interface Corner { readonly weights: readonly number[]; readonly worths: readonly number[] }

const SLACK = 1e-9;
/** What differs by less is alike. */
const TIE = 1e-12;
/** Simplices of one profile beyond which it is given up. */
const SIMPLICES_MAX = 4000;
/** Halvings of what boxes may be wide at most. */
const ROUNDS = 9;

const dots = (a: readonly number[], b: readonly number[]): number => a.reduce((total, value, k) => total + value * b[k]!, 0);

/** A utility set in doubles. */
interface PlainSet { readonly members: readonly number[]; readonly corners: readonly (readonly number[])[] }

class ProfileCover {
  readonly #sets: readonly (PlainSet | undefined)[];
  readonly #facets: readonly { readonly weights: readonly number[]; readonly bound: number }[];
  readonly #shares: readonly (readonly number[])[];
  readonly #agents: number;

  constructor(sets: SetsByMask) {
    const plain = (values: readonly Rational[]): number[] => values.map(rationalNumber);
    this.#sets = sets.map((set) => set && { members: set.coalition, corners: set.vertices.map(plain) });
    const grand = sets.at(-1)!;
    this.#agents = grand.coalition.length;
    this.#facets = grand.facets.map(({ weights, bound }) => ({ weights: plain(weights), bound: rationalNumber(bound) }));
    this.#shares = shapleyShares(this.#agents).map(plain);
  }

  #best(set: PlainSet, weights: readonly number[]): { readonly corner: readonly number[]; readonly worth: number } {
    const own = set.members.map((agent) => weights[agent]!);
    // Of corners that are as good the first, as in rationals.
    return set.corners.map((corner) => ({ corner, worth: dots(own, corner) }))
      .reduce((a, b) => (b.worth > a.worth + TIE * (1 + Math.abs(a.worth)) ? b : a));
  }

  #corner(weights: readonly number[]): Corner {
    return { weights, worths: this.#sets.map((set) => (set === undefined ? 0 : this.#best(set, weights).worth)) };
  }

  /** Bounds of what a value with weights in the simplex gives each agent; undefined where it holds none. */
  #box(corners: readonly Corner[]): Box | undefined {
    const middle = corners[0]!.weights.map((_, i) => corners.reduce((total, { weights }) => total + weights[i]!, 0) / corners.length);
    const held = this.#sets.map((set) => set && this.#best(set, middle).corner);
    const low = corners.map(({ weights }) => this.#sets.map((set, mask) =>
      (set === undefined ? 0 : dots(set.members.map((agent) => weights[agent]!), held[mask]!))));
    const box = this.#shares.map((shares, i): Interval => {
      let [least, most] = [Infinity, -Infinity];
      for (const [k, { weights, worths }] of corners.entries()) {
        const sum = (positive: readonly number[], negative: readonly number[]): number =>
          shares.reduce((total, share, mask) => total + share * (share > 0 ? positive : negative)[mask]!, 0);
        const [below, above] = [sum(low[k]!, worths), sum(worths, low[k]!)];
        const own = weights[i]!;
        if (own > 0) [least, most] = [Math.min(least, below / own), Math.max(most, above / own)];
        else {
          if (below < SLACK) least = -Infinity;
          if (above > -SLACK) most = Infinity;
        }
      }
      const slack = SLACK * (1 + Math.max(...[least, most].filter(Number.isFinite).map(Math.abs), 0));
      return [least - slack, most + slack];
    });
    const lower = box.map(([least]) => least);
    const none = this.#facets.some(({ weights, bound }) => dots(weights, lower) > bound + SLACK * (1 + Math.abs(bound)));
    return none ? undefined : box;
  }

  /** All simplices that may hold a value, cut until no end is wider than that; undefined where there are too many. */
  cover(width: number): { readonly tree: string; readonly boxes: Box[] } | undefined {
    const boxes: Box[] = [];
    let [tree, count] = ['', 0];
    const unit = (i: number): Corner => this.#corner(Array.from({ length: this.#agents }, (_, j) => (i === j ? 1 : 0)));
    const stack: Corner[][] = [Array.from({ length: this.#agents }, (_, i) => unit(i))];
    for (let corners = stack.pop(); corners !== undefined; corners = stack.pop()) {
      if (++count > SIMPLICES_MAX) return undefined;
      const box = this.#box(corners);
      if (box === undefined || box.every(([least, most]) => most - least <= width)) {
        tree += '.';
        if (box !== undefined) boxes.push(box);
        continue;
      }
      tree += 'x';
      const [a, b] = longest(corners.map(({ weights }) => weights));
      const middle = this.#corner(corners[a]!.weights.map((value, i) => (value + corners![b]!.weights[i]!) / 2));
      const halves = [a, b].map((gone) => corners!.map((corner, k) => (k === gone ? middle : corner)));
      stack.push(halves[1]!, halves[0]!);
    }
    return { tree, boxes };
  }

  /** How far apart the utilities of everyone's set are at most. */
  get range(): number {
    return Math.max(...this.#sets.at(-1)!.corners.flat()) - Math.min(...this.#sets.at(-1)!.corners.flat());
  }
}

/** Places of the two corners furthest from each other, the first such. */
function longest(corners: readonly (readonly number[])[]): [number, number] {
  let [best, size]: [[number, number], number] = [[0, 1], 0];
  for (const [a, one] of corners.entries()) {
    for (const [k, other] of corners.slice(a + 1).entries()) {
      const square = one.reduce((total, value, i) => total + (value - other[i]!) ** 2, 0);
      if (square > size * (1 + TIE)) [best, size] = [[a, a + 1 + k], square];
    }
  }
  return best;
}

/** Boxes looked at in one question beyond which it is left open. */
const LOOKS_MAX = 100_000;

/** Whether a box of each profile can be chosen such that boxes overlap wherever a type is shared; also where that takes too long. */
function agree({ profiles }: FiniteModel, lists: readonly { readonly profile: number; readonly boxes: readonly Box[] }[]): boolean {
  let looks = 0;
  const choose = (at: number, held: ReadonlyMap<string, Interval>): boolean => {
    const list = lists[at];
    return list === undefined || list.boxes.some((box) => {
      if (++looks > LOOKS_MAX) return true;
      const next = new Map(held);
      const fits = box.every(([least, most], agent) => {
        const key = `${agent}:${typeIn(profiles, list.profile, agent)}`;
        const [low, high] = held.get(key) ?? [-Infinity, Infinity];
        const both: Interval = [Math.max(least, low), Math.min(most, high)];
        next.set(key, both);
        return both[0] <= both[1];
      });
      return fits && choose(at + 1, next);
    });
  };
  return choose(0, new Map());
}

/**
 * Covers of some profiles that leave no choice: of two that share a type where two are enough, else of all. Undefined where simplices as
 * many as are listed leave one, as they do wherever there is an allocation.
 */
export async function noValueCover(
  model: FiniteModel, first: readonly number[] | undefined, solve: Solve = solveProgram,
): Promise<readonly Cover[] | undefined> {
  const all = first ?? [...Array(model.profiles.size).keys()];
  const sets = new Map<number, SetsByMask>();
  for (const profile of all) sets.set(profile, await setsAt(model, profile, solve));
  const covers = new Map([...sets].map(([profile, own]) => [profile, new ProfileCover(own)]));
  const range = Math.max(...[...covers.values()].map((cover) => cover.range));
  for (let round = 2; round < 2 + ROUNDS; round++) {
    const lists: { profile: number; tree: string; boxes: Box[] }[] = [];
    for (const profile of all) {
      const found = covers.get(profile)!.cover(range / 2 ** round);
      if (found === undefined) return undefined;
      lists.push({ profile, ...found });
    }
    const pairs = lists.flatMap((one, k) => lists.slice(k + 1).map((other) => [one, other]));
    const kept = [...pairs, lists].find((some) => !agree(model, some));
    if (kept !== undefined) return kept.map(({ profile, tree }) => ({ profile, tree, sets: sets.get(profile)! }));
  }
  return undefined;
}
