/**
 * Second best between two alternatives (docs/second-best.md, section 2). An incentive compatible mechanism can use of an agent's signals
 * only x_i, her own gain from the second alternative, and her chance q_i of it does not fall in x_i (JM01 Remark 3). So of welfare only
 * E[y_i | x_i] counts, y_i being what her signals add to the social gain; where that falls it is ironed. With participation and a budget,
 * λ is the price of money and x_i's information rent is charged at it:
 *
 *     maximise  E w_0 + E[p (c + Σ y_i)]   such that   welfare + deficit >= Σ_i (fixed rent_i + ∫ q_i dR_i),
 *     Φ_i(z) = (1 + λ) E[y_i; x_i <= z] - λ R_i(z),    ψ_i its ironed slopes over cells of x_i,    p = 1 where (1 + λ) c + Σ ψ_i >= 0.
 *
 * Below: rules constant on cells, which are incentive compatible on the continuum; at most two of them mixed, so that money suffices.
 * Above: the Lagrangian at the best λ found, plus for each agent the most by which Φ_i falls below its chords within a cell.
 */
import { InputError } from '../../errors.ts';
import type { LinearLaw } from '../../experiments/quadrature/linear-law.ts';
import { ironedSlopes } from './ironing.ts';
import { thresholdRule } from './threshold-rule.ts';
import { tooLittle, type WorstOff } from './too-little.ts';

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
}

/** Money per market, where participation is voluntary and the budget counts. */
export interface Budget {
  readonly deficit: number;
}

/** Scores by which the second alternative is chosen where they and the constant reach 0; of each agent a score a cell of hers. */
export interface Scored {
  readonly constant: number;
  readonly scores: readonly Float64Array[];
}

/** What proves both ends: rules and how often each is used, and the scores at a price of money beyond which nobody gets. */
export interface TwoWayProof {
  readonly rules: readonly (Scored & { readonly share: number })[];
  readonly bound: Scored & { readonly price: number };
}

export interface TwoWaySecondBest {
  readonly lower: number;
  readonly upper: number;
  /** λ, zero where money does not bind. */
  readonly price: number;
  /** [agents] chance of the second alternative by x_i: constant from each of `from` to the next. */
  readonly rules: readonly { readonly from: Float64Array; readonly chances: Float64Array }[];
  readonly proof: TwoWayProof;
  /** [agents] whether some cells are ironed together that would be ranked otherwise. */
  readonly ironed: readonly boolean[];
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
  /** Most by which E[y; x <= z] and R pass their chords on the wrong side within a cell. */
  readonly hiddenWorth: number;
  readonly hiddenRent: number;
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

function sideOf(agent: TwoWayAgent): Side {
  const { law: { ends, below, value, integral, swing, even, inside }, base: given } = agent;
  const base = given ?? 0;
  const at = partingEnds(agent);
  const cells = at.length - 1;
  const over = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: cells }, (_, j) => values[at[j + 1]!]! - values[at[j]!]!);
  const [widths, masses, areas] = [over(ends), over(below), over(integral)];
  const total = integral.at(-1)!;
  const range = ends.at(-1)! - ends[0]!;
  let hiddenWorth = 0;
  let hiddenRent = 0;
  for (let j = 0; j + 1 < ends.length; j++) {
    const width = ends[j + 1]! - ends[j]!;
    const mass = below[j + 1]! - below[j]!;
    if (mass <= 0) continue;
    hiddenWorth = Math.max(hiddenWorth, (mass * (swing.slope * width + swing.rest)) / 4);
    hiddenRent = Math.max(hiddenRent, even ? (width * mass) / 8 : width * (base >= 0 ? 1 - below[j]! : below[j + 1]!));
  }
  if (inside) hiddenRent = Math.min(hiddenRent, base >= 0 ? inside.upward : inside.downward);
  return {
    agent, at, masses, worth: over(value), hiddenWorth, hiddenRent,
    rent: masses.map((_, j) => (given === undefined ? 0 : base >= 0 ? widths[j]! - areas[j]! : -areas[j]!)),
    fixedRent: base >= 0 ? base * (range - total) : -base * total,
  };
}

