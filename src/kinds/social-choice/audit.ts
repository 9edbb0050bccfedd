/** Whole profiles of one mechanism under truth-telling. */
import type { ValueStructure } from '../../environment/social-choice.ts';
import { factsOf, insuredMechanism, type Mechanism } from '../../mechanism/mechanism.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { welfareRange } from '../../experiments/tensor/ranges.ts';
import { isOrdered } from '../../experiments/integer/plan.ts';
import { trimmed } from '../../experiments/integer/trimmed.ts';
import { recentred, type Audited as AskedOfAudit } from '../../experiments/recentred.ts';
import type { Range } from '../../mechanism/range.ts';
import type { ExPostSampler, ExPostSums, InterimQuestion } from '../../experiments/interim-sums.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import type { Certified } from '../../notions/certified.ts';
import { highestValues } from '../../notions/highest-values.ts';
import { exPostRows, insuredRows, panelNote } from './ex-post-rows.ts';
import { hindsightGains } from './hindsight.ts';
import { exPostSampler } from './samplers.ts';

export interface AuditInput {
  readonly study: SocialChoiceStudy;
  readonly mechanism: Mechanism;
  /** As found, not as claimed. */
  readonly structure: ValueStructure;
  /** Reports of the studied agents against which gains in hindsight are looked for. */
  readonly questions: readonly InterimQuestion[];
  readonly studied: readonly number[];
  readonly point: Point;
  readonly aim: StudyAim;
  readonly run: Run;
}

export interface Audit {
  readonly estimates: readonly Estimate[];
  readonly notes: readonly string[];
  readonly complete: boolean;
}

interface Audited {
  readonly sums: ExPostSums | undefined;
  readonly complete: boolean;
}

/** Computing, on one core, that whole profiles of a mechanism may take. */
const AUDIT_NS = 5e8;
const AUDIT_PROFILES = [2 ** 10, 2 ** 18] as const;
/** Reports, evenly among those of the interim question, that are tried in hindsight. */
const HINDSIGHT_REPORTS = 33;

export async function audit(input: AuditInput): Promise<Audit> {
  const { mechanism: { transfers, rule, strategies }, point, study: { problem }, studied, aim: { confidence } } = input;
  const agents = problem.agents;
  const [spread, worth] = [spreadOf(problem), wholeWelfare(problem)];
  const insured = insuredMechanism(transfers);
  const alike = !insured || (!insured.strategies && insured.rule.kind === rule.kind);
  const means = alike ? highestValues(problem, input.mechanism) : undefined;
  const known = means && { means, transfers: (insured?.transfers ?? transfers).kind };
  if (insured) {
    // Ex post, a truthful agent has her interim utility for certain, and what she has on average is what the base gives her.
    const chosen: Mechanism = { name: rule.kind, rule, transfers: { kind: 'none' }, ...(strategies ? { strategies } : {}) };
    const own = await sumsOf(input, chosen, [], 'welfare');
    const base = await sumsOf(input, insured, []);
    if (!own.sums || !base.sums) return { estimates: [], notes: [], complete: false };
    return {
      estimates: insuredRows({ sums: own.sums, base: base.sums, point, agents, studied, confidence, spread, worth, known }),
      notes: panelNote(base.sums, input.mechanism.name),
      complete: own.complete && base.complete,
    };
  }
  const questions = input.questions.map((question) => thinned(question, input.study.problem));
  const { sums, complete } = await withWelfareNear(input, await sumsOf(input, input.mechanism, questions));
  if (!sums) return { estimates: [], notes: [], complete };
  const hindsight = (agent: number): Certified | undefined => hindsightGains(problem, input.mechanism, input.structure, agent);
  const estimates = exPostRows({ sums, point, agents, studied, confidence, spread, worth, known, hindsight });
  return { estimates, notes: panelNote(sums, input.mechanism.name), complete };
}

