/** A problem on a TFJS backend: signals and values of sets of profiles as tensors, and checks of what users' functions return. */
import type { Scalar, Tensor, Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import type { TensorDevice } from '../../engine/device.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { DeviceError, InputError } from '../../errors.ts';
import { partedValues, wholeValues, type ProfileValues } from './profile-values.ts';
import { describeRow, laterHalf, rowCount, type Rows } from './rows.ts';
import { CHANGES, fromUser, MIXES, userFunctionError } from './user-function.ts';

/** Of the largest number of a batch, and of the numbers of one: what another size of it may do on devices. */
const NOTICED = 1e-3;
const ODD_SHARE = 1 / 8;

/** Something that may have gone wrong on one of some rows: seen on the device, looked into only if it has. */
interface Suspicion {
  /** 1 where something is wrong, else 0. */
  readonly flag: Scalar;
  /** Row by row numbers, to be fetched again, and the complaint about the first bad ones. */
  refetch(): Tensor;
  complain(numbers: Float32Array): Error | undefined;
}

export class TensorProblem {
  readonly problem: SocialChoiceProblem;
  readonly device: TensorDevice;
  readonly tf: Tfjs;
  /** N, K, D */
  readonly agents: number;
  readonly alternatives: number;
  readonly coordinates: number;
  readonly #coefficients: Tensor2D | undefined;
  readonly #constants: Tensor3D | undefined;
  readonly #range: readonly [number, number] | undefined;
  #suspicions: Suspicion[] = [];
  readonly #repeated = new WeakSet<object>();
  #kept: Tensor[] = [];
  /** [draws, N, K] the batch's draws' parts of linear values, which every piece of a list of own signals asks for. */
  #drawn = new WeakMap<Float64Array, Tensor3D>();

  constructor(problem: SocialChoiceProblem, device: TensorDevice) {
    this.problem = problem;
    this.device = device;
    this.tf = device.tf;
    this.agents = problem.agents.length;
    this.alternatives = problem.alternatives.length;
    this.coordinates = problem.signals.length;
    const { valuations } = problem;
    if (valuations.kind === 'general') {
      this.#range = valuations.range;
      return;
    }
    const width = this.agents * this.alternatives;
    const matrix = new Float32Array(this.coordinates * width);
    valuations.coefficients.forEach((table, i) =>
      table.forEach((row, k) => row.forEach((a, d) => (matrix[d * width + i * this.alternatives + k] = a))));
    device.activate();
    this.#coefficients = this.tf.tensor2d(matrix, [this.coordinates, width]);
    this.#constants = this.tf.tensor3d(Float32Array.from(valuations.constants.flat()), [1, this.agents, this.alternatives]);
  }

  /** Keeps a tensor until the end of the batch, whatever `tidy` it was made in. */
  keep<T extends Tensor>(tensor: T): T {
    this.#kept.push(this.tf.keep(tensor));
    return tensor;
  }

  /** Lets go of what the batch kept. */
  release(): void {
    this.tf.dispose(this.#kept);
    this.#kept = [];
    this.#drawn = new WeakMap();
    this.#suspicions = [];
  }

  /** [rows, D] */
  signals(rows: Rows): Tensor2D {
    const { tf, coordinates } = this;
    const draws = tf.tensor3d(new Float32Array(rows.draws), [rows.drawCount, 1, coordinates]);
    const own = tf.tensor3d(new Float32Array(rows.own), [1, rows.ownCount, coordinates]);
    return tf.reshape(tf.add(draws, own), [rowCount(rows), coordinates]);
  }

  /** At all rows. `acted`: bids stand for signals, so values may leave their range. */
  values(rows: Rows, acted = false): ProfileValues {
    const { tf } = this;
    if (!this.#coefficients) return wholeValues(tf, tf.tidy(() => this.#generalValues(rows, acted)));
    // Of a draw alone there is one piece, or it is drawn anew for each own signal.
    const draws = rows.ownCount === 1 ? this.#drawnValues(rows) : this.#drawn.get(rows.draws) ?? this.keep(this.#drawnValues(rows));
    if (rows.agent === undefined) return wholeValues(tf, draws);
    if (rows.ownCount > 1) this.#drawn.set(rows.draws, draws);
    return partedValues(tf, draws, tf.tidy(() => this.#linearPart(rows.own, rows.ownCount)));
  }

  #drawnValues({ draws, drawCount }: Rows): Tensor3D {
    const { tf } = this;
    return tf.tidy(() => tf.add(this.#linearPart(draws, drawCount), this.#constants!) as Tensor3D);
  }

  /** [count, N, K] values at signals, but for constants. */
  #linearPart(signals: Float64Array, count: number): Tensor3D {
    const { tf, coordinates } = this;
    const values = tf.matMul(tf.tensor2d(new Float32Array(signals), [count, coordinates]), this.#coefficients!);
    return tf.reshape(values, [count, this.agents, this.alternatives]);
  }

  #generalValues(rows: Rows, acted: boolean): Tensor3D {
    const { tf, problem } = this;
    if (problem.valuations.kind !== 'general') throw new TypeError('linear values are not general');
    const { valuations } = problem;
    const values = fromUser(
      'valuations.evaluate', [rowCount(rows), this.agents, this.alternatives], valuations.evaluate,
      () => valuations.evaluate(tf, this.signals(rows)),
    );
    const [low, high] = acted ? [-3e38, 3e38] : this.#range!;
    const slack = acted ? 0 : 1e-5 * Math.max(Math.abs(low), Math.abs(high), high - low);
    this.suspect(values, [low - slack, high + slack], () => this.tf.tidy(() =>
      valuations.evaluate(tf, this.signals(rows))), (at, value) => {
      const k = at % this.alternatives;
      const i = Math.floor(at / this.alternatives) % this.agents;
      const where = describeRow(problem, rows, Math.floor(at / this.alternatives / this.agents));
      return `value of ${problem.agents[i]} for ${problem.alternatives[k]} is ${value} on ${where}, outside the range [${low}, ${high}]`;
    }, 'valuations.evaluate');
    this.suspectChange(rows, values, (some) => valuations.evaluate(tf, this.signals(some)), valuations.evaluate, 'valuations.evaluate');
    return values;
  }

  /**
   * Computes the first batch of a user's function again, and its later half by itself, and notes that either may give something else:
   * results are those of a seed alone only where what a function gives for a profile depends on that profile alone. A generator with a
   * seed of its own gives the same batch the same numbers, and the later half those of the first.
   */
  suspectChange(rows: Rows, numbers: Tensor, again: (rows: Rows) => Tensor, source: object, field: string): void {
    if (this.#repeated.has(source)) return;
    this.#repeated.add(source);
    const { tf } = this;
    const notice = (differ: (first: Tensor, compute: typeof again) => Tensor, first: Tensor, problem: string): void => {
      const flag = this.keep(tf.tidy(() => tf.max(differ(first, again)) as Scalar));
      this.#suspicions.push({
        flag,
        refetch: () => tf.tidy(() => differ(again(rows), again)),
        complain: (fetched) => (fetched.every((x) => x === 0) ? undefined : userFunctionError(field, source, problem)),
      });
    };
    notice((first, compute) => indicator(tf, tf.notEqual(first, compute(rows))), numbers, CHANGES);
    const half = laterHalf(rows);
    if (half) notice((first, compute) => this.#apart(tf.slice(first, half.from), compute(half.rows)), numbers, MIXES);
  }

  /**
   * Whether numbers of two batches differ. Devices other than TFJS's own loops may add up in an order that depends on the size of a batch,
   * which moves the last digits, and a choice near a tie.
   */
  #apart(one: Tensor, other: Tensor): Tensor {
    const { tf, device: { backend } } = this;
    if (backend === 'cpu') return indicator(tf, tf.notEqual(one, other));
    const differs = indicator(tf, tf.greater(tf.abs(tf.sub(one, other)), tf.mul(NOTICED, tf.max(tf.abs(one)))));
    return indicator(tf, tf.greater(tf.mean(differs), ODD_SHARE));
  }

  /** Notes that some number may be NaN or outside `range`; `refetch` computes them again, `say` complains about one. */
  suspect(
    numbers: Tensor,
    [low, high]: readonly [number, number],
    refetch: () => Tensor,
    say: (index: number, value: number) => string,
    field: string,
  ): void {
    const { tf } = this;
    const flag = this.keep(tf.tidy(() => {
      const inside = tf.logicalAnd(tf.greaterEqual(numbers, low), tf.lessEqual(numbers, high));
      return tf.sub(1, tf.min(indicator(tf, inside))) as Scalar;
    }));
    const complain = (fetched: Float32Array): Error | undefined => {
      const at = fetched.findIndex((x) => !(x >= low && x <= high));
      return at < 0 ? undefined : new InputError(field, say(at, fetched[at]!));
    };
    this.#suspicions.push({ flag, refetch, complain });
  }

  async #flagged(): Promise<boolean> {
    if (this.#suspicions.length === 0) return false;
    this.device.activate();
    const flags = this.tf.stack(this.#suspicions.map(({ flag }) => flag));
    try {
      return (await flags.data()).some((flag) => flag !== 0);
    } finally {
      flags.dispose();
    }
  }

  /** Throws InputError naming the first offending profile, if a number of `results` or a flag says that there is one. */
  async inspect(results: Float32Array): Promise<void> {
    const flagged = await this.#flagged();
    const finite = results.every((x) => Number.isFinite(x));
    if (!flagged && finite) return;
    for (const { refetch, complain } of [...this.#suspicions]) {
      this.device.activate();
      const numbers = refetch();
      const error = complain((await numbers.data()) as Float32Array);
      numbers.dispose();
      if (error) throw error;
    }
    throw finite
      ? new DeviceError(`${this.device.backend}: a check failed and passed when repeated`)
      : new DeviceError(`${this.device.backend}: a sum of payoffs is not finite`);
  }
}

/**
 * 1 where true, 0 elsewhere, as float32. The product is no idle one: on webgpu a cast leaves the integers where they are,
 * and transposing them later fails.
 */
export const indicator = (tf: Tfjs, condition: Tensor): Tensor => tf.mul(tf.cast(condition, 'float32'), tf.scalar(1));
