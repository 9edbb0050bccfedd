/**
 * Whether a file `misreport.formula-rule/1` holds: a rule constant on cells of agents who see one signal each, incentive compatible on the
 * continuum, where values are formulas. `chances` are of alternatives, for the cells of all signals, the last one's fastest. Let p be these
 * and U(s) = U(low) + the integral of E Σ_k p_k ∂v_k up to s. Truth beats the report t by the integral from t to s of
 * E Σ_k (p_k(y, z) - p_k(t, z)) ∂v_k(y, z), so that no lie gains more than ε a unit if, for any two cells X and T of hers, that is no less
 * than -ε on X above T, and no more than ε on X below. Slopes are bounded over joint cells, those of differences of values, since chances
 * add up to one; chances are averaged first over the others' cells where a slope does not move with others' signals.
 *
 * What the rule reaches is a mean over draws. Where all may leave, utilities at ends of cells are means over draws too, of differences of
 * values across cells; in a cell of width w where U' lies in [-f, r] they may be as low as (r U(l) + f U(h) - r f w) / (r + f). Where
 * that is least by a few draws is made 0, and welfare and the deficit have to pay for what is left to all.
 */
import { z } from 'zod';
import type { Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { meansOf, pointShape, uniforms, type Mean } from './draws.ts';
import { Bounds } from './formula/bounds.ts';
import { formulaProblemShape, valuesOf, type Ends } from './formula/model.ts';
import type { Sum } from './formula/sums.ts';
import { functionsShape, functionsWords, givenWords } from './given.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.formula-rule/1'), point: pointShape, problem: formulaProblemShape, functions: functionsShape,
  cuts: z.array(z.array(z.number()).min(2)).min(1), epsilon: z.number().min(0), deficit: z.number().optional(),
  chances: z.array(z.array(z.number().min(0))), atLeast: z.number(),
});
type File = z.infer<typeof shape>;

const DRAWS = 50_000;
const PILOT = 2000;
const JOINT_MAX = 2 ** 14;
/** What a solver may have missed of a slope, as a share of the steepest; of chances that add up to one. */
const MISSED = 1e-6;
const ROUNDING = 1e-9;

interface Agent {
  readonly d: number;
  readonly values: readonly Sum[];
  /** [X][b][K] slopes of differences from the first value over joint cells, and of values; [b] chances of the others' cells. */
  readonly slopes: readonly (readonly (readonly Ends[])[])[];
  readonly whole: readonly (readonly (readonly Ends[])[])[];
  readonly shares: readonly number[];
  readonly members: readonly (readonly number[])[];
  /** [K] whether the slope moves with others' signals. */
  readonly moves: readonly boolean[];
}

interface Parted {
  readonly laws: readonly Distribution[];
  readonly box: readonly Ends[];
  readonly social: readonly Sum[];
  readonly agents: readonly Agent[];
}

