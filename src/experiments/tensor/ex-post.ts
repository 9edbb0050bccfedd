/**
 * The general path of ex post audits: whole profiles under truth-telling, one number of each kind a profile, added on the
 * host in double precision. Gains in hindsight: the most that an agent could have had from one of the reports given, her
 * signal and the others' reports staying what they were. Draw d of a profile is coordinate d.
 */
import type { Tensor, Tensor1D } from '../../../kernels/tensors.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { OpenExperiment, TensorExperiment } from '../../run/request.ts';
import type { TensorDevice } from '../../engine/device.ts';
import type { Draw } from '../../run/run.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { mergeExPostSums, type ExPostSampler, type ExPostSums, type InterimQuestion } from '../interim-sums.ts';
import { takeInOrder } from './arrays.ts';
import { signalDraws, type SignalDraws } from './draws.ts';
import { biasesOf, Tally, type Biases, type Numbers } from './ex-post-tally.ts';
import { batchOfWholeProfiles, chunkOf, NS_PER_AUDITED_NUMBER, ownSignalsAtOnce } from './limits.ts';
import { unweighted } from './profile-values.ts';
import { ReportedProfiles } from './reported-profiles.ts';
import { float32Rounding, welfareRange } from './ranges.ts';
import { mapSignals, ownRows, wholeProfiles, withOwn, type Rows } from './rows.ts';
import { TypeTerms } from './type-terms.ts';
import { TensorProblem } from './tensor-problem.ts';
import { exPostBack, questionNear, recentred, type Audited } from '../recentred.ts';
import { turn } from '../../run/turns.ts';

/** Thresholds of welfare losses: the range of welfare in halves, down to 2^-16 of it. */
const LOSS_HALVINGS = 16;

export interface ExPostOptions {
  /** AmbiguityPremium of welfare to count profiles below. Default: halves of welfare's range. */
  readonly lossThresholds?: readonly number[];
  /** Default: payoffs. */
  readonly asked?: Audited;
}

export const TENSOR_EX_POST = 'tensor-ex-post';

export interface ExPostParameters extends ExPostOptions {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly questions: readonly InterimQuestion[];
  /** Signals and welfare are measured from here (recentred.ts); absent: from zero. */
  readonly origin?: readonly number[];
  readonly taken?: number;
}

/** The experiment on a device, for whichever thread draws pieces of it. */
export const openTensorExPost = async (
  { problem, mechanism, questions, lossThresholds, asked }: ExPostParameters, device: TensorDevice,
): Promise<OpenExperiment<ExPostSums>> => {
  const near = recentred(problem, mechanism, asked);
  if (!near) return new Audit(new TensorProblem(problem, device), mechanism, questions, lossThresholds);
  const put = questions.map((question) => questionNear(near, question));
  return new Audit(new TensorProblem(near.problem, device), near.mechanism, put, lossThresholds);
};

/** `questions`: reports against which gains in hindsight are looked for, at most one for each agent. */
export async function tensorExPostSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  questions: readonly InterimQuestion[],
  run: Draw,
  options: ExPostOptions = {},
): Promise<ExPostSampler> {
  const near = recentred(problem, mechanism, options.asked);
  const parameters: ExPostParameters = {
    problem, mechanism, questions, ...options, ...(near && { origin: near.origin, taken: near.welfare }),
  };
  const audit = await run.draw({ evaluation: TENSOR_EX_POST, parameters, compute: (tensors) => openTensorExPost(parameters, tensors) });
  const experiment: TensorExperiment<ExPostSums> = {
    name: TENSOR_EX_POST, parameters, chunk: chunkOf(audit.piece), piece: audit.piece, merge: mergeExPostSums,
    draw: (_, stream, first, count, drawOptions) => audit.run(stream, first, count, drawOptions),
  };
  const rows = questions.reduce((sum, { reports }) => sum + reports.length, 1);
  return {
    path: 'tensor',
    reason: problem.dependence
      ? 'correlated signals'
      : problem.valuations.kind === 'general' ? 'general valuations' : 'tensor ops were asked for',
    cost: NS_PER_AUDITED_NUMBER * rows * problem.agents.length * problem.alternatives.length,
    run: async (stream, first, count, drawOptions) =>
      exPostBack(near, await run.draw({ experiment, stream, first, count }, drawOptions)),
  };
}

class Audit {
  readonly #tensors: TensorProblem;
  readonly #mechanism: Mechanism;
  readonly #questions: readonly InterimQuestion[];
  readonly #reports: readonly Float64Array[];
  readonly #draws: SignalDraws;
  readonly #batch: number;
  readonly #tolerance: number;
  readonly #thresholds: readonly number[];
  readonly #biases: Biases;
  #terms: { readonly name: string; readonly prepared: Promise<TypeTerms> } | undefined;

