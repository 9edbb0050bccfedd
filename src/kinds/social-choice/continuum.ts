/** Where the structure of a mechanism extends a grid's certificate to all types and reports. */
import { bidderOf, wonGiven, type Bidder } from '../../experiments/quadrature/won-given.ts';
import { insuredVcg, payAsBid } from '../../notions/dependent-bidder.ts';
import { certain, type Certified, type CertifiedWithin } from '../../notions/certified.ts';
import { paidByReport, type Costs } from '../../notions/dependent-payments.ts';
import { DENSITY_BASIS, independentPayments } from '../../notions/independent-payments.ts';
import { payerUtility } from '../../notions/payer-utility.ts';
import { SERVED_BASIS } from '../../notions/served-gains.ts';
import type { EpsilonBounded } from '../../notions/epsilon-bounded.ts';
import { epsilonIcOnContinuum, strategyLoss } from '../../notions/epsilon-ic.ts';
import { epsilonLicOnContinuum, type EpsilonLic } from '../../notions/epsilon-lic.ts';
import type { IncentiveStructure } from '../../notions/marginal-gain.ts';
import type { Payments } from '../../notions/epsilon-ic/strategy-loss.ts';
import { interimIncentiveCompatible, maximises, paysByReport } from '../../mechanism/incentives.ts';
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { Strategy } from '../../mechanism/strategy.ts';
import type { Payment } from '../../mechanism/transfers/scheme.ts';
import { isEnvelope, isGeneralisedVcg, welfareRates } from './generalised-vcg.ts';
import { licOfBottomAndTop } from './modified-vcg.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { AgentSample } from './agent-study.ts';
import { bidGains, knownUtility, ofServed, tradingGains, type KnownGains } from './served.ts';
import { gainsWithoutSampling } from './known-gains.ts';

/** A sample, or before there is one what is asked of it. */
type Asked = { readonly question: Pick<InterimSums['question'], 'line' | 'agent'> } & Partial<Pick<InterimSums, 'classes' | 'classOf'>>;

/** The structure that notions/marginal-gain.ts asks for, where there is one. */
export function structureOf(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  values: ValueStructure,
  { sums, base }: { readonly sums: Asked; readonly base?: InterimSums },
): IncentiveStructure | undefined {
  if (interimIncentiveCompatible(problem, mechanism, values) !== undefined) return { kind: 'incentive-compatible' };
  if (base && sums.question.line && isGeneralisedVcg(problem, mechanism, values, sums.question.agent)) {
    const { classes, classOf } = sums;
    const welfare = classes && classOf ? welfareRates(problem, sums.question.agent, { classes, classOf }) : undefined;
    return welfare && { kind: 'generalised-vcg', welfare, others: base };
  }
  if (sums.question.line && isEnvelope(problem, mechanism, sums.question.agent)) {
    const { classes, classOf } = sums;
    const welfare = classes && classOf ? welfareRates(problem, sums.question.agent, { classes, classOf }) : undefined;
    return welfare && { kind: 'envelope', welfare };
  }
  const { rule, transfers, strategies } = mechanism;
  const onLine = sums.question.line && problem.valuations.kind === 'linear' && values === 'private' && !strategies && !problem.dependence;
  if (!onLine || !maximises(rule, problem)) return undefined;
  if (schemeOf(transfers).payment?.asBid) return { kind: 'pay-as-bid' };
  const table = knownUtility(problem, mechanism, sums.question.agent);
  if (table) return { kind: 'known-utility', table };
  return insuredMechanism(transfers) && base ? { kind: 'insured', base } : undefined;
}

/** Whether constants are certified over all types and reports by a line of reports, and by no list. */
export function needsLine(problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number): boolean {
  const at = (line: boolean) => structureOf(problem, mechanism, values, { sums: { question: { line, agent } } });
  return at(false) === undefined && at(true) !== undefined;
}

/** Keeps the grid's statement where the continuum's is not to be had, or where the sample contradicts the structure. */
export function extended<T extends Certified>(grid: T, certificate: Certified | undefined): T {
  if (!certificate || grid.lower > certificate.upper) return grid;
  return { ...grid, ...certificate };
}

/** The same of what is known without sampling: its witness, or none, instead of the grid's. */
export function replaced<T extends Certified>({ witness, ...grid }: T, known: Certified | undefined): T {
  const bare = grid as unknown as T;
  return !known || grid.lower > known.upper ? { ...bare, ...(witness ? { witness } : {}) } : { ...bare, ...known };
}

