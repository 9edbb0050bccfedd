/** Which epsilon-LIC constants of auctions of one object are infinite: what notions/infinite-constant.ts asks of problem and mechanism. */
import { gapsOf } from '../../distributions/distribution.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem, type ValueStructure } from '../../environment/social-choice.ts';
import { factorOf } from '../../experiments/enumeration/joint-masses.ts';
import { behindOneFactor, rivalsOf, type Rivals } from '../../experiments/quadrature/rivals.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { maximises } from '../../mechanism/incentives.ts';
import { factsOf, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { whyInfinite, type EndsOfTypes, type PaysByReport } from '../../notions/infinite-constant.ts';
import { insuresVcg } from './continuum.ts';

/** Of what a value may be next to nothing but for rounding. */
const ROUNDING = 1e-9;

/** In words; undefined where it is finite or not known to be infinite. */
export function whyNoEpsilon(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): string | undefined {
  const { agents, alternatives, signals } = problem;
  const [d, ...more] = coordinatesOf(problem, agent);
  if (values !== 'private' || d === undefined || more.length > 0 || !isSingleObject(problem) || !isPrivate(problem)) return undefined;
  const { law } = signals[d]!;
  if (signals.some(({ law: { atoms = [] } }) => atoms.length > 0) || gapsOf(law).length > 0) return undefined;
  const { transfers, rule, strategies } = mechanism;
  const { payment } = schemeOf(transfers);
  if (!maximises(rule, problem) || !(payment || insuresVcg(mechanism))) return undefined;
  const { maximised } = factsOf(rule, agents.length, alternatives.length);
  const found = maximised && rivalsOf(problem, maximised, agent, strategies);
  const dependence = dependenceOf(problem, agent);
  if (!found?.alike || dependence === undefined) return undefined;
  // Of a law without an end types are moved to where a study ends.
  const ends: EndsOfTypes = { others: found.rivals.length, dependence, powers: law.powers ?? {} };
  if (!payment) return whyInfinite(ends, 'insured VCG');
  // Truthful bids that are paid leave nothing at stake; bids of a table bend with it, and say nothing of others between its numbers.
  if (dependence === 'none' && strategies) return undefined;
  return whyInfinite(ends, paysByReport(found, law.support, payment, strategies?.[agent]));
}

/** Undefined where types depend in a way that has no proof. */
function dependenceOf(problem: SocialChoiceProblem, agent: number): EndsOfTypes['dependence'] | undefined {
  if (!problem.dependence) return 'none';
  const one = behindOneFactor(problem, agent);
  if (!one) return undefined;
  if (one.kind === 'clayton') return 'clayton';
  const [own, ...others] = factorOf(one, problem.signals.length) ?? [];
  const correlations = others.map((share) => own! * share);
  return correlations.length > 0 && correlations.every((r) => r > 0 && r < 1) ? { scores: Math.max(...correlations) } : undefined;
}

function paysByReport(
  { worth, start }: Rivals, support: readonly [number, number], payment: NonNullable<ReturnType<typeof schemeOf>['payment']>,
  strategy: { bid(type: number): number; readonly steepest?: number } | undefined,
): PaysByReport {
  const value = (type: number): number => worth * type + start;
  const atStake = (type: number): number => {
    const bid = value(strategy ? strategy.bid(type) : type);
    return value(type) - payment.paid(bid, 0) + payment.paid(0, bid);
  };
  const size = ROUNDING * Math.max(...support.map((end) => Math.abs(value(end))));
  const [low, high] = support.map((end) => (Math.abs(atStake(end)) > size ? atStake(end) : 0)) as [number, number];
  return { low, high, steady: strategy === undefined || strategy.steepest !== undefined };
}