/**
 * Far from the origin, where what is common to values cannot be taken off payoffs, it may still go off welfare, for which transfers do not
 * matter: the same draws are then gone through once more. Where the highest bid wins and bids are in the order of types, truthful bids
 * choose the same.
 */
async function withWelfareNear(input: AuditInput, audited: Audited): Promise<Audited> {
  const { study: { problem }, mechanism } = input;
  if (!audited.sums || recentred(problem, mechanism)) return audited;
  const { strategies, ...direct } = mechanism;
  const isEfficient = factsOf(mechanism.rule, problem.agents.length, problem.alternatives.length).efficient;
  const inOrder = strategies !== undefined && isEfficient && isOrdered(problem, strategies);
  const chosen: Mechanism = { ...(inOrder ? direct : mechanism), transfers: { kind: 'none' } };
  if (!recentred(problem, chosen, 'welfare')) return audited;
  const { sums, complete } = await sumsOf(input, chosen, [], 'welfare', audited.sums.profiles);
  if (sums?.profiles !== audited.sums.profiles) return { ...audited, complete: false };
  const { welfare, firstBest } = sums;
  return { sums: { ...audited.sums, welfare, firstBest }, complete: audited.complete && complete };
}

/** Bounds on welfare under the whole laws: kernels have signals in the middle of positions, and may see a little more. */
function wholeWelfare(problem: SocialChoiceStudy['problem']): Range {
  const signals = problem.signals.map((signal) => {
    const { support, whole } = signal.law;
    return { ...signal, law: { ...signal.law, support: whole?.ends ?? support } };
  });
  return welfareRange({ ...problem, signals });
}

/** The least, over signals that matter, of what its middle half moves somebody's value by; values given as functions are trusted. */
function spreadOf({ signals, valuations }: SocialChoiceStudy['problem']): number {
  if (valuations.kind !== 'linear') return Infinity;
  return signals.reduce((least, { law }, d) => {
    const slope = valuations.coefficients.flat().reduce((most, row) => Math.max(most, Math.abs(row[d]!)), 0);
    return slope > 0 ? Math.min(least, slope * (law.quantile(0.75) - law.quantile(0.25))) : least;
  }, Infinity);
}

async function sumsOf(
  { study: { problem }, aim: { profiles, maxProfiles }, run }: AuditInput,
  mechanism: Mechanism,
  questions: readonly InterimQuestion[],
  asked: AskedOfAudit = 'payoffs',
  given = profiles,
): Promise<Audited> {
  const sampler = await exPostSampler(problem, mechanism, questions, run, asked);
  const count = given ?? Math.min(maxProfiles, profilesWithin(sampler));
  const sums = await sampler.run(run.stream('social-choice/ex-post'), 0, count);
  return { sums: sums.profiles > 0 ? sums : undefined, complete: sums.profiles === count };
}

const profilesWithin = ({ cost }: ExPostSampler): number =>
  Math.min(AUDIT_PROFILES[1], Math.max(AUDIT_PROFILES[0], 2 ** Math.round(Math.log2(AUDIT_NS / cost))));

/** A few of the question's reports, for a loop over reports in every profile; of a wide law, so many where all that is drawn lies. */
function thinned(question: InterimQuestion, problem: SocialChoiceStudy['problem']): InterimQuestion {
  const [law, ...more] = problem.signals.flatMap((signal) => (signal.owner === question.agent ? [signal.law] : []));
  const bulk = law && more.length === 0 ? trimmed(law)?.support : undefined;
  const last = question.reports.length - 1;
  const count = Math.min(HINDSIGHT_REPORTS, last + 1);
  const shares = Array.from({ length: count }, (_, i) => (count === 1 ? 0 : i / (count - 1)));
  const reports = shares.map((share) =>
    (bulk ? [bulk[0] + (bulk[1] - bulk[0]) * share] : question.reports[Math.round(share * last)]!));
  return { ...question, reports, paired: reports.map((_, i) => i) };
}
