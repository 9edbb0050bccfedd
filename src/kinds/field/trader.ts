/**
 * One trader's field in a double auction of any size (docs/fields.md, section 3): of two alternatives, that she trades and that she does
 * not, her types move the chance of the first alone. So the field is a function of one number, by quadrature of binomial laws; beside it
 * stands the market's least ε.
 */
import type { Trader } from '../../environment/double-auction.ts';
import { buyerChance, sellerChance, type Standing } from '../../experiments/quadrature/tied-chance.ts';
import { gapsOf, isDiscrete, massBelow, survivalOf, type Distribution } from '../../distributions/distribution.ts';
import type { Curve, Estimate, Point, Verdict } from '../../results/document.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { gradientVerdict } from './field-rows.ts';
import { gridSupport } from './grid.ts';
import { planMarket } from './market.ts';
import type { MarketQuestion, TraderQuestion } from './study-point.ts';

/** Cells at whose midpoints the field is shown where none are asked for. */
const CELLS = 64;
/** Within which chances are known. */
const ERROR = 1e-12;

/** Chances of one number: that another is larger, as large, and no smaller. */
interface Chances {
  readonly above: number;
  readonly at: number;
}

const ofLaw = (law: Distribution) => (x: number): Chances => {
  const at = law.cdf(x) - massBelow(law, x);
  return { above: survivalOf(law, x), at };
};

/** Of types at midpoints of cells, with the chances of these; numbers closer than rounding are equal. */
function ofGrid(law: Distribution, cells: number, tie: number): (x: number) => Chances {
  const { points, weights } = gridSupport(law, { cells });
  return (x) => ({
    above: Math.min(1, points.reduce((sum, point, j) => (point > x + tie ? sum + weights[j]! : sum), 0)),
    at: Math.min(1, points.reduce((sum, point, j) => (Math.abs(point - x) <= tie ? sum + weights[j]! : sum), 0)),
  });
}

export interface TraderField {
  readonly types: readonly number[];
  /** [T] chance of trading. */
  readonly chances: readonly number[];
}

/** Values of a law in a list; else midpoints of cells, those in gaps left out, where there are no types. */
const typesOf = (law: Distribution, cells: number): readonly number[] => (isDiscrete(law) ? law.atoms!.map(({ at }) => at)
  : gridSupport(law, { cells }).points.filter((x) => !gapsOf(law).some(([low, high]) => x > low && x < high)));

/**
 * At values of her law, or midpoints of its cells, to within 1e-12. Equal numbers of a side share evenly; of a seller and a buyer the
 * seller keeps.
 */
export function traderField({ market, agent, opponents = 'law', cells = CELLS }: Omit<TraderQuestion, 'kind' | 'question'>): TraderField {
  const { cost, value } = market;
  const ends = [...cost.support, ...value.support];
  const tie = ERROR * Math.max(...ends.map(Math.abs));
  const [costs, values] = [cost, value].map((law) => (opponents === 'grid' ? ofGrid(law, cells, tie) : ofLaw(law)));
  const types = typesOf(agent === 'seller' ? cost : value, cells);
  const standing: Readonly<Record<Trader, (x: number) => Standing>> = {
    seller: (x) => ({ ahead: costs!(x).above, tied: costs!(x).at, across: values!(x).above }),
    buyer: (x) => ({ ahead: values!(x).above, tied: values!(x).at, across: Math.min(1, costs!(x).above + costs!(x).at) }),
  };
  const chance = agent === 'seller' ? sellerChance : buyerChance;
  return { types, chances: types.map((x) => chance(market, standing[agent](x))) };
}

/** The pair of types whose difference times that of the field is least: neighbours, since chances rise or fall throughout. */
function worstPair({ types, chances }: TraderField): { readonly at: number; readonly product: number } {
  let worst = { at: 0, product: Infinity };
  for (let t = 0; t + 1 < types.length; t++) {
    const product = (types[t + 1]! - types[t]!) * Math.abs(chances[t + 1]! - chances[t]!);
    if (product < worst.product) worst = { at: t, product };
  }
  return worst;
}

