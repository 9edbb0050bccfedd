/** Least stakes and smallest menus as files that hold their environment; `verify/stake.ts` and `verify/menu-size.ts` check them. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { rationalText, type Rational } from '../../programs/rational.ts';
import { requireRule } from './allocation-terms.ts';
import { lieNames, lotteryText, nested } from './proof-file.ts';
import type { MenuTree, SmallestMenu } from './menu-size.ts';
import type { Balance, Constraint } from './question.ts';
import type { Money } from './smallest-c.ts';
import type { SmallestStake, StakeQuestion, StakeRow, StakeTree } from './stake.ts';

export interface StakeSource {
  /** The environment's file. */
  readonly file: unknown;
  readonly parameters: ReadonlyMap<string, Rational>;
  /** Whether the model's rule is the environment's, or some efficient one. */
  readonly allocation: 'rule' | 'efficient';
}

const moneyFile = (model: FiniteModel, money: Money): Record<string, unknown> =>
  Object.fromEntries(model.agents.map(({ name }, agent) => [name, nested(model, (profile) => rationalText(money[agent]![profile]!))]));

function rowFile(model: FiniteModel, row: StakeRow): Record<string, unknown> {
  const { agents, profiles } = model;
  const { name, types } = agents[row.agent]!;
  if ('profile' in row)
    return { row: row.row, agent: name, profile: typesIn(profiles, row.profile).map((type, agent) => agents[agent]!.types[type]!) };
  return 'report' in row ? { row: row.row, ...lieNames(model, row) } : { row: row.row, agent: name, type: types[row.type]! };
}

function treeFile(model: FiniteModel, tree: StakeTree): Record<string, unknown> {
  if ('rows' in tree)
    return { multipliers: tree.rows.map(({ row, multiplier }) => ({ ...rowFile(model, row), multiplier: rationalText(multiplier) })) };
  const { lie, wins, loses } = tree;
  return { ...lieNames(model, lie), wins: treeFile(model, wins), ...(loses === undefined ? {} : { loses: treeFile(model, loses) }) };
}

const parametersFile = (parameters: StakeSource['parameters']): Record<string, string> =>
  Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)]));

/** `misreport.stake/1`. */
export function stakeFile(
  model: FiniteModel, { file, parameters, allocation }: StakeSource, { balance, base }: StakeQuestion,
  result: Exclude<SmallestStake, { status: 'undecided' }>,
): Record<string, unknown> {
  return {
    schema: 'misreport.stake/1', balance, allocation,
    parameters: parametersFile(parameters), environment: file,
    rule: nested(model, (profile) => lotteryText(model, requireRule(model)[profile]!)),
    ...(base === undefined ? {} : { base: moneyFile(model, base) }),
    ...(result.status === 'none' ? {}
      : { found: { stake: rationalText(result.stake), base: moneyFile(model, result.base), bet: moneyFile(model, result.bet) } }),
    tree: treeFile(model, result.tree),
  };
}

/** Budgets, which only cancel, are left out. */
function constraintFile(model: FiniteModel, constraint: Constraint): Record<string, unknown> | undefined {
  if (constraint.kind === 'IC') return { constraint: 'IC', ...lieNames(model, constraint) };
  if (constraint.kind !== 'IR' && constraint.kind !== 'truth') return undefined;
  const { name, types } = model.agents[constraint.agent]!;
  return {
    constraint: constraint.kind, agent: name, type: types[constraint.type]!,
    ...(constraint.kind === 'truth' ? { rule: constraint.rule + 1 } : {}),
  };
}

function menuTreeFile(model: FiniteModel, tree: MenuTree): Record<string, unknown> {
  if ('branches' in tree) return { branches: tree.branches.map((branch) => menuTreeFile(model, branch)) };
  return {
    multipliers: tree.rows.flatMap(({ constraint, multiplier }) => {
      const row = constraintFile(model, constraint);
      return row === undefined ? [] : [{ ...row, multiplier: rationalText(multiplier) }];
    }),
  };
}

/** `misreport.menu-size/1`: the menu, and why no menu of one rule less implements. */
export function menuSizeFile(
  model: FiniteModel, { file, parameters }: Omit<StakeSource, 'allocation'>, balance: Balance,
  { menu, tree }: Extract<SmallestMenu, { status: 'found' }>,
): Record<string, unknown> {
  return {
    schema: 'misreport.menu-size/1', balance, parameters: parametersFile(parameters), environment: file,
    menu: menu.map((money) => moneyFile(model, money)), ...(tree === undefined ? {} : { tree: menuTreeFile(model, tree) }),
  };
}
