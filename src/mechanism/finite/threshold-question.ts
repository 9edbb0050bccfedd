/** A threshold question, and its verdict and program at one value of the parameter. */
import type { Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import type { Notion } from '../../environment/finite/held-beliefs.ts';
import { modelAt, totalPayoffs } from '../../environment/finite/model.ts';
import { InputError } from '../../errors.ts';
import type { Program } from '../../programs/program.ts';
import { rational, sign, type Rational } from '../../programs/rational.ts';
import { requireRule } from './allocation-terms.ts';
import { designProgram, type DesignProgram } from './design-program.ts';
import { extract, implement, type Verdict } from './design.ts';
import type { Preference } from './preference.ts';
import type { Balance, Transfers } from './question.ts';
import { smallestC, symmetricMenu } from './smallest-c.ts';
import { surplusTransfers } from './stake.ts';

export interface ThresholdQuestion {
  readonly parameter: string;
  readonly goal: 'implement' | 'extract' | 'ex-post';
  readonly transfers: Transfers;
  readonly balance: Balance;
  /**
   * Of agents who face a menu; default maxmin, which the program decides. Under others the file's bet is scaled, and the verdict is whether
   * some multiple of it implements the rule.
   */
  readonly preferenceAt?: (model: FiniteModel) => Preference;
  /** Instead of the file's. */
  readonly range?: readonly [Rational, Rational];
  /** Values of the other parameters, instead of the file's. */
  readonly others?: ReadonlyMap<string, Rational>;
}

/** A stretch of the range with one verdict. */
export interface Segment {
  readonly from: Rational;
  readonly to: Rational;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
  readonly holds: boolean;
}

export interface Flip {
  /** Exact, unless `isolated` gives an interval that contains it. */
  readonly value: Rational;
  readonly isolated?: readonly [Rational, Rational];
  readonly below: boolean;
  readonly at: boolean | undefined;
  readonly above: boolean;
  /** The multipliers that bound the parameter, where they end the stretch. */
  readonly certificate?: string;
}

export interface Thresholds {
  readonly range: readonly [Rational, Rational];
  readonly segments: readonly Segment[];
  readonly flips: readonly Flip[];
  /** Values whose verdict no program decides. */
  readonly undecided: readonly string[];
  /** Where beliefs move: values between two stretches of one verdict of which nothing is proved. */
  readonly unknown?: readonly string[];
  /** Verdicts on a grid, each change halved: what happens between two values of one verdict is not seen. */
  readonly halved?: true;
}

export const midpoint = (a: Rational, b: Rational): Rational => a.add(b).div(rational(2));

/** What decides the constraints of a goal. */
const notionOf = (goal: ThresholdQuestion['goal']): Notion => (goal === 'ex-post' ? 'ex-post' : 'interim');

/** One question at one value. */
export class Asked {
  readonly environment: FiniteEnvironment;
  readonly question: ThresholdQuestion;
  readonly byRule: boolean;
  readonly solve: Solve;

  constructor(environment: FiniteEnvironment, question: ThresholdQuestion, solve: Solve) {
    this.solve = solve;
    this.environment = environment;
    this.question = question;
    this.byRule = question.goal !== 'extract' && environment.rule?.kind !== 'efficient';
  }

  model(value: Rational): FiniteModel {
    return modelAt(this.environment, new Map([...(this.question.others ?? []), [this.question.parameter, value]]));
  }

  async verdict(value: Rational): Promise<Verdict['verdict']> {
    const { goal, transfers, balance, preferenceAt } = this.question;
    const model = this.model(value);
    if (preferenceAt !== undefined) return this.betHolds(model, preferenceAt(model)) ? 'yes' : 'no';
    const { verdict } = goal === 'extract'
      ? (await extract(model, transfers, this.solve)).verdict
      : await implement(model, transfers, balance, this.solve, notionOf(goal));
    return verdict;
  }

  private betHolds(model: FiniteModel, preference: Preference): boolean {
    if (model.menu === undefined) throw new InputError('bet', 'is missing; preferences other than maxmin scale the bet of the environment');
    const base = model.menu.base === 'surplus' ? surplusTransfers(model, requireRule(model)) : model.menu.base;
    return smallestC(model, symmetricMenu(base, model.menu.bet), preference).status === 'found';
  }

  /** The program at one value, with the rule that is efficient at another. */
  program(value: Rational, rule: FiniteModel['rule']): Program { return this.design(this.model(value), rule).program; }

  /** The same of the model at the value, with what its rows are. */
  design(model: FiniteModel, rule: FiniteModel['rule']): DesignProgram {
    const { goal, transfers, balance } = this.question;
    const held = rule === undefined ? model : { ...model, rule };
    return designProgram(held, {
      transfers,
      balance: goal === 'extract' ? 'none' : balance,
      allocation: 'rule',
      objective: goal === 'extract' ? 'full-surplus' : 'feasible',
      notion: notionOf(goal),
    });
  }
}

/** Values at which two outcomes' total payoffs cross, strictly within the range, in order. */
export function crossings(asked: Asked, low: Rational, high: Rational): Rational[] {
  const [a, b] = [asked.model(low), asked.model(high)];
  const found = new Map<string, Rational>();
  for (let profile = 0; profile < a.profiles.size; profile++) {
    const [start, end] = [totalPayoffs(a, profile), totalPayoffs(b, profile)];
    for (let x = 0; x < start.length; x++) {
      for (let y = x + 1; y < start.length; y++) {
        const [first, last] = [start[x]!.sub(start[y]!), end[x]!.sub(end[y]!)];
        if (sign(first) * sign(last) >= 0) continue;
        const at = low.add(high.sub(low).mul(first.div(first.sub(last))));
        found.set(at.toFraction(), at);
      }
    }
  }
  return [...found.values()].sort((p, q) => p.compare(q));
}
