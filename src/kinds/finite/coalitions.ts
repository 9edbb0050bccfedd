/** What Guo18 chapter 2 asks of a rule under a coalition pattern: incentive compatibility, monotonicity, implementation. */
import { coalitionsUpTo, parseCoalitions, patternLabel } from '../../environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { socialChoiceFunction } from '../../mechanism/finite/social-choice-function.ts';
import { badOutcome } from '../../notions/finite/bad-outcome.ts';
import { robustCoalitionalLies } from '../../notions/finite/robust-coalitional-ic.ts';
import { robustMonotonicity, type MonotonicityAnswer, type Reading } from '../../notions/finite/robust-monotonicity/robust-monotonicity.ts';
import { ONE, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point, Verdict } from '../../results/document.ts';
import {
  badOutcomeProof, incentiveProof, lieProof, lieText, monotonicityProof, typeNames, type CoalitionRequest,
} from './coalition-proofs.ts';
import { truthAnswer } from './equilibrium.ts';
import type { CoalitionsAsked } from './study-point.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

/** Profiles of types and coalitions beyond which monotonicity is not asked about. */
const PROFILES_MAX = 9;

/** Robust coalitional incentive compatibility, with a lie of every coalition that blocks. */
function incentiveAnswer(request: CoalitionRequest): FiniteAnswer & { readonly holds: boolean } {
  const { model, pattern, label } = request;
  const point = { ...request.point, coalitions: label };
  const lies = robustCoalitionalLies(model, pattern);
  const holds = lies.length === 0;
  const words = holds
    ? `Robust coalitional incentive compatibility: no coalition (${label}) has a lie that all its members may gain from`
    : `Robust coalitional incentive compatibility fails (${label}): ${lieText(model, lies[0]!)}`
      + (lies.length === 1 ? '' : `; ${lies.length} of ${pattern.length} coalitions have such a lie`);
  const basis = holds ? 'every lie of every coalition listed' : lieText(model, lies[0]!);
  return {
    ...emptyAnswer, holds,
    estimates: [exactRow('coalitionalIncentiveCompatible', 'market', point, holds ? ONE : ZERO, basis)],
    verdicts: [{ id: 'robust-coalitional-ic', ...verdictRow('market', point, holds ? 'yes' : 'no', words) }],
    proofs: holds ? incentiveProof(request) : lies.flatMap((lie) => lieProof(request, lie)),
  };
}

interface Monotonicity {
  readonly id: string;
  readonly name: string;
  readonly reading: Reading;
  readonly objecting: CoalitionPattern;
  readonly pattern: CoalitionPattern;
}

function monotonicities({ model, pattern }: CoalitionRequest): Monotonicity[] {
  const count = model.agents.length;
  const alone = coalitionsUpTo(count, 1);
  return [
    { id: 'robust-coalitional-monotonicity', name: 'Robust coalitional monotonicity', reading: 'every-pair', objecting: pattern, pattern },
    { id: 'robust-monotonicity', name: 'Some types object to every deception', reading: 'some-pair', objecting: pattern, pattern },
    // Of the pattern of all coalitions alone.
    ...(pattern.length < 2 ** count - 1 ? [] : [
      { id: 'robust-strong-monotonicity', name: 'Robust strong monotonicity', reading: 'every-pair' as const, objecting: alone, pattern },
    ]),
  ];
}

function monotonicityText(model: FiniteModel, name: string, answer: MonotonicityAnswer): string {
  switch (answer.verdict) {
    case 'yes': return `${name}: for every lie that changes the outcome a reward`;
    case 'undecided': return `${name} is not decided: ${answer.reason}`;
    case 'no': {
      const every = [...model.agents.keys()];
      const { truth, report } = answer.unopposed;
      return `${name} fails: nobody need object where types ${typeNames(model, every, typesIn(model.profiles, truth))} report `
        + typeNames(model, every, typesIn(model.profiles, report));
    }
  }
}

const tooManyProfiles = ({ profiles }: FiniteModel): string =>
  `${profiles.size} profiles of types, and at most ${PROFILES_MAX} are looked through; leave types or agents out of the file (two agents `
  + `of three types fit, and three of two); robust coalitional incentive compatibility is decided at this size`;

