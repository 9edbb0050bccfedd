/** Whether a mechanism does what its file says, by the definitions alone (Guo18 section 1.3). */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { heldBeliefs } from '../../../environment/finite/held-beliefs.ts';
import { rationalText, ZERO, type Rational } from '../../../programs/rational.ts';
import { modelOf, readMenu, readRule, type MechanismFile } from './file.ts';
import { beliefOver, bestTotal, placeAfter, placed, priorOver, walk } from './walk.ts';
import { worthOf } from './worth.ts';

type Lotteries = readonly (readonly Rational[])[];
type Money = readonly (readonly Rational[])[];

/** Expected payoff of agent who reports `report` at a belief over places, under one transfer rule. */
function interimPayoff(
  model: FiniteModel, belief: ReadonlyMap<number, Rational>, rule: Lotteries, money: Money, agent: number, report: number,
): Rational {
  let total = ZERO;
  for (const [place, probability] of belief) {
    const reported = placeAfter(model, place, agent, report);
    let payoff = money[agent]![reported]!;
    rule[reported]!.forEach((share, outcome) => { payoff = payoff.add(share.mul(model.payoffs[agent]![outcome]![place]!)); });
    total = total.add(probability.mul(payoff));
  }
  return total;
}

interface Situation {
  readonly agent: number;
  readonly type: number;
  /** What is believed, in words. */
  readonly where: string;
  readonly belief: ReadonlyMap<number, Rational>;
}

/** Every type with each belief at which the goal asks that truth be best: ex post, every certainty; of sets, every corner. */
function* situations(model: FiniteModel, { goal }: MechanismFile): Generator<Situation> {
  const several = goal === 'ex-post' || model.beliefs?.kind === 'belief-sets';
  const held = several ? heldBeliefs(model, goal === 'ex-post' ? 'ex-post' : 'interim') : undefined;
  for (const [agent, { types }] of model.agents.entries()) {
    for (const type of types.keys()) {
      if (held === undefined) yield { agent, type, where: '', belief: beliefOver(model, agent, type) };
      else for (const { name, belief } of held[agent]![type]!)
        yield { agent, type, where: name, belief: placed(model, agent, type, belief) };
    }
  }
}

function* incentiveFaults(model: FiniteModel, rule: Lotteries, menu: readonly Money[], file: MechanismFile): Generator<string> {
  const together = worthOf(file, menu.length);
  for (const { agent, type, where, belief } of situations(model, file)) {
    const { name, types } = model.agents[agent]!;
    const worst = (report: number): Rational => together(menu.map((money) => interimPayoff(model, belief, rule, money, agent, report)));
    const truth = worst(type);
    if (truth.compare(ZERO) < 0) yield `IR(${name}: ${types[type]}${where}) fails: truth is worth ${rationalText(truth)}`;
    for (const [report, reportName] of types.entries()) {
      const lie = report === type ? truth : worst(report);
      if (lie.compare(truth) > 0)
        yield `IC(${name}: ${types[type]} -> ${reportName}${where}) fails: the lie is worth ${rationalText(lie)}, truth `
          + `${rationalText(truth)}`;
    }
  }
}

function* budgetFaults(model: FiniteModel, menu: readonly Money[], balance: MechanismFile['balance']): Generator<string> {
  if (balance === 'none') return;
  for (const [k, money] of menu.entries()) {
    for (const [place, types] of walk(model).entries()) {
      const total = money.reduce((sum, table) => sum.add(table[place]!), ZERO);
      const fails = balance === 'exact' ? total.n !== 0n : total.compare(ZERO) > 0;
      if (fails)
        yield `budget at (${types.map((type, i) => model.agents[i]!.types[type]).join(', ')}) fails under rule ${k + 1}: transfers `
          + `sum to ${rationalText(total)}`;
    }
  }
}

function* ruleFaults(model: FiniteModel, rule: Lotteries, { allocation, goal }: MechanismFile): Generator<string> {
  for (const [place, types] of walk(model).entries()) {
    const lottery = rule[place]!;
    const at = `(${types.map((type, i) => model.agents[i]!.types[type]).join(', ')})`;
    const total = lottery.reduce((sum, share) => sum.add(share), ZERO);
    if (lottery.some((share) => share.compare(ZERO) < 0) || rationalText(total) !== '1') yield `the rule at ${at} is no lottery`;
    const asked = model.rule?.[place];
    if (goal !== 'extract' && allocation === 'rule' && !asked?.every((share, outcome) => share.equals(lottery[outcome]!)))
      yield `the rule at ${at} is not the environment's`;
  }
}

function* revenueFaults(model: FiniteModel, menu: readonly Money[]): Generator<string> {
  const prior = priorOver(model);
  const surplus = prior.reduce((sum, probability, place) => sum.add(probability.mul(bestTotal(model, place))), ZERO);
  for (const [k, money] of menu.entries()) {
    const revenue = prior.reduce(
      (sum, probability, place) => sum.sub(money.reduce((paid, table) => paid.add(table[place]!), ZERO).mul(probability)),
      ZERO,
    );
    if (!revenue.equals(surplus)) yield `rule ${k + 1} collects ${rationalText(revenue)}, and the full surplus is ${rationalText(surplus)}`;
  }
}

/** What is wrong with it, one line a fault; nothing where the file proves its statement. */
export function mechanismFaults(file: MechanismFile): string[] {
  const model = modelOf(file);
  const menu = readMenu(file, model);
  const rule = readRule(file, model);
  const faults = [
    ...ruleFaults(model, rule, file), ...incentiveFaults(model, rule, menu, file), ...budgetFaults(model, menu, file.balance),
  ];
  if (file.transfers === 'bayesian' && menu.length > 1)
    faults.push(`a Bayesian mechanism has one transfer rule, and this has ${menu.length}`);
  if (file.goal === 'extract') faults.push(...revenueFaults(model, menu));
  return faults;
}
