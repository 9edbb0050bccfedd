/** Everything about a mechanism that can be known to be wrong for its problem before a run. */
import { requireFinite, requireLength } from '../environment/checks.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { InputError } from '../errors.ts';
import type { ChoiceRule, Mechanism, Strategy, TransferScheme } from './mechanism.ts';

/** Throws InputError naming the field. */
export function validateMechanism(problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism): void {
  validateRule('rule', problem, rule);
  validateTransfers('transfers', problem, transfers);
  if (strategies) validateStrategies(problem, strategies);
}

export function validateRule(field: string, problem: SocialChoiceProblem, rule: ChoiceRule): void {
  requireObject(field, rule);
  const { agents, alternatives } = problem;
  switch (rule.kind) {
    case 'efficient':
      return;
    case 'general':
      if (typeof rule.choose !== 'function') throw new InputError(`${field}.choose`, 'must be a function of tensors');
      return;
    case 'affine-maximizer':
      requireLength(`${field}.weights`, rule.weights, agents.length, 'agents');
      rule.weights.forEach((weight, i) => {
        if (!(weight > 0 && Number.isFinite(weight))) throw new InputError(`${field}.weights[${i}]`, `must be a positive number, got ${weight}`);
      });
      requireLength(`${field}.bonuses`, rule.bonuses, alternatives.length, 'alternatives');
      rule.bonuses.forEach((bonus, k) => requireFinite(`${field}.bonuses[${k}]`, bonus));
      return;
    case 'dictatorial':
      if (!Number.isInteger(rule.dictator) || rule.dictator < 0 || rule.dictator >= agents.length) throw new InputError(`${field}.dictator`, `must be the index of an agent, 0 to ${agents.length - 1}, got ${rule.dictator}`);
      return;
    case 'posted-price':
      requireTrade(`${field}.kind`, problem);
      requireFinite(`${field}.price`, rule.price);
      return;
    case 'mixture':
      if (!(rule.share >= 0 && rule.share <= 1)) throw new InputError(`${field}.share`, `must be a probability, got ${rule.share}`);
      validateRule(`${field}.rule`, problem, rule.rule);
      validateRule(`${field}.other`, problem, rule.other);
      return;
    default:
      throw new InputError(`${field}.kind`, `unknown rule '${(rule as { kind: string }).kind}'; accepted here: efficient, affine-maximizer, dictatorial, posted-price, mixture, general`);
  }
}

/** Rules, transfers and bases may lie within others, where a scenario file can leave one out. */
function requireObject(field: string, value: unknown): void {
  if (value === null || typeof value !== 'object') throw new InputError(field, `must be an object, got ${value === undefined ? 'nothing' : String(value)}`);
}

function requireTrade(field: string, { agents, alternatives }: SocialChoiceProblem): void {
  if (agents.length !== 2 || alternatives.length !== 2) throw new InputError(field, `posted-price needs two agents and two alternatives, and here are ${agents.length} and ${alternatives.length}`);
}

function validateTransfers(field: string, problem: SocialChoiceProblem, transfers: TransferScheme): void {
  requireObject(field, transfers);
  switch (transfers.kind) {
    case 'none':
    case 'groves':
    case 'vcg':
      return;
    case 'expected-externality':
      if (problem.agents.length < 2) throw new InputError(`${field}.kind`, 'expected-externality needs at least two agents, to balance the budget');
      if (problem.dependence) throw new InputError(`${field}.kind`, 'expected-externality is defined here for independent signals only');
      return;
    case 'weak-congruence':
      requireOneDimensional(`${field}.kind`, 'weak-congruence', problem);
      if (problem.valuations.kind !== 'linear') throw new InputError(`${field}.kind`, 'weak-congruence needs linear values');
      return;
    case 'first-price':
    case 'all-pay':
      requireSingleObject(`${field}.kind`, transfers.kind, problem);
      return;
    case 'posted-price':
      requireTrade(`${field}.kind`, problem);
      requireFinite(`${field}.price`, transfers.price);
      return;
    case 'modified-vcg':
      if (transfers.relevant) requireLength(`${field}.relevant`, transfers.relevant, problem.signals.length, 'signal coordinates');
      return;
    case 'full-insurance':
      requireObject(`${field}.base`, transfers.base);
      validateRule(`${field}.base.rule`, problem, transfers.base.rule);
      validateTransfers(`${field}.base.transfers`, problem, transfers.base.transfers);
      return;
    case 'monotone-repair':
      if (!(transfers.epsilon > 0 && Number.isFinite(transfers.epsilon))) throw new InputError(`${field}.epsilon`, `must be a positive number, got ${transfers.epsilon}`);
      requireOneDimensional(`${field}.kind`, 'monotone-repair', problem);
      validateTransfers(`${field}.base`, problem, transfers.base);
      return;
    case 'insured-table':
      requireOneDimensional(`${field}.kind`, 'insured-table', problem);
      requireLength(`${field}.utility`, transfers.utility, problem.agents.length, 'agents');
      transfers.utility.forEach((row, i) => {
        if (row.length < 2) throw new InputError(`${field}.utility[${i}]`, 'needs at least two points, the ends of the support');
        row.forEach((value, r) => requireFinite(`${field}.utility[${i}][${r}]`, value));
      });
      return;
    case 'general':
      if (typeof transfers.transfer !== 'function') throw new InputError(`${field}.transfer`, 'must be a function of tensors');
      requireLength(`${field}.range`, transfers.range, 2, 'bounds');
      transfers.range.forEach((bound, i) => requireFinite(`${field}.range[${i}]`, bound));
      return;
    default:
      throw new InputError(`${field}.kind`, `unknown transfers '${(transfers as { kind: string }).kind}'`);
  }
}

