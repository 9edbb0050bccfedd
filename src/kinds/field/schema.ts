/** The fields of questions of kind `field` as `environment()` returns them. What problems and laws hold is their own to judge. */
import { z } from 'zod';
import { quote } from '../../input/quote.ts';
import { truth } from '../../input/scalar.ts';
import { anything, fields } from '../../input/shape.ts';
import { market as assignmentMarket } from '../assignment/schema.ts';
import { problem } from '../social-choice/schema.ts';
import { TRADERS } from '../../environment/double-auction.ts';
import { BUDGETS, NOTIONS, OPPONENTS, PARTICIPATION, STAGES, type QUESTIONS } from './study-point.ts';

const MARKET = 'a double auction { sellers, buyers, kappa, cost, value }';
const market = fields(
  { kind: anything, sellers: anything, buyers: anything, kappa: anything, cost: anything, value: anything, ambiguity: anything }, MARKET,
);

const DEFICITS = 'must be a list of numbers, money per market';
const deficits = z.array(z.number(DEFICITS), DEFICITS).min(1, DEFICITS);

const cells = z.custom<number>((value) => Number.isInteger(value) && (value as number) >= 2, {
  error: ({ input }) => `must be a whole number from 2 on, got ${quote(String(input))}`,
});

const nodes = z.custom<number>((value) => Number.isInteger(value) && (value as number) >= 1, {
  error: ({ input }) => `must be a whole number from 1 on, got ${quote(String(input))}`,
});
const SLICE = 'must be a list of numbers, one a coordinate, undefined where types differ';
const LOOP = 'must be a list of points, each a list of numbers';

const choice = <T extends string>(choices: readonly T[]) =>
  z.enum(choices, { error: ({ input }) => `must be one of ${choices.join(', ')}, got ${quote(String(input))}` });

const kindAndQuestion = { kind: anything, question: anything };

const constraints = {
  individuallyRational: choice(PARTICIPATION).optional(), budget: choice(BUDGETS).optional(),
  deficit: z.number('must be a number, money per market').optional(),
};

const onMarket = { ...kindAndQuestion, market, opponents: choice(OPPONENTS).optional(), cells: cells.optional() };

const ofOneAgent = {
  agent: anything, cells: cells.optional(), nodes: nodes.optional(), notion: choice(NOTIONS).optional(),
  stage: choice(STAGES).optional(), opponents: choice(OPPONENTS).optional(), slice: z.array(z.number().optional(), SLICE).optional(),
  loop: z.array(z.array(z.number()), LOOP).optional(), ...constraints, bounded: truth.optional(), monotone: truth.optional(),
};

const ofSecondBest = {
  cells: cells.optional(), ...constraints, permittedEpsilon: z.number('must be a number').min(0, 'must be 0 or more').optional(),
};

export const schemas = {
  'least-epsilon': fields({ ...onMarket, deficits: deficits.optional() }),
  trader: fields({ ...onMarket, agent: choice(TRADERS), deficit: constraints.deficit }),
  'market-second-best': fields({ ...kindAndQuestion, market, cells: cells.optional(), ...constraints }),
  field: fields({ ...kindAndQuestion, problem, ...ofOneAgent }),
  'second-best': fields({ ...kindAndQuestion, problem, ...ofSecondBest }),
  assignment: fields({ ...kindAndQuestion, market: assignmentMarket, ...ofOneAgent }),
  'assignment-second-best': fields({ ...kindAndQuestion, market: assignmentMarket, ...ofSecondBest }),
} as const satisfies Record<(typeof QUESTIONS)[number], z.ZodType>;
