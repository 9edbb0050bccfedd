/**
 * How two rules differ at an agent's types, and how often one loses less welfare than a threshold, of problems with atoms beside densities:
 * profiles are drawn and played one by one, ties to the first-listed alternative. What tensor/joint-choices.ts counts of densities.
 */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { ChoiceRule } from '../../mechanism/mechanism.ts';
import { dot } from '../../mechanism/welfare-transfers.ts';
import type { DrawOptions, TensorExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';
import { turn } from '../../run/turns.ts';
import { Play } from '../enumeration/play.ts';
import { signalDraws } from '../tensor/draws.ts';
import type { Counter, JointCounts, LossCounts } from '../tensor/joint-choices.ts';
import { playedLawShare } from './law-error.ts';
import { PIECE } from './sampler.ts';

type Types = readonly (readonly number[])[];

/** A probability this near one is one: rounding of a mixture. */
const CERTAIN = 1 - 1e-12;
/** Profiles of all types between two turns of the event loop. */
const TURN = 16;
const CHUNK = 2 ** 12;
/** Choices along a signal that an event takes: of both rules; of a rule and the first best, with a threshold crossed in each piece. */
const PIECES = { apart: 2, losses: 4 } as const;

interface Counts {
  readonly profiles: number;
  readonly counts: Float64Array;
}

/** Of a probability of such an event, what draws may differ from the laws by. */
export function ruleLawError(problem: SocialChoiceProblem, agent: number, types: Types, event: keyof typeof PIECES): number {
  const [own, ...more] = coordinatesOf(problem, agent);
  const given = own !== undefined && more.length === 0 ? { law: problem.signals[own]!.law, types: types.map(([x]) => x!) } : undefined;
  // An own chance between those of an atom is drawn too.
  const drawn = problem.dependence ? [...problem.signals.keys()] : othersCoordinatesOf(problem, agent);
  return playedLawShare(problem, drawn, PIECES[event], given);
}

/** `count` adds what a profile of all signals says of type t. */
function counter(
  problem: SocialChoiceProblem, agent: number, types: Types, run: Draw,
  { name, parameters, numbers, count }: {
    readonly name: string; readonly parameters: object; readonly numbers: number;
    count(profile: readonly number[], t: number, into: Float64Array): void;
  },
): Counter<Counts> {
  const draws = signalDraws(problem, agent);
  const width = problem.signals.length;
  const own = coordinatesOf(problem, agent);
  const experiment: TensorExperiment<Counts> = {
    name, parameters, chunk: CHUNK, piece: PIECE,
    merge: (a, b) => ({ profiles: a.profiles + b.profiles, counts: a.counts.map((x, i) => x + b.counts[i]!) }),
    async draw(_, stream: StreamKey, first: number, many: number, { onProgress, signal }: DrawOptions) {
      const counts = new Float64Array(numbers);
      // Independent others are the same whatever the type.
      const rows = problem.dependence ? types.map((type) => draws.draw(stream, first, many, type)) : [draws.draw(stream, first, many)];
      let done = 0;
      while (done < many && !signal?.aborted) {
        for (const end = Math.min(many, done + TURN); done < end; done++) {
          types.forEach((type, t) => {
            const profile = Array.from((rows[t] ?? rows[0]!).subarray(done * width, (done + 1) * width));
            own.forEach((d, c) => { profile[d] = type[c]!; });
            count(profile, t, counts);
          });
        }
        onProgress?.(done);
        await turn();
      }
      return { profiles: done, counts };
    },
  };
  return { run: (stream, first, many, options) => run.draw({ experiment, stream, first, count: many }, options) };
}

const playOf = (problem: SocialChoiceProblem, rule: ChoiceRule): Play =>
  new Play(problem, { name: rule.kind, rule, transfers: { kind: 'none' } });

/** Profiles of the others in which an alternative is certain under one rule and not under the other, both ways. */
export function playedChoices(
  problem: SocialChoiceProblem, rules: readonly [ChoiceRule, ChoiceRule], types: Types, agent: number, run: Draw,
): Counter<JointCounts> {
  const plays = rules.map((rule) => playOf(problem, rule)) as [Play, Play];
  const K = problem.alternatives.length;
  const half = types.length * K;
  const drawn = counter(problem, agent, types, run, {
    name: 'played-joint-choices', parameters: { problem, rules, types, agent }, numbers: 2 * half,
    count(profile, t, into) {
      const [p, q] = plays.map((play) => play.probabilities(profile).map((chance) => chance >= CERTAIN)) as [boolean[], boolean[]];
      for (let k = 0; k < K; k++) {
        if (p[k] && !q[k]) into[t * K + k]!++;
        if (q[k] && !p[k]) into[half + t * K + k]!++;
      }
    },
  });
  return {
    async run(...range) {
      const { profiles, counts } = await drawn.run(...range);
      return { profiles, onlyFirst: counts.slice(0, half), onlySecond: counts.slice(half) };
    },
  };
}

/** Profiles of the others in which the first best less welfare is below each threshold. */
export function playedLosses(
  problem: SocialChoiceProblem, rule: ChoiceRule, thresholds: readonly number[], types: Types, agent: number, run: Draw,
): Counter<LossCounts> {
  const play = playOf(problem, rule);
  const drawn = counter(problem, agent, types, run, {
    name: 'played-welfare-losses', parameters: { problem, rule, thresholds, types, agent }, numbers: types.length * thresholds.length,
    count(profile, t, into) {
      const values = play.values(profile);
      const total = problem.alternatives.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
      const loss = Math.max(...total) - dot(play.probabilities(profile), total);
      thresholds.forEach((xi, n) => { if (loss < xi) into[t * thresholds.length + n]!++; });
    },
  });
  return {
    async run(...range) {
      const { profiles, counts } = await drawn.run(...range);
      return { profiles, below: counts };
    },
  };
}
