/** The fields of a social choice study as `environment()` returns it. What rules, transfers and values hold is their own to judge. */
import { z } from 'zod';
import { quote } from '../../input/quote.ts';
import { anything, fields, functionOf, names, text } from '../../input/shape.ts';

const isRecord = (value: unknown): boolean => value !== null && typeof value === 'object' && !Array.isArray(value);
const object = z.custom<object>(isRecord, {
  error: ({ input }) => `must be an object, got ${quote(input === undefined ? 'nothing' : String(input))}`,
});

/** A rule or a transfer scheme. */
const ofKind = object.refine(
  (value) => typeof (value as { kind?: unknown }).kind === 'string', { path: ['kind'], error: 'must be a text' },
);

/** A social choice problem. */
export const problem = fields({
  kind: anything,
  agents: names,
  alternatives: names,
  signals: z.array(fields({ owner: anything, name: text, law: anything }), 'must be a list of coordinates { owner, name, law }'),
  valuations: object,
  dependence: anything,
});

const mechanism = fields({ name: text, rule: ofKind, transfers: ofKind, strategies: anything });

const distance = fields({ name: text, rule: ofKind, other: ofKind }, 'an object { name, rule, other }');

const MECHANISMS = 'must be a list of at least one mechanism { name, rule, transfers }';
const DISTANCES = 'must be a list of { name, rule, other }';

const differ = (list: readonly { readonly name: string }[], context: z.core.$RefinementCtx): void => {
  const twice = list.find(({ name }, i) => list.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) context.addIssue({ code: 'custom', message: `names must differ, and ${quote(twice.name)} occurs twice` });
};

export const schema = fields({
  kind: anything,
  problem,
  mechanisms: z.array(mechanism, MECHANISMS).min(1, MECHANISMS).superRefine(differ),
  agents: anything,
  reports: functionOf("an agent's index").optional(),
  distances: z.array(distance, DISTANCES).superRefine(differ).optional(),
  ambiguity: fields({ metrics: anything, at: anything, of: anything }, 'an object { metrics, at, of }').optional(),
});
