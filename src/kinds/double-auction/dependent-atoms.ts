/** One trader's rows where types are atoms and depend on each other, by quadrature over the common component; nothing is drawn. */
import type { Dependence } from '../../distributions/dependence.ts';
import { traderProblem, type DoubleAuction, type Trader } from '../../environment/double-auction.ts';
import { COMPONENT_BASIS } from '../../experiments/order-statistics/common-component.ts';
import { atomSurvival } from '../../experiments/order-statistics/conditional-atoms.ts';
import { atomConstants } from '../../notions/dependent-atoms.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { CertifiedOnLine } from '../../notions/certified.ts';

export interface TraderResult {
  readonly trader: Trader;
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly utility: Interval;
}

export interface TraderAsked {
  readonly values: Point;
  readonly pictures: boolean;
  readonly confidence: number;
}

export function atomTraderRows(
  market: DoubleAuction, dependence: Dependence, trader: Trader, { values: point, pictures, confidence }: TraderAsked,
): TraderResult {
  const problem = traderProblem(market, trader);
  const survival = atomSurvival(problem, dependence);
  const sign = trader === 'seller' ? 1 : -1;
  const { lic, ic, utility, trade, utilities, trades } = atomConstants(survival, problem.pivotalWeight, sign);
  const shared = { agent: trader, point, confidence, profiles: 0 } as const;
  const row = (quantity: string, { witness, ...band }: Interval & Pick<CertifiedOnLine, 'witness'>): Estimate =>
    ({ quantity, ...shared, guarantee: 'continuum', basis: COMPONENT_BASIS, ...band, ...(witness ? { witness } : {}) });
  const places = survival.types.map((_, s) => s);
  const shown = sign === 1 ? places : places.toReversed();
  const curve = (quantity: string, bands: readonly Interval[]): Curve => ({
    quantity, ...shared, guarantee: 'point', types: shown.map((s) => sign * survival.types[s]!.type),
    estimate: shown.map((s) => bands[s]!.estimate), lower: shown.map((s) => bands[s]!.lower), upper: shown.map((s) => bands[s]!.upper),
  });
  return {
    trader, utility,
    estimates: [
      row('epsilonLic', lic), row('epsilonIc', ic), row('exAnteUtility', utility), row('exAnteTradeProbability', trade),
    ],
    curves: pictures ? [curve('interimUtility', utilities), curve('tradeProbability', trades)] : [],
  };
}
