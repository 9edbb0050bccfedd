/**
 * Copies of all agents of a social choice problem, who choose from the same alternatives together. Copies stand one after another, agents
 * and coordinates of the first in their places. A copy values an alternative by her own signals as the original does, and where the
 * original's value depends on another agent's signal, by the mean of that signal over the copies. Welfare is that of all copies, so that an
 * alternative's bonus is multiplied.
 */
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../mechanism/mechanism.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Throws InputError where something of the study is of its own number of agents. */
export function replicas(study: SocialChoiceStudy, copies: number): SocialChoiceStudy {
  const { problem, mechanisms, agents, distances } = study;
  const each = repeater(copies);
  return {
    ...study,
    problem: problemOf(problem, copies),
    mechanisms: mechanisms.map((mechanism, m) => mechanismOf(mechanism, each, `mechanisms[${m}]`)),
    agents: agents ?? problem.agents.map((_, i) => i),
    ...(distances ? {
      distances: distances.map(({ name, rule, other }, d) => ({
        name, rule: ruleOf(rule, each, `distances[${d}].rule`), other: ruleOf(other, each, `distances[${d}].other`),
      })),
    } : {}),
  };
}

interface Repeater {
  readonly copies: number;
  /** A list by agents or by coordinates. */
  list<T>(one: readonly T[]): T[];
}

const repeater = (copies: number): Repeater =>
  ({ copies, list: (one) => Array.from({ length: copies }, () => one).flat() });

const refused = (field: string, what: string): InputError => new InputError('replicas', `${field}: ${what} has no replicas`);

/** Names of the first copy are the original's. */
const named = (name: string, copy: number): string => (copy === 0 ? name : `${name} #${copy + 1}`);

function problemOf(problem: SocialChoiceProblem, copies: number): SocialChoiceProblem {
  const { agents, signals, valuations, dependence } = problem;
  const all = Array.from({ length: copies }, (_, copy) => copy);
  if (valuations.kind !== 'linear') throw refused('problem.valuations', 'a function of so many signals');
  if (dependence && Object.values(dependence).some((value) => Array.isArray(value))) {
    throw refused('problem.dependence', 'a list or matrix for so many signals');
  }
  const twice = agents.find((name) => agents.some((other) => other !== name && other.startsWith(`${name} #`)));
  if (twice !== undefined) throw refused('problem.agents', `'${twice}', whose copies are named as other agents are,`);
  return {
    ...problem,
    agents: all.flatMap((copy) => agents.map((name) => named(name, copy))),
    signals: all.flatMap((copy) =>
      signals.map(({ owner, name, law }) => ({ owner: owner + copy * agents.length, name: named(name, copy), law }))),
    valuations: valuationsOf(valuations, problem, copies),
  };
}

function valuationsOf(
  { constants, coefficients }: LinearValuations, { signals }: SocialChoiceProblem, copies: number,
): LinearValuations {
  const all = Array.from({ length: copies }, (_, copy) => copy);
  return {
    kind: 'linear',
    constants: all.flatMap(() => constants),
    coefficients: all.flatMap((copy) => coefficients.map((ofAgent, agent) => ofAgent.map((row) =>
      all.flatMap((other) => row.map((coefficient, d) =>
        (signals[d]!.owner !== agent ? coefficient / copies : other === copy ? coefficient : 0)))))),
  };
}

function mechanismOf({ name, rule, transfers, strategies }: Mechanism, each: Repeater, field: string): Mechanism {
  if (strategies) throw refused(`${field}.strategies`, 'a list of strategies');
  return { name, rule: ruleOf(rule, each, `${field}.rule`), transfers: transfersOf(transfers, each, `${field}.transfers`) };
}

function ruleOf(rule: ChoiceRule, each: Repeater, field: string): ChoiceRule {
  switch (rule.kind) {
    case 'efficient': case 'dictatorial': return rule;
    case 'affine-maximizer':
      return { ...rule, weights: each.list(rule.weights), bonuses: rule.bonuses.map((bonus) => bonus * each.copies) };
    case 'efficient-with-reserves': return { ...rule, reserves: each.list(rule.reserves) };
    case 'mixture':
      return { ...rule, rule: ruleOf(rule.rule, each, `${field}.rule`), other: ruleOf(rule.other, each, `${field}.other`) };
    default: throw refused(field, `the rule '${rule.kind}'`);
  }
}

function transfersOf(transfers: TransferScheme, each: Repeater, field: string): TransferScheme {
  switch (transfers.kind) {
    case 'none': case 'vcg': case 'groves': case 'expected-externality': case 'redistributed-vcg':
    case 'lowest-type-vcg': case 'weak-congruence':
      return transfers;
    case 'modified-vcg': return transfers.relevant ? { ...transfers, relevant: each.list(transfers.relevant) } : transfers;
    case 'full-insurance': return { ...transfers, base: mechanismOf(transfers.base, each, `${field}.base`) };
    case 'monotone-repair': return { ...transfers, base: transfersOf(transfers.base, each, `${field}.base`) };
    default: throw refused(field, `the transfers '${transfers.kind}'`);
  }
}
