/**
 * A problem with linear values and two alternatives as one number an agent (docs/second-best.md, section 2): x_i = (A_1 - A_0)·s_i, what
 * she herself gains from the second alternative, and y_i = (B_1 - B_0)·s_i over the coordinates that enter x_i. Coordinates that do not are
 * counted at their means: nothing can be made to depend on them. An agent with no such coordinate tells the truth for nothing: x_i = y_i.
 */
import { isDiscrete } from '../../distributions/distribution.ts';
import { InputError } from '../../errors.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { linearLaw, linearLawInSteps, type LinearLaw } from '../../experiments/quadrature/linear-law.ts';
import { atOnce } from '../../run/turns.ts';
import type { TwoWayAgent, TwoWayProblem } from './two-way-cells.ts';

export interface TwoWayReduction extends TwoWayProblem {
  /** Names of the agents in `agents`. */
  readonly names: readonly string[];
  /** [agents] the only signal that moves her x, and by how much a unit; absent where there are several. */
  readonly movers: readonly ({ readonly signal: number; readonly weight: number } | undefined)[];
}

/** Differences of decimals that are meant to be zero. */
const EQUAL = 1e-12;
/** Agents whose cells can be gone through together. */
const AGENTS_MAX = 4;
const CELLS: readonly number[] = [16384, 65536, 32768, 512, 64];

/** Cells an agent by default where so many are asked. */
export const defaultCells = (agents: number): number => CELLS[agents]!;

const difference = (a: number, b: number): number => (Math.abs(a - b) <= EQUAL * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b);

/** κ with the first alternative's gradient κ times the difference, on its coordinates; undefined where the two are not parallel. */
function baseOf(first: readonly number[], own: readonly number[]): number | undefined {
  const at = own.findIndex((a) => a !== 0);
  const base = first[at]! / own[at]!;
  const parallel = own.every((a, c) =>
    a === 0 || Math.abs(first[c]! - base * a) <= EQUAL * Math.max(Math.abs(first[c]!), Math.abs(base * a)));
  return parallel && !(base > -1 && base < 0) ? base + 0 : undefined;
}

/** A linear form's mean, its least value, and what quadrature may have left of the mean. */
function formOf({ signals }: LinearProblem, coordinates: readonly number[], weights: readonly number[], cells: number) {
  const total = { mean: 0, least: 0, error: 0 };
  weights.forEach((weight, c) => {
    if (weight === 0) return;
    const { law } = signals[coordinates[c]!]!;
    if (law.mean === undefined) {
      const { value, error } = linearLaw([{ law, own: 1, social: weight }], cells);
      total.mean += value.at(-1)!;
      total.error += error.value;
    } else total.mean += weight * law.mean;
    const [from, to] = (law.whole?.ends ?? law.support).map((end) => weight * end) as [number, number];
    total.least += Math.min(from, to);
  });
  return total;
}

const sumOf = (rows: readonly (readonly number[])[], k: number): number => rows.reduce((sum, row) => sum + row[k]!, 0);

/** Throws InputError naming `agents` where more than four have something to say. */
function requireFew(names: readonly string[]): void {
  if (names.length > AGENTS_MAX) {
    throw new InputError(
      'agents', `at most ${AGENTS_MAX} agents whose signals count can be gone through together, got ${names.length}: ${names.join(', ')}`,
    );
  }
}

/** Whether many types gain the same from the second alternative with positive probability: then others' signals can be told apart. */
const meetsAtPoints = ({ signals }: LinearProblem, coordinates: readonly number[], own: readonly number[]): boolean =>
  own.every((a, c) => a === 0 || (signals[coordinates[c]!]!.law.atoms?.length ?? 0) > 0);

