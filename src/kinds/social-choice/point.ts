/** One point of a study: every mechanism on the same draws, agent by agent, then whole profiles. */
import type { ValueStructure } from '../../environment/social-choice.ts';
import type { Device } from '../../engine/device.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Agent, Curve, Estimate, Point, ResultDocument, Surface, Verdict, WorstBelief } from '../../results/document.ts';
import type { ParameterValues } from '../../study/scenario.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import type { StudyConfiguration, StudyHooks } from '../../study/configuration.ts';
import { pointOf, withReferences } from '../../study/outcome.ts';
import { agentAmbiguity, type AmbiguityOutcome } from './ambiguity.ts';
import { agentResults, type AgentResults } from './agent-results.ts';
import { studyAgent, type AgentSample } from './agent-study.ts';
import { audit } from './audit.ts';
import { checkProblem } from './assumption-verdicts.ts';
import { implementability } from './implementability.ts';
import { resolveRepair } from './repair.ts';
import { ruleRows } from './rule-rows.ts';

export interface PointOutcome {
  readonly values: ParameterValues;
  readonly samplers: ResultDocument['samplers'];
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  readonly beliefs: readonly WorstBelief[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
  readonly complete: boolean;
}

export interface PointInput {
  readonly configuration: StudyConfiguration;
  readonly device: Device;
  readonly values: ParameterValues;
  readonly study: SocialChoiceStudy;
  /** Curves and surfaces are large; a sweep keeps them for its ends. */
  readonly keepPictures: boolean;
  readonly hooks: StudyHooks;
}

/** Share of a mechanism's work that whole profiles take. */
const EX_POST_SHARE = 0.15;

type MechanismOutcome = Omit<PointOutcome, 'values'>;

export async function studyPoint(input: PointInput): Promise<PointOutcome> {
  const { study, values, hooks, configuration } = input;
  const { mechanisms, problem } = study;
  const point = pointOf(values);
  const checked = await checkProblem(problem, mechanisms, point, input.device);
  const outcomes: MechanismOutcome[] = [];
  for (const [index, mechanism] of mechanisms.entries()) {
    if (hooks.signal?.aborted) break;
    const resolved = await resolveRepair(problem, mechanism, input.device, configuration.seed, hooks.signal);
    if (hooks.signal?.aborted) break;
    outcomes.push(await studyMechanism(input, resolved, checked.structure, (share) => hooks.onProgress?.(mechanism.name, (index + share) / mechanisms.length)));
  }
  const distances = hooks.signal?.aborted ? [] : await ruleRows(input, point);
  const interrupted = hooks.signal?.aborted === true;
  const estimates = [...outcomes.flatMap((outcome) => outcome.estimates), ...distances];
  return {
    values,
    samplers: outcomes.flatMap(({ samplers }) => samplers),
    estimates: withReferences(estimates, configuration.scenario.references?.(values) ?? []),
    curves: outcomes.flatMap(({ curves }) => curves),
    surfaces: outcomes.flatMap(({ surfaces }) => surfaces),
    beliefs: outcomes.flatMap(({ beliefs }) => beliefs),
    verdicts: [...(input.keepPictures ? checked.verdicts : []), ...outcomes.flatMap(({ verdicts }) => verdicts)],
    notes: [
      ...(problem.dependence ? ['signals are correlated across agents: outside the papers, whose theorems assume independence'] : []),
      ...outcomes.flatMap(({ notes }) => notes),
    ],
    complete: !interrupted && outcomes.length === mechanisms.length && outcomes.every(({ complete }) => complete),
  };
}

async function studyMechanism(input: PointInput, mechanism: Mechanism, structure: ValueStructure, onProgress: (share: number) => void): Promise<MechanismOutcome> {
  const { configuration, device, study, values, keepPictures, hooks: { signal, onLog } } = input;
  const { problem, mechanisms } = study;
  const { seed, profiles, precision, maxProfiles, confidence } = configuration;
  const studied = study.agents ?? problem.agents.map((_, agent) => agent);
  const point: Point = { ...pointOf(values), mechanism: mechanism.name };
  const samples: AgentSample[] = [];
  for (const [index, agent] of studied.entries()) {
    if (signal?.aborted) break;
    const reports = study.reports?.(agent);
    const sample = await studyAgent({
      problem, mechanism, mechanisms, structure, agent, device, seed, maxProfiles,
      ...(reports ? { reports } : {}), ...(profiles === undefined ? {} : { profiles }), ...(precision === undefined ? {} : { precision }),
      onProgress: (share) => onProgress(((index + share) / studied.length) * (1 - EX_POST_SHARE)),
      ...(signal ? { signal } : {}),
    });
    if (!sample) break;
    samples.push(sample);
    onLog?.({ event: 'certified', point: values, mechanism: mechanism.name, agent: problem.agents[agent], path: sample.sampler.path, reason: sample.sampler.reason, profiles: sample.sums.profiles, reports: sample.sums.question.reports.length, complete: sample.complete });
  }
  const results = samples.map((sample) => agentResults({ problem, mechanism, structure, sample, point, name: problem.agents[sample.space.agent]!, confidence, keepPictures }));
  const ambiguity: AmbiguityOutcome[] = [];
  for (const sample of samples) {
    if (signal?.aborted) break;
    const outcome = await agentAmbiguity({ study, mechanism, structure, sample, point, device, seed, confidence, maxProfiles, keepPictures, ...(profiles === undefined ? {} : { profiles }), ...(signal ? { signal } : {}) });
    ambiguity.push(outcome);
    if (study.ambiguity) onLog?.({ event: 'ambiguity', point: values, mechanism: mechanism.name, agent: problem.agents[sample.space.agent], rows: outcome.estimates.length, complete: outcome.complete });
  }
  const whole = samples.length === studied.length && !signal?.aborted ? await audit({
    study, mechanism, studied, point, device, seed, maxProfiles, confidence,
    questions: samples.map(({ sums }) => sums.question),
    ...(profiles === undefined ? {} : { profiles }), ...(signal ? { signal } : {}),
  }) : { estimates: [], complete: false };
  return {
    samplers: samples.map(({ space, sampler }) => ({ agent: problem.agents[space.agent]! as Agent, point, sampler: sampler.path, reason: sampler.reason })),
    estimates: [...results.flatMap(({ estimates }) => estimates), ...ambiguity.flatMap(({ estimates }) => estimates), ...whole.estimates],
    curves: results.flatMap(({ curves }) => curves),
    surfaces: [...results.flatMap(({ surfaces }) => surfaces), ...ambiguity.flatMap(({ surfaces }) => surfaces)],
    beliefs: ambiguity.flatMap(({ beliefs }) => beliefs),
    notes: [...new Set([...results.flatMap((result) => remarks(result, configuration)), ...ambiguity.flatMap(({ notes }) => notes)])],
    verdicts: [...implementability({ mechanism, structure, results, point, confidence }), ...ambiguity.flatMap(({ verdicts }) => verdicts)],
    complete: whole.complete && samples.every(({ complete }) => complete) && ambiguity.every(({ complete }) => complete),
  };
}

/** Differences between laws and what is drawn that are worth a word. */
const LAW_ERROR_WORTH_A_WORD = 1e-4;

function remarks({ lic, sample: { sums } }: AgentResults, { precision, profiles }: StudyConfiguration): string[] {
  const wide = profiles === undefined && precision !== undefined && lic.estimate > 0 && lic.exists === 'finite' && lic.upper - lic.lower > 2 * precision * lic.estimate;
  const { lawError = 0 } = sums;
  return [
    ...(wide ? [`some epsilon-LIC constants did not reach a relative half-width of ${precision} within the few seconds that a social choice study takes by default; --profiles asks for more`] : []),
    ...(lawError > LAW_ERROR_WORTH_A_WORD ? [`signals are drawn to a cell of their support: probabilities may differ from the laws' by ${Number(lawError.toPrecision(2))}, which no interval includes`] : []),
  ];
}
