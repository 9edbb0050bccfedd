/**
 * One double auction whose traders' types depend on each other: both traders' constants given their own types, by quadrature over the
 * common component. Nothing is drawn. Outside Song22's assumptions: epsilon-boundedness and monotonicity, which are about independent
 * types, are not asked for.
 */
import { OUTSIDE_THE_PAPERS, type Dependence } from '../../distributions/dependence.ts';
import { isDiscrete } from '../../distributions/distribution.ts';
import { withinTypes } from '../../notions/types-within.ts';
import { openSupports } from '../../distributions/unbounded.ts';
import { traderProblem, type DoubleAuction, type Trader, type TraderProblem } from '../../environment/double-auction.ts';
import {
  commonComponent, COMPONENT_BASIS as BASIS, LOWEST_CHANCE, mirrored, type CommonComponent, type Range,
} from '../../experiments/order-statistics/common-component.ts';
import { atomPosterior } from '../../experiments/order-statistics/atom-posterior.ts';
import { conditionalSurvival, type Conditional } from '../../experiments/order-statistics/conditional.ts';
import { ownTypes } from '../../experiments/order-statistics/own-types.ts';
import { InputError } from '../../errors.ts';
import { dependentConstants, dependentMeans, dependentTable, interimUtility, type DependentTable } from '../../notions/dependent-trader.ts';
import type { Room } from '../../notions/dependent-trader/all-types.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import { exactly, sides, type Interval } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { atomTraderRows, type TraderAsked, type TraderResult } from './dependent-atoms.ts';

/** Multiplications that a table of one trader may take, sums of counts made for it by the root of their number, and cells of it. */
const WORK = 3e8;
const SUMS = 1e8;
const CELLS = [128, 1024] as const;
/** Cells of types by which gains are told on, as a multiple; nodes added up at a number, and sums of counts made for all numbers. */
const REFINED = 4;
const ADDED = 100;
const COUNTS = 3e8;
/** Cells for a relative half-width of one. */
const CELLS_BY_PRECISION = 10;
/** Share of the cells that are equally wide in how others depend on the type; the others are of equal probability. */
const BY_SHIFT = 0.5;
const CURVE_POINTS = 129;

const LEFT_OUT = 'a constant whose basis names types speaks of them alone: nearer to an end of the law gains are not bounded as closely';

export function planDependent({ problem: market, values, pictures }: SweepPoint<DoubleAuction>, aim: StudyAim): PlannedPoint {
  if (aim.sampler !== 'auto') throw new InputError('sampler', 'chooses how others are drawn, and with dependence nothing is; leave it out');
  return {
    cost: 1,
    async study(run) {
      const results = [];
      const discrete = isDiscrete(market.cost) && isDiscrete(market.value);
      for (const trader of ['seller', 'buyer'] as const) {
        if (run.signal?.aborted) break;
        run.progress(`${trader}s`, results.length / 2);
        results.push((discrete ? atomTraderRows : traderRows)(market, market.dependence!, trader, {
          values, pictures, confidence: aim.confidence, precision: aim.precision ?? 0,
        }));
      }
      const [seller, buyer] = results;
      const whole = seller && buyer ? marketRows(market, [seller.utility, buyer.utility], values, aim.confidence) : [];
      return pointResult(market, results, whole, values, aim);
    },
  };
}

function pointResult(
  { cost, value }: DoubleAuction, results: readonly TraderResult[], whole: readonly Estimate[], point: Point,
  { profiles, precision = Infinity }: StudyAim,
): PointResult {
  const isWide = ({ quantity, lower, upper, estimate }: Estimate): boolean =>
    quantity === 'epsilonLic' && upper - lower > 2 * precision * estimate;
  const wide = results.some(({ estimates }) => estimates.some(isWide));
  return {
    samplers: results.map(({ trader }) => ({
      agent: trader, point, sampler: 'quadrature', reason: 'given the own type and the common component the others are independent',
    })),
    estimates: [...results.flatMap(({ estimates }) => estimates), ...whole],
    curves: results.flatMap(({ curves }) => curves),
    surfaces: [],
    verdicts: [],
    notes: [
      `types ${OUTSIDE_THE_PAPERS}`,
      ...(results.some(({ estimates }) => estimates.some(({ basis }) => basis !== BASIS)) ? [LEFT_OUT] : []),
      ...(profiles === undefined ? [] : ['--profiles has no part in it: with dependent types nothing is drawn in a double auction']),
      ...(wide ? [`some epsilon-LIC constants did not reach a relative half-width of ${precision} on the cells that a study takes`] : []),
      ...openSupports([cost, value]),
    ],
    complete: results.length === 2,
  };
}

