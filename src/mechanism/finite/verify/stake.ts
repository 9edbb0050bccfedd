/**
 * Whether a file `misreport.stake/1` proves the least sup norm of a bet ψ for which {η + ψ, η - ψ} implements a rule, or that no bet does,
 * from the definitions and without a solver.
 *
 * The bet of the file is worth nothing to anyone who tells the truth, no entry of it is larger than the stake, and truth is best under
 * the worse of the two rules. No smaller one does: of every bet a lie either wins on it or loses, so the tree branches on signs, and at the
 * end of each branch multipliers of the constraints, with the signs chosen, add up to stake >= what is claimed, or to a contradiction.
 * ψ and -ψ are one menu, so the first sign is free.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../../environment/finite/model.ts';
import { onTypeSpace } from '../../../environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../../environment/finite/parse.ts';
import { readTable } from '../../../environment/finite/tables.ts';
import { InputError } from '../../../errors.ts';
import { readAs } from '../../../input/check.ts';
import { parseRational, rationalText, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { indexOf, proofPlace, readRule } from './file.ts';
import { beliefOver, bestTotal, placeAfter, walk } from './walk.ts';

const text = z.string();
const money = z.record(text, z.unknown());
const lie = { agent: text, type: text, report: text };
const row = z.strictObject({
  row: z.enum(['up', 'down', 'fair', 'IR', 'IC']), agent: text, type: text.optional(), report: text.optional(),
  profile: z.array(text).optional(), multiplier: text,
});
type Tree = { readonly multipliers: readonly z.infer<typeof row>[] }
  | { readonly agent: string; readonly type: string; readonly report: string; readonly wins: Tree; readonly loses?: Tree | undefined };
const tree: z.ZodType<Tree> = z.lazy(() => z.union([
  z.strictObject({ multipliers: z.array(row) }), z.strictObject({ ...lie, wins: tree, loses: tree.optional() }),
]));
const shape = z.strictObject({
  schema: z.literal('misreport.stake/1'), parameters: z.record(text, text), environment: z.unknown(),
  balance: z.enum(['exact', 'no-deficit', 'none']), allocation: z.enum(['rule', 'efficient']), rule: z.unknown(),
  base: money.optional(), found: z.strictObject({ stake: text, base: money, bet: money }).optional(), tree,
});
type StakeFile = z.infer<typeof shape>;

type Lotteries = readonly (readonly Rational[])[];
/** `[agent][place]`. */
type Money = readonly (readonly Rational[])[];

function readMoney(model: FiniteModel, given: Readonly<Record<string, unknown>>, field: string): Money {
  return model.agents.map(({ name }) => {
    if (!Object.hasOwn(given, name)) throw new InputError(field, `has no money of ${name}`);
    return readTable(given[name], model.agents, `${field}.${name}`, (cell, place) => parseRational(cell as string, place));
  });
}

const expected = (model: FiniteModel, table: readonly Rational[], agent: number, type: number, report: number): Rational =>
  [...beliefOver(model, agent, type)].reduce((total, [place, probability]) =>
    total.add(probability.mul(table[placeAfter(model, place, agent, report)]!)), ZERO);

/** What the rule's outcomes are worth to the type who reports. */
const outcome = (model: FiniteModel, rule: Lotteries, agent: number, type: number, report: number): Rational =>
  [...beliefOver(model, agent, type)].reduce((total, [place, probability]) =>
    rule[placeAfter(model, place, agent, report)]!.reduce((sum, share, k) =>
      sum.add(probability.mul(share).mul(model.payoffs[agent]![k]![place]!)), total), ZERO);

/** Σ of rows: coefficients of ψ_i, η_i by place, of the stake, and what they are at least. */
class Sum {
  readonly bet: Rational[][];
  readonly base: Rational[][];
  stake = ZERO;
  bound = ZERO;

  constructor(model: FiniteModel) {
    const zeros = (): Rational[][] => model.agents.map(() => walk(model).map(() => ZERO));
    [this.bet, this.base] = [zeros(), zeros()];
  }

}

/** Adds factor · E of money after a report. */
function addExpected(into: Rational[][], model: FiniteModel, agent: number, type: number, report: number, factor: Rational): void {
  for (const [place, probability] of beliefOver(model, agent, type)) {
    const at = placeAfter(model, place, agent, report);
    into[agent]![at] = into[agent]![at]!.add(probability.mul(factor));
  }
}