export function licOnContinuum(
  structure: IncentiveStructure | undefined,
  { sums, ends }: AgentSample,
  grid: EpsilonLic,
  alpha: number,
): EpsilonLic {
  // By either structure no lie about irrelevant information alone gains.
  const contradicted = (grid.irrelevantGain?.lower ?? 0) > 0;
  const noneGains = contradicted ? {} : { irrelevantGain: certain(0), exists: 'finite' as const };
  if (ends) return { ...extended(grid, licOfBottomAndTop(ends, alpha)), ...noneGains };
  if (!structure) return grid;
  const certificate = extended(grid, epsilonLicOnContinuum(sums, structure, alpha));
  return structure.kind === 'incentive-compatible' && grid.irrelevantGain ? { ...certificate, ...noneGains } : certificate;
}

export function icOnContinuum(structure: IncentiveStructure | undefined, { sums }: AgentSample, grid: Certified, alpha: number): Certified {
  return structure ? extended(grid, epsilonIcOnContinuum(sums, structure, alpha)) : grid;
}

/**
 * The loss of a strategy profile in which a report either serves the agent or not and she pays by her own report alone:
 * what certifies a candidate equilibrium of the first-price and the all-pay auction.
 */
export function lossOnContinuum(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  values: ValueStructure,
  { sums, fine, space, search: { witnesses } }: AgentSample,
  grid: Certified,
  alpha: number,
): Certified {
  if (
    !paysByReport(mechanism) || !sums.question.line || values !== 'private' || !maximises(mechanism.rule, problem) || problem.dependence
  ) {
    return grid;
  }
  const payments = paymentsByReport(problem, mechanism, sums, space.agent);
  if (!payments) return grid;
  const coarse = strategyLoss(sums, payments, alpha / (fine ? 2 : 1), witnesses.epsilonIc);
  // The lower bound and the estimate are the witness pair's; the upper bound is the finer sample's.
  const finer = fine && coarse ? strategyLoss(fine, payments, alpha / 2) : undefined;
  return extended(grid, coarse && finer ? { ...coarse, upper: Math.max(coarse.lower, Math.min(coarse.upper, finer.upper)) } : coarse);
}

/**
 * What a type's report costs her, as the scheme's file says. A report is a type, or its bid, and own values are affine in it. What
 * her value has beside her signal's part, a constant, is taken
 * off. Undefined but for two classes, each of one constant, and payments that do not fall in the report.
 */
function paymentsByReport(
  { valuations }: SocialChoiceProblem,
  { transfers, strategies }: Mechanism,
  { classes, classOf, typeValue, question: { reports } }: InterimSums,
  agent: number,
): Payments | undefined {
  if (valuations.kind !== 'linear' || classes !== 2 || !typeValue) return undefined;
  const lines = [0, 1].map((c) => {
    const members = [...classOf.keys()].filter((k) => classOf[k] === c);
    const constant = valuations.constants[agent]![members[0]!]!;
    const slope = valuations.coefficients[agent]![members[0]!]!.reduce((sum, x) => sum + x, 0);
    return { constant, slope, one: members.every((k) => valuations.constants[agent]![k] === constant) };
  });
  if (!lines.every(({ one }) => one)) return undefined;
  const best = lines[1]!.slope >= lines[0]!.slope ? 1 : 0;
  const value = (c: number, x: number): number => lines[c]!.constant + lines[c]!.slope * x;
  const [first, last] = [reports[0]![0]!, reports.at(-1)![0]!];
  const beside = [0, 1].map((c) => value(c, first) - typeValue[c]!);
  const bid = (type: number): number => (strategies ? strategies[agent]!.bid(type) : type);
  const { paid, linear } = schemeOf(transfers).payment!;
  const pay = (c: number, x: number): number => paid(value(c, x), value(1 - c, x));
  // Of |.| of an affine number the ends tell whether it ever falls, once its sign does not change.
  const rises = [0, 1].every((c) => pay(c, bid(last)) >= pay(c, bid(first)) && lines[c]!.slope >= 0 && (linear || pay(c, bid(first)) >= 0));
  const cost = (c: number) => (type: number): number => pay(c, bid(type)) - beside[c]!;
  return rises ? { served: cost(best), unserved: cost(1 - best) } : undefined;
}

