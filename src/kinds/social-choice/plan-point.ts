/** One social choice problem: every mechanism on the same draws, agent by agent, then whole profiles. */
import { OUTSIDE_THE_PAPERS } from '../../distributions/dependence.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { openSupports } from '../../distributions/unbounded.ts';
import type { ValueStructure } from '../../environment/social-choice.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { withinTypes } from '../../notions/types-within.ts';
import type { Agent, Point } from '../../results/document.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { agentAmbiguity, type AgentAmbiguity } from './ambiguity.ts';
import { agentResults, type AgentResults } from './agent-results.ts';
import { studyAgent, type AgentSample } from './agent-study.ts';
import { isEnumerated } from './atoms.ts';
import { audit } from './audit.ts';
import { checkProblem } from './assumption-verdicts.ts';
import { coarseUnitNote } from './coarse-units.ts';
import { givenOwnType, needsLine } from './continuum.ts';
import { planEnumerated } from './enumerated-point.ts';
import { naming } from './naming.ts';
import { implementability } from './implementability.ts';
import { resolveRepair } from './repair.ts';
import { ruleRows } from './rule-rows.ts';
import type { StudiedPoint } from './studied-point.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Share of a mechanism's work that whole profiles take. */
const EX_POST_SHARE = 0.15;

/** Pilots belong to agents and mechanisms, so nothing is drawn yet. */
export const planPoint = async (point: SweepPoint<SocialChoiceStudy>, aim: StudyAim, pilot: Run): Promise<PlannedPoint> =>
  (isEnumerated(point.problem.problem) ? planEnumerated(point, aim, pilot) : { cost: 1, study: (run) => studyPoint({ point, aim, run }) });

async function studyPoint(studied: StudiedPoint): Promise<PointResult> {
  const { point: { problem: { problem, mechanisms, ambiguity }, values, pictures }, run } = studied;
  const checked = await checkProblem(problem, mechanisms, values, run);
  const results: PointResult[] = [];
  for (const [index, mechanism] of mechanisms.entries()) {
    if (run.signal?.aborted) break;
    const resolved = await naming(mechanism, resolveRepair(problem, mechanism, run));
    if (run.signal?.aborted) break;
    results.push(await naming(mechanism, studyMechanism(
      studied,
      resolved,
      checked.structure,
      (share) => run.progress(mechanism.name, (index + share) / mechanisms.length),
    )));
  }
  const laws = problem.signals.map(({ law }) => law);
  const distances = run.signal?.aborted ? [] : await ruleRows(studied, values);
  return {
    samplers: results.flatMap(({ samplers }) => samplers),
    estimates: [...results.flatMap(({ estimates }) => estimates), ...distances.map(({ row }) => withinTypes(row, laws))],
    curves: results.flatMap(({ curves }) => curves),
    surfaces: results.flatMap(({ surfaces }) => surfaces),
    ...(ambiguity ? { beliefs: results.flatMap(({ beliefs = [] }) => beliefs) } : {}),
    verdicts: [...(pictures ? checked.verdicts : []), ...results.flatMap(({ verdicts }) => verdicts)],
    notes: [
      ...openSupports(laws),
      ...(problem.dependence ? [`signals ${OUTSIDE_THE_PAPERS}`] : []),
      ...results.flatMap(({ notes }) => notes),
    ],
    complete: run.signal?.aborted !== true && results.length === mechanisms.length && results.every(({ complete }) => complete),
    intervalAt(row, share) {
      const of = row.point.mechanism;
      if (row.agent === 'market') {
        return distances.find((one) => one.row.quantity === row.quantity && one.row.point.mechanism === of)?.intervalAt?.(share);
      }
      return results[mechanisms.findIndex(({ name }) => name === of)]?.intervalAt?.(row, share);
    },
  };
}

