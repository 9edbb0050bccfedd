/**
 * Cells of what each agent gains from the second of two alternatives, and what rules by scores reach over them (two-alternatives.ts): their
 * increments of welfare and of rents, and the most that a cell can hide.
 */
import { justAbove } from '../../distributions/next-number.ts';
import type { LinearLaw } from '../../experiments/quadrature/linear-law.ts';
import { ironedSlopes } from './ironing.ts';
import { marketRule } from './market-rule.ts';
import { thresholdRule, type Ranked, type ThresholdRule } from './threshold-rule.ts';

export interface TwoWayAgent {
  /** Of x_i, with y_i as its other form. */
  readonly law: LinearLaw;
  /**
   * κ: her own value of the first alternative is κ x_i and a constant. Outside (-1, 0), so that the worst-off type is at an end. Absent:
   * she has nothing to gain from either alternative, and no rent.
   */
  readonly base?: number;
}

export interface TwoWayProblem {
  /** Of the agents, for messages. */
  readonly names?: readonly string[];
  readonly agents: readonly TwoWayAgent[];
  /** c and E w_0, with what rounding and quadrature may have left of them. */
  readonly constant: number;
  readonly first: number;
  readonly error: number;
  /** Rents of agents whose information nothing can be made to depend on. */
  readonly fixedRent: number;
  /**
   * Of a market: how many sellers and buyers there are like the two agents, with private values and nothing to gain where they do not
   * trade. Absent: the second alternative is one for all agents, of which there is one each.
   */
  readonly traders?: readonly [sellers: number, buyers: number];
}

/** Scores by which the second alternative is chosen where they and the constant reach 0; of each agent a score a cell of hers. */
export interface Scored {
  readonly constant: number;
  readonly scores: readonly Float64Array[];
}

/** Chance of the second alternative by x_i: constant from each of `from` to the next. */
export interface RuleByCells {
  readonly from: Float64Array;
  readonly chances: Float64Array;
}

/** One agent's cells: increments over them, and what they may hide. */
interface Side {
  readonly agent: TwoWayAgent;
  /** Ends of cells with mass, as positions in the law's ends. */
  readonly at: readonly number[];
  readonly masses: Float64Array;
  readonly worth: Float64Array;
  /** R over cells; a stretch without types counts with the type that it cannot tell apart. */
  readonly rent: Float64Array;
  readonly fixedRent: number;
  /** Most by which E[y; x <= z] and R pass their chords on the wrong side within a cell: each, and all. */
  readonly hiddenWorths: Float64Array;
  readonly hiddenRents: Float64Array;
  readonly hiddenWorth: number;
  readonly hiddenRent: number;
  /**
   * Where her worst-off types go on without an end and rents count: the cell of these, in which any other chance than this one, of her
   * second alternative, costs rents without a bound. Absent: none.
   */
  readonly forced?: { readonly cell: number; readonly chance: 0 | 1 };
}

/** Positions of the ends that part the mass; a gap goes to the cell that it counts with. */
function partingEnds({ law: { below }, base = 0 }: TwoWayAgent): number[] {
  const at = [0];
  for (let j = 1; j < below.length; j++) {
    // A run of ends with one value of G: the last where the gap counts with the left cell, else the first.
    const previous = at.at(-1)!;
    if (below[j]! > below[previous]!) at.push(j);
    else if (base >= 0 && previous > 0) at[at.length - 1] = j;
  }
  if (below[at.at(-1)!]! < 1 || at.at(-1)! < below.length - 1) at[at.length - 1] = below.length - 1;
  return at;
}

function sideOf(agent: TwoWayAgent, isBound: boolean): Side {
  const { law: { ends, below, value, integral, swing, even, inside, within, open = [false, false] }, base: given } = agent;
  const base = given ?? 0;
  const at = partingEnds(agent);
  const cells = at.length - 1;
  const over = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: cells }, (_, j) => values[at[j + 1]!]! - values[at[j]!]!);
  const [widths, masses, areas] = [over(ends), over(below), over(integral)];
  const total = integral.at(-1)!;
  const range = ends.at(-1)! - ends[0]!;
  const hiddenWorths = new Float64Array(cells);
  const hiddenRents = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    for (let j = at[cell]!; j < at[cell + 1]!; j++) {
      const width = ends[j + 1]! - ends[j]!;
      const mass = below[j + 1]! - below[j]!;
      // A point of positive probability hides nothing.
      if (mass <= 0 || width <= 0) continue;
      hiddenWorths[cell] = Math.max(hiddenWorths[cell]!, (mass * (swing.slope * width + swing.rest)) / 4);
      hiddenRents[cell] = Math.max(hiddenRents[cell]!, even ? (width * mass) / 8
        : within ? (base >= 0 ? within.upward : within.downward)[j]! : width * (base >= 0 ? 1 - below[j]! : below[j + 1]!));
    }
    if (inside) hiddenRents[cell] = Math.min(hiddenRents[cell]!, base >= 0 ? inside.upward : inside.downward);
  }
  const isForced = isBound && given !== undefined && open[base >= 0 ? 0 : 1];
  return {
    ...(isForced ? { forced: base >= 0 ? { cell: 0, chance: 0 } as const : { cell: cells - 1, chance: 1 } as const } : {}),
    agent, at, masses, worth: over(value), hiddenWorths, hiddenRents,
    hiddenWorth: hiddenWorths.reduce((most, x) => Math.max(most, x), 0), hiddenRent: hiddenRents.reduce((most, x) => Math.max(most, x), 0),
    rent: masses.map((_, j) => (given === undefined ? 0 : base >= 0 ? widths[j]! - areas[j]! : -areas[j]!)),
    fixedRent: base >= 0 ? base * (range - total) : -base * total,
  };
}

