/**
 * Interim experiments of problems with atoms beside densities: profiles are drawn and every report is played on the host, in double
 * precision, so that ties between atoms go to the first-listed alternative as where all profiles are gone through (enumeration/play.ts).
 * Full insurance pays draw by draw what its base would have paid, and expected externality the agent's own on the same draw less the shares
 * of the others' on an independent profile of a stream of its own, which no report moves. Deterministic in (stream, first, count).
 *
 * Where signals depend on each other, as in tensor/interim-terms.ts: the others are drawn given each type, by the same words; what a
 * report is paid in expectation is that of the draw given the report; the others' externalities are those of profiles that are drawn anew
 * given what each of them is drawn to report.
 */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { DrawOptions, OpenExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';
import { turn } from '../../run/turns.ts';
import { payoffOf, Play, type ExternalityAt, type InterimPayoff } from '../enumeration/play.ts';
import { payoffRounding } from '../enumeration/scale.ts';
import { mergeInterimSums, type InterimQuestion, type InterimSampler, type InterimSums } from '../interim-sums.ts';
import { questionNear, recentred } from '../recentred.ts';
import { innerStream, signalDraws, type SignalDraws } from '../tensor/draws.ts';
import type { InterimParameters } from '../tensor/interim.ts';
import { requireGroups } from '../tensor/limits.ts';
import { classesOf } from '../tensor/own-part.ts';
import { gainRange, payoffRange } from '../tensor/ranges.ts';
import { playedLawShare } from './law-error.ts';
import { PIECE, playedSampler } from './sampler.ts';

export const PLAYED_INTERIM = 'played-interim';

/** Beside those of the tensor path. */
const EXTERNALITY_STREAM = 3;
/** Of one profile and report: measured, for a few agents and alternatives. */
const NS_PER_REPORT = 600;
/** A payoff is a few payoffs of two alternatives that ties take for equal. */
const ROUNDINGS = 2 ** 6;

export function playedInterimSampler(
  problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion, run: Draw,
): InterimSampler {
  const near = recentred(problem, mechanism);
  const parameters: InterimParameters = { problem, mechanism, question, ...(near && { origin: near.origin }) };
  const sampler = playedSampler({
    name: PLAYED_INTERIM, parameters, merge: mergeInterimSums, opened: openPlayedInterim(parameters),
    cost: NS_PER_REPORT * question.reports.length * problem.agents.length * problem.alternatives.length
      * (problem.dependence ? question.paired.length : 1) + question.paired.length ** 2,
  }, run);
  return { ...sampler, run: async (...drawn) => ({ ...await sampler.run(...drawn), question }) };
}

/** The experiment, for whichever thread draws pieces of it. */
export function openPlayedInterim({ problem, mechanism, question }: InterimParameters): OpenExperiment<InterimSums> {
  const near = recentred(problem, mechanism);
  return near
    ? opened({ problem: near.problem, mechanism: near.mechanism, question: questionNear(near, question) })
    : opened({ problem, mechanism, question });
}

function opened({ problem, mechanism, question }: InterimParameters): OpenExperiment<InterimSums> {
  if (problem.dependence) return openDependent({ problem, mechanism, question });
  const draws = signalDraws(problem, question.agent);
  const { agent, groupSize } = question;
  const base = innermost(mechanism);
  const everyone = schemeOf((base ?? mechanism).transfers).holdsExternality && signalDraws(problem);
  let elsewhere: readonly number[] = [];
  const externalityAt: ExternalityAt | undefined = everyone && ((i, j, signals) => (i === j ? signals : elsewhere));
  const play = new Play(problem, mechanism, undefined, externalityAt);
  const inner = base && new Play(problem, base, undefined, externalityAt);
  return {
    piece: PIECE,
    async run(stream: StreamKey, first: number, count: number, { onProgress, signal }: DrawOptions): Promise<InterimSums> {
      requireGroups(groupSize, first, count);
      const sums = emptySums(problem, mechanism, question);
      const rows = draws.draw(stream, first, count);
      const profiles = everyone && everyone.draw(innerStream(stream, EXTERNALITY_STREAM), first, count);
      const width = problem.signals.length;
      let done = 0;
      while (done < count && !signal?.aborted) {
        const group = Array.from({ length: groupSize }, (_, g) => {
          const at = (of: Float64Array): number[] => Array.from(of.subarray((done + g) * width, (done + g + 1) * width));
          const others = at(rows);
          if (profiles) elsewhere = at(profiles);
          return question.reports.map((report) => playedAt(play, inner, agent, report, others));
        });
        addGroup(sums, group);
        done += groupSize;
        onProgress?.(done);
        await turn();
      }
      return { ...sums, profiles: done, groups: done / groupSize };
    },
  };
}

/** Of one profile, given each of the reports as her type in turn. */
interface Conditional {
  /** [R] the others' signals. */
  readonly others: readonly (readonly number[])[];
  /** [R][N] profiles in which agent j's signal is that of `others`, and everybody else's drawn given it. */
  readonly anew?: readonly (readonly (readonly number[])[])[];
}

function openDependent({ problem, mechanism, question }: InterimParameters): OpenExperiment<InterimSums> {
  const { agent, groupSize, reports } = question;
  const [draws, width, own] = [signalDraws(problem, agent), problem.signals.length, coordinatesOf(problem, agent)];
  const base = innermost(mechanism);
  const isHeld = schemeOf((base ?? mechanism).transfers).holdsExternality === true;
  const anewOf = problem.agents.map((_, j) => (isHeld && j !== agent ? signalDraws(problem, j) : undefined));
  let [told, elsewhere]: [readonly number[], readonly (readonly number[])[]] = [[], []];
  const externalityAt: ExternalityAt | undefined = isHeld ? ((i, j) => (i === j ? told : elsewhere[j]!)) : undefined;
  const play = new Play(problem, mechanism, undefined, externalityAt);
  const inner = base && new Play(problem, base, undefined, externalityAt);
  return {
    piece: PIECE,
    async run(stream: StreamKey, first: number, count: number, { onProgress, signal }: DrawOptions): Promise<InterimSums> {
      requireGroups(groupSize, first, count);
      const { typeValue: _value, reportPart: _part, ...sums } = emptySums(problem, mechanism, question);
      const rows = reports.map((report) => draws.draw(stream, first, count, report));
      const anew = isHeld ? rows.map((given) => anewOf.map((of, j) => of && drawnAnew(of, given, j))) : undefined;
      let done = 0;
      while (done < count && !signal?.aborted) {
        const group = Array.from({ length: groupSize }, (_, g) => {
          const at = (of: Float64Array): number[] => Array.from(of.subarray((done + g) * width, (done + g + 1) * width));
          return playedProfile({
            others: rows.map(at), ...(anew && { anew: anew.map((ofType) => ofType.map((of) => (of ? at(of) : []))) }),
          });
        });
        addDependentGroup(sums, group);
        done += groupSize;
        onProgress?.(done);
        await turn();
      }
      return { ...sums, profiles: done, groups: done / groupSize };

      function drawnAnew(of: SignalDraws, given: Float64Array, j: number): Float64Array {
        const theirs = coordinatesOf(problem, j);
        const profiles = of.draw(innerStream(stream, EXTERNALITY_STREAM), first, count, (b) => theirs.map((d) => given[b * width + d]!));
        for (let b = 0; b < count; b++) for (const d of theirs) profiles[b * width + d] = given[b * width + d]!;
        return profiles;
      }
    },
  };

  function playedProfile({ others, anew }: Conditional): PlayedProfile {
    const truthAt = (r: number): number[] => play.with(others[r]!, agent, reports[r]!);
    const insured = inner && question.paired.map((r) => {
      told = truthAt(r);
      if (anew) elsewhere = anew[r]!;
      return payoffOf(inner.exPost(agent, reports[r]!, others[r]!), reports[r]!);
    });
    return {
      chances: reports.map((_, r) => play.probabilities(truthAt(r))),
      payoffs: question.paired.map((r, row) => {
        told = truthAt(r);
        return question.paired.map((s) => {
          if (anew) elsewhere = anew[s]!;
          const type = own.map((_, c) => reports[s]![c]!);
          if (!insured) return payoffOf(play.exPost(agent, reports[r]!, others[s]!), type);
          const { slopes } = play.choiceAt(agent, reports[r]!, others[s]!);
          return insured[row]! + slopes.reduce((sum, slope, c) => sum + slope * (type[c]! - reports[r]![c]!), 0);
        });
      }),
    };
  }
}

interface PlayedProfile {
  /** [R][K] of the truth. */
  readonly chances: readonly (readonly number[])[];
  /** [P][P] report, type */
  readonly payoffs: readonly (readonly number[])[];
}

/** [groupSize] */
function addDependentGroup(sums: InterimSums, group: readonly PlayedProfile[]): void {
  const { question: { paired }, choices, classOf, classes, gain, gainSquares, truth, truthSquares } = sums;
  for (const { chances } of group) {
    chances.forEach((ofReport, r) => ofReport.forEach((chance, k) => (choices[r * classes + classOf[k]!]! += chance)));
  }
  const mean = (r: number, s: number): number => group.reduce((sum, { payoffs }) => sum + payoffs[r]![s]!, 0) / group.length;
  paired.forEach((_, s) => {
    const told = mean(s, s);
    truth[s]! += told;
    truthSquares[s]! += told ** 2;
    paired.forEach((__, r) => {
      const gained = r === s ? 0 : mean(r, s) - told;
      gain[r * paired.length + s]! += gained;
      gainSquares[r * paired.length + s]! += gained ** 2;
    });
  });
}

/** The mechanism whose truthful payoff is insured in the end, if any is. */
function innermost({ transfers }: Mechanism): Mechanism | undefined {
  const base = insuredMechanism(transfers);
  return base && (innermost(base) ?? base);
}

/** What a report brings at one profile of the others'. */
function playedAt(play: Play, base: Play | undefined, agent: number, report: readonly number[], others: readonly number[]): InterimPayoff {
  if (!base) return play.exPost(agent, report, others);
  const insured = payoffOf(base.exPost(agent, report, others), report);
  const { slopes, chances } = play.choiceAt(agent, report, others);
  return { fixed: insured - payoffOf({ fixed: 0, slopes, chances }, report), slopes, chances };
}

function emptySums(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): InterimSums {
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('values given as functions are not played');
  const { agent, reports, paired } = question;
  const own = coordinatesOf(problem, agent);
  const { classOf, classes } = classesOf({ problem, alternatives: problem.alternatives.length }, mechanism, agent, own);
  const typeValue = new Float64Array(reports.length * classes);
  reports.forEach((report, r) => classOf.forEach((c, k) => {
    typeValue[r * classes + c] = own.reduce((sum, d, n) => sum + valuations.coefficients[agent]![k]![d]! * report[n]!, 0);
  }));
  const isHeld = schemeOf((innermost(mechanism) ?? mechanism).transfers).holdsExternality;
  // An own chance between those of an atom is drawn too.
  const drawn = isHeld || problem.dependence ? problem.signals.map((_, d) => d) : othersCoordinatesOf(problem, agent);
  const given = { law: problem.signals[own[0]!]!.law, types: reports.map(([x]) => x!) };
  const squares = paired.length ** 2;
  return {
    question, profiles: 0, groups: 0, classOf, classes,
    choices: new Float64Array(reports.length * classes), typeValue, reportPart: new Float64Array(reports.length),
    gain: new Float64Array(squares), gainSquares: new Float64Array(squares),
    truth: new Float64Array(paired.length), truthSquares: new Float64Array(paired.length),
    gainRange: gainRange(problem, mechanism, agent),
    truthRange: payoffRange(problem, mechanism, agent),
    rounding: ROUNDINGS * payoffRounding(problem),
    lawError: playedLawShare(problem, drawn, 1, given),
    lawShare: playedLawShare(problem, drawn, 6, given),
  };
}

/** [groupSize][reports] */
function addGroup(sums: InterimSums, group: readonly (readonly InterimPayoff[])[]): void {
  const { question: { reports, paired }, choices, classOf, classes, reportPart, gain, gainSquares, truth, truthSquares } = sums;
  for (const profile of group) {
    profile.forEach(({ fixed, chances }, r) => {
      chances.forEach((chance, k) => (choices[r * classes + classOf[k]!]! += chance));
      reportPart![r]! += fixed;
    });
  }
  const size = paired.length;
  const means = paired.map((r) => ({
    fixed: group.reduce((sum, profile) => sum + profile[r]!.fixed, 0) / group.length,
    slopes: reports[r]!.map((_, c) => group.reduce((sum, profile) => sum + profile[r]!.slopes[c]!, 0) / group.length),
    chances: [],
  }));
  paired.forEach((own, type) => {
    const told = payoffOf(means[type]!, reports[own]!);
    truth[type]! += told;
    truthSquares[type]! += told ** 2;
    for (let report = 0; report < size; report++) {
      const gained = report === type ? 0 : payoffOf(means[report]!, reports[own]!) - told;
      gain[report * size + type]! += gained;
      gainSquares[report * size + type]! += gained ** 2;
    }
  });
}