async function monotonicityAnswer(request: CoalitionRequest): Promise<FiniteAnswer & { readonly answers: ReadonlyMap<string, string> }> {
  const { model, label, solve } = request;
  const setting = { model, rule: socialChoiceFunction(model), money: model.ruleTransfers !== undefined, ...(solve ? { solve } : {}) };
  const parts: FiniteAnswer[] = [];
  const answers = new Map<string, string>();
  for (const { id, name, reading, objecting, pattern } of monotonicities(request)) {
    const point = { ...request.point, coalitions: label };
    const answer: MonotonicityAnswer = model.profiles.size > PROFILES_MAX
      ? { verdict: 'undecided', reason: tooManyProfiles(model) }
      : await robustMonotonicity({ ...setting, pattern, reading, objecting });
    answers.set(id, answer.verdict);
    const text = monotonicityText(model, name, answer);
    const verdict: Verdict = { id, ...verdictRow('market', point, answer.verdict, text) };
    const row = exactRow('coalitionalMonotonic', 'market', { ...point, condition: id }, answer.verdict === 'yes' ? ONE : ZERO, text);
    // Objections to some deception follow from those to every lie, which are a proof of their own.
    const proofs = answer.verdict === 'yes' && answer.objections && reading === 'every-pair'
      ? monotonicityProof(request, id, answer.objections) : [];
    parts.push({ ...emptyAnswer, estimates: answer.verdict === 'undecided' ? [] : [row], verdicts: [verdict], proofs });
  }
  return { ...joinAnswers(parts), answers };
}

/** What the theorems make of it: 1 by Theorem 2.5.1, 0 where a necessary condition fails, no row in between. */
function implementationAnswer(
  { point, label }: CoalitionRequest, compatible: boolean, answers: ReadonlyMap<string, string>, bad: boolean,
): FiniteAnswer {
  const at = { ...point, coalitions: label };
  const row = (value: Rational, basis: string): FiniteAnswer =>
    ({ ...emptyAnswer, estimates: [exactRow('robustlyImplementable', 'market', at, value, basis)] });
  if (!compatible) return row(ZERO, 'robust coalitional incentive compatibility fails (Proposition 2.4.1)');
  if (answers.get('robust-monotonicity') === 'no') return row(ZERO, 'to some deception no types object');
  if (bad && answers.get('robust-coalitional-monotonicity') === 'yes') return row(ONE, 'Theorem 2.5.1');
  return emptyAnswer;
}

/** Every notion of Guo18 chapter 2 that the environment's size allows. Throws InputError where there is no rule. */
export async function coalitionAnswer(request: CoalitionRequest): Promise<FiniteAnswer> {
  const { model, point, solve } = request;
  const incentives = incentiveAnswer(request);
  const monotonicity = await monotonicityAnswer(request);
  const bad = await badOutcome(model, solve);
  const badText = bad === undefined
    ? 'There is no bad outcome: someone weakly prefers any lottery to some outcome of the rule'
    : `Bad outcome: everyone prefers every outcome of the rule by ${rationalText(bad.margin)} or more to one lottery${
      model.ruleTransfers === undefined ? '' : ' with fines'}`;
  const badVerdict: Verdict = { id: 'bad-outcome', ...verdictRow('market', point, bad === undefined ? 'no' : 'yes', badText) };
  const badAnswer = { ...emptyAnswer, verdicts: [badVerdict], proofs: bad === undefined ? [] : badOutcomeProof(request, bad) };
  return joinAnswers([
    incentives, monotonicity, badAnswer, truthAnswer(request),
    implementationAnswer(request, incentives.holds, monotonicity.answers, bad !== undefined),
  ]);
}

/** The answer for every pattern asked about. Throws InputError where there is no rule, or a pattern names an agent that there is not. */
export async function answerCoalitions(
  environment: FiniteEnvironment, { patterns }: CoalitionsAsked, point: Point, solve?: Solve,
): Promise<FiniteAnswer> {
  const model = modelAt(environment);
  const answers: FiniteAnswer[] = [];
  for (const given of patterns) {
    const pattern = parseCoalitions(given, model.agents)!;
    const label = patternLabel(model.agents, pattern);
    answers.push(await coalitionAnswer({ model, pattern, label, point, environment, ...(solve ? { solve } : {}) }));
  }
  return joinAnswers(answers);
}
