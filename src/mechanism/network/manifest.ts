/** The manifest of a network (`misreport.network/1`): which tensors, in which order of operations, make the outcome of the bids. */
import { z } from 'zod';
import { fields } from '../../input/shape.ts';

const name = z.string('must be a text').regex(/^[\w.\-/]{1,200}$/,
  'must be 1 to 200 letters, digits, dots, hyphens, underscores or slashes');
const axis = z.int('must be a whole number').min(0, 'must be at least 0').max(7, 'must be at most 7');
const sides = z.array(z.int('must be a whole number').min(1, 'must be at least 1').max(2 ** 20, 'must be at most 2^20')).max(8);
const finite = z.number('must be a number');
const base = { name, of: name };

const unary = fields({ ...base, op: z.enum(['tanh', 'sigmoid', 'softplus', 'relu']) });
const dense = fields({
  ...base, op: z.literal('dense'), weight: name, bias: name.optional(), layout: z.enum(['outputs-inputs', 'inputs-outputs']).optional(),
});
const leaky = fields({ ...base, op: z.literal('leaky-relu'), slope: finite.min(0, 'must be in [0, 1]').max(1, 'must be in [0, 1]') });
const scale = fields({ ...base, op: z.literal('scale'), factor: finite.optional(), shift: finite.optional() });
const reshape = fields({ ...base, op: z.literal('reshape'), shape: sides });
const transpose = fields({ ...base, op: z.literal('transpose'), axes: z.array(axis).max(8) });
const slice = fields({ ...base, op: z.literal('slice'), axis, from: z.int().min(0), to: z.int().min(1) });
const along = fields({ ...base, op: z.enum(['sum', 'max', 'min', 'softmax', 'sparsemax']), axis });
const pair = fields({ name, of: z.tuple([name, name]), op: z.enum(['add', 'subtract', 'multiply', 'minimum', 'maximum']) });
const concatenate = fields({ name, of: z.array(name).min(1).max(64), op: z.literal('concatenate'), axis });
const tensor = fields({ name, op: z.literal('tensor'), tensor: name });
const constant = fields({ name, op: z.literal('constant'), shape: sides, values: z.array(finite).max(2 ** 16) });

export const NODE_SCHEMAS = {
  tanh: unary, sigmoid: unary, softplus: unary, relu: unary, dense, 'leaky-relu': leaky, scale, reshape, transpose, slice,
  sum: along, max: along, min: along, softmax: along, sparsemax: along,
  add: pair, subtract: pair, multiply: pair, minimum: pair, maximum: pair, concatenate, tensor, constant,
} as const;

export type ManifestNode = z.infer<(typeof NODE_SCHEMAS)[keyof typeof NODE_SCHEMAS]>;

const side = z.int('must be a whole number').min(1, 'must be at least 1');

/** The manifest without its nodes, which are read one by one. */
export const manifestSchema = fields({
  format: z.literal('misreport.network/1', "must be 'misreport.network/1'"),
  title: z.string().max(300).optional(),
  source: z.string().max(1000).optional(),
  /** File of tensors, looked for beside the manifest. */
  weights: z.string().min(1).max(1000).optional(),
  bidders: side.max(30, 'must be at most 30'),
  objects: side.max(256, 'must be at most 256'),
  nodes: z.array(z.unknown(), 'must be a list of nodes').max(10_000, 'must have at most 10000 nodes'),
  amounts: name.optional(),
  payments: name.optional(),
  menus: z.array(fields({ amounts: name, prices: name }), 'must be a list with an entry for every bidder').optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