/** Whether it is full insurance of VCG, by the rule of both. */
export function insuresVcg({ transfers, strategies, rule }: Mechanism): boolean {
  const insured = insuredMechanism(transfers);
  return insured?.transfers.kind === 'vcg' && !insured.strategies && !strategies && JSON.stringify(insured.rule) === JSON.stringify(rule);
}

/** What is known of an agent without sampling, and by what: absent, by quadrature over the component that types depend by. */
export interface GivenOwnType {
  readonly lic?: CertifiedWithin;
  readonly ic?: CertifiedWithin;
  readonly bounded?: EpsilonBounded;
  readonly monotone?: Certified;
  readonly participation?: Certified;
  readonly basis?: string;
}

/**
 * Of agents who are served or not against one opponent (served.ts). Of bidders for one object whose types depend on each other: both
 * constants where she pays by her report alone, and where VCG is insured, by so many types at most. Independent ones: epsilon-LIC where she
 * pays by her report alone and what the truth leaves her is not known by structure. In steps. Empty elsewhere.
 */
export function* givenOwnType(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number, most?: number,
): Generator<undefined, GivenOwnType> {
  const traded = tradingGains(problem, mechanism, values, agent);
  const known = traded ? ofServed(traded) : bidGains(problem, mechanism, values, agent)
    ?? gainsWithoutSampling(problem, mechanism, values, agent);
  if (known) return givenBy(known);
  if (values !== 'private' || !maximises(mechanism.rule, problem)) return {};
  const { transfers, strategies } = mechanism;
  const { payment } = schemeOf(transfers);
  const isTruthful = payment?.asBid === true && !strategies;
  if (!problem.dependence) {
    const bidder = payment && !isTruthful ? bidderOf(problem, mechanism, agent) : undefined;
    const costs = bidder && costsOf(bidder, payment!, strategies?.[agent]);
    const lic = costs && (yield* independentPayments(bidder, costs));
    if (!lic) return {};
    const { slopes } = costs;
    // Where some types are left out, so is what their utility is.
    const isAll = lic.within === undefined && !bidder.law.whole;
    const more = slopes && isAll ? yield* payerUtility(bidder, { ...costs, slopes }, lic.upper) : {};
    return { lic, ...more, basis: DENSITY_BASIS };
  }
  const table = payment || insuresVcg(mechanism) ? yield* wonGiven(problem, mechanism, agent, most) : undefined;
  if (!table) return {};
  if (!payment) return insuredVcg(table);
  if (isTruthful) return payAsBid(table);
  const costs = costsOf({ ...table, law: table.own }, payment, strategies?.[agent]);
  return costs ? yield* paidByReport(table, costs) : {};
}

function givenBy(known: KnownGains): GivenOwnType {
  const [bounded, participation] = [known.epsilonBounded(), known.participation?.()];
  return {
    lic: known.epsilonLic(), ic: known.largestGain({ kind: 'bayesian' })!, ...(bounded ? { bounded } : {}), monotone: known.monotonicity(),
    ...(participation ? { participation } : {}),
    basis: SERVED_BASIS,
  };
}

const TRUTHFUL: Pick<Strategy, 'bid' | 'slopes'> = { bid: (type) => type, slopes: () => [1, 1] };

/** Of a bidder whose bids follow a strategy; undefined where what she pays falls somewhere. */
export function costsOf(
  { worth: rate, start, law: { support: [low, high] } }: Pick<Bidder, 'worth' | 'start' | 'law'>, { paid, linear }: Payment,
  { bid, slopes: bidSlopes }: Pick<Strategy, 'bid' | 'slopes'> = TRUTHFUL,
): Costs | undefined {
  const worth = (type: number): number => rate * bid(type) + start;
  const costs: Costs = { served: (type) => paid(worth(type), 0), unserved: (type) => paid(0, worth(type)) };
  const all = [costs.served, costs.unserved];
  if (!all.every((cost) => cost(high) >= cost(low) && (linear || cost(low) >= 0))) return undefined;
  // Each payment is what the object is worth at the bid, or nothing, wherever that is not below 0.
  if (!bidSlopes || worth(low) < 0) return costs;
  return {
    ...costs,
    slopes: (from, to) => {
      const [least, most] = bidSlopes(from, to);
      // A slope may have no bound.
      const of = (part: number): readonly [number, number] => (part === 0 ? [0, 0] : [rate * least * part, rate * most * part]);
      return { served: of(paid(1, 0)), unserved: of(paid(0, 1)) };
    },
  };
}
