/**
 * Inner expectations for ex post audits, where a transfer holds an expectation over the others at an agent's own type:
 * the interim utility under full insurance, the expected externality under AGV. Each is a mean over a panel of draws on a
 * stream of its own, the same for every profile: at equal steps and linear between where the agent has one signal, at the
 * very type otherwise. What is audited is thus a mechanism whose own-type terms are those means; budgets balance exactly
 * whatever they are.
 */
import type { Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { interpolated } from '../../mechanism/interpolation.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { innerStream, signalDraws, type SignalDraws } from './draws.ts';
import { DrawByDraw, truthfulPayoff } from './interim-terms.ts';
import { ownSignalsAtOnce } from './limits.ts';
import { overRows, ReportedProfiles, type InnerTerms } from './reported-profiles.ts';
import { ownRows, signalsOfAgent, type Rows } from './rows.ts';
import type { TensorProblem } from './tensor-problem.ts';

const PANEL_STREAM = 2;
export const PANEL_STEPS = 128;
export const PANEL_DRAWS_TABLED = 1024;
export const PANEL_DRAWS_NESTED = 256;

/** What expectation over the others a transfer holds at the agent's own type, in words. */
function heldAtType(transfers: Mechanism['transfers']): string | undefined {
  if (insuredMechanism(transfers)) return 'interim utilities';
  return schemeOf(transfers).holdsExternality ? 'expected externalities' : undefined;
}

/** Whether ex post figures of the mechanism rest on a panel, in words. */
export function panelStatement(tensors: TensorProblem, { transfers }: Mechanism): string | undefined {
  const what = heldAtType(transfers);
  if (!what) return undefined;
  const nested = tensors.problem.agents.some((_, i) => coordinatesOf(tensors.problem, i).length > 1);
  return nested
    ? `${what} are means over ${PANEL_DRAWS_NESTED} draws of the others at each type`
    : `${what} are means over ${PANEL_DRAWS_TABLED} draws of the others at ${PANEL_STEPS + 1} types, linear between`;
}

export class TypeTerms implements InnerTerms {
  readonly #tensors: TensorProblem;
  readonly #mechanism: Mechanism;
  readonly #stream: StreamKey;
  readonly #others: readonly SignalDraws[];
  readonly #everyone: SignalDraws;
  readonly #tables = new Map<number, Float64Array>();
  /** Of the batch's profiles, by agent: a deviation of one leaves the others' terms. */
  #ofProfiles = new Map<number, Tensor1D>();

  /** Under `stream`, the profiles' own. */
  static async prepare(tensors: TensorProblem, mechanism: Mechanism, stream: StreamKey): Promise<TypeTerms> {
    const terms = new TypeTerms(tensors, mechanism, stream);
    if (heldAtType(mechanism.transfers)) {
      for (const agent of tensors.problem.agents.keys()) await terms.#tabulate(agent);
    }
    return terms;
  }

  private constructor(tensors: TensorProblem, mechanism: Mechanism, stream: StreamKey) {
    this.#tensors = tensors;
    this.#mechanism = mechanism;
    this.#stream = innerStream(stream, PANEL_STREAM);
    this.#others = tensors.problem.agents.map((_, i) => signalDraws(tensors.problem, i));
    this.#everyone = signalDraws(tensors.problem);
  }

  /** Forgets the batch. */
  release(): void {
    this.#ofProfiles = new Map();
  }

  externality(reported: ReportedProfiles, agent: number): Tensor1D {
    return this.#term(reported.reported, agent);
  }

  othersExternalities(reported: ReportedProfiles, agent: number): Tensor1D {
    const { tf, agents } = this.#tensors;
    const others = Array.from({ length: agents }, (_, j) => j).filter((j) => j !== agent);
    return tf.addN(others.map((j) => this.externality(reported, j)));
  }

  utility(_: Mechanism, reported: ReportedProfiles, agent: number): Tensor1D {
    return this.#term(reported.reported, agent);
  }

  #term(rows: Rows, agent: number): Tensor1D {
    const fromOwn = rows.agent === agent;
    const known = fromOwn ? undefined : this.#ofProfiles.get(agent);
    const numbers = known ?? this.#tensors.keep(this.#atTypes(agent, signalsOfAgent(this.#tensors.problem, rows, agent).signals));
    if (!fromOwn) this.#ofProfiles.set(agent, numbers);
    return overRows(this.#tensors, rows, numbers, fromOwn);
  }

  #atTypes(agent: number, signals: readonly (readonly number[])[]): Tensor1D {
    const { tf, problem } = this.#tensors;
    const own = coordinatesOf(problem, agent);
    if (own.length === 0) return tf.tile(this.#meansAt(agent, [[]], PANEL_DRAWS_NESTED), [signals.length]);
    const table = this.#tables.get(agent);
    if (!table) return this.#meansAt(agent, signals, PANEL_DRAWS_NESTED);
    const { support } = problem.signals[own[0]!]!.law;
    return tf.tensor1d(Float32Array.from(signals, ([signal]) => interpolated(table, support, signal!)));
  }

  async #tabulate(agent: number): Promise<void> {
    const own = coordinatesOf(this.#tensors.problem, agent);
    if (own.length !== 1) return;
    const [low, high] = this.#tensors.problem.signals[own[0]!]!.law.support;
    const types = Array.from({ length: PANEL_STEPS + 1 }, (_, t) => [t === PANEL_STEPS ? high : low + ((high - low) * t) / PANEL_STEPS]);
    await this.#tensors.device.guard(async () => {
      const means = this.#tensors.tf.tidy(() => this.#meansAt(agent, types, PANEL_DRAWS_TABLED));
      const numbers = (await means.data()) as Float32Array;
      means.dispose();
      await this.#tensors.inspect(numbers);
      this.#tensors.release();
      this.#tables.set(agent, Float64Array.from(numbers));
    });
  }

  /** [types] means over the panel. */
  #meansAt(agent: number, signals: readonly (readonly number[])[], draws: number): Tensor1D {
    const { tf, problem, coordinates } = this.#tensors;
    const own = ownRows(problem, agent, signals);
    const conditional = problem.dependence !== undefined;
    const chunk = conditional ? 1 : ownSignalsAtOnce(this.#tensors, this.#mechanism, draws);
    const parts: Tensor1D[] = [];
    const shared = conditional ? undefined : this.#others[agent]!.draw(this.#stream, 0, draws);
    for (let from = 0; from < signals.length; from += chunk) {
      const end = Math.min(signals.length, from + chunk);
      const panel = shared ?? this.#others[agent]!.draw(this.#stream, 0, draws, signals[from]);
      const rows: Rows = {
        draws: panel, drawCount: draws, own: own.subarray(from * coordinates, end * coordinates), ownCount: end - from, agent, first: 0,
      };
      parts.push(tf.tidy(() => tf.mean(tf.reshape(this.#quantity(rows, agent), [draws, end - from]) as Tensor2D, 0) as Tensor1D));
    }
    const joined = tf.concat(parts) as Tensor1D;
    tf.dispose(parts);
    return joined;
  }

  #quantity(rows: Rows, agent: number): Tensor1D {
    const base = insuredMechanism(this.#mechanism.transfers);
    if (!base) return new ReportedProfiles(this.#tensors, this.#mechanism, rows).othersWelfare(agent);
    const given = this.#tensors.problem.dependence
      && ((own: readonly number[]) => this.#others[agent]!.draw(this.#stream, 0, rows.drawCount, own));
    const inner = new DrawByDraw(this.#tensors, agent, this.#everyone, this.#stream, given);
    return truthfulPayoff(new ReportedProfiles(this.#tensors, base, rows), agent, inner);
  }
}
