/**
 * What utilities that a file gives at the nodes of a grid of types leave of the least ε, where an agent's signals tell three lists of
 * alternatives apart, and differences of her own rates a along each signal are one factor that is not negative times those of society's b
 * (or b is the same in all). Society's best welfare is convex in her type, so that far lies gain no more a unit than near ones along
 * signals in the order of their factors: no lie gains more than the largest |Σ_k a_k q_k - slope of utility|.
 *
 * q_k is the chance that list k leads both others. Over a box it lies between its values at the least and the largest of both leads, and
 * chances add up to 1: Σ_k r_k q_k = r_2 - (r_2 - r_1) q_1 + (r_3 - r_2) q_3, r_1 <= r_2 <= r_3.
 */
import { InputError } from '../../errors.ts';
import { largestBetween, requireNodes, type Nodes } from './between-nodes.ts';
import type { Seen } from './maximiser.ts';

export interface Three {
  /** [3] alternatives by their places. */
  readonly members: readonly (readonly number[])[];
  /** [3][C] */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly (readonly number[])[];
}

/** What rounding of coefficients may make of one factor. */
const FACTOR = 1e-12;

/** Throws InputError where her signals do not tell three lists apart, or no factor that is not negative turns b into a. */
export function threeOf({ rates, social }: Seen): Three {
  const members: number[][] = [];
  rates.forEach((row, k) => {
    const like = members.find(([l]) => row.every((x, c) => x === rates[l!]![c]! && social[k]![c] === social[l!]![c]));
    if (like) like.push(k);
    else members.push([k]);
  });
  if (members.length !== 3) {
    throw new InputError('lattice', 'proves nothing where her signals do not tell two or three lists of alternatives apart');
  }
  const [a, b] = [members.map(([k]) => rates[k!]!), members.map(([k]) => social[k!]!)];
  for (let c = 0; c < a[0]!.length; c++) {
    const size = Math.max(...a.map((row) => Math.abs(row[c]!))) * Math.max(...b.map((row) => Math.abs(row[c]!)));
    const apart = (rows: typeof a, k: number): number => rows[k]![c]! - rows[(k + 1) % 3]![c]!;
    const alike = [0, 1, 2].every((k) => apart(b, k) === 0);
    if (!alike && [0, 1, 2].every((k) => apart(a, k) === 0)) {
      throw new InputError('lattice', 'proves nothing where a signal moves welfare and not her own values');
    }
    for (let k = 0; k < 3; k++) {
      const isTurned = apart(a, k) * apart(b, k) < 0;
      const isOff = Math.abs(apart(a, k) * apart(b, (k + 1) % 3) - apart(a, (k + 1) % 3) * apart(b, k)) > FACTOR * size;
      if (!alike && (isTurned || isOff)) {
        throw new InputError('lattice', `proves nothing of three lists where no one factor turns social rates of signal ${c + 1} into own`);
      }
    }
  }
  return { members, a, b };
}

/** Of one draw, [3] best worths of the lists at her signals 0, and by how much a difference of two may be off. */
export interface Best {
  readonly worths: readonly number[];
  readonly off: number;
}

/** Counted in so many steps a lead, with one beyond either end. */
const STEPS = 1022;
const WIDTH = STEPS + 2;
/** Parts of a cell across each axis but that of the slope. */
const PARTS = [1, 8, 2] as const;
/** Sums in another order. */
const ROUNDING = 1e-10;

/** How many draws lead two lists by at least some steps. */
class Table {
  private readonly counts = new Int32Array((WIDTH + 1) ** 2);
  private readonly ends: readonly (readonly [number, number])[];

  constructor(ends: readonly (readonly [number, number])[]) {
    this.ends = ends;
  }

  private step(which: 0 | 1, x: number, up: boolean): number {
    const [low, high] = this.ends[which]!;
    const at = ((x - low) / (high - low)) * STEPS;
    return Math.min(WIDTH, Math.max(0, 1 + (up ? Math.ceil(at) : Math.floor(at))));
  }

