/** The most welfare between two alternatives that incentive compatible mechanisms reach; by quadrature, so that nothing is drawn. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { congruenceGaps, isImplementable } from '../../notions/congruence-gap.ts';
import { secondBestOfTwo, type TwoWaySecondBest } from '../../notions/second-best/two-alternatives.ts';
import { firstBestReduction, twoWayReduction, type TwoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import type { Curve, Estimate, Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import type { SecondBestQuestion } from './study-point.ts';

const MARKET = 'market';
/** Types at which a rule is shown. */
const SHOWN = 128;

const bracket = ({ lower, upper }: { readonly lower: number; readonly upper: number }): Interval =>
  ({ estimate: (lower + upper) / 2, lower, upper });

/** Whether the efficient rule is implementable by structure, for every agent. */
async function isFree(problem: LinearProblem, run: Run): Promise<boolean> {
  for (const agent of problem.agents.keys()) {
    if (coordinatesOf(problem, agent).length > 0 && !isImplementable(await congruenceGaps(problem, agent, run.solve))) return false;
  }
  return true;
}

/** An agent's chance of the second alternative by her own gain from it. */
function curvesOf(
  { agents, names }: TwoWayReduction,
  { rules }: TwoWaySecondBest,
  { alternatives }: LinearProblem,
  values: Point,
): Curve[] {
  const slack = 2 * agents.reduce((sum, { law }) => sum + law.error.below, 0);
  return rules.map(({ from, chances }, i): Curve => {
    const cells = chances.length;
    const types = Array.from({ length: Math.min(SHOWN, cells) + 1 }, (_, j) => Math.round((j * cells) / Math.min(SHOWN, cells)));
    const estimate = types.map((at) => chances[Math.min(at, cells - 1)]!);
    return {
      quantity: 'choiceProbability', agent: names[i]!, confidence: 1, guarantee: 'continuum', profiles: 0,
      point: { ...values, mechanism: 'second best', alternative: alternatives[1]! },
      types: types.map((at) => from[at]!), estimate,
      lower: estimate.map((chance) => Math.max(0, chance - slack)), upper: estimate.map((chance) => Math.min(1, chance + slack)),
    };
  });
}

function basisOf({ agents, names }: TwoWayReduction, { price, ironed, rules }: TwoWaySecondBest): string {
  const cells = rules.length > 0 ? Math.max(...rules.map(({ chances }) => chances.length)) : 0;
  const flat = names.filter((_, i) => ironed[i]);
  return [
    `below, a rule constant on ${cells} cells of what each agent gains from the second alternative, incentive compatible on the continuum; `
    + 'above, the Lagrangian with what a cell can hide',
    ...(price > 0 ? [`price of money ${price.toPrecision(4)}`] : []),
    ...(flat.length > 0 ? [`ironed: ${flat.join(', ')}`] : []),
    ...(agents.length === 0 ? ["nobody's signals can be used"] : []),
  ].join('; ');
}

function verdictOf(values: Point, loss: Interval): Verdict {
  const status = loss.upper === 0 ? 'yes' : loss.lower > 0 ? 'no' : 'undecided';
  const text = {
    yes: 'The first best is reached: the efficient rule is implementable under these constraints',
    no: 'The first best is reached by some incentive compatible mechanism under these constraints',
    undecided: 'Whether the first best is reached is open: what is lost, if anything, is smaller than the bracket',
  }[status];
  return { id: 'first-best', agent: MARKET, point: values, text, holds: status === 'yes', status };
}

async function study({ problem: given, ...question }: SecondBestQuestion, values: Point, run: Run): Promise<PointResult> {
  const problem = given as LinearProblem;
  const { individuallyRational = 'none', budget = 'none', deficit = 0, cells } = question;
  const bound = individuallyRational !== 'none' && budget !== 'none';
  const reduced = twoWayReduction(problem, cells, bound);
  const found = secondBestOfTwo(reduced, bound ? { deficit } : undefined);
  const publicly = bracket(secondBestOfTwo(firstBestReduction(problem, cells)));
  const free = found.price === 0 && (await isFree(problem, run));
  const second = free ? publicly : bracket({ lower: found.lower, upper: Math.min(found.upper, publicly.upper) });
  const loss = free ? exactly(0) : bracket({ lower: Math.max(0, publicly.lower - second.upper), upper: publicly.upper - second.lower });
  const row = (quantity: string, interval: Interval, basis: string): Estimate =>
    ({ quantity, agent: MARKET, point: values, ...interval, confidence: 1, guarantee: 'continuum', profiles: 0, basis });
  const basis = free ? 'every pair that ties at the top is congruent with a rate that is not negative' : basisOf(reduced, found);
  return {
    samplers: [], surfaces: [], complete: true,
    estimates: [
      row('secondBestWelfare', second, basis), row('firstBestWelfare', publicly, 'the same with every signal public'),
      row('welfareLoss', loss, free ? `zero by structure: ${basis}` : basis),
    ],
    curves: curvesOf(reduced, found, problem, values),
    verdicts: [verdictOf(values, loss)],
    notes: notesOf(question),
    intervalAt: (one) => one,
  };
}

function notesOf({ individuallyRational = 'none', budget = 'none' }: Omit<SecondBestQuestion, 'problem'>): string[] {
  if (budget !== 'none' && individuallyRational === 'none') {
    return ['a budget costs nothing where nobody may stay away: fees make up for it'];
  }
  if (individuallyRational !== 'none' && budget === 'none') return ['participation costs nothing where transfers may lose money'];
  if (individuallyRational === 'ex-post') {
    return ['participation ex post costs no more than interim: full insurance has the same interim utilities'];
  }
  if (budget === 'ex-post') return ['balance ex post costs no more than ex ante: redistribution leaves interim transfers as they are'];
  return [];
}

export function planSecondBest({ problem, values, pictures }: SweepPoint<SecondBestQuestion>): Promise<PlannedPoint> {
  return Promise.resolve({
    cost: 1,
    study: async (run: Run) => {
      run.progress('quadrature', 0);
      const result = await study(problem, values, run);
      return pictures ? result : { ...result, curves: [] };
    },
  });
}
