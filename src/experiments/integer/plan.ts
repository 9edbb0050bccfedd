/** Which scheme of kernel `interim` a mechanism becomes for one agent, or in words why none does. */
import type { InterimTransferKind } from '../../../kernels/interim/spec.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
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
  /** [R] own signal vectors that the rule and the transfers are given when report r is made. */
  readonly acted: readonly Signal[];
}

export interface Plan {
  readonly main: Core;
  /** Insured by the interim utility of this. */
  readonly base?: Core;
}

export const isUnsupported = (plan: object): plan is Unsupported => 'unsupported' in plan;

export function planInterim(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): Plan | Unsupported {
  const general = whyGeneral(problem);
  if (general) return { unsupported: general };
  const { strategies, transfers } = mechanism;
  if (strategies && !isPrivate(problem)) return { unsupported: 'strategies with values that depend on the true signals of others' };
  if (strategies && !schemeOf(transfers).strategic) return { unsupported: `strategies with ${transfers.kind} transfers` };
  const acted = strategies ? question.reports.map(([type]) => [strategies[question.agent]!.bid(type!)]) : question.reports;
  const form = formOf(problem, mechanism, question, question.reports);
  if (!('insured' in form)) return coreOf(problem, mechanism, form, acted, (main) => ({ main }));
  const base = insuredCore(problem, form, question);
  if (isUnsupported(base)) return base;
  return coreOf(problem, mechanism, { transfer: 'none' }, acted, (main) => ({ main, base }));
}

/** Why the problem itself needs the tensor path. */
export function whyGeneral({ valuations, dependence }: SocialChoiceProblem): string | undefined {
  if (valuations.kind !== 'linear') return 'values are a general function of the signals';
  return dependence ? 'signals are correlated across agents' : undefined;
}

const factsIn = ({ agents, alternatives }: SocialChoiceProblem, { rule }: Mechanism): RuleFacts => factsOf(rule, agents.length, alternatives.length);

function formOf(problem: SocialChoiceProblem, mechanism: Mechanism, { agent, line }: InterimQuestion, reports: readonly Signal[]): IntegerTransfers {
  const rule = factsIn(problem, mechanism);
  return schemeOf(mechanism.transfers).integer(mechanism.transfers, { problem, mechanism, rule, agent, reports, line, isPrivate: isPrivate(problem) });
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
function insuredCore(problem: SocialChoiceProblem, form: Extract<IntegerTransfers, { insured: unknown }>, question: InterimQuestion): Core | Unsupported {
  const { insured, reports = question.reports } = form;
  const mechanism = insured as Mechanism;
  const inner = formOf(problem, mechanism, question, reports);
  return 'insured' in inner ? insuredCore(problem, inner, question) : coreOf(problem, mechanism, inner, reports, (core) => core);
}
