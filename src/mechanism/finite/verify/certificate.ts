/**
 * Whether multipliers prove that no mechanism does what is asked. Each named constraint is written out from its definition and
 * multiplied; what is left must be impossible whatever the transfers, the lotteries and the agents' utilities:
 * - the coefficients of money at a profile are equal for all agents (exact balance: they then multiply a sum that is zero),
 *   equal and nonnegative (no deficit: a sum that is at most zero), or zero (no balance);
 * - utilities cancel;
 * - and the bound exceeds the most that lotteries can contribute.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { heldBeliefs, mayHold } from '../../../environment/finite/held-beliefs.ts';
import { parseRational, rationalText, ZERO, type Rational } from '../../../programs/rational.ts';
import { indexOf, modelOf, type CertificateFile } from './file.ts';
import { nearFaults } from './near-beliefs.ts';
import { beliefOver, bestTotal, placeAfter, placed, priorOver, walk } from './walk.ts';

type Line = CertificateFile['multipliers'][number];

/** Coefficients of what a sum of constraints `left >= bound` has on its left. */
export class Sum {
  readonly money = new Map<string, Map<string, Rational>>();
  readonly lotteries = new Map<string, Rational>();
  readonly utilities = new Map<string, Rational>();
  bound = ZERO;

  private static add(map: Map<string, Rational>, key: string, value: Rational): void {
    map.set(key, (map.get(key) ?? ZERO).add(value));
  }

  addMoney(rule: string, place: number, agent: number, value: Rational): void {
    const key = `${rule}|${place}`;
    if (!this.money.has(key)) this.money.set(key, new Map());
    Sum.add(this.money.get(key)!, String(agent), value);
  }

  addLottery(place: number, outcome: number, value: Rational): void { Sum.add(this.lotteries, `${place}|${outcome}`, value); }
  addUtility(agent: number, type: number, value: Rational): void { Sum.add(this.utilities, `${agent}|${type}`, value); }
}

const ruleKey = ({ for: made }: Line): string => (made === undefined ? '' : `${made.agent}:${made.type}->${made.report}`);

/** weight · (expected outcome and money of a report at a belief over places, under a rule). */
export function addPayoff(
  sum: Sum, model: FiniteModel, belief: ReadonlyMap<number, Rational>, rule: string, agent: number, report: number, weight: Rational,
): void {
  for (const [place, probability] of belief) {
    const reported = placeAfter(model, place, agent, report);
    const factor = weight.mul(probability);
    sum.addMoney(rule, reported, agent, factor);
    model.outcomes.forEach((_, outcome) => sum.addLottery(reported, outcome, factor.mul(model.payoffs[agent]![outcome]![place]!)));
  }
}

/** The belief that a line speaks of; why it is none that the goal asks about. */
function beliefOf(
  model: FiniteModel, { goal, transfers }: CertificateFile, line: Line, agent: number, type: number, field: string,
): ReadonlyMap<number, Rational> | string {
  const single = model.profiles.othersSize[agent] === 1;
  const given = line.belief?.map((value, k) => parseRational(value, `${field}.belief.${k}`));
  if (given === undefined)
    return goal === 'ex-post' && single ? placed(model, agent, type, [parseRational(1, field)])
      : model.beliefs?.kind === 'belief-sets' ? onlyBelief(model, agent, type, field) : beliefOver(model, agent, type);
  if (transfers !== 'bayesian') return `${field}: beliefs are for Bayesian transfers`;
  if (!mayHold(model, goal === 'ex-post' ? 'ex-post' : 'interim', agent, type, given))
    return `${field}: the type does not hold that belief`;
  return placed(model, agent, type, given);
}

/** The belief of a set with one point. */
function onlyBelief(model: FiniteModel, agent: number, type: number, field: string): ReadonlyMap<number, Rational> | string {
  const [first, second] = heldBeliefs(model, 'interim')[agent]![type]!;
  return second === undefined ? placed(model, agent, type, first!.belief) : `${field}: says nothing of the belief`;
}

/** Adds one line; what is wrong with it, or nothing. */
function addLine(sum: Sum, model: FiniteModel, file: CertificateFile, line: Line, field: string): string | undefined {
  const weight = parseRational(line.multiplier, `${field}.multiplier`);
  if (line.constraint !== 'revenue' && weight.compare(ZERO) < 0) return `${field}: the multiplier of an inequality is negative`;
  if (line.constraint === 'revenue') return addRevenue(sum, model, file, line, weight, field);
  const agent = indexOf(model.agents.map(({ name }) => name), line.agent, `${field}.agent`);
  const { types } = model.agents[agent]!;
  const type = indexOf(types, line.type, `${field}.type`);
  const ambiguous = file.transfers === 'ambiguous';
  const belief = beliefOf(model, file, line, agent, type, field);
  if (typeof belief === 'string') return belief;
  if (line.constraint === 'truth') {
    if (!ambiguous || line.for === undefined) return `${field}: truth speaks of a rule of an ambiguous menu`;
    if (!isLie(model, line.for)) return `${field}: no lie has that rule`;
    addPayoff(sum, model, belief, ruleKey(line), agent, type, weight);
    sum.addUtility(agent, type, weight.neg());
  } else if (line.constraint === 'IR') {
    if (ambiguous) sum.addUtility(agent, type, weight);
    else addPayoff(sum, model, belief, '', agent, type, weight);
  } else {
    const report = indexOf(types, line.report, `${field}.report`);
    if (report === type) return `${field}: a lie reports another type`;
    const rule = ambiguous ? `${line.agent}:${line.type}->${line.report}` : '';
    if (ambiguous) sum.addUtility(agent, type, weight);
    else addPayoff(sum, model, belief, '', agent, type, weight);
    addPayoff(sum, model, belief, rule, agent, report, weight.neg());
  }
  return undefined;
}

