/**
 * The general path of interim experiments: any problem and mechanism, as tensor ops on batches of profiles. The payoffs
 * of all pairs are matrix products over (profile in group, alternative); only [P, P] sums leave the device, and are added
 * in double precision on the host. Deterministic in (stream, first, count); sums over disjoint ranges add up to float32's
 * rounding within batches.
 *
 * Under dependence the others are drawn given the agent's true signal, type by type, from the same words; `choices` of
 * report r are then those of type r who tells the truth, and payoffs do not follow from choices and report parts.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '../../../kernels/tensors.ts';
import type { TensorDevice } from '../../engine/device.ts';
import type { OpenExperiment, TensorExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { add, takeInOrder } from './arrays.ts';
import { signalDraws, type SignalDraws } from './draws.ts';
import { DrawByDraw } from './interim-terms.ts';
import { batchProfiles, chunkOf, NS_PER_NUMBER, ownSignalsAtOnce, requireGroups } from './limits.ts';
import { ownPart, type OwnPart } from './own-part.ts';
import { interimLawErrors } from './law-error.ts';
import { ReportedProfiles } from './reported-profiles.ts';
import { float32Rounding, gainRange, payoffRange } from './ranges.ts';
import { ownRows, withOwn, type Rows } from './rows.ts';
import { TensorProblem } from './tensor-problem.ts';
import { mergeInterimSums, type InterimQuestion, type InterimSampler, type InterimSums } from '../interim-sums.ts';
import { questionNear, recentred } from '../recentred.ts';
import { turn } from '../../run/turns.ts';

type Stream = { readonly k0: number; readonly k1: number };

export const TENSOR_INTERIM = 'tensor-interim';

export interface InterimParameters {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly question: InterimQuestion;
  /** Signals are measured from here (recentred.ts); absent: from zero. */
  readonly origin?: readonly number[];
}

/** The experiment on a device, for whichever thread draws pieces of it. */
export const openTensorInterim = (
  { problem, mechanism, question }: InterimParameters, device: TensorDevice,
): Promise<OpenExperiment<InterimSums>> => {
  const near = recentred(problem, mechanism);
  if (!near) return InterimExperiment.prepare(problem, mechanism, question, device);
  return InterimExperiment.prepare(near.problem, near.mechanism, questionNear(near, question), device);
};

export async function tensorInterimSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  run: Draw,
): Promise<InterimSampler> {
  const near = recentred(problem, mechanism);
  const parameters: InterimParameters = { problem, mechanism, question, ...(near && { origin: near.origin }) };
  const prepared = await run.draw({
    evaluation: TENSOR_INTERIM, parameters, compute: (tensors) => openTensorInterim(parameters, tensors),
  });
  const experiment: TensorExperiment<InterimSums> = {
    name: TENSOR_INTERIM, parameters, chunk: chunkOf(prepared.piece), piece: prepared.piece, merge: mergeInterimSums,
    draw: (_, stream, first, count, options) => prepared.run(stream, first, count, options),
  };
  return {
    path: 'tensor',
    reason: problem.dependence
      ? 'correlated signals'
      : problem.valuations.kind === 'general' ? 'general valuations' : 'tensor ops were asked for',
    cost: NS_PER_NUMBER * question.reports.length * problem.agents.length * problem.alternatives.length * (
      problem.dependence ? question.paired.length : 1
    ),
    run: async (stream, first, count, options) => ({ ...await run.draw({ experiment, stream, first, count }, options), question }),
  };
}

class InterimExperiment {
  readonly #tensors: TensorProblem;
  readonly #mechanism: Mechanism;
  readonly #question: InterimQuestion;
  readonly #own: OwnPart;
  readonly #reports: Float64Array;
  readonly #others: SignalDraws;
  readonly #everyone: SignalDraws;
  readonly #batch: number;
  #errors: Pick<InterimSums, 'lawError' | 'lawShare'> | undefined;

  static async prepare(
    problem: SocialChoiceProblem,
    mechanism: Mechanism,
    question: InterimQuestion,
    device: TensorDevice,
  ): Promise<InterimExperiment> {
    const tensors = new TensorProblem(problem, device);
    const reports = ownRows(problem, question.agent, question.reports);
    return new InterimExperiment(tensors, mechanism, question, reports, await ownPart(tensors, mechanism, question.agent, reports));
  }

  private constructor(tensors: TensorProblem, mechanism: Mechanism, question: InterimQuestion, reports: Float64Array, own: OwnPart) {
    this.#tensors = tensors;
    this.#mechanism = mechanism;
    this.#question = question;
    this.#reports = reports;
    this.#own = own;
    this.#others = signalDraws(tensors.problem, question.agent);
    this.#everyone = signalDraws(tensors.problem);
    this.#batch = batchProfiles(tensors, question);
  }

