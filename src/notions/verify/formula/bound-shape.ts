/** A file `misreport.formula-bound/1`, which ../formula-bound.ts judges. */
import { z } from 'zod';
import { pointShape } from '../draws.ts';
import { functionsShape } from '../given.ts';
import { formulaProblemShape } from './model.ts';

const weight = z.number().min(0);
const cell = z.array(z.number().int().min(0)).min(1);
export const boundShape = z.strictObject({
  schema: z.literal('misreport.formula-bound/1'), point: pointShape, problem: formulaProblemShape, functions: functionsShape,
  /** [D] ends of the cells of every signal. */
  cuts: z.array(z.array(z.number()).min(2)).min(1), most: z.enum(['welfare', 'money']),
  epsilon: z.number().min(0), participation: z.boolean(), deficit: z.number().optional(),
  rows: z.array(z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('lie'), agent: z.string(), from: cell, to: cell, weight }),
    z.strictObject({
      kind: z.literal('slope'), agent: z.string(), below: cell, signal: z.number().int().min(0),
      side: z.union([z.literal(1), z.literal(-1)]),
      weight,
    }),
    z.strictObject({ kind: z.literal('end'), agent: z.string(), type: cell, end: z.enum(['low', 'high']), weight }),
    z.strictObject({ kind: z.literal('budget'), weight }),
  ])).max(100_000),
  atMost: z.number(),
});
export type BoundFile = z.infer<typeof boundShape>;
export type BoundRow = BoundFile['rows'][number];