function isLie({ agents }: FiniteModel, { agent, type, report }: NonNullable<Line['for']>): boolean {
  const types = agents.find(({ name }) => name === agent)?.types ?? [];
  return type !== report && types.includes(type) && types.includes(report);
}

/** - E Σ_i φ_i = full surplus, under one rule; an equality, so of any sign. */
function addRevenue(
  sum: Sum,
  model: FiniteModel,
  { goal, transfers }: CertificateFile,
  line: Line,
  weight: Rational,
  field: string,
): string | undefined {
  if (goal !== 'extract') return `${field}: revenue is no constraint of ${goal}`;
  if (transfers === 'ambiguous' && (line.for === undefined || !isLie(model, line.for))) return `${field}: no lie has that rule`;
  priorOver(model).forEach((probability, place) => {
    sum.bound = sum.bound.add(weight.mul(probability).mul(bestTotal(model, place)));
    model.agents.forEach((_, agent) => sum.addMoney(ruleKey(line), place, agent, weight.mul(probability).neg()));
  });
  return undefined;
}

function* moneyFaults(sum: Sum, model: FiniteModel, balance: CertificateFile['balance']): Generator<string> {
  for (const [key, byAgent] of sum.money) {
    const coefficients = model.agents.map((_, agent) => byAgent.get(String(agent)) ?? ZERO);
    const [first] = coefficients;
    const equal = coefficients.every((value) => value.equals(first!));
    const fits = equal && (balance === 'exact' || (balance === 'no-deficit' ? first!.compare(ZERO) >= 0 : first!.n === 0n));
    if (!fits) {
      const types = walk(model)[Number(key.split('|').at(-1))]!;
      yield `money at (${types.map((type, i) => model.agents[i]!.types[type]).join(', ')}) does not cancel: `
        + `${coefficients.map(rationalText).join(', ')}`;
    }
  }
}

/** The most that the lotteries allowed can contribute. */
function lotteriesAtMost(sum: Sum, model: FiniteModel, allocation: CertificateFile['allocation']): Rational | string {
  let total = ZERO;
  for (const [place] of walk(model).entries()) {
    const at = model.outcomes.map((_, outcome) => sum.lotteries.get(`${place}|${outcome}`) ?? ZERO);
    if (allocation === 'rule') {
      const lottery = model.rule?.[place];
      if (lottery === undefined) return 'the environment has no rule';
      total = at.reduce((value, gain, outcome) => value.add(gain.mul(lottery[outcome]!)), total);
    } else {
      const best = bestTotal(model, place);
      const allowed = at.filter(
        (_, outcome) =>
          allocation === 'free' || model.payoffs.reduce((value, tables) => value.add(tables[outcome]![place]!), ZERO).equals(best),
      );
      total = total.add(allowed.reduce((most, value) => (value.compare(most) > 0 ? value : most)));
    }
  }
  return total;
}

/** Why a sum of constraints is no contradiction. */
export function* contradictionFaults(
  sum: Sum, model: FiniteModel, { balance, allocation }: Pick<CertificateFile, 'balance' | 'allocation'>,
): Generator<string> {
  for (const [key, value] of sum.utilities) {
    const [agent, type] = key.split('|').map(Number) as [number, number];
    if (value.n !== 0n)
      yield `the utility of ${model.agents[agent]!.types[type]} of ${model.agents[agent]!.name} does not cancel: ${rationalText(value)}`;
  }
  yield* moneyFaults(sum, model, balance);
  const most = lotteriesAtMost(sum, model, allocation);
  if (typeof most === 'string') yield most;
  else if (sum.bound.compare(most) <= 0)
    yield `the constraints add up to ${rationalText(most)} >= ${rationalText(sum.bound)}, which is no contradiction`;
}

/** What is wrong with it, one line a fault; nothing where the multipliers prove the impossibility. */
export function certificateFaults(file: CertificateFile): string[] {
  const model = modelOf(file);
  const sum = new Sum();
  const faults: string[] = [];
  // Individual rationality ties revenue to efficiency at profiles that occur, and at no others.
  if (
    file.goal === 'extract' &&
    (file.allocation === 'rule' || (file.allocation === 'efficient' && priorOver(model).some((probability) => probability.n === 0n)))
  ) {
    return [`extraction may use other allocations than ${file.allocation}`];
  }
  if (file.preference !== 'maxmin') return ['certificates speak of maxmin preferences only'];
  file.multipliers.forEach((line, k) => {
    const fault = addLine(sum, model, file, line, `multipliers.${k}`);
    if (fault !== undefined) faults.push(fault);
  });
  if (faults.length > 0) return faults;
  const found = [...contradictionFaults(sum, model, file)];
  const most = lotteriesAtMost(sum, model, file.allocation);
  return found.length > 0 || typeof most === 'string' ? found : nearFaults(model, file, sum.bound.sub(most));
}
