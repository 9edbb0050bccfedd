/** The fields of a double auction as `environment()` returns it. */
import { z } from 'zod';
import { METRICS, type BeliefSet } from '../../beliefs/belief-set.ts';
import { validateBeliefSet } from '../../beliefs/parse.ts';
import { InputError } from '../../errors.ts';
import { anything, fields, judged } from '../../input/shape.ts';

const metric = z.enum(METRICS, { error: ({ input }) => `unknown metric '${String(input)}'; accepted: ${METRICS.join(', ')}` });

const beliefs = judged<BeliefSet>((set, field) => {
  if (set?.kind === 'priors') {
    const why = 'a double auction is evaluated round the laws of its traders';
    throw new InputError(field, `finite sets of priors are for social choice problems: ${why}`);
  }
  validateBeliefSet(set, field);
});

const QUESTION = '{ metrics, at? }, a list of metrics and one of sets of beliefs';

/** Sizes and kappa are the builder's to judge, which scenarios may call as well; laws are judged together. */
export const schema = fields({
  kind: anything,
  sellers: anything,
  buyers: anything,
  kappa: anything,
  cost: anything,
  value: anything,
  dependence: anything,
  mechanisms: anything,
  ambiguity: fields({
    metrics: z.array(metric, `must be a list of metrics, each of ${METRICS.join(', ')}`),
    at: z.array(beliefs, 'must be a list of sets of beliefs').optional(),
  }, QUESTION).optional(),
});
