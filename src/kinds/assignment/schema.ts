/** The fields of an assignment study as `environment()` returns it. */
import { z } from 'zod';
import type { Distribution } from '../../distributions/distribution.ts';
import { ASSIGNMENT_LAWS, ASSIGNMENT_SIDE_MAX } from '../../environment/assignment-market.ts';
import { requireLaw } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { anything, fields, text } from '../../input/shape.ts';
import { ASSIGNMENT_PAYMENTS } from './study-point.ts';

const side = z.custom<number>((value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= ASSIGNMENT_SIDE_MAX, {
  error: ({ input }) => `must be a whole number from 1 to ${ASSIGNMENT_SIDE_MAX}, got ${String(input)}`,
});

interface Sides {
  readonly bidders: number;
  readonly objects: number;
  readonly laws: readonly Distribution[];
}

/** Every different law once. */
function checkLaws({ bidders, objects, laws }: Sides, context: z.core.$RefinementCtx): void {
  const wrong = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path: ['laws', ...path], message });
  if (laws.length !== bidders * objects) return wrong([], `must be a list of ${bidders * objects} laws, bidder by bidder`);
  for (const law of new Set(laws)) {
    const at = laws.indexOf(law);
    try {
      requireLaw('law', law, ASSIGNMENT_LAWS);
      if (law.support[0] < 0) wrong([at], 'must not go below 0: an object can be left unused');
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      wrong([at], error.problem);
    }
  }
}

const MARKET = 'an assignment market { bidders, objects, laws }';
export const market = fields(
  {
    kind: anything, bidders: side, objects: side, laws: z.array(z.custom<Distribution>(), 'must be a list of laws, bidder by bidder'),
    dependence: anything,
  },
  MARKET,
)
  .superRefine(checkLaws);

const mechanism = fields({
  name: text,
  payments: z.enum(ASSIGNMENT_PAYMENTS, { error: ({ input }) => `must be one of ${ASSIGNMENT_PAYMENTS.join(', ')}, got ${String(input)}` }),
}, 'an object { name, payments }');

const MECHANISMS = 'must be a list of at least one mechanism { name, payments }';

const study = fields({
  kind: anything,
  market,
  mechanisms: z.array(mechanism, MECHANISMS).min(1, MECHANISMS)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'must have different names'),
  agents: z.array(z.unknown()).optional(),
});

export const schema = study.superRefine(({ market: { bidders }, agents }, context) => {
  const isBidder = (agent: unknown): boolean => Number.isInteger(agent) && (agent as number) >= 0 && (agent as number) < bidders;
  if (agents === undefined || (agents.length > 0 && agents.every(isBidder))) return;
  context.addIssue({ code: 'custom', path: ['agents'], message: `must list bidders by index, 0 to ${bidders - 1}` });
});