/** The first and the last cell in which the chance is not forced. */
const innerCells = ({ masses, forced }: Side): readonly [number, number] =>
  [forced?.chance === 0 ? 1 : 0, masses.length - (forced?.chance === 1 ? 2 : 1)];

/** Ironed slopes of all cells, one of which is by itself, at either end. */
function slopesBut(cell: number | undefined, below: Float64Array, path: Float64Array): Float64Array {
  if (cell === undefined) return ironedSlopes(below, path);
  const last = below.length - 1;
  const [from, to] = cell === 0 ? [1, last + 1] : [0, last];
  const rest = ironedSlopes(below.subarray(from, to), path.subarray(from, to));
  const own = (path[cell + 1]! - path[cell]!) / (below[cell + 1]! - below[cell]!);
  return Float64Array.from(cell === 0 ? [own, ...rest] : [...rest, own]);
}

export interface Totals {
  readonly chances: readonly Float64Array[];
  readonly chance: number;
  readonly welfare: number;
  /** Welfare less rents: what is over for the budget. */
  readonly surplus: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);

/** Within which chances of trading are known where many may be tied. */
const TIED = 1e-12;

export type AtPrice = Totals & Scored & { readonly bound: number; readonly ironed: readonly boolean[] };

export class TwoWayCells {
  readonly sides: readonly Side[];
  private readonly problem: TwoWayProblem;
  private readonly fixedRent: number;
  /** [agents] how many there are alike. */
  private readonly counts: readonly number[];

  /** `isBound`: whether rents count, which a budget with participation makes them. */
  constructor(problem: TwoWayProblem, isBound = true) {
    this.problem = problem;
    this.sides = problem.agents.map((agent) => sideOf(agent, isBound));
    this.counts = problem.traders ?? problem.agents.map(() => 1);
    this.fixedRent = this.sides.reduce((sum, side, i) => sum + this.counts[i]! * side.fixedRent, problem.fixedRent);
  }

  /** Whether all that agents gain is in lists of values: a rule's value at a price is then what it reaches, and bends at finitely many. */
  get isListed(): boolean {
    return this.problem.agents.every(({ law }) => law.listed);
  }

  /** Whether cells hide so unequally much, where types have no end, that it matters where. */
  get isUneven(): boolean {
    return this.problem.agents.some(({ law }) => law.open !== undefined);
  }

  /** Whether somebody's chance is forced where her types have no end. */
  get isForced(): boolean {
    return this.sides.some(({ forced }) => forced !== undefined);
  }

  private *ruleOf(ranked: readonly Ranked[], constant: number): Generator<undefined, ThresholdRule> {
    const { traders } = this.problem;
    if (!traders) return thresholdRule(ranked, constant);
    // Nothing is worth the constant: it is zero.
    return { chances: yield* marketRule(ranked as unknown as readonly [Ranked, Ranked], traders), chance: 0 };
  }