function rowsOf({ agent, market }: TraderQuestion, values: Point, field: TraderField): Estimate[] {
  const { at, product } = worstPair(field);
  const { types } = field;
  const slack = 2 * ERROR * (types[at + 1]! - types[at]!);
  const fixed = { agent, point: values, confidence: 1, profiles: 0 } as const;
  const nothing = { ...fixed, estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' } as const;
  return [
    { ...nothing, quantity: 'congruenceGap', basis: 'one signal: there are no two coordinates whose rates could disagree' },
    { ...nothing, quantity: 'circulation', basis: 'types are on a line: every closed path goes back the way it came' },
    {
      ...fixed, quantity: 'fieldMonotonicity', estimate: product, lower: Math.max(0, product - slack), upper: product + slack,
      guarantee: isDiscrete(agent === 'seller' ? market.cost : market.value) ? 'continuum' : 'grid',
      witness: { type: types[at]!, report: types[at + 1]! },
      basis: `${types.length} types, chances by quadrature of binomial laws; never below 0`,
    },
    { ...nothing, quantity: 'leastEpsilon', basis: 'zero by structure: values are private, and under VCG transfers no lie gains' },
  ];
}

function curvesOf({ agent }: TraderQuestion, values: Point, { types, chances }: TraderField): Curve[] {
  const along = agent === 'seller' ? 'cost' : 'value';
  const point = { ...values, mechanism: 'efficient', along };
  const curve = (quantity: string, facet: Point, [low, high]: readonly [number, number], of: (chance: number) => number): Curve => {
    const estimate = chances.map(of);
    return {
      agent, guarantee: 'grid', confidence: 1, profiles: 0, quantity, point: { ...point, ...facet }, types, estimate,
      lower: estimate.map((x) => Math.max(low, x - ERROR)), upper: estimate.map((x) => Math.min(high, x + ERROR)),
    };
  };
  const rate = agent === 'seller' ? -1 : 1;
  return [
    curve('choiceProbability', { alternative: 'trade' }, [0, 1], (chance) => chance),
    curve('fieldComponent', { coordinate: along }, rate > 0 ? [0, 1] : [-1, 0], (chance) => rate * chance),
  ];
}

const revenueVerdict = (agent: Trader, point: Point): Verdict => ({
  id: 'revenue-equivalence', agent, point, holds: true, status: 'yes',
  text: 'The field is the gradient of E max W, W the welfare of an allocation. Every incentive compatible mechanism with the efficient '
    + 'rule leaves her with it up to a constant, and expects the same payments of her up to a constant (JM01 Theorem 3.1, footnote 21)',
});

export async function planTrader({ problem, ...point }: SweepPoint<TraderQuestion>, aim: StudyAim): Promise<PlannedPoint> {
  const { agent: _agent, deficit = 0, cells, ...rest } = problem;
  const asked: MarketQuestion = {
    ...rest, question: 'least-epsilon', deficits: [deficit], ...(rest.opponents === 'grid' && cells !== undefined ? { cells } : {}),
  };
  const ofMarket = await planMarket({ values: point.values, problem: asked }, aim);
  const { values } = point;
  return {
    ...ofMarket,
    study: async (run): Promise<PointResult> => {
      const beside = await ofMarket.study(run);
      const field = traderField(problem);
      return {
        ...beside, estimates: [...rowsOf(problem, values, field), ...beside.estimates],
        curves: [...(point.pictures ? curvesOf(problem, values, field) : []), ...beside.curves],
        verdicts: [
          gradientVerdict({ name: problem.agent }, values, true, undefined), revenueVerdict(problem.agent, values), ...beside.verdicts,
        ],
      };
    },
  };
}
