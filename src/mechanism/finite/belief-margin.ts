/**
 * How far a certificate that a rule is not implemented reaches beyond the beliefs it is of.
 *
 * Its rows, weighed, add up to 0 >= D > 0 at beliefs p, all money cancelling. At beliefs p' of which no probability is more than τ off p's
 * the same rows differ by (p' - p)(t) · A(t) for every type t, A the payoffs of its rows by others' types, and by the money of its rows.
 * p' - p sums to 0, so the first is at most τ Σ_k |A_k - c| for any c, least at a median. The sum of its sizes is at most L = min(2, 2 τ
 * floor(K / 2)) for K profiles of others; where every transfer is less than M in absolute value the money of a row moves by less than L M,
 * and that of a Bayesian IC, which has two transfers, by less than 2 L M. So no mechanism with such transfers implements the rule at p' as
 * long as M Σ weight · L + τ Σ |A - c| <= D, whatever p' is; where no money moves, no mechanism does.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, withType } from '../../environment/finite/profiles.ts';
import { isZero, rational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';
import type { Impossibility } from './design.ts';

/** What transfers have to be less than; `any`: no bound is needed. Undefined: payoffs alone may turn the verdict. */
export type BeliefMargin = { readonly transfers: Rational | 'any' } | undefined;

const least = (a: Rational, b: Rational): Rational => (b.compare(a) < 0 ? b : a);

/** Σ |value - median|. */
function spread(values: readonly Rational[]): Rational {
  const sorted = [...values].sort((a, b) => a.compare(b));
  const middle = sorted[sorted.length >> 1]!;
  return sum(values.map((value) => value.sub(middle).abs()));
}

/** Of a rule and single beliefs. */
export function beliefMargin(model: FiniteModel, { multipliers, certificate, menu }: Impossibility, tolerance: Rational): BeliefMargin {
  const beliefs = conditionalBeliefs(model);
  const bayesian = menu.length === 0;
  const payoff = (agent: number, type: number, report: number): Rational[] => beliefs[agent]![type]!.map((_, others) => {
    const truth = joinProfile(model.profiles, agent, type, others);
    const lottery = model.rule![withType(model.profiles, truth, agent, report)]!;
    return sum(lottery.map((share, outcome) => share.mul(model.payoffs[agent]![outcome]![truth]!)));
  });
  const rows = model.agents.map(({ types }, agent) => types.map((_, type) =>
    ({ payoffs: beliefs[agent]![type]!.map(() => ZERO), weight: ZERO })));
  for (const { constraint, multiplier } of multipliers) {
    if (constraint.kind !== 'IC' && constraint.kind !== 'IR' && constraint.kind !== 'truth') continue;
    const { agent, type } = constraint;
    const row = rows[agent]![type]!;
    const add = (report: number, factor: Rational): void => {
      row.payoffs = payoff(agent, type, report).map((value, k) => row.payoffs[k]!.add(value.mul(factor)));
      row.weight = row.weight.add(multiplier);
    };
    // Of a menu, IR is U >= 0, and IC holds the lie alone to U.
    if (constraint.kind === 'truth' || bayesian) add(type, multiplier);
    if (constraint.kind === 'IC') add(constraint.report, multiplier.neg());
  }
  const moved = (K: number): Rational => least(rational(2), tolerance.mul(2 * Math.floor(K / 2)));
  const room = rows.flat().reduce((left, { payoffs }) => left.sub(tolerance.mul(spread(payoffs))), certificate.conclusion.value);
  const money = sum(rows.flat().map(({ payoffs, weight }) => weight.mul(moved(payoffs.length))));
  if (sign(room) <= 0) return undefined;
  return { transfers: isZero(money) ? 'any' : room.div(money) };
}