/** Throws InputError where signals that do not enter an own gain with points have no lists. */
function requireLists(
  { signals }: LinearProblem, coordinates: readonly number[],
  { name, own, social }: { readonly name: string; readonly own: readonly number[]; readonly social: readonly number[] },
): void {
  const odd = own.findIndex((a, c) => a === 0 && social[c] !== 0 && !isDiscrete(signals[coordinates[c]!]!.law));
  if (odd < 0) return;
  const at = coordinates[odd]!;
  throw new InputError(`problem.signals[${at}].law`, `must be a list of values, discrete(x1:p1,...), where ${name}'s own gain takes values `
    + `with positive probability: at these she tells what does not enter it for nothing, got ${signals[at]!.law.text}`);
}

const endless = (name: string, what: string): InputError => new InputError(
  'individually-rational', `leaves ${name} rents without a bound: ${what} is negative without an end, and nobody may be left below zero; `
  + 'give laws with an end on that side, such as truncated-normal(mean,sd,a,b), or leave it out',
);

/** Throws InputError where types go on without an end on the side of the worst-off, and rents with them. */
function requireEnd(name: string, { open = [false, false] }: LinearLaw, base: number, coordinates: number): void {
  if (!open[base >= 0 ? 0 : 1]) return;
  if (base > 0 || base < -1) throw endless(name, 'what she gets of either alternative');
  if (coordinates > 1) {
    throw new InputError('individually-rational', `needs an end of ${name}'s types on the side of the worst-off, where several signals `
      + 'move her; give laws with an end on that side, such as truncated-normal(mean,sd,a,b), or leave it out');
  }
}

/** Throws InputError where one agent's worst-off types without an end must have the alternative that another's must not. */
function requireOneWay(agents: readonly TwoWayAgent[], names: readonly string[]): void {
  const forced = (side: 0 | 1): number => agents.findIndex(({ law: { open }, base }) =>
    base !== undefined && (base >= 0 ? 0 : 1) === side && open?.[side] === true);
  const [never, always] = [forced(0), forced(1)];
  if (never < 0 || always < 0) return;
  throw new InputError('individually-rational', `cannot be kept by rules constant on cells: ${names[never]}'s types without an end `
    + `must not have the alternative that ${names[always]}'s must; give one of the laws an end, such as truncated-normal(mean,sd,a,b)`);
}

/** Whether every agent's own gain from the second alternative moves with one signal of hers at most. */
export const isOneSignalEach = (problem: LinearProblem): boolean => problem.agents.every((_, agent) => {
  const { own: [first, second], social: [none, all] } = gradientsOf(problem, agent);
  const between = (a: readonly number[] = [], b: readonly number[] = []): number => b.filter((x, c) => difference(x, a[c]!) !== 0).length;
  return (between(first, second) || between(none, all)) <= 1;
});

/**
 * `participation`: whether her worst-off type matters. Throws InputError naming `individually-rational` where it may lie inside her
 * type space.
 */
export const twoWayReduction = (problem: LinearProblem, cells: number | undefined, participation: boolean): TwoWayReduction =>
  atOnce(twoWayReductionInSteps(problem, cells, participation));

