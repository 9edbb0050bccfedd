/** Types in cells, and the mean of the best welfare over a box: for the checks of the second best over cells. */
import { InputError } from '../../errors.ts';
import type { FileProblem } from './draws.ts';
import { tableGiven } from './given.ts';
import { bendsBetween, cutAsTold, cutSignal, cutTable, type Axes, type Bends, type CutSignal, type Stretch } from './signal-cells.ts';

/** Cells counted with the last signal fastest. */
export class CellsOfAgent {
  readonly size: number;
  /** [C] cells that stand between a cell and the next one along a signal. */
  private readonly strides: readonly number[];
  /** [K][C] gradients of her own value and of welfare; [C] whether the signal enters the former. */
  readonly rates: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  readonly enters: readonly boolean[];
  /** [C] */
  readonly signals: readonly CutSignal[];
  /** [T] */
  readonly masses: Float64Array;
  private readonly laws: readonly (string | undefined)[];
  private readonly known = new Map<string, Bends | undefined>();
  private readonly worths: readonly (readonly number[])[];

  constructor({ signals, coefficients, alternatives }: FileProblem, agent: number, cut: readonly CutSignal[]) {
    const mine = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
    this.signals = mine.map((d) => cut[d]!);
    this.laws = mine.map((d) => (signals[d]!.tabulated ? undefined : signals[d]!.law));
    this.strides = this.signals.map((_, c) => this.signals.slice(c + 1).reduce((product, { cells }) => product * cells.length, 1));
    this.size = this.strides[0]! * this.signals[0]!.cells.length;
    this.rates = alternatives.map((_, k) => mine.map((d) => coefficients[agent]![k]![d]!));
    this.social = alternatives.map((_, k) => mine.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
    this.enters = mine.map((_, c) => this.rates.some((row) => row[c] !== 0));
    this.masses = Float64Array.from({ length: this.size }, (_, t) => mine.reduce((mass, __, c) => mass * this.side(t, c).mass, 1));
    this.worths = Array.from({ length: this.size }, (_, t) =>
      this.social.map((row) => row.reduce((sum, b, c) => sum + b * this.side(t, c).mean, 0)));
  }

  place(t: number, c: number): number {
    return Math.floor(t / this.strides[c]!) % this.signals[c]!.cells.length;
  }

  side(t: number, c: number): Stretch {
    return this.signals[c]!.cells[this.place(t, c)]!;
  }

  /** How far slopes over the cell are from those of a uniform law. Throws InputError where nothing is known of it. */
  bends(t: number, c: number): Bends {
    const { low, high, even, open } = this.side(t, c);
    if (even) return { below: 0, above: 0 };
    const [name, law] = [`${c} ${this.place(t, c)}`, this.laws[c]];
    if (!this.known.has(name)) this.known.set(name, law === undefined || open !== 0 ? undefined : bendsBetween(law, low, high));
    const found = this.known.get(name);
    if (!found) throw new InputError('multipliers', 'have a bend over a cell on which nothing is known of the density');
    return found;
  }

  /** From the lowest type to the highest. */
  reach(c: number): number {
    const { cells } = this.signals[c]!;
    return cells.at(-1)!.high - cells[0]!.low;
  }

  /** Whether cell s is next above cell t along axis d, and begins where that ends. */
  isNext(s: number, t: number, d: number): boolean {
    return this.signals.every((_, c) => this.place(s, c) - this.place(t, c) === (c === d ? 1 : 0))
      && this.side(s, d).low === this.side(t, d).high;
  }

  worth(t: number, k: number): number {
    return this.worths[t]![k]!;
  }

  /** Most by which welfare may be off because means are. */
  off(): number {
    return this.signals.reduce((sum, { cells }, c) =>
      sum + Math.max(...cells.map(({ off }) => off)) * Math.max(...this.social.map((row) => Math.abs(row[c]!))), 0);
  }
}

/** Cells of all agents together at most. */
export const JOINT_MAX = 2 ** 18;

/** Constants of welfare, and the cells of everyone who sees a signal. Throws InputError naming `cells` where they are too many. */
export function boxesOf(problem: FileProblem, count: number, axes?: Axes):
  { readonly fixed: number[]; readonly parted: CellsOfAgent[] } {
  const { agents, alternatives, constants, signals } = problem;
  if (axes && axes.length !== signals.length) throw new InputError('axes', `must be one of each of ${signals.length} signals`);
  const all = signals.reduce((product, _, d) => product * (axes?.[d]?.length ?? count), 1);
  if (all > JOINT_MAX) throw new InputError('cells', `make ${all} cells of all agents, more than ${JOINT_MAX}`);
  const known = new Map<string, CutSignal>();
  const cut = signals.map(({ law, tabulated = false }, d) => {
    const [name, field] = [`${tabulated} ${law}`, `problem.signals.${d}.law`];
    const ends = axes?.[d];
    if (ends && tabulated) throw new InputError('axes', 'must be null of a law that is a table of values');
    if (ends) return cutAsTold(law, field, ends);
    const found = known.get(name) ?? (tabulated ? cutTable(tableGiven(law, field), field, count) : cutSignal(law, field, count));
    known.set(name, found);
    return found;
  });
  return {
    fixed: alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0)),
    parted: agents.flatMap((_, agent) => (signals.some(({ owner }) => owner === agent) ? [new CellsOfAgent(problem, agent, cut)] : [])),
  };
}