interface Totals {
  readonly chances: readonly Float64Array[];
  readonly chance: number;
  readonly welfare: number;
  /** Welfare less rents: what is over for the budget. */
  readonly surplus: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);

class Cells {
  readonly sides: readonly Side[];
  private readonly problem: TwoWayProblem;
  private readonly fixedRent: number;

  constructor(problem: TwoWayProblem) {
    this.problem = problem;
    this.sides = problem.agents.map(sideOf);
    this.fixedRent = this.sides.reduce((sum, side) => sum + side.fixedRent, problem.fixedRent);
  }

  /** The best rule at that price of money, at weight 1 on welfare (0: money alone counts), and what no mechanism passes there. */
  at(price: number, weight = 1): Totals & Scored & { readonly bound: number; readonly ironed: readonly boolean[] } {
    const { constant, first } = this.problem;
    const both = weight + price;
    const ranked = this.sides.map(({ masses, worth, rent }) => {
      const path = new Float64Array(masses.length + 1);
      const below = new Float64Array(masses.length + 1);
      masses.forEach((mass, j) => {
        path[j + 1] = path[j]! + both * worth[j]! - price * rent[j]!;
        below[j + 1] = below[j]! + mass;
      });
      return { masses, path, scores: ironedSlopes(below, path) };
    });
    const { chances, chance } = thresholdRule(ranked, both * constant);
    const value = chances.reduce(
      (sum, own, i) => sum + own.reduce((part, q, j) => part + q * ranked[i]!.scores[j]! * ranked[i]!.masses[j]!, 0), 0,
    );
    const hidden = this.sides.reduce((sum, { hiddenWorth, hiddenRent }) => sum + both * hiddenWorth + price * hiddenRent, 0);
    const ironed = ranked.map(({ scores, path, masses }, i) => {
      const { value: worthError, integral } = this.sides[i]!.agent.law.error;
      let flat = 0;
      return path.some((height, j) => {
        if (j > 0) flat += scores[j - 1]! * masses[j - 1]!;
        return height - flat > 4 * (both * worthError + price * integral) + 1e-9 * Math.abs(height);
      });
    });
    return {
      ...this.totals(chances, chance), ironed, scores: ranked.map(({ scores }) => scores), constant: both * constant,
      bound: both * (first + constant * chance) + value - price * this.fixedRent + hidden + this.error(both, price),
    };
  }

  totals(chances: readonly Float64Array[], chance: number): Totals {
    const { constant, first } = this.problem;
    const welfare = first + constant * chance + this.sides.reduce((sum, { worth }, i) => sum + dot(worth, chances[i]!), 0);
    const rents = this.fixedRent + this.sides.reduce((sum, { rent }, i) => sum + dot(rent, chances[i]!), 0);
    return { chances, chance, welfare, surplus: welfare - rents };
  }

  /** The first alternative on every profile. */
  never(): Totals & Scored {
    const none = this.sides.map(({ masses }) => new Float64Array(masses.length));
    return { ...this.totals(none, 0), constant: -1, scores: none };
  }

  /** What quadrature may have left of its surplus. */
  errorOfNever(): number {
    return this.problem.error + this.problem.agents.reduce((sum, { law, base = 0 }) => sum + Math.abs(base) * law.error.integral, 0);
  }

  rules(chances: readonly Float64Array[]): TwoWaySecondBest['rules'] {
    return this.sides.map(({ agent: { law: { ends } }, at }, i) =>
      ({ from: Float64Array.from(at, (j) => ends[j]!), chances: chances[i]! }));
  }

  /** What quadrature may have left of both · welfare - price · rents, for a rule whose chances do not fall. */
  error(both: number, price: number): number {
    const { constant, error, agents } = this.problem;
    const masses = agents.map(({ law }) => law.error.below);
    const all = masses.reduce((sum, mass) => sum + mass, 0);
    return agents.reduce((sum, { law, base = 0 }, i) => {
      const range = law.ends.at(-1)! - law.ends[0]!;
      const others = 2 * (all - masses[i]!);
      const rents = (2 + Math.abs(base)) * law.error.integral + others * range;
      return sum + both * (2 * law.error.value + others * law.largest) + price * rents;
    }, both * (error + 2 * Math.abs(constant) * all));
  }
}