async function studyMechanism(
  { point, aim, run }: StudiedPoint,
  mechanism: Mechanism,
  structure: ValueStructure,
  onProgress: (share: number) => void,
): Promise<PointResult> {
  const { problem: study, values, pictures } = point;
  const { problem } = study;
  const { confidence } = aim;
  const agents = study.agents ?? problem.agents.map((_, agent) => agent);
  const at: Point = { ...values, mechanism: mechanism.name };
  const samples = await samplesOf({ point, aim, run }, mechanism, structure, agents, onProgress);
  const results: AgentResults[] = [];
  for (const sample of samples) {
    const { agent } = sample.space;
    // Of a run that was stopped the samples drawn so far are worth what they are.
    const given = await inTurns(givenOwnType(problem, mechanism, structure, agent), run.signal) ?? {};
    results.push(agentResults({
      problem, mechanism, structure, sample, given, point: at, name: problem.agents[agent]!, confidence, keepPictures: pictures,
    }));
  }
  const ambiguity: AgentAmbiguity[] = [];
  for (const sample of samples) {
    if (run.signal?.aborted) break;
    const found = await agentAmbiguity({ study, mechanism, structure, sample, point: at, aim, pictures, run });
    ambiguity.push(found);
    if (study.ambiguity) {
      run.log({
        event: 'ambiguity',
        point: values,
        mechanism: mechanism.name,
        agent: problem.agents[sample.space.agent],
        rows: found.estimates.length,
        complete: found.complete,
      });
    }
  }
  const lawsOf = ({ space: { coordinates } }: AgentSample): Distribution[] => coordinates.map((d) => problem.signals[d]!.law);
  const whole = samples.length === agents.length && !run.signal?.aborted
    ? await audit({
      study, mechanism, structure, studied: agents, point: at, aim, run, questions: samples.map(({ sums }) => sums.question),
    })
    : { estimates: [], notes: [], complete: false };
  return {
    samplers: samples.map(({ space, sampler }) => ({
      agent: problem.agents[space.agent]! as Agent,
      point: at,
      sampler: sampler.path,
      reason: sampler.reason,
    })),
    estimates: [
      ...results.flatMap(({ estimates }) => estimates),
      ...ambiguity.flatMap(({ estimates }, at) => estimates.map((row) => withinTypes(row, lawsOf(samples[at]!)))), ...whole.estimates,
    ],
    curves: results.flatMap(({ curves }) => curves),
    surfaces: [...results.flatMap(({ surfaces }) => surfaces), ...ambiguity.flatMap(({ surfaces }) => surfaces)],
    beliefs: ambiguity.flatMap(({ beliefs }) => beliefs),
    notes: [...new Set([...results.flatMap((result) => remarks(result, aim)), ...ambiguity.flatMap(({ notes }) => notes), ...whole.notes])],
    verdicts: [
      ...implementability({ mechanism, structure, results, point: at, confidence }),
      ...ambiguity.flatMap(({ verdicts }) => verdicts),
    ],
    complete: whole.complete && samples.every(({ complete }) => complete) && ambiguity.every(({ complete }) => complete),
    intervalAt({ quantity, agent, point: { metric } }, share) {
      const at = results.findIndex(({ name }) => name === agent);
      return quantity === 'deltaStar' ? ambiguity[at]?.deltaStarAt?.(String(metric), share) : results[at]?.intervalAt(quantity, share);
    },
  };
}

/** Of every agent, or of the first ones where the run was stopped. */
async function samplesOf(
  { point, aim, run }: StudiedPoint,
  mechanism: Mechanism,
  structure: ValueStructure,
  agents: readonly number[],
  onProgress: (share: number) => void,
): Promise<AgentSample[]> {
  const { problem: { problem, mechanisms, reports: listed }, values } = point;
  const samples: AgentSample[] = [];
  for (const [index, agent] of agents.entries()) {
    if (run.signal?.aborted) break;
    const reports = listed?.(agent);
    const asked = { problem, mechanism, mechanisms, structure, agent, aim };
    const found = await studyAgent({
      ...asked, ...(reports ? { reports } : {}),
      onProgress: (share) => onProgress(((index + share) / agents.length) * (1 - EX_POST_SHARE)),
    }, run);
    if (!found) continue;
    const isListed = reports !== undefined && found.space.coordinates.length === 1 && found.sampler.path === 'fused';
    const onLine = isListed && needsLine(problem, mechanism, structure, agent) ? await studyAgent(asked, run) : undefined;
    const sample = onLine ? { ...found, onLine, complete: found.complete && onLine.complete } : found;
    samples.push(sample);
    const { sampler: { path, reason }, sums: { profiles, question: { reports: { length } } }, complete } = sample;
    run.log({
      event: 'certified',
      point: values,
      mechanism: mechanism.name,
      agent: problem.agents[agent],
      path,
      reason,
      profiles,
      reports: length,
      complete,
    });
  }
  return samples;
}

function remarks({ lic, infinite, name, sample: { sums, isMoved } }: AgentResults, { precision, profiles }: StudyAim): string[] {
  const wide = infinite === undefined && profiles === undefined && precision !== undefined
    && lic.estimate > 0 && lic.exists === 'finite' && lic.upper - lic.lower > 2 * precision * lic.estimate;
  return [
    ...(
      wide
        ? [`some epsilon-LIC constants did not reach a relative half-width of ${precision} within the few seconds that a social `
          + `choice study takes by default; --profiles asks for more`]
        : []
    ),
    ...(isMoved ? [`types of ${name}'s list at an end of a law stand inside it, at a chance of 2^-10: given the end itself the others' `
      + `types are at theirs, nearer than single precision tells`] : []),
    ...coarseUnitNote(name, sums),
  ];
}
