/**
 * A problem with linear values and two alternatives as one number an agent (docs/second-best.md, section 2): x_i = (A_1 - A_0)·s_i, what
 * she herself gains from the second alternative, and y_i = (B_1 - B_0)·s_i over the coordinates that enter x_i. Coordinates that do not are
 * counted at their means: nothing can be made to depend on them. An agent with no such coordinate tells the truth for nothing: x_i = y_i.
 */
import { InputError } from '../../errors.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { linearLaw, linearLawInSteps } from '../../experiments/quadrature/linear-law.ts';
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
    total.least += Math.min(...law.support.map((end) => weight * end));
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
  for (const { coordinates, own, social, ownFirst, socialFirst } of informed) {
    const indifferent = own.every((a) => a === 0);
    const unheard = formOf(problem, coordinates, social.map((b, c) => (own[c] === 0 && !indifferent ? b : 0)), size);
    const base = formOf(problem, coordinates, socialFirst, size);
    // Her own value of both alternatives alike: she keeps what exceeds its least.
    const sure = formOf(problem, coordinates, ownFirst.map((a, c) => (own[c] === 0 ? a : 0)), size);
    constant += unheard.mean;
    first += base.mean;
    fixedRent += sure.mean - sure.least;
    error += unheard.error + base.error + sure.error;
  }
  const agents: TwoWayAgent[] = [];
  for (const { name, coordinates, own, social, ownFirst } of speaking) {
    const indifferent = own.every((a) => a === 0);
    const terms = (indifferent ? social : own).flatMap((a, c) =>
      (a === 0 ? [] : [{ law: problem.signals[coordinates[c]!]!.law, own: a, social: social[c]! }]));
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
    agents.push({ law, base: base ?? 0 });
  }
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