/** Whether money of any agents with these coefficients adds nothing: what balance says makes up for the same coefficient of all agents. */
const cancels = (model: FiniteModel, coefficients: Money, balance: StakeFile['balance']): boolean =>
  walk(model).every((_, place) => {
    const [first, ...rest] = coefficients.map((table) => table[place]!);
    if (balance === 'none') return coefficients.every((table) => sign(table[place]!) === 0);
    return rest.every((value) => value.equals(first!)) && (balance === 'exact' || sign(first!) >= 0);
  });

interface Question {
  readonly model: FiniteModel;
  readonly rule: Lotteries;
  readonly balance: StakeFile['balance'];
  /** η where it is given. */
  readonly base?: Money;
  readonly stake?: Rational;
}

/** `agent:type:report` of lies on which a sign has been chosen. */
type Signs = ReadonlyMap<string, 1 | -1>;

/** Adds a row of a leaf; what is wrong with it instead. */
function addRow({ model, rule, base }: Question, total: Sum, one: z.infer<typeof row>, signs: Signs, field: string): string | undefined {
  const { agents } = model;
  const agent = indexOf(agents.map(({ name }) => name), one.agent, `${field}.agent`);
  const { types } = agents[agent]!;
  const factor = parseRational(one.multiplier, `${field}.multiplier`);
  if (one.row !== 'fair' && sign(factor) < 0) return `${field}: the multiplier of an inequality is negative`;
  if (one.row === 'up' || one.row === 'down') {
    const names = one.profile ?? [];
    const place = names.length === agents.length
      ? walk(model).findIndex((profile) => profile.every((at, i) => agents[i]!.types[at] === names[i])) : -1;
    if (place < 0) throw new InputError(`${field}.profile`, 'is no profile of types');
    total.stake = total.stake.add(factor);
    const turn = one.row === 'up' ? factor.neg() : factor;
    total.bet[agent]![place] = total.bet[agent]![place]!.add(turn);
    return undefined;
  }
  const type = indexOf(types, one.type, `${field}.type`);
  const payoff = (report: number): Rational =>
    outcome(model, rule, agent, type, report).add(base === undefined ? ZERO : expected(model, base[agent]!, agent, type, report));
  if (one.row === 'fair') addExpected(total.bet, model, agent, type, type, factor);
  else if (one.row === 'IR') {
    if (base === undefined) addExpected(total.base, model, agent, type, type, factor);
    total.bound = total.bound.sub(factor.mul(payoff(type)));
  } else {
    const report = indexOf(types, one.report, `${field}.report`);
    const side = signs.get(`${agent}:${type}:${report}`);
    if (side === undefined) return `${field}: no sign of this lie is chosen on the branch`;
    // side · E ψ(lie) >= what the lie gains without the bet.
    addExpected(total.bet, model, agent, type, report, factor.mul(side));
    if (base === undefined) {
      addExpected(total.base, model, agent, type, type, factor);
      addExpected(total.base, model, agent, type, report, factor.neg());
    }
    total.bound = total.bound.add(factor.mul(payoff(report).sub(payoff(type))));
  }
  return undefined;
}

function* treeFaults(question: Question, node: Tree, signs: Signs, at: string): Generator<string> {
  const { model, balance, stake } = question;
  if ('wins' in node) {
    const agent = indexOf(model.agents.map(({ name }) => name), node.agent, `${at}.agent`);
    const { types } = model.agents[agent]!;
    const [type, report] = [indexOf(types, node.type, `${at}.type`), indexOf(types, node.report, `${at}.report`)];
    const key = `${agent}:${type}:${report}`;
    if (signs.has(key) || type === report) { yield `${at}: branches on no lie, or on one whose sign is chosen`; return; }
    yield* treeFaults(question, node.wins, new Map([...signs, [key, 1]]), `${at}.wins`);
    if (node.loses !== undefined) yield* treeFaults(question, node.loses, new Map([...signs, [key, -1]]), `${at}.loses`);
    else if (signs.size > 0) yield `${at}: only the first sign is free`;
    return;
  }
  const total = new Sum(model);
  for (const [k, one] of node.multipliers.entries()) {
    const fault = addRow(question, total, one, signs, `${at}.multipliers.${k}`);
    if (fault !== undefined) { yield fault; return; }
  }
  if (!cancels(model, total.bet, balance === 'none' ? 'none' : 'exact') || !cancels(model, total.base, balance))
    yield `${at}: transfers do not cancel`;
  const clash = sign(total.stake) <= 0 && sign(total.bound) > 0;
  const large = stake !== undefined && total.stake.compare(1) <= 0 && total.bound.compare(stake) >= 0;
  if (!clash && !large) yield `${at}: the rows add up to ${rationalText(total.stake)} stake >= ${rationalText(total.bound)}`;
}