  /** Whether payoffs of all pairs follow from choices and report parts. */
  get #separable(): boolean {
    return this.#own.typeValue !== undefined && !this.#tensors.problem.dependence;
  }

  get piece(): number {
    return this.#batch;
  }

  async run(
    stream: Stream,
    first: number,
    count: number,
    { onProgress, signal }: { onProgress?: (profiles: number) => void; signal?: AbortSignal },
  ): Promise<InterimSums> {
    requireGroups(this.#question.groupSize, first, count);
    const sums = this.#empty();
    let done = 0;
    while (done < count && !signal?.aborted) {
      const size = Math.min(this.#batch, count - done);
      await this.#addBatch(sums, stream, first + done, size);
      done += size;
      onProgress?.(done);
      await turn();
    }
    return { ...sums, profiles: done, groups: done / this.#question.groupSize };
  }

  #empty(): InterimSums {
    const { problem } = this.#tensors;
    const { reports, paired, agent } = this.#question;
    const { classOf, classes, typeValue } = this.#own;
    const squares = paired.length ** 2;
    return {
      question: this.#question, profiles: 0, groups: 0, classOf, classes,
      choices: new Float64Array(reports.length * classes),
      ...(this.#separable ? { typeValue: typeValue!, reportPart: new Float64Array(reports.length) } : {}),
      gain: new Float64Array(squares), gainSquares: new Float64Array(squares),
      truth: new Float64Array(paired.length), truthSquares: new Float64Array(paired.length),
      gainRange: gainRange(problem, this.#mechanism, agent),
      truthRange: payoffRange(problem, this.#mechanism, agent),
      rounding: float32Rounding(problem, this.#mechanism, agent),
      ...(this.#errors ??= interimLawErrors(problem, this.#mechanism, this.#question)),
    };
  }

  async #addBatch(sums: InterimSums, stream: Stream, first: number, count: number): Promise<void> {
    const tensors = this.#tensors;
    const { reports, paired } = this.#question;
    const { alternatives, device, problem } = tensors;
    await device.guard(async () => {
      const parts = tensors.tf.tidy(() =>
        tensors.tf.concat1d(problem.dependence ? this.#conditional(stream, first, count) : this.#independent(stream, first, count)));
      try {
        const numbers = (await parts.data()) as Float32Array;
        await tensors.inspect(numbers);
        const take = takeInOrder(numbers);
        const choices = take(reports.length * alternatives);
        choices.forEach((sum, at) =>
          (sums.choices[Math.floor(at / alternatives) * sums.classes + sums.classOf[at % alternatives]!]! += sum));
        const reportPart = take(reports.length);
        if (sums.reportPart) add(sums.reportPart, reportPart);
        for (const into of [sums.gain, sums.gainSquares]) add(into, take(paired.length ** 2));
        for (const into of [sums.truth, sums.truthSquares]) add(into, take(paired.length));
      } finally {
        parts.dispose();
        tensors.release();
      }
    });
  }

  /** Sums of the batch, flat: choices [R, K], report parts [R], gain and squares [P, P], truth and squares [P]. */
  #independent(stream: Stream, first: number, count: number): Tensor1D[] {
    const { tf, alternatives } = this.#tensors;
    const { agent, reports, paired } = this.#question;
    const inner = new DrawByDraw(this.#tensors, agent, this.#everyone, stream);
    const all: Rows = {
      draws: this.#others.draw(stream, first, count), drawCount: count, own: this.#reports, ownCount: reports.length, agent, first,
    };
    const others = this.#separable ? this.#own.othersPart(all) : undefined;
    const chunk = ownSignalsAtOnce(this.#tensors, this.#mechanism, count);
    const choices: Tensor1D[] = [];
    const parts: Tensor1D[] = [];
    const pairParts: { probabilities: Tensor3D; transfer: Tensor2D; values: Tensor3D }[] = [];
    for (let from = 0; from < reports.length; from += chunk) {
      const end = Math.min(reports.length, from + chunk);
      const columns = paired.flatMap((r) => (r >= from && r < end ? [r - from] : []));
      const [chosen, paid, ...kept] = tf.tidy(() => {
        const rows = withOwn(all, from, end);
        const outcome = new ReportedProfiles(this.#tensors, this.#mechanism, rows);
        const own = outcome.valuesOf(agent);
        if (others) this.#own.check(rows, from, own);
        const shape: [number, number, number] = [count, end - from, alternatives];
        const probabilities = tf.reshape(outcome.probabilities, shape);
        const transfer = tf.reshape(outcome.transfer(agent, inner), [count, end - from]);
        const perReport = others ? tf.add(tf.sum(tf.mul(probabilities, tf.expandDims(others, 1)), 2), transfer) : transfer;
        const sums = [tf.reshape(tf.sum(probabilities, 0), [-1]), tf.sum(perReport, 0)];
        if (columns.length === 0) return sums;
        const parts = [probabilities, transfer, tf.reshape(own, shape)];
        if (columns.length === end - from) return [...sums, ...parts];
        const index = tf.tensor1d(columns, 'int32');
        return [...sums, ...parts.map((tensor) => tf.gather(tensor, index, 1))];
      }) as Tensor[];
      choices.push(chosen as Tensor1D);
      parts.push(paid as Tensor1D);
      if (columns.length > 0) {
        pairParts.push({ probabilities: kept[0] as Tensor3D, transfer: kept[1] as Tensor2D, values: kept[2] as Tensor3D });
      }
    }
    if (paired.length === 0) return [...choices, ...parts];
    const joined = <T extends Tensor>(parts: T[]): T => (parts.length === 1 ? parts[0]! : (tf.concat(parts as Tensor[], 1) as T));
    const payoffs = this.#groupPayoffs(
      joined(pairParts.map((part) => part.probabilities)), joined(pairParts.map((part) => part.values)),
      joined(pairParts.map((part) => part.transfer)),
    );
    return [...choices, ...parts, ...this.#moments(payoffs)];
  }

  /** Probabilities [B, P, K], true values [B, S, K], transfers [B, P] -> mean payoffs of groups [G, P, S]. */
  #groupPayoffs(probabilities: Tensor3D, values: Tensor3D, transfer: Tensor2D): Tensor3D {
    const { tf } = this.#tensors;
    const { groupSize } = this.#question;
    const grouped = (tensor: Tensor3D): Tensor3D => {
      const [profiles, length, alternatives] = tensor.shape;
      const apart = tf.transpose(tf.reshape(tensor, [profiles / groupSize, groupSize, length, alternatives]), [0, 2, 1, 3]);
      return tf.reshape(apart, [profiles / groupSize, length, groupSize * alternatives]);
    };
    return tf.tidy(() => {
      const paid = tf.sum(tf.reshape(transfer, [transfer.shape[0] / groupSize, groupSize, transfer.shape[1]]), 1);
      return tf.div(tf.add(tf.matMul(grouped(probabilities), grouped(values), false, true), tf.expandDims(paid, 2)), groupSize) as Tensor3D;
    });
  }

  /** Mean payoffs of groups [G, P, P], row = report, column = type -> gain, its squares, truth, its squares, flat. */
  #moments(payoffs: Tensor3D): Tensor1D[] {
    const { tf } = this.#tensors;
    const types = payoffs.shape[2];
    return tf.tidy(() => {
      const truth = tf.sum(tf.mul(payoffs, tf.expandDims(tf.eye(types), 0)), 1);
      const gain = tf.sub(payoffs, tf.expandDims(truth, 1));
      return [gain, tf.square(gain), truth, tf.square(truth)].map((tensor) => tf.reshape(tf.sum(tensor, 0), [-1]) as Tensor1D);
    });
  }

  /** The same under dependence: the others are drawn given each type in turn. */
  #conditional(stream: Stream, first: number, count: number): Tensor1D[] {
    const { tf, coordinates } = this.#tensors;
    const { agent, reports, paired } = this.#question;
    const drawn = new Map<string, Float64Array>();
    const given = (own: readonly number[]): Float64Array => {
      const id = own.join(' ');
      const rows = drawn.get(id) ?? this.#others.draw(stream, first, count, own);
      drawn.set(id, rows);
      return rows;
    };
    const inner = new DrawByDraw(this.#tensors, agent, this.#everyone, stream, given);
    const pairRows = new Float64Array(paired.flatMap((r) => [...this.#reports.subarray(r * coordinates, (r + 1) * coordinates)]));
    const choices: Tensor1D[] = [];
    const columns: Tensor3D[] = [];
    reports.forEach((type, s) => {
      const column = paired.indexOf(s);
      const own = column < 0 ? this.#reports.subarray(s * coordinates, (s + 1) * coordinates) : pairRows;
      const rows: Rows = { draws: given(type), drawCount: count, own, ownCount: own.length / coordinates, agent, first };
      const [chosen, payoffs] = this.#column(rows, Math.max(0, column), inner);
      choices.push(chosen);
      if (column >= 0) columns.push(payoffs);
    });
    const parts = tf.zeros([reports.length]) as Tensor1D;
    return paired.length === 0 ? [...choices, parts] : [...choices, parts, ...this.#moments(tf.concat(columns, 2) as Tensor3D)];
  }

  /** Of the type in own row `truth`: choices when she tells the truth [K], and mean payoffs [G, rows.ownCount, 1] of all reports. */
  #column(rows: Rows, truth: number, inner: DrawByDraw): [Tensor1D, Tensor3D] {
    const { tf, alternatives } = this.#tensors;
    const { agent } = this.#question;
    return tf.tidy(() => {
      const outcome = new ReportedProfiles(this.#tensors, this.#mechanism, rows);
      const shape: [number, number, number] = [rows.drawCount, rows.ownCount, alternatives];
      const probabilities = tf.reshape(outcome.probabilities, shape);
      const ofTruth = (tensor: Tensor): Tensor3D => tf.slice(tensor, [0, truth, 0], [-1, 1, -1]) as Tensor3D;
      const values = ofTruth(tf.reshape(outcome.valuesOf(agent), shape));
      const transfer = tf.reshape(outcome.transfer(agent, inner), [rows.drawCount, rows.ownCount]);
      return [
        tf.reshape(tf.sum(ofTruth(probabilities), 0), [-1]), this.#groupPayoffs(probabilities as Tensor3D, values, transfer as Tensor2D),
      ] as [Tensor1D, Tensor3D];
    });
  }
}