function traderRows(
  market: DoubleAuction, dependence: Dependence, trader: Trader,
  { values: point, pictures, confidence, precision }: TraderAsked & { readonly precision: number },
): TraderResult {
  const problem = traderProblem(market, trader);
  const common = commonComponent(dependence);
  const component = trader === 'seller' ? common : mirrored(common);
  const conditional = conditionalSurvival(problem, component);
  const cells = cellsFor(problem, conditional, precision);
  const table = tableOf(problem, conditional, component, cells, dependence);
  const quantile = (u: number): number => table.sign * problem.law.quantile(u);
  const { lic, ic, licTypes, icTypes } = dependentConstants(table, conditional, component, quantile, {
    precision, room: roomFor(problem, conditional, cells),
  });
  const cdf = (x: number): number => (table.sign === 1 ? problem.law.cdf(x) : 1 - problem.law.cdf(-x));
  const means = dependentMeans(table, cdf);
  const shared = { agent: trader, point, confidence, guarantee: 'continuum', profiles: 0 } as const;
  // Of fewer types the upper end is no bound for all, whereas the lower one is.
  const ofTypes = ([low, high]: Range) => ({
    basis: `${BASIS}, of types from ${low} to ${high}`, typesWithin: [[low, high] as const], guarantee: 'grid',
    lowerGuarantee: 'continuum', upperGuarantee: 'grid',
  } as const);
  // Where the own report never is the price no lie gains, whatever the type.
  const own = problem.pivotalWeight === 0 ? [] : [problem.law];
  const row = (quantity: string, band: Interval, types?: Range): Estimate =>
    withinTypes({ quantity, ...shared, ...(types ? ofTypes(types) : { basis: BASIS }), ...band }, own);
  return {
    trader,
    estimates: [
      row('epsilonLic', lic, licTypes), row('epsilonIc', ic, icTypes), row('exAnteUtility', means.utility),
      row('exAnteTradeProbability', means.trade),
    ],
    curves: pictures ? curvesOf(table, shared) : [],
    utility: means.utility,
  };
}

/** Types and reports run over the trader's own space; numbers of others above it matter to what she gets. */
function tableOf(
  problem: TraderProblem, conditional: Conditional, component: CommonComponent, cells: number, dependence: Dependence,
): DependentTable {
  const { trader, law, others, pivotalWeight: weight } = problem;
  const sign = trader === 'seller' ? 1 : -1;
  const all = [law, ...others.filter(({ count }) => count > 0).map((group) => group.law)];
  const laws = [...new Map(all.map((one) => [one.text, one])).values()];
  const chances = chancesOf(Math.floor(cells / laws.length), component);
  const types = ownTypes(problem);
  const numbers = laws.flatMap((one) => [...chances.map((u) => one.quantile(u)), ...one.support, ...(one.knots ?? [])]);
  const places = [...new Set([...numbers.map((at) => sign * at), ...types.segments.flat(), ...types.jumps])].sort((a, b) => a - b);
  const [low, high] = sign === 1 ? law.support : [-law.support[1], -law.support[0]] as const;
  const x = Float64Array.from(places.filter((at) => at >= low));
  const own = x.lastIndexOf(high);
  return dependentTable(conditional, { x, own, weight, sign }, types, (atom) => atomPosterior(problem, dependence, atom));
}

function cellsFor(problem: TraderProblem, { nodes }: Conditional, precision: number): number {
  const affordable = Math.min(Math.sqrt(WORK / nodes), SUMS / nodes / Math.sqrt(counted(problem)));
  return Math.min(CELLS[1], Math.max(CELLS[0], Math.floor(Math.min(affordable, CELLS_BY_PRECISION / precision))));
}

/** Most nodes leave nothing to add up. */
const roomFor = (problem: TraderProblem, { nodes }: Conditional, cells: number): Room => {
  const added = Math.min(nodes, ADDED);
  return { cells: REFINED * cells, numbers: WORK / added, columns: COUNTS / added / Math.sqrt(counted(problem)) };
};

const counted = ({ others }: TraderProblem): number => others.reduce((sum, { count }) => sum + count, 0);

function chancesOf(count: number, component: CommonComponent): number[] {
  const shifts = Math.floor(count * BY_SHIFT);
  const even = count - shifts;
  return [
    ...Array.from({ length: even + 1 }, (_, i) => i / even),
    ...Array.from({ length: shifts + 1 }, (_, i) => component.chanceAt(i / shifts, LOWEST_CHANCE)),
  ];
}

/** Every unit has one price, so that what traders get is what trade is worth; nothing is left over. */
function marketRows(
  { sellers, buyers }: DoubleAuction, [seller, buyer]: readonly [Interval, Interval], point: Point, confidence: number,
): Estimate[] {
  const row = (quantity: string, band: Interval): Estimate =>
    ({ quantity, agent: 'market', point, ...band, confidence, guarantee: 'continuum', profiles: 0, basis: BASIS });
  return [
    row('expectedSurplus', sides((side) => sellers * seller[side] + buyers * buyer[side])), row('efficiency', exactly(1)),
    row('budgetSurplus', exactly(0)),
  ];
}

function curvesOf(table: DependentTable, common: Omit<Curve, 'quantity' | 'types' | 'estimate' | 'lower' | 'upper'>): Curve[] {
  const { own, x, rows, sign, segments, atoms } = table;
  const step = Math.max(1, Math.floor(own / (CURVE_POINTS - 1)));
  const inside = segments.flatMap(({ ends: [from, to] }) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
    .filter((i) => i === from || i === to || i % step === 0).map((place) => ({ place, row: rows[place]! })));
  const at = [...inside, ...atoms].sort((a, b) => a.place - b.place);
  const shown = sign === 1 ? at : at.toReversed();
  const curve = (quantity: string, of: (one: typeof at[number]) => Interval): Curve => {
    const bands = shown.map(of);
    return {
      quantity, ...common, guarantee: 'grid', types: shown.map(({ place }) => sign * x[place]!),
      estimate: bands.map(({ estimate }) => estimate), lower: bands.map(({ lower }) => lower), upper: bands.map(({ upper }) => upper),
    };
  };
  return [
    curve('interimUtility', (one) => interimUtility(table, one)),
    curve('tradeProbability', ({ place, row: { upper } }) => {
      // An atom may lose all ties.
      const [least, most] = [upper[atoms.some((atom) => atom.place === place) ? place + 1 : place]!, upper[place]!];
      return least === most ? exactly(most) : { estimate: (least + most) / 2, lower: least, upper: most };
    }),
  ];
}