/** What is wrong with the bet that the file has. */
function* betFaults({ model, rule, balance, base: given, stake }: Question, base: Money, bet: Money): Generator<string> {
  const places = [...walk(model).keys()];
  const total = (table: Money, place: number): Rational => table.reduce((sum, mine) => sum.add(mine[place]!), ZERO);
  if (given?.some((mine, i) => mine.some((value, place) => !value.equals(base[i]![place]!)))) yield 'found.base is not the base';
  if (balance !== 'none' && places.some((place) => sign(total(bet, place)) !== 0)) yield 'found.bet does not sum to 0';
  // A base that is given is the file's, whatever it sums to.
  if (given === undefined && places.some((place) =>
    (balance === 'exact' ? sign(total(base, place)) !== 0 : balance === 'no-deficit' && sign(total(base, place)) > 0)))
    yield 'found.base breaks the budget';
  if (bet.flat().some((value) => value.abs().compare(stake!) > 0)) yield `found.bet has an entry beyond ${rationalText(stake!)}`;
  for (const [agent, { name, types }] of model.agents.entries()) {
    for (const [type, typeName] of types.entries()) {
      const payoff = (report: number): Rational =>
        outcome(model, rule, agent, type, report).add(expected(model, base[agent]!, agent, type, report));
      const worth = (report: number): Rational => expected(model, bet[agent]!, agent, type, report);
      if (sign(worth(type)) !== 0) yield `found.bet is worth ${rationalText(worth(type))} to ${name} ${typeName}, who tells the truth`;
      if (sign(payoff(type)) < 0) yield `IR(${name}: ${typeName}) fails`;
      for (const [report, reportName] of types.entries())
        if (report !== type && payoff(report).sub(worth(report).abs()).compare(payoff(type)) > 0)
          yield `IC(${name}: ${typeName} -> ${reportName}) fails`;
    }
  }
}

/** What is wrong with the rule that the bet is for. */
function* ruleFaults(model: FiniteModel, rule: Lotteries, allocation: StakeFile['allocation']): Generator<string> {
  for (const [place, lottery] of rule.entries()) {
    const total = lottery.reduce((sum, share) => sum.add(share), ZERO);
    if (!total.equals(1) || lottery.some((share) => sign(share) < 0)) yield 'the rule has what is no lottery';
    const worth = lottery.reduce((sum, share, k) =>
      model.payoffs.reduce((all, tables) => all.add(share.mul(tables[k]![place]!)), sum), ZERO);
    const wrong = allocation === 'efficient' ? !worth.equals(bestTotal(model, place))
      : !model.rule?.[place]?.every((share, k) => share.equals(lottery[k]!));
    if (wrong) yield allocation === 'efficient' ? 'the rule is not efficient' : 'the rule is not the environment\'s';
  }
}

/** What a file `misreport.stake/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeStakeFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs<StakeFile>(shape, given, proofPlace);
  const values = new Map(Object.entries(file.parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const environment = parseEnvironment(file.environment);
  requireEveryoneReports(environment, 'environment.nature');
  const model = modelAt(onTypeSpace(environment), values);
  const rule = readRule(file, model);
  const { found } = file;
  const base = file.base === undefined ? {} : { base: readMoney(model, file.base, 'base') };
  const question: Question = {
    model, rule, balance: file.balance, ...base, ...(found === undefined ? {} : { stake: parseRational(found.stake, 'found.stake') }),
  };
  const of = file.base === undefined ? 'any base' : 'the base';
  const faults = [
    ...ruleFaults(model, rule, file.allocation),
    ...(found === undefined ? []
      : betFaults(question, readMoney(model, found.base, 'found.base'), readMoney(model, found.bet, 'found.bet'))),
    ...treeFaults(question, file.tree, new Map(), 'tree'),
  ];
  const what = found === undefined ? `no bet round ${of} that implements` : `${found.stake} is the least stake of bets round ${of}`;
  return { what, faults };
}