export function* twoWayReductionInSteps(
  problem: LinearProblem, cells: number | undefined, participation: boolean,
): Generator<undefined, TwoWayReduction> {
  const informed = problem.agents.flatMap((name, agent) => {
    const coordinates = coordinatesOf(problem, agent);
    if (coordinates.length === 0) return [];
    const { own, social } = gradientsOf(problem, agent);
    const between = ([first, second]: readonly (readonly number[])[]): number[] => second!.map((x, c) => difference(x, first![c]!));
    return [{ name, coordinates, own: between(own), social: between(social), ownFirst: own[0]!, socialFirst: social[0]! }];
  });
  // Who gains nothing herself from either alternative tells the truth for nothing, all of it.
  const speaking = informed.filter(({ own, social }) => own.some((a) => a !== 0) || social.some((b) => b !== 0));
  const names = speaking.map(({ name }) => name);
  requireFew(names);
  const size = cells ?? defaultCells(speaking.length);
  const { constants } = problem.valuations;
  let [first, error, fixedRent] = [sumOf(constants, 0), 0, 0];
  let constant = difference(sumOf(constants, 1), first);
  for (const { name, coordinates, own, social, ownFirst, socialFirst } of informed) {
    const indifferent = own.every((a) => a === 0);
    const isTold = indifferent || meetsAtPoints(problem, coordinates, own);
    if (isTold && !indifferent) requireLists(problem, coordinates, { name, own, social });
    const unheard = formOf(problem, coordinates, social.map((b, c) => (own[c] === 0 && !isTold ? b : 0)), size);
    const base = formOf(problem, coordinates, socialFirst, size);
    // Her own value of both alternatives alike: she keeps what exceeds its least.
    const sure = formOf(problem, coordinates, ownFirst.map((a, c) => (own[c] === 0 ? a : 0)), size);
    if (participation && !Number.isFinite(sure.least)) throw endless(name, 'her own value of both alternatives alike');
    constant += unheard.mean;
    first += base.mean;
    if (participation) fixedRent += sure.mean - sure.least;
    error += unheard.error + base.error + sure.error;
  }
  const agents: TwoWayAgent[] = [];
  for (const { name, coordinates, own, social, ownFirst } of speaking) {
    const indifferent = own.every((a) => a === 0);
    const terms = (indifferent ? social : own).flatMap((a, c) =>
      (a === 0 ? [] : [{ law: problem.signals[coordinates[c]!]!.law, own: a, social: social[c]! }]));
    if (!indifferent && meetsAtPoints(problem, coordinates, own)) {
      terms.push(...social.flatMap((b, c) =>
        (own[c] === 0 && b !== 0 ? [{ law: problem.signals[coordinates[c]!]!.law, own: 0, social: b }] : [])));
    }
    const law = yield* linearLawInSteps(terms, size);
    if (indifferent) {
      agents.push({ law });
      continue;
    }
    const base = baseOf(ownFirst, own);
    if (participation && base === undefined) {
      throw new InputError(
        'individually-rational',
        `needs agents whose values of both alternatives rise or fall together, so that the worst-off type is known; ${name}'s do not`,
      );
    }
    if (participation) requireEnd(name, law, base!, terms.length);
    agents.push({ law, base: base ?? 0 });
  }
  if (participation) requireOneWay(agents, names);
  const movers = speaking.map(({ coordinates, own, social }) => {
    const moving = own.some((a) => a !== 0) ? own : social;
    const at = moving.flatMap((a, c) => (a === 0 ? [] : [{ signal: coordinates[c]!, weight: a }]));
    return at.length === 1 ? at[0] : undefined;
  });
  return { agents, names, movers, constant, first, error, fixedRent };
}

/** Cells from which on the first best is known to some 1e-8 of what signals are worth: fewer are not used, however few are asked for. */
const FIRST = 4096;

/** Cells an agent of the first best, where so many are asked and so many agents see a signal. */
export const cellsOfFirst = (asked: number, agents: number): number => Math.max(asked, Math.min(FIRST, CELLS[agents] ?? 1));

/** The same with everybody's signals public: her own gain is the social one, so nothing is ironed or left out. */
export const firstBestReduction = (problem: LinearProblem, cells: number | undefined): TwoWayReduction =>
  atOnce(firstBestInSteps(problem, cells));

export function* firstBestInSteps(problem: LinearProblem, cells: number | undefined): Generator<undefined, TwoWayReduction> {
  const { coefficients } = problem.valuations;
  const social = problem.alternatives.map((_, k) =>
    problem.signals.map((__, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  const none = problem.alternatives.map(() => problem.signals.map(() => 0));
  // Each owner is given all that her signals are worth.
  const owned = problem.agents.map((_, i) =>
    social.map((row) => row.map((weight, d) => (problem.signals[d]!.owner === i ? weight : 0))));
  const valuations = { ...problem.valuations, coefficients: problem.agents.map((_, i) => owned[i] ?? none) };
  const owners = new Set(problem.signals.map(({ owner }) => owner)).size;
  return yield* twoWayReductionInSteps({ ...problem, valuations }, cells === undefined ? undefined : cellsOfFirst(cells, owners), false);
}
