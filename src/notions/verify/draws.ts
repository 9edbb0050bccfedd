/** Draws of a file's own problem, by a generator of its own: what certificates about laws are held against. */
import { z } from 'zod';
import { lawNamed } from './read-law.ts';
import { InputError } from '../../errors.ts';

const table = z.array(z.array(z.number()));

/** Names by which entries are found: at least one, and no two the same. */
export const namesShape = z.array(z.string()).min(1).refine((names) => new Set(names).size === names.length, 'must be names that differ');

/** Of what was sampled: nothing that rests on draws is certain. */
export const confidenceShape = z.number().gt(0).lt(1);

export const problemShape = z.strictObject({
  agents: namesShape, alternatives: namesShape,
  /** `tabulated`: the law is a function of somebody's own, and its text a table of values (given.ts). */
  signals: z.array(z.strictObject({
    name: z.string(), owner: z.number().int().min(0), law: z.string(), tabulated: z.literal(true).optional(),
  })),
  constants: table, coefficients: z.array(table),
});

/** Parameters of the scenario, for people. */
export const pointShape = z.record(z.string(), z.union([z.string(), z.number()])).optional();

/**
 * Throws InputError where parameters for people speak of another question than the file's: of another agent, of lies judged at another
 * stage, or against others elsewhere. Whatever else they name, nothing is proved of it.
 */
export function requirePoint(
  point: z.infer<typeof pointShape>, told: { readonly agent: string; readonly stage: string; readonly opponents?: string },
): void {
  for (const [key, is] of Object.entries(told)) {
    const said = point?.[key];
    if (said === undefined || said === is || (key === 'agent' && said === 'all')) continue;
    throw new InputError(`point.${key}`, `must be ${is}, as in the rest of the file, or left out, got ${said}`);
  }
}

export type FileProblem = z.infer<typeof problemShape>;

/** Throws InputError naming the key where tables do not fit the names. */
export function requireProblem({ agents, alternatives, signals, constants, coefficients }: FileProblem): void {
  const fits = constants.length === agents.length && constants.every((row) => row.length === alternatives.length)
    && coefficients.length === agents.length
    && coefficients.every((rows) => rows.length === alternatives.length && rows.every((row) => row.length === signals.length));
  if (!fits) throw new InputError('problem', 'has not one number for each agent, alternative and signal');
  signals.forEach(({ owner }, d) => {
    if (owner >= agents.length) throw new InputError(`problem.signals.${d}.owner`, `must be below ${agents.length}`);
  });
}

/** Names of the signals whose laws are tables. */
export const tabulatedIn = ({ signals }: FileProblem): string[] => signals.filter(({ tabulated }) => tabulated).map(({ name }) => name);

/** Numbers in (0, 1): xoshiro128** of Blackman and Vigna, seeded by any text. */
export function uniforms(seed: string): () => number {
  const state = new Uint32Array([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]);
  const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const kept = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= kept;
    state[3] = rotated(state[3]!, 11);
    return result;
  };
  for (const character of seed) {
    state[0]! ^= character.codePointAt(0)!;
    next();
  }
  for (let i = 0; i < 16; i++) next();
  return () => (next() + 0.5) / 2 ** 32;
}

/** Profiles of signals, one a call. */
export function profiles({ signals }: FileProblem, seed: string): () => number[] {
  const laws = signals.map(({ law }, d) => lawNamed(law, `problem.signals.${d}.law`));
  const uniform = uniforms(seed);
  return () => laws.map((law) => law.quantile(uniform()));
}

/** Value of each alternative to each agent, `[agent][alternative]`. */
export const valuesAt = ({ constants, coefficients }: FileProblem, signals: readonly number[]): number[][] =>
  coefficients.map((rows, i) => rows.map((row, k) => row.reduce((sum, c, d) => sum + c * signals[d]!, constants[i]![k]!)));

export interface Mean {
  readonly mean: number;
  readonly half: number;
}

/** Error probability of each mean's half-width. */
const ERROR = 0.01;

/**
 * The lesser of two half-widths at half of ERROR each: Hoeffding's (1963), and Maurer and Pontil's (2009, Theorem 4, both sides), which is
 * of the numbers' own spread (their variance) where their range runs far beyond it. `statements`: among how many the error is shared.
 */
export function halfWidth(count: number, spread: number, range: number, statements = 1): number {
  const error = ERROR / statements;
  const hoeffding = range * Math.sqrt(Math.log(4 / error) / (2 * count));
  const log = Math.log(8 / error);
  return Math.min(hoeffding, Math.sqrt((2 * spread * log) / count) + (7 * range * log) / (3 * (count - 1)));
}

/** Means of several numbers from the same draws, each within its range, with half-widths that hold at 99% each. */
export function meansOf(count: number, draw: () => readonly number[], ranges: readonly (readonly [number, number])[]): Mean[] {
  const [means, squares] = [new Float64Array(ranges.length), new Float64Array(ranges.length)];
  for (let i = 0; i < count; i++) {
    const drawn = draw();
    for (let m = 0; m < means.length; m++) {
      const off = drawn[m]! - means[m]!;
      means[m]! += off / (i + 1);
      squares[m]! += off * (drawn[m]! - means[m]!);
    }
  }
  return ranges.map(([low, high], m) => ({ mean: means[m]!, half: halfWidth(count, squares[m]! / (count - 1), high - low) }));
}

export const meanOf = (count: number, draw: () => number, range: readonly [number, number]): Mean =>
  meansOf(count, () => [draw()], [range])[0]!;
