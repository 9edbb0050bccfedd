/** The certificate of a rule constant on cells, which src/notions/verify/second-best-rule.ts checks. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { Constraints } from '../../notions/second-best/relaxation.ts';
import type { ScalarMechanism } from '../../notions/second-best/scalar-program.ts';
import { typeCells, type TypeCells } from '../../notions/second-best/type-cells.ts';
import type { Point } from '../../results/document.ts';
import { informedOf } from './second-best-sizes.ts';
import { axesData, noted, readData, withoutTable, type File } from './told-problem.ts';

/** What sums in another order may take off, as a share of what welfare is made of. */
const ROUNDING = 1e-9;
/** More of what is mixed in than rounding needs. */
const MORE = 1.01;

type Table = readonly (readonly number[])[];

/** Places of a joint cell, the last agent's fastest. */
function placesOf(joint: number, parts: readonly TypeCells[]): number[] {
  let rest = joint;
  return parts.map(({ masses }) => masses.length).toReversed().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return at;
  }).reverse();
}

/** ψ_i(T) = Σ_k A_k q_k(T), [agents][T]. */
function ratesUnder(chances: Table, parts: readonly TypeCells[]): number[][] {
  const rates = parts.map(({ masses }) => Array.from(masses, () => 0));
  chances.forEach((row, joint) => {
    const places = placesOf(joint, parts);
    const mass = places.reduce((product, t, i) => product * parts[i]!.masses[t]!, 1);
    parts.forEach(({ own, masses }, i) => {
      const t = places[i]!;
      rates[i]![t]! += (mass / masses[t]!) * row.reduce((sum, chance, k) => sum + chance * own[k]![0]!, 0);
    });
  });
  return rates;
}

/** Everyone in turn gets the alternative of her largest own rate with a chance that rises from cell to cell, else that of the smallest. */
function rising(parts: readonly TypeCells[], joint: number, alternatives: number): number[][] {
  const ends = parts.map(({ own }) => {
    const rates = own.map((row) => row[0]!);
    return [rates.indexOf(Math.min(...rates)), rates.indexOf(Math.max(...rates))] as const;
  });
  return Array.from({ length: joint }, (_, at) => {
    const row = Array.from({ length: alternatives }, () => 0);
    placesOf(at, parts).forEach((t, i) => {
      const share = (t + 0.5) / parts[i]!.masses.length;
      row[ends[i]![1]]! += share / parts.length;
      row[ends[i]![0]]! += (1 - share) / parts.length;
    });
    return row;
  });
}

/** Most by which a list falls from an entry to a later one. */
function fallOf(list: readonly number[]): number {
  let [most, fall] = [-Infinity, 0];
  for (const x of list) {
    most = Math.max(most, x);
    fall = Math.max(fall, most - x);
  }
  return fall;
}

/** The solver's rule without what it missed: chances that add up to one, and slopes that exist, by mixing in some of a rule that rises. */
function repaired(
  { joint, slopes, between }: ScalarMechanism, parts: readonly TypeCells[], epsilon: number,
): { readonly chances: number[][]; readonly slopes: number[][]; readonly between: number[][] } {
  const whole = joint.map((row) => {
    const kept = row.map((chance) => Math.max(0, chance));
    const total = kept.reduce((sum, chance) => sum + chance, 0);
    return kept.map((chance) => chance / total);
  });
  const give = parts.map(({ relevant }) => (relevant[0] ? epsilon : 0));
  const share = ratesUnder(whole, parts).reduce((most, list, i) => {
    const own = parts[i]!.own.map((row) => row[0]!);
    const range = Math.max(...own) - Math.min(...own);
    const over = fallOf(list) - 2 * give[i]! + (range > 0 ? ROUNDING * ROUNDING * range : 0);
    return over > 0 && range > 0 ? Math.max(most, (MORE * over) / (over + range / (parts.length * parts[i]!.masses.length))) : most;
  }, 0);
  const other = rising(parts, joint.length, joint[0]!.length);
  const chances = whole.map((row, a) => row.map((chance, k) => (1 - share) * chance + share * other[a]![k]!));
  const kept = ratesUnder(chances, parts).map((list, i) => {
    // Between the least and the largest slopes that do not fall.
    let most = -Infinity;
    const low = list.map((rate) => (most = Math.max(most, rate - give[i]!)));
    let least = Infinity;
    const high = list.toReversed().map((rate) => (least = Math.min(least, rate + give[i]!))).reverse();
    let before = -Infinity;
    return slopes[i]!.map((slope, t) => (before = Math.max(before, Math.min(high[t]!, Math.max(low[t]!, slope)))));
  });
  return {
    chances, slopes: kept,
    between: between.map((list, i) => list.map((slope, t) => Math.max(kept[i]![t]!, Math.min(kept[i]![t + 1]!, slope)))),
  };
}