function partedOf({ problem, cuts, chances }: File): Parted {
  const { sums, box, all } = valuesOf(problem);
  const { agents, alternatives, signals } = problem;
  const laws = signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`));
  const tabled = signals.findIndex(({ tabulated }) => tabulated);
  if (tabled >= 0) throw new InputError(`problem.signals.${tabled}.law`, 'must be a law that is known by its text');
  if (cuts.length !== box.length || cuts.some((ends, d) => ends[0] !== box[d]![0] || ends.at(-1) !== box[d]![1]
    || ends.some((x, j) => j > 0 && !(x > ends[j - 1]!)))) {
    throw new InputError('cuts', 'must rise from one end of the support to the other, for every signal');
  }
  const joint = cuts.reduce((count, ends) => count * (ends.length - 1), 1);
  if (joint > JOINT_MAX) throw new InputError('cuts', `make ${joint} cells of all signals together, more than ${JOINT_MAX}`);
  if (chances.length !== joint || chances.some((row) => row.length !== alternatives.length)) {
    throw new InputError('chances', `must have a number for each alternative in each of ${joint} cells of all signals together`);
  }
  const placesOf = (a: number): number[] => {
    let rest = a;
    return cuts.map((_, d) => {
      const later = cuts.slice(d + 1).reduce((count, ends) => count * (ends.length - 1), 1);
      const at = Math.floor(rest / later);
      rest %= later;
      return at;
    });
  };
  const cells = Array.from({ length: joint }, (_, a) => placesOf(a));
  const masses = cuts.map((ends, d) => ends.slice(1).map((to, j) => laws[d]!.cdf(to) - laws[d]!.cdf(ends[j]!)));
  const found = agents.flatMap((name, i): Agent[] => {
    const mine = signals.flatMap(({ owner }, d) => (owner === i ? [d] : []));
    if (mine.length === 0) return [];
    if (mine.length > 1) throw new InputError('problem.signals', `must be one of each agent who sees any, and ${name} sees ${mine.length}`);
    const d = mine[0]!;
    const list = all[i]!.map((sum) => sums.slope(sums.minus(sum, all[i]![0]!), d));
    const [bounds, wholes] = [new Bounds([...list]), new Bounds(all[i]!.map((sum) => sums.slope(sum, d)))];
    const size = cuts[d]!.length - 1;
    const members: number[][] = Array.from({ length: size }, () => []);
    cells.forEach((places, a) => members[places[d]!]!.push(a));
    const overCells = (of: Bounds): Ends[][][] => members.map((row) => row.map((a) => {
      of.overBox(cells[a]!.map((j, o): Ends => [cuts[o]![j]!, cuts[o]![j + 1]!]));
      return list.map((_, k): Ends => [of.lowOf(k), of.highOf(k)]);
    }));
    return [{
      d, values: all[i]!, members, moves: list.map((sum) => signals.some((_, o) => o !== d && sums.moves(sum, o))),
      shares: members[0]!.map((a) => cells[a]!.reduce((product, j, o) => (o === d ? product : product * masses[o]![j]!), 1)),
      slopes: overCells(bounds), whole: overCells(wholes),
    }];
  });
  return { laws, box, agents: found, social: alternatives.map((_, k) => sums.plus(...all.map((row) => [1, row[k]!] as const))) };
}

/** The least of Σ_b share Σ_k weight_k(b) slope_k(X, b), over what slopes may be. */
function least({ slopes, shares, moves }: Agent, x: number, weight: (b: number, k: number) => number): number {
  const worst = (by: number, [low, high]: Ends): number => (by === 0 ? 0 : by > 0 ? by * low : by * high);
  return moves.reduce((sum, does, k) => {
    if (does) return sum + shares.reduce((all, share, b) => all + share * worst(weight(b, k), slopes[x]![b]![k]!), 0);
    return sum + worst(shares.reduce((all, share, b) => all + share * weight(b, k), 0), slopes[x]![0]![k]!);
  }, 0);
}

/** The largest by which lies between cells gain more than what is permitted, in excess a unit. */
function excessOf({ chances, epsilon }: File, { agents }: Parted): number {
  return agents.reduce((most, agent) => agent.members.reduce((all, here, x) => agent.members.reduce((worst, there, t) => {
    if (x === t) return worst;
    const sign = x > t ? 1 : -1;
    const gained = least(agent, x, (b, k) => sign * (chances[here[b]!]![k]! - chances[there[b]!]![k]!));
    return Math.max(worst, -epsilon - gained);
  }, all), most), -Infinity);
}

/** A point of an agent's types as a combination of utilities at ends of cells. */
interface Place {
  readonly terms: readonly (readonly [end: number, weight: number])[];
  readonly constant: number;
}

/** Of one profile: welfare of the rule, and each agent's utility above her lowest type's, of her own type and at the ends of cells. */
class Played {
  private readonly welfare: Bounds;
  private readonly values: readonly Bounds[];
  private readonly file: File;
  private readonly parted: Parted;
  private readonly uniform: () => number;

  constructor(file: File, parted: Parted, seed: string) {
    this.file = file;
    this.parted = parted;
    this.welfare = new Bounds([...parted.social]);
    this.values = parted.agents.map((agent) => new Bounds([...agent.values]));
    this.uniform = uniforms(seed);
  }

  private chances(places: readonly number[]): readonly number[] {
    const { cuts, chances } = this.file;
    return chances[places.reduce((so, j, d) => so * (cuts[d]!.length - 1) + j, 0)]!;
  }

  draw(): { readonly reached: number; readonly own: readonly number[]; readonly ends: readonly (readonly number[])[] } {
    const { parted: { laws, agents }, file: { cuts }, welfare, values } = this;
    const at = laws.map((law) => law.quantile(this.uniform()));
    const places = at.map((x, d) => Math.min(cuts[d]!.length - 2, cuts[d]!.findLastIndex((cut) => cut <= x)));
    welfare.overBox(at.map((x): Ends => [x, x]));
    const reached = this.chances(places).reduce((sum, p, k) => sum + (p * (welfare.lowOf(k) + welfare.highOf(k))) / 2, 0);
    const own: number[] = [];
    const ends = agents.map(({ d, members }, i) => {
      const bounds = values[i]!;
      const valueAt = (x: number): number[] => {
        bounds.overBox(at.map((y, o): Ends => (o === d ? [x, x] : [y, y])));
        return agents[i]!.values.map((_, k) => (bounds.lowOf(k) + bounds.highOf(k)) / 2);
      };
      const utilities = [0];
      let before = valueAt(cuts[d]![0]!);
      members.forEach((_, x) => {
        const row = this.chances(places.map((j, o) => (o === d ? x : j)));
        const rise = (to: readonly number[]): number => row.reduce((sum, p, k) => sum + p * (to[k]! - before[k]!), 0);
        if (x === places[d]) own.push(utilities.at(-1)! + rise(valueAt(at[d]!)));
        const next = valueAt(cuts[d]![x + 1]!);
        utilities.push(utilities.at(-1)! + rise(next));
        before = next;
      });
      return utilities;
    });
    return { reached, own, ends };
  }
}

/** Where each agent is worst off, by a few draws: what she has there is no less than the least. */
function worstOff(file: File, parted: Parted): Place[] {
  const { chances, cuts } = file;
  const played = new Played(file, parted, 'where agents are worst off');
  const sums = parted.agents.map(({ members }) => new Float64Array(members.length + 1));
  for (let n = 0; n < PILOT; n++) {
    played.draw().ends.forEach((row, i) => row.forEach((utility, x) => { sums[i]![x]! += utility / PILOT; }));
  }
  return parted.agents.map(({ d, members, shares, whole }, i) => {
    const candidates: Place[] = Array.from(sums[i]!, (_, x) => ({ terms: [[x, 1]], constant: 0 }));
    members.forEach((row, x) => {
      const [low, high] = [0, 1].map((end) => shares.reduce((sum, share, b) =>
        sum + share * chances[row[b]!]!.reduce((all, p, k) =>
          all + (p === 0 ? 0 : p * whole[x]![b]![k]![end]!), 0), 0)) as [number, number];
      if (!(low < 0 && high > 0 && Number.isFinite(high - low))) return;
      const width = cuts[d]![x + 1]! - cuts[d]![x]!;
      candidates.push({ terms: [[x, high / (high - low)], [x + 1, -low / (high - low)]], constant: (low * high * width) / (high - low) });
    });
    const value = ({ terms, constant }: Place): number => terms.reduce((sum, [end, weight]) => sum + weight * sums[i]![end]!, constant);
    return candidates.reduce((best, one) => (value(one) < value(best) ? one : best));
  });
}

/** Welfare, and what welfare and the deficit leave of money where nobody is left with less than nothing, as means over draws. */
function measured(file: File, parted: Parted, draws: number): { readonly reached: Mean; readonly money: Mean | undefined } {
  const { deficit, cuts } = file;
  const bounds = new Bounds([...parted.social]);
  bounds.overBox(parted.box);
  const ranges = parted.social.map((_, k) => [bounds.lowOf(k), bounds.highOf(k)] as const);
  const worth: Ends = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  const played = new Played(file, parted, 'verify the rule of formulas');
  if (deficit === undefined) return { reached: meansOf(draws, () => [played.draw().reached], [worth])[0]!, money: undefined };
  const worst = worstOff(file, parted);
  // Utilities rise by no more than the steepest slope times the way.
  const far = parted.agents.reduce((sum, { d, whole }, i) => {
    const steepest = whole.flat(2).reduce((most, ends) => Math.max(most, ...ends.map(Math.abs)), 0);
    return sum + 2 * steepest * (cuts[d]!.at(-1)! - cuts[d]![0]!) + Math.abs(worst[i]!.constant);
  }, 0);
  if (!Number.isFinite(far)) throw new InputError('problem.values', 'have slopes without a bound, so that draws say nothing of utilities');
  const [reached, money] = meansOf(draws, () => {
    const { reached: welfare, own, ends } = played.draw();
    const left = own.reduce((sum, utility, i) => sum + utility
      - worst[i]!.terms.reduce((all, [end, weight]) => all + weight * ends[i]![end]!, worst[i]!.constant), 0);
    return [welfare, welfare + deficit - left];
  }, [worth, [worth[0] + deficit - far, worth[1] + deficit + far]]);
  return { reached: reached!, money };
}

interface Judged {
  readonly what: string;
  readonly faults: readonly string[];
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export const judgeFormulaRuleFile = (given: unknown): Judged => judgeRule(given, DRAWS);

/** The same on so many draws. */
export function judgeRule(given: unknown, draws: number): Judged {
  const file = readAs(shape, given);
  const { problem, chances, epsilon, deficit, atLeast, functions, cuts } = file;
  const parted = partedOf(file);
  const odd = chances.findIndex((row) => Math.abs(row.reduce((sum, chance) => sum + chance, 0) - 1) > ROUNDING);
  const excess = excessOf(file, parted);
  const steepest = parted.agents.reduce((most, { slopes }) => slopes.flat(2).reduce((so, ends) =>
    Math.max(so, ...ends.filter(Number.isFinite).map(Math.abs)), most), 0);
  const { reached, money } = measured(file, parted, draws);
  const asked = `${epsilon > 0 ? ` with a permitted epsilon of ${epsilon}` : ''}${deficit === undefined ? ''
    : `, with participation and a deficit of ${deficit}`}`;
  return {
    what: `a rule constant on ${cuts.map((list) => list.length - 1).join(' x ')} cells reaches at least ${atLeast} of welfare, incentive `
      + `compatible on the continuum${asked} (${reached.mean.toPrecision(4)} within ${reached.half.toPrecision(2)} on ${draws} draws `
      + `of this check's own${money ? `; ${money.mean.toPrecision(2)} within ${money.half.toPrecision(2)} is left of money` : ''})`
      + givenWords([], '', functions)
      + (problem.traced ? functionsWords('that these formulas are those of a function of tensors', functions) : ''),
    faults: [
      ...(odd < 0 ? [] : [`chances in cell ${odd} of all signals add up to something else than one`]),
      ...(excess > MISSED * steepest ? [`some lie between cells gains ${excess} a unit more than is permitted`] : []),
      ...(money && money.mean + money.half < 0 ? [`utilities cost ${-money.mean} more than welfare and the deficit`] : []),
      ...(reached.mean + reached.half < atLeast ? [`the rule reaches ${reached.mean} on ${draws} draws, below ${atLeast}`] : []),
    ],
  };
}