function requireOneDimensional(field: string, what: string, { agents, signals }: SocialChoiceProblem): void {
  const several = agents.findIndex((_, i) => signals.filter(({ owner }) => owner === i).length > 1);
  if (several >= 0) throw new InputError(field, `${what} needs one-dimensional signals, and ${agents[several]} sees ${signals.filter(({ owner }) => owner === several).length} coordinates`);
}

/** One winner at most: an agent's value is zero in all alternatives but one, and no two agents' are the same. */
export function isSingleObject({ agents, valuations }: SocialChoiceProblem): boolean {
  if (valuations.kind !== 'linear') return false;
  const winners = agents.map((_, i) => valuations.coefficients[i]!.flatMap((row, k) => (row.some((x) => x !== 0) || valuations.constants[i]![k] !== 0 ? [k] : [])));
  return winners.every((list) => list.length === 1) && new Set(winners.flat()).size === agents.length;
}

function requireSingleObject(field: string, what: string, problem: SocialChoiceProblem): void {
  requireOneDimensional(field, what, problem);
  if (!isSingleObject(problem)) throw new InputError(field, `${what} needs a single-object problem: every agent has value in one alternative, her own`);
}

function validateStrategies(problem: SocialChoiceProblem, strategies: readonly Strategy[]): void {
  requireLength('strategies', strategies, problem.agents.length, 'agents');
  requireOneDimensional('strategies', 'a strategy profile', problem);
  strategies.forEach((strategy, i) => {
    if (strategy === null || typeof strategy !== 'object' || !Array.isArray(strategy.range)) throw new InputError(`strategies[${i}].range`, 'must be [lowest, highest] bid');
    const { range: [low, high], bid, inverse } = strategy;
    if (typeof bid !== 'function') throw new InputError(`strategies[${i}].bid`, 'must be a function of the type');
    if (typeof inverse !== 'function') throw new InputError(`strategies[${i}].inverse`, 'must be a function of the bid');
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) throw new InputError(`strategies[${i}].range`, `must be [lowest, highest] bid, got [${low}, ${high}]`);
    const law = problem.signals.find(({ owner }) => owner === i)?.law;
    if (!law) return;
    const types = Array.from({ length: 65 }, (_, step) => law.support[0] + ((law.support[1] - law.support[0]) * step) / 64);
    let last = -Infinity;
    for (const type of types) {
      const made = bid(type);
      if (!(made >= low - 1e-9 && made <= high + 1e-9)) throw new InputError(`strategies[${i}].bid`, `bids ${made} at type ${type}, outside its range [${low}, ${high}]`);
      if (made < last - 1e-9) throw new InputError(`strategies[${i}].bid`, `must not decrease, and falls from ${last} to ${made} at type ${type}`);
      last = made;
    }
    for (const type of types) requireInverse(`strategies[${i}].inverse`, { type, made: bid(type), back: inverse(bid(type)) }, bid, law.support, high - low);
  });
}

/** Shares of a support and of a range of bids within which an inverse found numerically may miss. */
const INVERSE_MISS = 1e-3;

/** The largest type that bids at most `made`, the bid of `type`, bids the same; beyond the support anything will do. */
function requireInverse(field: string, { type, made, back }: { readonly type: number; readonly made: number; readonly back: number }, bid: (type: number) => number, [lowest, highest]: readonly [number, number], bids: number): void {
  const kept = Math.min(highest, Math.max(lowest, back));
  const near = Math.abs(kept - type) <= INVERSE_MISS * (highest - lowest) || Math.abs(bid(kept) - made) <= INVERSE_MISS * bids;
  if (!near) throw new InputError(field, `must undo the bid: type ${type} bids ${made}, whose inverse is ${back}`);
}