/** What the rule is worth, and what is over of it and the deficit when utilities are paid for that leave nobody with less than nothing. */
function worthOf(problem: LinearProblem, parts: readonly TypeCells[], { chances, slopes, between }: ReturnType<typeof repaired>) {
  const { constants } = problem.valuations;
  const fixed = problem.alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  let welfare = 0;
  chances.forEach((row, joint) => {
    const places = placesOf(joint, parts);
    const mass = places.reduce((product, t, i) => product * parts[i]!.masses[t]!, 1);
    row.forEach((chance, k) => {
      welfare += mass * chance * places.reduce((sum, t, i) => sum + parts[i]!.social[k]![0]! * parts[i]!.means[t]![0]!, fixed[k]!);
    });
  });
  const cost = parts.reduce((sum, { masses, means, lows, highs, error, open }, i) => {
    let [utility, least, mean] = [0, 0, 0];
    slopes[i]!.forEach((slope, t) => {
      if (open[t]![0]! * slope < 0) least = -Infinity;
      if (t > 0) utility += between[i]![t - 1]! * (lows[t]![0]! - highs[t - 1]![0]!);
      least = Math.min(least, utility);
      mean += masses[t]! * (utility + slope * (means[t]![0]! - lows[t]![0]!) + Math.abs(slope) * error[0]!);
      utility += slope * (highs[t]![0]! - lows[t]![0]!);
      least = Math.min(least, utility);
    });
    return sum + mean - least;
  }, 0);
  const off = parts.reduce((sum, { error, social }) => sum + error[0]! * Math.max(...social.map((row) => Math.abs(row[0]!))), 0);
  const size = Math.max(...fixed.map((x, k) => parts.reduce((sum, { social, lows, highs }) =>
    sum + Math.abs(social[k]![0]!) * Math.max(Math.abs(lows[0]![0]!), Math.abs(highs.at(-1)![0]!)), Math.abs(x))));
  return { welfare: welfare - off, left: welfare - off - cost, size };
}

/** The rule, its utilities, and no more than they reach, or why rounding leaves none. */
export function ruleFile(
  problem: LinearProblem, mechanism: ScalarMechanism,
  { cells, constraints: { epsilon, participation, deficit }, values }:
  { readonly cells: number; readonly constraints: Constraints; readonly values: Point },
): File | string {
  const read = noted(problem);
  const parts = informedOf(read).map((agent) => typeCells(read, agent, cells));
  const rule = repaired(mechanism, parts, epsilon);
  const { welfare, left, size } = worthOf(read, parts, rule);
  const money = participation ? deficit : undefined;
  if (money !== undefined && left + money < 0) return 'what the solver of linear programs missed is more than its rule leaves over';
  const data = withoutTable(problem) ?? readData(read);
  const { axes } = axesData(problem, cells);
  const { between, ...alone } = rule;
  return typeof data === 'string' ? data : {
    schema: 'misreport.second-best-rule/1', point: values, problem: data, cells, permittedEpsilon: epsilon,
    ...(money === undefined ? {} : { deficit: money }), ...alone, ...(axes ? { axes, between } : {}),
    atLeast: Math.min(mechanism.lower, welfare - ROUNDING * (size + Math.abs(welfare))),
  };
}
