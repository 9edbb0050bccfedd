/**
 * How two ways to choose differ at each of an agent's types: for the distance d_G of two rules (Song22 section 7), where
 * reports are the same and rules differ, and for robustness to own-payoff-irrelevant information (Def. 12), where the
 * rule is the same and reports differ. A_k(s, p) is the event p_k = 1. Counts, so that Clopper-Pearson bounds apply.
 *
 * And how often welfare falls short of first best by less than a threshold at each type (Def. 7).
 */
import type { Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { DrawOptions, TensorDevice } from '../../engine/device.ts';
import type { TensorExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { ChoiceRule, Mechanism } from '../../mechanism/mechanism.ts';
import { add } from './arrays.ts';
import { signalDraws } from './draws.ts';
import { chunkOf, elementsMax, powerBelow } from './limits.ts';
import { unweighted } from './profile-values.ts';
import { ReportedProfiles } from './reported-profiles.ts';
import { ownRows, type Rows } from './rows.ts';
import { indicator, TensorProblem } from './tensor-problem.ts';
import { turn } from '../../run/turns.ts';

/** A probability this near one is one: float32's rounding of a mixture. */
const CERTAIN = 1 - 1e-6;
const PROFILES_MAX = 2 ** 14;

/** A rule at own signals [R]. */
export interface Choosing {
  readonly rule: ChoiceRule;
  readonly reports: readonly (readonly number[])[];
  readonly strategies?: Mechanism['strategies'];
}

export interface JointCounts {
  readonly profiles: number;
  /** [R, K] profiles of the others in which alternative k is certain under the first way and not under the second; and the reverse. */
  readonly onlyFirst: Float64Array;
  readonly onlySecond: Float64Array;
}

export interface Counter<T> {
  run(stream: StreamKey, first: number, count: number, options?: DrawOptions): Promise<T>;
}

/** Counts of a list of an agent's types, flat, and the profiles behind them. */
interface Counts {
  readonly profiles: number;
  readonly counts: Float64Array;
}

const mergeCounts = (a: Counts, b: Counts): Counts =>
  ({ profiles: a.profiles + b.profiles, counts: a.counts.map((x, i) => x + b.counts[i]!) });

/** `compute`: the parts of one chunk of types, as TypeByType.run wants them. */
function counting(
  run: Draw,
  counter: TypeByType,
  name: string,
  parameters: unknown,
  compute: (rows: Rows, from: number) => Tensor1D[],
): Counter<Counts> {
  const experiment: TensorExperiment<Counts> = {
    name, parameters, chunk: chunkOf(counter.piece), piece: counter.piece, merge: mergeCounts,
    async draw(_, stream, first, count, options) {
      const counts = new Float64Array(counter.numbers);
      return { profiles: await counter.run(counts, stream, first, count, options, compute), counts };
    },
  };
  return { run: (stream, first, count, options) => run.draw({ experiment, stream, first, count }, options) };
}

const asMechanism = ({ rule, strategies }: Choosing): Mechanism =>
  ({ name: rule.kind, rule, transfers: { kind: 'none' }, ...(strategies ? { strategies } : {}) });

/** Row r of the one way is held against row r of the other. Under dependence the others are drawn given the first's report. */
export async function jointChoices(
  problem: SocialChoiceProblem,
  first: Choosing,
  second: Choosing,
  agent: number,
  run: Draw,
): Promise<Counter<JointCounts>> {
  if (first.reports.length !== second.reports.length) {
    throw new InputError(
      'reports',
      `two ways to choose need lists of one length, got ${first.reports.length} and ${second.reports.length}`,
    );
  }
  const types = first.reports.length;
  const numbers = 2 * types * problem.alternatives.length;
  const parameters = { problem, first, second, agent };
  const counter = await typeByType(run, 'joint-choices', parameters, problem, agent, first.reports, numbers);
  const [own, other] = [first, second].map(({ reports }) => ownRows(problem, agent, reports)) as [Float64Array, Float64Array];
  const { tensors } = counter;
  const { tf, alternatives } = tensors;
  const drawn = counting(run, counter, 'joint-choices', parameters, (rows, at) => {
    const certain = (way: Choosing, list: Float64Array): Tensor2D => {
      const shown = { ...rows, own: list.subarray(at * tensors.coordinates, (at + rows.ownCount) * tensors.coordinates) };
      return indicator(tf, tf.greaterEqual(new ReportedProfiles(tensors, asMechanism(way), shown).probabilities, CERTAIN)) as Tensor2D;
    };
    const [p, q] = [certain(first, own), certain(second, other)];
    const shape: [number, number, number] = [rows.drawCount, rows.ownCount, alternatives];
    const only = (a: Tensor2D, b: Tensor2D): Tensor1D => tf.reshape(tf.sum(tf.reshape(tf.mul(a, tf.sub(1, b)), shape), 0), [-1]);
    return [only(p, q), only(q, p)];
  });
  return {
    async run(...range) {
      const { profiles, counts } = await drawn.run(...range);
      return { profiles, onlyFirst: counts.slice(0, types * alternatives), onlySecond: counts.slice(types * alternatives) };
    },
  };
}

const typeByType = (
  run: Draw,
  evaluation: string,
  parameters: unknown,
  ...[problem, agent, reports, numbers]: [SocialChoiceProblem, number, Choosing['reports'], number]
): Promise<TypeByType> =>
  run.draw({ evaluation, parameters, compute: async (tensors) => new TypeByType(problem, tensors, agent, reports, numbers) });

export interface LossCounts {
  readonly profiles: number;
  /** [R, thresholds] profiles of the others in which first best less welfare is below the threshold. */
  readonly below: Float64Array;
}

/** Song22 Def. 7 asks for more than 1 - xi of them below xi, at every type of every agent. */
export async function welfareLosses(
  problem: SocialChoiceProblem,
  { rule, reports, strategies }: Choosing,
  thresholds: readonly number[],
  agent: number,
  run: Draw,
): Promise<Counter<LossCounts>> {
  const numbers = reports.length * thresholds.length;
  const parameters = { problem, rule, reports, strategies, thresholds, agent };
  const counter = await typeByType(run, 'welfare-losses', parameters, problem, agent, reports, numbers);
  const mechanism = asMechanism({ rule, reports, strategies });
  const { tensors } = counter;
  const { tf } = tensors;
  const drawn = counting(run, counter, 'welfare-losses', parameters, (rows) => {
    const outcome = new ReportedProfiles(tensors, mechanism, rows);
    const welfare = outcome.values.welfare(unweighted(tensors));
    const loss = tf.reshape(tf.sub(tf.max(welfare, 1), outcome.expected(welfare)), [rows.drawCount, rows.ownCount, 1]);
    return [tf.reshape(tf.sum(indicator(tf, tf.less(loss, tf.tensor3d([...thresholds], [1, 1, thresholds.length]))), 0), [-1]) as Tensor1D];
  });
  return {
    async run(...range) {
      const { profiles, counts } = await drawn.run(...range);
      return { profiles, below: counts };
    },
  };
}

/** Sums over draws of the others, for a list of the agent's types. */
class TypeByType {
  readonly tensors: TensorProblem;
  readonly #agent: number;
  readonly #reports: readonly (readonly number[])[];
  readonly #own: Float64Array;
  readonly numbers: number;
  readonly #others;

  constructor(problem: SocialChoiceProblem, device: TensorDevice, agent: number, reports: readonly (readonly number[])[], numbers: number) {
    this.tensors = new TensorProblem(problem, device);
    this.#agent = agent;
    this.#reports = reports;
    this.#own = ownRows(problem, agent, reports);
    this.numbers = numbers;
    this.#others = signalDraws(problem, agent);
  }

  get piece(): number {
    const { agents, alternatives, coordinates, device } = this.tensors;
    const numbers = Math.min(this.#reports.length, 16) * Math.max(agents * alternatives, coordinates);
    return Math.min(PROFILES_MAX, powerBelow(elementsMax(device.backend) / numbers));
  }

  /** Adds what `compute` finds of each chunk of types: parts of equal length a type, concatenated over types, part after part. */
  async run(
    sums: Float64Array,
    stream: StreamKey,
    first: number,
    count: number,
    { onProgress, signal }: DrawOptions,
    compute: (rows: Rows, from: number) => Tensor1D[],
  ): Promise<number> {
    const { agents, alternatives, coordinates, device, tf } = this.tensors;
    const each = Math.max(agents * alternatives, coordinates);
    const batch = this.piece;
    let done = 0;
    while (done < count && !signal?.aborted) {
      const size = Math.min(batch, count - done);
      await device.guard(async () => {
        const parts = tf.tidy(() =>
          tf.concat1d(this.#chunks(stream, first
            + done, size, Math.max(1, Math.floor(elementsMax(device.backend) / (size * each))), compute)));
        try {
          const numbers = (await parts.data()) as Float32Array;
          await this.tensors.inspect(numbers);
          add(sums, numbers.subarray(0, this.numbers));
        } finally {
          parts.dispose();
          this.tensors.release();
        }
      });
      done += size;
      onProgress?.(done);
      await turn();
    }
    return done;
  }

  #chunks(stream: StreamKey, first: number, count: number, chunk: number, compute: (rows: Rows, from: number) => Tensor1D[]): Tensor1D[] {
    const { coordinates, problem, tf } = this.tensors;
    const shared = problem.dependence ? undefined : this.#others.draw(stream, first, count);
    const parts: Tensor1D[][] = [];
    const step = shared ? chunk : 1;
    for (let from = 0; from < this.#reports.length; from += step) {
      const end = Math.min(this.#reports.length, from + step);
      const draws = shared ?? this.#others.draw(stream, first, count, this.#reports[from]);
      const rows: Rows = {
        draws, drawCount: count, own: this.#own.subarray(from * coordinates, end * coordinates), ownCount: end - from, agent: this.#agent,
        first,
      };
      parts.push(tf.tidy(() => compute(rows, from)));
    }
    return parts[0]!.flatMap((_, part) => parts.map((chunk) => chunk[part]!));
  }
}
