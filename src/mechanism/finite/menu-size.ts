/**
 * The smallest menu: as few transfer rules as hold every lie. With one rule it is a Bayesian mechanism. Lies are assigned to
 * rules one after the other, a program deciding at each step whether the assignment so far can be met; a branch that
 * cannot is cut off. Rules are alike, so a lie may open only the first rule that is not yet used.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { sign, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { designProgram } from './design-program.ts';
import { liesOf, type Balance, type Constraint } from './question.ts';

/** Programs beyond which the search is given up. */
const PROGRAM_LIMIT = 4000;

/** `[rule][agent][profile]`. */
type Menu = readonly (readonly (readonly Rational[])[])[];

/**
 * Why no menu of so many rules implements: the next lie is held by one of the rules, and each fails; or multipliers that add up to a
 * contradiction, in which an IC is of the rule that holds its lie.
 */
export type MenuTree =
  | { readonly branches: readonly MenuTree[] }
  | { readonly rows: readonly { readonly constraint: Constraint; readonly multiplier: Rational }[] };

export type SmallestMenu =
  | {
      readonly status: 'found';
      readonly size: number;
      readonly menu: Menu;
      readonly programs: number;
      /** Of one rule less; none where one rule does. */
      readonly tree: MenuTree | undefined;
    }
  | { readonly status: 'none' }
  | { readonly status: 'undecided'; readonly reason: string };

/** A menu, or why there is none; neither where the search is given up. */
interface Found {
  readonly menu?: Menu;
  readonly tree?: MenuTree;
  readonly reason?: string;
}

class Search {
  programs = 0;
  private readonly model: FiniteModel;
  private readonly balance: Balance;
  private readonly lies: number;
  private readonly solve: Solve;

  constructor(model: FiniteModel, balance: Balance, solve: Solve) {
    this.solve = solve;
    this.model = model;
    this.balance = balance;
    this.lies = liesOf(model).length;
  }

  /** The menu of an assignment of the first lies. */
  private async menuOf(rules: number, ruleOf: readonly number[]): Promise<Found> {
    this.programs++;
    const design = designProgram(this.model, {
      transfers: 'ambiguous', balance: this.balance, allocation: 'rule', objective: 'feasible', menu: { rules, ruleOf },
    });
    const solution = await this.solve(design.program);
    switch (solution.status) {
      case 'optimal': return { menu: design.rules.map((rule) => rule.read(solution.primal)) };
      case 'infeasible': return {
        tree: { rows: design.constraints.flatMap((constraint, row) =>
          (sign(solution.farkas[row]!) === 0 ? [] : [{ constraint, multiplier: solution.farkas[row]! }])) },
      };
      case 'undecided': return { reason: solution.reason };
      case 'unbounded': throw new Error('a program without an objective is unbounded');
    }
  }

  async extend(rules: number, ruleOf: readonly number[]): Promise<Found> {
    if (this.programs > PROGRAM_LIMIT) return { reason: `more than ${PROGRAM_LIMIT} programs` };
    const found = await this.menuOf(rules, ruleOf);
    if (found.menu === undefined || ruleOf.length === this.lies) return found;
    const opened = Math.max(-1, ...ruleOf) + 1;
    const branches: MenuTree[] = [];
    for (let rule = 0; rule < Math.min(rules, opened + 1); rule++) {
      const next = await this.extend(rules, [...ruleOf, rule]);
      if (next.tree === undefined) return next;
      branches.push(next.tree);
    }
    return { tree: { branches } };
  }
}

/** Of menus that implement the environment's rule with interim individual rationality. */
export async function smallestMenu(
  model: FiniteModel, balance: Balance, solve: Solve = solveProgram,
): Promise<SmallestMenu> {
  const lies = liesOf(model).length;
  const search = new Search(model, balance, solve);
  if (lies > 0) {
    const design = designProgram(model, { transfers: 'ambiguous', balance, allocation: 'rule', objective: 'feasible' });
    const whole = await solve(design.program);
    if (whole.status === 'infeasible') return { status: 'none' };
  }
  let tree: MenuTree | undefined;
  for (let size = 1; size <= Math.max(1, lies); size++) {
    const found = await search.extend(size, []);
    if (found.menu !== undefined) return { status: 'found', size, menu: found.menu, programs: search.programs, tree };
    if (found.tree === undefined) {
      return {
        status: 'undecided',
        reason: `${found.reason}: ${lies} lies can be shared out among ${size} rules in about ${size}^${lies} `
          + `ways; the menu takes at least ${size} rules, and the verdict's own is one`,
      };
    }
    tree = found.tree;
  }
  return { status: 'none' };
}