  constructor(tensors: TensorProblem, mechanism: Mechanism, questions: readonly InterimQuestion[], thresholds?: readonly number[]) {
    const { problem } = tensors;
    const [low, high] = welfareRange(problem);
    this.#tensors = tensors;
    this.#mechanism = mechanism;
    this.#questions = questions;
    this.#reports = questions.map(({ agent, reports }) => ownRows(problem, agent, reports));
    this.#draws = signalDraws(problem);
    this.#batch = batchOfWholeProfiles(tensors);
    this.#tolerance = problem.agents.reduce((sum, _, i) => sum + 2 * float32Rounding(problem, mechanism, i), 0);
    this.#biases = biasesOf(problem, mechanism);
    this.#thresholds = thresholds ?? Array.from({ length: LOSS_HALVINGS + 1 }, (_, h) => (high - low) / 2 ** (LOSS_HALVINGS - h));
  }

  get piece(): number {
    return this.#batch;
  }

  async run(
    stream: StreamKey,
    first: number,
    count: number,
    { onProgress, signal }: { onProgress?: (profiles: number) => void; signal?: AbortSignal },
  ): Promise<ExPostSums> {
    const terms = await this.#termsUnder(stream);
    const tally = new Tally(this.#tensors, this.#mechanism, this.#questions, this.#tolerance, this.#thresholds, this.#biases);
    let done = 0;
    while (done < count && !signal?.aborted) {
      const size = Math.min(this.#batch, count - done);
      tally.add(await this.#read(stream, first + done, size, terms), size);
      done += size;
      onProgress?.(done);
      await turn();
    }
    return tally.sums(done);
  }

  /** Pieces of one stream share their panel. */
  #termsUnder(stream: StreamKey): Promise<TypeTerms> {
    const name = `${stream.k0} ${stream.k1}`;
    if (this.#terms?.name !== name) {
      this.#terms = { name, prepared: TypeTerms.prepare(this.#tensors, this.#mechanism, stream) };
    }
    return this.#terms.prepared;
  }

  async #read(stream: StreamKey, first: number, count: number, terms: TypeTerms): Promise<Numbers> {
    const { device, tf, agents } = this.#tensors;
    return device.guard(async () => {
      const parts = tf.tidy(() => tf.concat1d(this.#compute(stream, first, count, terms)));
      try {
        const numbers = (await parts.data()) as Float32Array;
        await this.#tensors.inspect(numbers);
        const take = takeInOrder(numbers);
        return {
          firstBest: take(count), welfare: take(count), payoff: take(count * agents), transfer: take(count * agents),
          gains: this.#questions.map(() => take(count)),
        };
      } finally {
        parts.dispose();
        this.#tensors.release();
        terms.release();
      }
    });
  }

  #compute(stream: StreamKey, first: number, count: number, terms: TypeTerms): Tensor1D[] {
    const { tf, problem, coordinates } = this.#tensors;
    const rows = wholeProfiles(this.#draws.draw(stream, first, count), coordinates, first);
    const outcome = new ReportedProfiles(this.#tensors, this.#mechanism, rows);
    const welfare = outcome.values.welfare(unweighted(this.#tensors));
    const transfers = problem.agents.map((_, i) => outcome.transfer(i, terms));
    const payoffs = transfers.map((transfer, i) => tf.add(outcome.ownValue(i), transfer) as Tensor1D);
    const gains = this.#questions.map(({ agent }, q) => this.#hindsight(rows, outcome, payoffs[agent]!, q, terms));
    const flat = (tensors: Tensor1D[]): Tensor1D => tf.reshape(tf.stack(tensors, 1), [-1]);
    return [tf.max(welfare, 1) as Tensor1D, outcome.expected(welfare), flat(payoffs), flat(transfers), ...gains];
  }

  /** [B] the largest gain over the reports of question q. */
  #hindsight(whole: Rows, truth: ReportedProfiles, payoff: Tensor1D, q: number, terms: TypeTerms): Tensor1D {
    const { tf, problem, alternatives } = this.#tensors;
    const { agent, reports } = this.#questions[q]!;
    const { draws } = mapSignals(problem, whole, (d) => problem.signals[d]!.owner === agent, () => 0);
    const all: Rows = { ...whole, draws, own: this.#reports[q]!, ownCount: reports.length, agent };
    const chunk = ownSignalsAtOnce(this.#tensors, this.#mechanism, whole.drawCount);
    const value = tf.expandDims(truth.valuesOf(agent), 1);
    const best: Tensor[] = [];
    for (let from = 0; from < reports.length; from += chunk) {
      const end = Math.min(reports.length, from + chunk);
      best.push(tf.tidy(() => {
        const outcome = new ReportedProfiles(this.#tensors, this.#mechanism, withOwn(all, from, end));
        const probabilities = tf.reshape(outcome.probabilities, [whole.drawCount, end - from, alternatives]);
        const transfer = tf.reshape(outcome.transfer(agent, terms), [whole.drawCount, end - from]);
        return tf.max(tf.add(tf.sum(tf.mul(probabilities, value), 2), transfer), 1);
      }));
    }
    return tf.sub(best.length === 1 ? best[0]! : tf.max(tf.stack(best), 0), payoff);
  }
}
