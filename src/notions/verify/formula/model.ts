/** An environment of formulas as a file tells it: everybody's values of every alternative. */
import { z } from 'zod';
import { parseDistribution } from '../../../distributions/parse.ts';
import { InputError } from '../../../errors.ts';
import { namesShape } from '../draws.ts';
import { requireFinite } from './finite.ts';
import { readSum } from './read.ts';
import { Sums, type Sum } from './sums.ts';

export const formulaProblemShape = z.strictObject({
  agents: namesShape, alternatives: namesShape,
  /** `tabulated`: the law is a function of somebody's own, and its text a table of values (../given.ts). */
  signals: z.array(z.strictObject({
    name: z.string(), owner: z.number().int().min(0), law: z.string(), tabulated: z.literal(true).optional(),
  })).min(1),
  parameters: z.record(z.string(), z.number()).optional(),
  /** Parts that formulas name, each made of those before it. */
  parts: z.array(z.strictObject({ name: z.string(), is: z.string() })).max(20_000).optional(),
  /** [N][K] */
  values: z.array(z.array(z.string())),
  /** The formulas are what a function of tensors computes, followed once with symbols. */
  traced: z.literal(true).optional(),
});
export type FormulaProblemGiven = z.infer<typeof formulaProblemShape>;

export type Ends = readonly [low: number, high: number];

/** One agent's part in it. */
export interface Model {
  readonly sums: Sums;
  /** Her signals, which of them enter her own value, and everybody's supports. */
  readonly mine: readonly number[];
  readonly enters: readonly boolean[];
  readonly box: readonly Ends[];
  /** [K] her own values, and welfare. */
  readonly own: readonly Sum[];
  readonly social: readonly Sum[];
}

/** [N][K] everybody's values of every alternative, and supports. Throws InputError naming the key that is wrong. */
export function valuesOf(problem: FormulaProblemGiven): Pick<Model, 'sums' | 'box'> & { readonly all: readonly (readonly Sum[])[] } {
  const { agents, alternatives, signals, values, parameters = {}, parts = [] } = problem;
  if (values.length !== agents.length || values.some((row) => row.length !== alternatives.length)) {
    throw new InputError('problem.values', 'has not one formula for each agent and alternative');
  }
  signals.forEach(({ owner }, d) => {
    if (owner >= agents.length) throw new InputError(`problem.signals.${d}.owner`, `must be below ${agents.length}`);
  });
  const sums = new Sums();
  const known = new Map<string, Sum>();
  const call = (text: string, sum: Sum, field: string): void => {
    if (known.has(text)) throw new InputError(field, `is a second '${text}'`);
    known.set(text, sum);
  };
  signals.forEach((signal, d) => call(signal.name, sums.signal(d), `problem.signals.${d}.name`));
  Object.entries(parameters).forEach(([text, value]) => call(text, sums.number(value), `problem.parameters.${text}`));
  parts.forEach(({ name: text, is }, j) => call(text, readSum(sums, is, known, `problem.parts.${j}.is`), `problem.parts.${j}.name`));
  const all = values.map((row, i) => row.map((text, k) => readSum(sums, text, known, `problem.values.${i}.${k}`)));
  const box = signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`).support);
  requireFinite(all, box, signals.map((signal) => signal.name));
  return { sums, box, all };
}

/** Throws InputError naming the key that is wrong. */
export function modelOf(problem: FormulaProblemGiven, name: string): Model {
  const { agents, alternatives, signals } = problem;
  const agent = agents.indexOf(name);
  const mine = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  if (agent < 0 || mine.length === 0) throw new InputError('agent', `must be an agent who sees a signal, got '${name}'`);
  const { sums, box, all } = valuesOf(problem);
  const own = all[agent]!;
  return {
    sums, mine, own, box,
    enters: mine.map((d) => own.some((sum) => sums.moves(sum, d))),
    social: alternatives.map((_, k) => sums.plus(...all.map((row) => [1, row[k]!] as const))),
  };
}
