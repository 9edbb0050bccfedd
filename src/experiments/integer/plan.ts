/** Which scheme of kernel `interim` a mechanism becomes for one agent, or in words why none does. */
import type { InterimTransferKind } from '../../../kernels/interim/spec.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { factsOf, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { RuleFacts } from '../../mechanism/rules/rule.ts';
import type { IntegerTransfers, Signal } from '../../mechanism/transfers/scheme.ts';
import type { InterimQuestion } from '../interim-sums.ts';

export interface Unsupported {
  /** In words; the tensor path takes over. */
  readonly unsupported: string;
}

/** A rule that maximises weighted welfare, with transfers, as the agent's reports meet it. */
export interface Core {
  /** [N], [K]: the rule maximises sum_j weights[j] v^j + bonuses. */
  readonly weights: readonly number[];
  readonly bonuses: readonly number[];
  readonly transfer: InterimTransferKind;
  /** For transfer `table`: by report and what own value (private, with its constant) it stands for in the class. */
  readonly table?: (report: number, ownValues: readonly number[], alternative: number) => number;
  /** What every payment is larger by than the table says. Absent: 0. */
  readonly level?: number;
  /** [R] own signal vectors that the rule and the transfers are given when report r is made. */
  readonly acted: readonly Signal[];
  /** [R] own signal vectors that a table is given, where the rule is given others. */
  readonly paying?: readonly Signal[];
}

export interface InterimPlan {
  readonly main: Core;
  /** Insured by the interim utility of this. */
  readonly base?: Core;
}

export const isUnsupported = (plan: object): plan is Unsupported => 'unsupported' in plan;

export function planInterim(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): InterimPlan | Unsupported {
  const general = whyGeneral(problem);
  if (general) return { unsupported: general };
  const { strategies, transfers } = mechanism;
  if (strategies && !isPrivate(problem)) return { unsupported: 'strategies with values that depend on the true signals of others' };
  if (strategies && !schemeOf(transfers).strategic) return { unsupported: `strategies with ${transfers.kind} transfers` };
  const acted = strategies ? question.reports.map(([type]) => [strategies[question.agent]!.bid(type!)]) : question.reports;
  const form = formOf(problem, mechanism, question, question.reports);
  if (!('insured' in form)) {
    // Bids in the order of types choose what types would: no digits are lost where bids crowd.
    const inOrder = strategies !== undefined && isOrdered(problem, strategies);
    return coreOf(problem, mechanism, form, acted, (core) => ({
      main: inOrder && isPlain(core) && (core.transfer === 'table' || core.transfer === 'none')
        ? { ...core, acted: question.reports, paying: acted }
        : core,
    }));
  }
  const base = insuredCore(problem, form, question);
  if (isUnsupported(base)) return base;
  return coreOf(problem, mechanism, { transfer: 'none' }, acted, (main) => ({ main, base }));
}

/** Whether a rule is efficient: all weights equal and no bonuses. */
export const isPlain = ({ weights, bonuses }: Core): boolean =>
  weights.every((w) => w === weights[0]) && bonuses.every((bonus) => bonus === 0);

/** One object, values all of one slope, and one strategy that all follow, higher types bidding strictly more. */
export function isOrdered(problem: SocialChoiceProblem, strategies: NonNullable<Mechanism['strategies']>): boolean {
  const { valuations, agents, alternatives, signals } = problem;
  if (
    valuations.kind !== 'linear' || alternatives.length !== agents.length || signals.length !== agents.length || !isSingleObject(problem)
  ) {
    return false;
  }
  const slopes = valuations.coefficients.flat(2).filter((x) => x !== 0);
  return slopes.every((slope) => slope === slopes[0] && slope > 0) && valuations.constants.flat().every((x) => x === 0)
    && strategies.every((strategy) => strategy === strategies[0] && strategy.isStrict === true);
}

/** Why the problem itself needs the tensor path. */
export function whyGeneral({ valuations, dependence }: SocialChoiceProblem): string | undefined {
  if (valuations.kind !== 'linear') return 'values are a general function of the signals';
  return dependence ? 'signals are correlated across agents' : undefined;
}

const factsIn = ({ agents, alternatives }: SocialChoiceProblem, { rule }: Mechanism): RuleFacts =>
  factsOf(rule, agents.length, alternatives.length);

function formOf(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  { agent, line }: InterimQuestion,
  reports: readonly Signal[],
): IntegerTransfers {
  const rule = factsIn(problem, mechanism);
  return schemeOf(mechanism.transfers).integer(
    mechanism.transfers, { problem, mechanism, rule, agent, reports, line, isPrivate: isPrivate(problem) },
  );
}

/** The mechanism's rule with transfers of its own, in whatever frame. */
function coreOf<T>(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  form: Exclude<IntegerTransfers, { insured: unknown }>,
  acted: readonly Signal[],
  framed: (core: Core) => T,
): T | Unsupported {
  const { maximised } = factsIn(problem, mechanism);
  if (!maximised) return { unsupported: `rule ${mechanism.rule.kind} does not maximise a weighted sum of values` };
  return 'unsupported' in form ? form : framed({ ...maximised, ...form, acted });
}

/** The mechanism whose truthful payoff is insured. Insurance of an insured mechanism has the interim utility of the innermost. */
function insuredCore(
  problem: SocialChoiceProblem,
  form: Extract<IntegerTransfers, { insured: unknown }>,
  question: InterimQuestion,
): Core | Unsupported {
  const { insured, reports = question.reports } = form;
  const mechanism = insured as Mechanism;
  const inner = formOf(problem, mechanism, question, reports);
  return 'insured' in inner ? insuredCore(problem, inner, question) : coreOf(problem, mechanism, inner, reports, (core) => core);
}
