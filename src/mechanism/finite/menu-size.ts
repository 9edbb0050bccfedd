/**
 * The smallest menu: as few transfer rules as hold every lie. With one rule it is a Bayesian mechanism. Lies are assigned to
 * rules one after the other, a program deciding at each step whether the assignment so far can be met; a branch that
 * cannot is cut off. Rules are alike, so a lie may open only the first rule that is not yet used.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { designProgram } from './design-program.ts';
import { liesOf, type Balance } from './question.ts';

/** Programs beyond which the search is given up. */
const PROGRAM_LIMIT = 4000;

export type SmallestMenu =
  | {
      readonly status: 'found';
      readonly size: number;
      /** `[rule][agent][profile]`. */ readonly menu: readonly (readonly (readonly Rational[])[])[];
      readonly programs: number;
    }
  | { readonly status: 'none' }
  | { readonly status: 'undecided'; readonly reason: string };

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

  /** The menu of an assignment of the first lies; undefined where there is none. */
  private async menuOf(rules: number, ruleOf: readonly number[]): Promise<Rational[][][] | undefined> {
    this.programs++;
    const design = designProgram(this.model, {
      transfers: 'ambiguous', balance: this.balance, allocation: 'rule', objective: 'feasible', menu: { rules, ruleOf },
    });
    const solution = await this.solve(design.program);
    if (solution.status === 'undecided') throw new Error(solution.reason);
    return solution.status === 'optimal' ? design.rules.map((rule) => rule.read(solution.primal)) : undefined;
  }

  async extend(rules: number, ruleOf: readonly number[]): Promise<Rational[][][] | undefined> {
    if (this.programs > PROGRAM_LIMIT) return undefined;
    const menu = await this.menuOf(rules, ruleOf);
    if (menu === undefined || ruleOf.length === this.lies) return menu;
    const opened = Math.max(-1, ...ruleOf) + 1;
    for (let rule = 0; rule < Math.min(rules, opened + 1); rule++) {
      const found = await this.extend(rules, [...ruleOf, rule]);
      if (found !== undefined) return found;
    }
    return undefined;
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
  for (let size = 1; size <= Math.max(1, lies); size++) {
    const menu = await search.extend(size, []);
    if (menu !== undefined) return { status: 'found', size, menu, programs: search.programs };
    if (search.programs > PROGRAM_LIMIT) {
      return {
        status: 'undecided',
        reason: `more than ${PROGRAM_LIMIT} programs: ${lies} lies can be shared out among ${size} rules in about ${size}^${lies} `
          + `ways; the menu takes at least ${size} rules, and the verdict's own is one`,
      };
    }
  }
  return { status: 'none' };
}