  add(x: number, y: number): void {
    const at = (which: 0 | 1, lead: number): number => Math.min(WIDTH - 1, this.step(which, lead, false));
    this.counts[at(0, x) + (WIDTH + 1) * at(1, y)]!++;
  }

  sum(): void {
    for (let y = WIDTH - 1; y >= 0; y--) {
      for (let x = WIDTH - 1, row = 0; x >= 0; x--) {
        row += this.counts[x + (WIDTH + 1) * y]!;
        this.counts[x + (WIDTH + 1) * y] = row + this.counts[x + (WIDTH + 1) * (y + 1)]!;
      }
    }
  }

  /** Draws in steps that lie wholly from these leads on (`sure`), or that reach them. */
  from(x: number, y: number, sure: boolean): number {
    return this.counts[this.step(0, x, sure) + (WIDTH + 1) * this.step(1, y, sure)]!;
  }
}

/** The ε of the utilities on draws, and by how much the shares that it is made of may be off at 99%, all at once. */
export function epsilonBetweenThree(
  { members, a, b }: Three, supports: readonly (readonly [number, number])[], lambda: number, nodes: Nodes, draws: readonly Best[],
): { readonly epsilon: number; readonly half: number } {
  const open = requireNodes(nodes, a[0]!.map((_, c) => a.some((row) => row[c] !== a[0]![c])));
  const pairs = members.map((_, k) => [0, 1, 2].filter((l) => l !== k) as [number, number]);
  const lead = (k: number, l: number, box: typeof supports, most: boolean): number => box.reduce((sum, [from, to], c) => {
    const rise = b[k]![c]! - b[l]![c]!;
    return sum + rise * (rise > 0 === most ? to : from);
  }, 0);
  const size = draws.reduce((most, { worths }) => Math.max(most, ...worths.map(Math.abs)), Number.MIN_VALUE);
  // Her leads take as much off what is counted.
  const tables = pairs.map((others, k) => {
    const ends = others.map((l) => [-lead(k, l, supports, true), -lead(k, l, supports, false)] as const)
      .map(([low, high]) => (high > low ? [low, high] as const : [low - size, high + size] as const));
    const [sure, may] = [new Table(ends), new Table(ends)];
    for (const { worths, off } of draws) {
      const slack = off + ROUNDING * size;
      const [x, y] = others.map((l) => worths[k]! - worths[l]!) as [number, number];
      sure.add(x - slack, y - slack);
      may.add(x + slack, y + slack);
    }
    sure.sum();
    may.sum();
    return { sure, may };
  });
  const share = (k: number, box: typeof supports, most: boolean): number => {
    const [x, y] = pairs[k]!.map((l) => -lead(k, l, box, most)) as [number, number];
    return (most ? tables[k]!.may.from(x, y, false) : tables[k]!.sure.from(x, y, true)) / draws.length;
  };
  const orders = a[0]!.map((_, c) =>
    [0, 1, 2].map((k) => ({ k, r: a[k]![c]! - lambda * b[k]![c]! })).sort((one, other) => one.r - other.r));
  const ends = (box: typeof supports, along: number): [number, number] => {
    const [first, middle, last] = orders[along]! as [{ k: number; r: number }, { k: number; r: number }, { k: number; r: number }];
    const of = (most: boolean): number => middle.r - (middle.r - first.r) * (middle.r > first.r ? share(first.k, box, !most) : 0)
      + (last.r - middle.r) * (last.r > middle.r ? share(last.k, box, most) : 0);
    return [of(false), of(true)];
  };
  const epsilon = largestBetween({ open, supports, nodes, parts: PARTS[open.length - 1] ?? 1 }, ends);
  const rate = Math.max(...orders.map((order) => order[2]!.r - order[0]!.r));
  // Two ends of each list's share at every pair of steps.
  return { epsilon, half: rate * Math.sqrt(Math.log((6 * (WIDTH + 1) ** 2) / 0.01) / (2 * draws.length)) };
}