  /**
   * The best rule at that price of money, at weight 1 on welfare (0: money alone counts), and what no mechanism passes there. `isLowered`:
   * instead of the most that any cell hides, once, paths are lowered at the ends of cells by what either cell there hides, so that no
   * chord passes them on the wrong side but in the first cell; at the last end what they are lowered by counts besides.
   */
  *at(price: number, weight = 1, isLowered = false): Generator<undefined, AtPrice> {
    yield;
    const { constant, first } = this.problem;
    const both = weight + price;
    const hiddenIn = ({ hiddenWorths, hiddenRents }: Side, j: number): number => both * hiddenWorths[j]! + price * hiddenRents[j]!;
    // Of the end before cell j.
    const lowered = (side: Side, j: number): number => {
      const [first, last] = innerCells(side);
      return !isLowered || j <= first ? 0
        : Math.max(hiddenIn(side, Math.min(last, j - 1)), hiddenIn(side, Math.min(last, j)));
    };
    const ranked = this.sides.map((side) => {
      const { masses, worth, rent, forced } = side;
      const path = new Float64Array(masses.length + 1);
      const below = new Float64Array(masses.length + 1);
      masses.forEach((mass, j) => {
        path[j + 1] = path[j]! + both * worth[j]! - (forced?.cell === j ? 0 : price * rent[j]!) + lowered(side, j) - lowered(side, j + 1);
        below[j + 1] = below[j]! + mass;
      });
      const slopes = slopesBut(forced?.cell, below, path);
      const scores = forced ? slopes.with(forced.cell, forced.chance === 0 ? -Infinity : Infinity) : slopes;
      return { masses, path, slopes, scores };
    });
    const { chances, chance } = yield* this.ruleOf(ranked, both * constant);
    const value = chances.reduce(
      (sum, own, i) =>
        sum + this.counts[i]! * own.reduce((part, q, j) => part + q * ranked[i]!.slopes[j]! * ranked[i]!.masses[j]!, 0), 0,
    );
    const hidden = this.sides.reduce((sum, side, i) => sum + this.counts[i]! * ((side.forced ? this.givenUp(ranked, i, both) : 0)
      + (isLowered ? innerCells(side).reduce((total, j) => total + hiddenIn(side, j), 0)
        : both * side.hiddenWorth + price * side.hiddenRent)), 0);
    const ironed = ranked.map(({ slopes, path, masses }, i) => {
      const { value: worthError, integral } = this.sides[i]!.agent.law.error;
      let flat = 0;
      return path.some((height, j) => {
        if (j > 0) flat += slopes[j - 1]! * masses[j - 1]!;
        return height - flat > 4 * (both * worthError + price * integral) + 1e-9 * Math.abs(height);
      });
    });
    return {
      ...this.totals(chances, chance), ironed, scores: ranked.map(({ scores }) => scores), constant: both * constant,
      bound: both * (first + constant * chance) + value - price * this.fixedRent + hidden + this.error(both, price),
    };
  }

  /** What a rule may lose at most where that agent's chance is forced: what she and all others make of it in that cell. */
  private givenUp(ranked: readonly { readonly masses: Float64Array; readonly slopes: Float64Array }[], i: number, both: number): number {
    const { masses, worth, forced } = this.sides[i]!;
    const others = ranked.reduce((sum, { masses: all, slopes }, j) => (j === i && !this.problem.traders ? sum
      : sum + this.counts[j]! * slopes.reduce((part, slope, cell) => part + Math.abs(slope) * all[cell]!, 0)), 0);
    return both * Math.abs(worth[forced!.cell]!) + masses[forced!.cell]! * (both * Math.abs(this.problem.constant) + others);
  }

  totals(chances: readonly Float64Array[], chance: number): Totals {
    const { constant, first } = this.problem;
    const over = (of: (side: Side) => Float64Array): number =>
      this.sides.reduce((sum, side, i) => sum + this.counts[i]! * dot(of(side), chances[i]!), 0);
    const welfare = first + constant * chance + over(({ worth }) => worth);
    const rents = this.fixedRent + over(({ rent }) => rent);
    return { chances, chance, welfare, surplus: welfare - rents };
  }

  /** The first alternative on every profile. */
  never(): Totals & Scored {
    const none = this.sides.map(({ masses }) => new Float64Array(masses.length));
    const found = this.totals(none, 0);
    const isEndless = this.sides.some(({ forced }) => forced?.chance === 1);
    return { ...found, ...(isEndless ? { surplus: -Infinity } : {}), constant: -1, scores: none };
  }

  /** What quadrature may have left of its surplus. */
  errorOfNever(): number {
    return this.problem.error + this.problem.agents.reduce((sum, { law, base = 0 }) => sum + Math.abs(base) * law.error.integral, 0);
  }

  rules(chances: readonly Float64Array[]): readonly RuleByCells[] {
    // A cell that begins after a point of positive probability holds what exceeds it.
    return this.sides.map(({ agent: { law: { ends } }, at }, i) =>
      ({
        from: Float64Array.from(at, (j, cell) => (cell > 0 && ends[j] === ends[j - 1] ? justAbove(ends[j]!) : ends[j]!)),
        chances: chances[i]!,
      }));
  }

  /** What quadrature may have left of both · welfare - price · rents, for a rule whose chances do not fall. */
  error(both: number, price: number): number {
    const { constant, error, agents, traders } = this.problem;
    const masses = agents.map(({ law }) => law.error.below);
    const all = masses.reduce((sum, mass, i) => sum + this.counts[i]! * mass, 0);
    return agents.reduce((sum, { law, base = 0 }, i) => {
      const range = law.ends.at(-1)! - law.ends[0]!;
      const others = 2 * (all - masses[i]!) + (traders ? 2 * TIED : 0);
      const rents = (2 + Math.abs(base)) * law.error.integral + others * range;
      return sum + this.counts[i]! * (both * (2 * law.error.value + others * law.largest) + price * rents);
    }, both * (error + 2 * Math.abs(constant) * all));
  }
}
