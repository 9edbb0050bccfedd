/** Which scheme of kernel `interim` a mechanism becomes for one agent, or in words why none does. */
import type { InterimTransferKind } from '../../../kernels/interim/spec.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { welfareWeights } from '../../mechanism/choose.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../mechanism/mechanism.ts';
import { isSingleObject } from '../../mechanism/validate.ts';
import type { InterimQuestion } from '../interim-sums.ts';
import { ownSpace } from '../own-signal.ts';

export interface Unsupported {
  /** In words; the tensor path takes over. */
  readonly unsupported: string;
}

type Signal = readonly number[];

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

/** Whether no agent's value depends on another's signal. */
export const isPrivate = ({ signals, valuations }: SocialChoiceProblem): boolean =>
  valuations.kind === 'linear' && valuations.coefficients.every((rows, i) => rows.every((row) => row.every((a, d) => a === 0 || signals[d]!.owner === i)));

export function planInterim(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): Plan | Unsupported {
  const general = whyGeneral(problem);
  if (general) return { unsupported: general };
  const { strategies, transfers, rule } = mechanism;
  if (strategies && !isPrivate(problem)) return { unsupported: 'strategies with values that depend on the true signals of others' };
  if (strategies && !STRATEGIC.includes(transfers.kind)) return { unsupported: `strategies with ${transfers.kind} transfers` };
  const acted = strategies ? question.reports.map(([type]) => [strategies[question.agent]!.bid(type!)]) : question.reports;
  const main = coreOf(problem, rule, transfers, question, acted);
  if (!isUnsupported(main)) return { main };
  const base = baseOf(problem, mechanism, question);
  if (!base) return main;
  if (isUnsupported(base)) return base;
  const insured = coreOf(problem, rule, { kind: 'none' }, question, acted);
  return isUnsupported(insured) ? insured : { main: insured, base };
}

const STRATEGIC: readonly TransferScheme['kind'][] = ['none', 'groves', 'vcg', 'first-price', 'all-pay'];

/** Why the problem itself needs the tensor path. */
export function whyGeneral({ valuations, dependence }: SocialChoiceProblem): string | undefined {
  if (valuations.kind !== 'linear') return 'values are a general function of the signals';
  return dependence ? 'signals are correlated across agents' : undefined;
}

/** A mechanism without insurance. */
function coreOf(problem: SocialChoiceProblem, rule: ChoiceRule, transfers: TransferScheme, question: InterimQuestion, acted: readonly Signal[]): Core | Unsupported {
  const weighing = welfareWeights(rule, problem.agents.length, problem.alternatives.length);
  if (!weighing) return { unsupported: `rule ${rule.kind} does not maximise a weighted sum of values` };
  const core = (transfer: InterimTransferKind, table?: Core['table']): Core => ({ ...weighing, transfer, ...(table && { table }), acted });
  const { kind } = transfers;
  switch (kind) {
    case 'none':
      return core('none');
    case 'groves':
    case 'vcg':
      return rule.kind === 'dictatorial' ? { unsupported: `${kind} transfers for a dictator` } : core(kind);
    case 'weak-congruence':
      if (!question.line) return { unsupported: 'weak-congruence transfers are found along a line of reports' };
      return rule.kind === 'dictatorial' ? { unsupported: 'weak-congruence transfers for a dictator' } : core('breakpoints');
    case 'first-price':
    case 'all-pay':
      if (!isSingleObject(problem) || !isPrivate(problem)) return { unsupported: `${kind} where values are not private or several alternatives have value` };
      return core('table', kind === 'first-price' ? (_, values, k) => 0 - values[k]! : (_, values) => 0 - values.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0));
    case 'insured-table': {
      if (!isPrivate(problem)) return { unsupported: 'a table of utilities where values are not private' };
      const utility = tableUtility(problem, question, transfers.utility[question.agent]!);
      return core('table', (r, values, k) => utility[r]! - values[k]!);
    }
    case 'expected-externality':
      return { unsupported: 'expected-externality transfers balance the budget by an expectation over all signals' };
    case 'monotone-repair':
      return { unsupported: 'monotone-repair needs the interim utility of its base first (see repairedMechanism)' };
    default:
      return { unsupported: `${kind} transfers` };
  }
}

/** [R] the table's utility of each report, linear between its points. */
function tableUtility({ signals }: SocialChoiceProblem, { agent, reports }: InterimQuestion, utility: readonly number[]): number[] {
  const [low, high] = signals.find(({ owner }) => owner === agent)!.law.support;
  const last = utility.length - 1;
  return reports.map(([type]) => {
    const place = Math.min(last, Math.max(0, ((type! - low) / (high - low)) * last));
    const from = Math.min(last - 1, Math.floor(place));
    return utility[from]! + (utility[from + 1]! - utility[from]!) * (place - from);
  });
}

/**
 * The mechanism whose truthful payoff the transfers insure; undefined where they are of another kind. Insurance of an
 * insured mechanism has the interim utility of the innermost.
 */
function baseOf(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): Core | Unsupported | undefined {
  const { rule, transfers } = mechanism;
  if (transfers.kind === 'modified-vcg') {
    if (rule.kind === 'dictatorial') return { unsupported: 'modified-vcg transfers for a dictator' };
    return coreOf(problem, rule, { kind: 'vcg' }, question, question.reports.map((report) => insensitive(problem, question.agent, report, transfers.relevant)));
  }
  if (transfers.kind !== 'full-insurance') return undefined;
  const { base } = transfers;
  if (base.strategies) return { unsupported: 'full insurance of a mechanism with strategies' };
  return baseOf(problem, base, question) ?? coreOf(problem, base.rule, base.transfers, question, question.reports);
}

/** Song22's sigma-bar: own-payoff irrelevant coordinates at the top of their support (section 6.2.1). */
function insensitive(problem: SocialChoiceProblem, agent: number, report: Signal, declared?: readonly boolean[]): Signal {
  const { coordinates, supports, relevant } = ownSpace(problem, agent);
  return report.map((x, c) => ((declared?.[coordinates[c]!] ?? relevant[c]!) ? x : supports[c]![1]));
}
