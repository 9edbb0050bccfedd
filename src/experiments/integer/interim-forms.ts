/** A linear problem and a plan as one agent meets them: real forms of the others' signals and of her own, before they are integers. */
import { isPrivate } from '../../environment/linear-values.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { InterimQuestion } from '../interim-sums.ts';
import { restricted, weightedForm, type Form } from './forms.ts';
import type { CoordinateInfo } from './functional.ts';
import type { Core, InterimPlan } from './plan.ts';

/** A core's forms, in units of value. `D` are the others' coordinates, `C` the own. */
export interface CoreForms {
  readonly core: Core;
  /** Whether the own value enters the objective (not where somebody else dictates). */
  readonly counts: boolean;
  /** [K][D] the others' weighted welfare and bonuses over the own weight, from the others' signals. */
  readonly drawn: Form;
  /** [K][C] the same from the own signal. */
  readonly own: Form;
}

/** Everything real about the problem as the agent meets it. */
export interface InterimForms {
  readonly question: InterimQuestion;
  readonly coordinates: readonly CoordinateInfo[];
  /** [K][C], without constants. */
  readonly ownValue: Form;
  /** [K][D], with the constants. */
  readonly drawnValue: Form;
  readonly main: CoreForms;
  readonly base?: CoreForms;
  readonly classOf: Int32Array;
  /** [C] the lowest alternative of each class. */
  readonly members: readonly number[];
  readonly isPrivate: boolean;
  readonly strategic: boolean;
}

export function interimForms(
  problem: SocialChoiceProblem,
  plan: InterimPlan,
  question: InterimQuestion,
  owned: readonly number[],
  drawn: readonly number[],
  coordinates: readonly CoordinateInfo[],
  strategic: boolean,
): InterimForms {
  const valuations = problem.valuations as LinearValuations;
  const { agent } = question;
  const value = weightedForm(valuations, problem.agents.map((_, j) => (j === agent ? 1 : 0)));
  const coreForms = (core: Core): CoreForms => {
    const counts = core.weights[agent]! > 0;
    const scale = counts ? 1 / core.weights[agent]! : 1;
    const others = weightedForm(
      valuations, core.weights.map((w, j) => (j === agent ? 0 : w * scale)), core.bonuses.map((bonus) => bonus * scale),
    );
    return { core, counts, drawn: restricted(others, drawn, true), own: restricted(others, owned, false) };
  };
  const main = coreForms(plan.main);
  const base = plan.base && coreForms(plan.base);
  const ownValue = restricted(value, owned, false);
  const withTables = main.core.table !== undefined || base?.core.table !== undefined;
  const keys = problem.alternatives.map((_, k) => {
    const numbers = [ownValue, main.own, ...(base ? [base.own] : [])].flatMap(({ coefficients }) => coefficients[k]!);
    return [...numbers, ...(withTables ? [value.constants[k]!] : [])].map((x) => (x === 0 ? '0' : x.toPrecision(12))).join(' ');
  });
  const names = [...new Set(keys)];
  return {
    question, coordinates, ownValue, drawnValue: restricted(value, drawn, true), main, ...(base && { base }),
    classOf: Int32Array.from(keys, (key) => names.indexOf(key)), members: names.map((name) => keys.indexOf(name)),
    isPrivate: isPrivate(problem), strategic,
  };
}