const mixed = (a: readonly Float64Array[], b: readonly Float64Array[], share: number): Float64Array[] =>
  a.map((chances, i) => chances.map((chance, j) => chance + share * (b[i]![j]! - chance)));

const scored = ({ constant, scores }: Scored): Scored => ({ constant, scores });

/** Prices of money looked at: bisection of a rule that jumps. */
const STEPS = 60;
/** The rules at two prices so close are mixed. */
const CLOSE = 1e-7;
const PRICE_MAX = 2 ** 30;

const worstOff = ({ agents, names = [] }: TwoWayProblem): WorstOff[] =>
  agents.flatMap(({ law: { ends }, base }, i) =>
    (base === undefined ? [] : [{ name: names[i] ?? `agent ${i + 1}`, at: base >= 0 ? ends[0]! : ends.at(-1)! }]));

/** Throws InputError naming `deficit` where no mechanism collects as much. */
export function secondBestOfTwo(problem: TwoWayProblem, budget?: Budget): TwoWaySecondBest {
  const cells = new Cells(problem);
  const free = cells.at(0);
  const within = cells.error(1, 1);
  const left = ({ surplus }: Totals): number => surplus + (budget?.deficit ?? Infinity) - within;
  if (left(free) >= 0) {
    return {
      lower: free.welfare - cells.error(1, 0), upper: free.bound, price: 0, rules: cells.rules(free.chances), ironed: free.ironed,
      proof: { rules: [{ ...scored(free), share: 1 }], bound: { ...scored(free), price: 0 } },
    };
  }
  const { deficit } = budget!;
  const greedy = cells.at(1, 0);
  if (greedy.bound + deficit < 0) {
    const collected = Math.max(greedy.surplus - within, cells.never().surplus - cells.errorOfNever());
    throw new InputError('deficit', tooLittle(worstOff(problem), [collected, greedy.bound], deficit));
  }
  let [upper, best] = [free.bound, { ...scored(free), price: 0 }];
  const at = (price: number): ReturnType<Cells['at']> => {
    const found = cells.at(price);
    const bound = found.bound + price * deficit;
    if (bound < upper) [upper, best] = [bound, { ...scored(found), price }];
    return found;
  };
  let low = 0;
  let below = free;
  let high = 1;
  let above = at(high);
  while (left(above) < 0 && high < PRICE_MAX) {
    [low, below] = [high, above];
    high *= 2;
    above = at(high);
  }
  let over = left(above);
  if (over < 0) {
    // No price will do: what collects most, or the first alternative whatever anybody says, whose money is known exactly.
    const never = cells.never();
    const fallback = [
      { rule: greedy, over: left(greedy) }, { rule: never, over: never.surplus + deficit - cells.errorOfNever() },
    ];
    const enough = fallback.find((one) => one.over >= 0);
    if (enough === undefined) {
      throw new InputError('deficit', `is too near the least that mechanisms can lose for so many cells to decide, got ${deficit}`);
    }
    ({ over } = enough);
    above = { ...enough.rule, bound: above.bound, ironed: above.ironed };
  }
  for (let step = 0; step < STEPS && high - low > CLOSE * high; step++) {
    const price = (low + high) / 2;
    const middle = at(price);
    if (left(middle) >= 0) [high, above, over] = [price, middle, left(middle)];
    else [low, below] = [price, middle];
  }
  const gap = over - left(below);
  const share = gap > 0 ? Math.min(1, Math.max(0, -left(below) / gap)) : 1;
  const chances = mixed(below.chances, above.chances, share);
  const found = cells.totals(chances, below.chance + share * (above.chance - below.chance));
  const rules = [{ ...scored(below), share: 1 - share }, { ...scored(above), share }].filter((rule) => rule.share > 0);
  return {
    lower: found.welfare - cells.error(1, 0), upper, price: high, rules: cells.rules(chances), ironed: above.ironed,
    proof: { rules, bound: best },
  };
}