/** Halvings at most of one, for the mean of the best welfare over it. */
const HALVED = 9;

/** What the efficient rule is worth at most, by `count` cells of every signal. Throws InputError naming `cells` where they are too many. */
export function bestWelfare(problem: FileProblem, count: number): number {
  const { fixed, parted } = boxesOf(problem, count);
  const joint = parted.reduce((product, { size }) => product * size, 1);
  const halvings = Math.min(HALVED, Math.floor(Math.log2(JOINT_MAX / joint)));
  let total = 0;
  const places = parted.map(() => 0);
  for (let a = 0; a < joint; a++) {
    let at = a;
    let mass = 1;
    parted.forEach(({ size, masses }, i) => {
      places[i] = at % size;
      at = Math.floor(at / size);
      mass *= masses[places[i]!]!;
    });
    const worths = fixed.map((constant, k) => parted.reduce((sum, one, i) => sum + one.worth(places[i]!, k), constant));
    total += mass * meanOfBest(worths, parted, places, halvings);
  }
  return total + parted.reduce((sum, one) => sum + one.off(), 0);
}

/** How far a box reaches from its mean along a signal, and what that adds to each w_k a unit. */
interface Side {
  readonly below: number;
  readonly above: number;
  readonly even: boolean;
  readonly slopes: readonly number[];
}

/**
 * No less than the mean over a box of max_k w_k, w linear and as given at the means: the maximum is convex in every signal, so that putting
 * each to its ends raises it if anything. Sides of uniform signals are halved first.
 */
export function meanOfBest(
  worths: readonly number[], agents: readonly CellsOfAgent[], places: readonly number[], halvings: number,
): number {
  const sides = agents.flatMap((one, i) => one.signals.map((_, c): Side => {
    const { low, high, mean, even } = one.side(places[i]!, c);
    return { below: mean - low, above: high - mean, even, slopes: one.social.map((row) => row[c]!) };
  }));
  // What lies beyond ends adds no more to the best welfare than slopes differ by.
  const past = agents.reduce((sum, one, i) => one.signals.reduce((total, _, c) => {
    const { beyond } = one.side(places[i]!, c);
    const slopes = one.social.map((row) => row[c]!);
    return beyond === 0 ? total : total + beyond * (Math.max(...slopes) - Math.min(...slopes));
  }, sum), 0);
  return within(worths, sides, halvings) + past;
}

const swing = ({ below, above, slopes }: Side): number => (below + above) * (Math.max(...slopes) - Math.min(...slopes));

function within(worths: readonly number[], sides: readonly Side[], halvings: number): number {
  let best = 0;
  worths.forEach((worth, k) => { if (worth > worths[best]!) best = k; });
  const passes = worths.some((worth, k) => worth + sides.reduce((sum, { below, above, slopes }) => {
    const slope = slopes[k]! - slopes[best]!;
    return sum + (slope > 0 ? slope * above : -slope * below);
  }, 0) > worths[best]!);
  if (!passes) return worths[best]!;
  const widths = sides.map((side) => (side.even ? swing(side) : 0));
  const widest = widths.indexOf(Math.max(...widths));
  if (halvings === 0 || !(widths[widest]! > 0)) return corners([...worths], sides, 0);
  const { below, slopes } = sides[widest]!;
  const halved = sides.map((side, d) => (d === widest ? { ...side, below: below / 2, above: below / 2 } : side));
  return [-1, 1].reduce((sum, sign) =>
    sum + within(worths.map((worth, k) => worth + (sign * slopes[k]! * below) / 2), halved, halvings - 1) / 2, 0);
}

function corners(worths: number[], sides: readonly Side[], d: number): number {
  const side = sides[d];
  if (!side) return Math.max(...worths);
  const { below, above, slopes } = side;
  if (below + above === 0) return corners(worths, sides, d + 1);
  const share = below / (below + above);
  return (1 - share) * corners(worths.map((worth, k) => worth - slopes[k]! * below), sides, d + 1)
    + share * corners(worths.map((worth, k) => worth + slopes[k]! * above), sides, d + 1);
}
