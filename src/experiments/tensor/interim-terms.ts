/**
 * Inner expectations in the form that interim experiments take them: draw by draw, without a second stage. The interim
 * payoff is an expectation over the others, and so is the inner term, so one draw of it is unbiased.
 *
 * Full insurance pays the base's payoff on the same draw, as kernel `interim` does; expected externality the agent's own
 * externality on the same draw (so that gains have the sign that VCG's have, draw by draw) less the shares of the others'
 * on an independent profile of a stream of its own, which no report moves.
 *
 * Under dependence the inner expectation is conditional on the reported signal, whatever the true one: the draws of the
 * others are then made again from the same words, given each report. What the others report in a draw is a signal each, so
 * their externalities are those of profiles that are drawn anew from a stream of their own, given each of these.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { Tensor1D } from '../../../kernels/tensors.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { innerStream, signalDraws, type SignalDraws } from './draws.ts';
import { overRows, ReportedProfiles, type InnerTerms } from './reported-profiles.ts';
import { wholeProfiles, type Rows } from './rows.ts';
import type { TensorProblem } from './tensor-problem.ts';

const EXTERNALITY_STREAM = 1;

/** Value and transfer of the type that is reported: [rows]. */
export function truthfulPayoff(reported: ReportedProfiles, agent: number, inner: InnerTerms): Tensor1D {
  return reported.tensors.tf.add(reported.ownValue(agent), reported.transfer(agent, inner)) as Tensor1D;
}

/** Signals of the others given the agent's own. */
export type DrawGiven = (own: readonly number[]) => Float64Array;

/** Of one batch. */
export class DrawByDraw implements InnerTerms {
  readonly #tensors: TensorProblem;
  readonly #agent: number;
  readonly #everyone: SignalDraws;
  readonly #stream: StreamKey;
  readonly #given: DrawGiven | undefined;
  /** The batch's independent profiles, by mechanism: the same for every agent and every report. */
  readonly #elsewhere = new Map<Mechanism, ReportedProfiles>();
  /** Of the others' externalities there, by mechanism and draws. */
  readonly #sums = new Map<Mechanism, Map<Float64Array | undefined, Tensor1D>>();
  /** Under dependence, of what is expected given a report: by mechanism and report. */
  readonly #expected = new Map<Mechanism, Map<string, Tensor1D>>();

  /** `everyone` draws whole profiles; `given`, under dependence, the others of the batch. */
  constructor(tensors: TensorProblem, agent: number, everyone: SignalDraws, stream: StreamKey, given?: DrawGiven) {
    this.#tensors = tensors;
    this.#agent = agent;
    this.#everyone = everyone;
    this.#stream = innerStream(stream, EXTERNALITY_STREAM);
    this.#given = given;
  }

  /** Asked of the batch's own agent. */
  externality(reported: ReportedProfiles, agent: number): Tensor1D {
    if (agent !== this.#agent) throw new TypeError('interim terms are of one agent');
    if (!this.#given) return reported.othersWelfare(agent);
    return this.#byReport(reported, agent, reported.mechanism, (told) => told.othersWelfare(agent));
  }

  othersExternalities(reported: ReportedProfiles, agent: number): Tensor1D {
    const { tf, agents } = this.#tensors;
    const { reported: rows, mechanism } = reported;
    if (agent !== this.#agent) throw new TypeError('interim terms are of one agent');
    const others = Array.from({ length: agents }, (_, j) => j).filter((j) => j !== agent);
    const sums = this.#sums.get(mechanism) ?? new Map<Float64Array | undefined, Tensor1D>();
    this.#sums.set(mechanism, sums);
    const key = this.#given ? rows.draws : undefined;
    const sum = sums.get(key) ?? this.#tensors.keep(tf.tidy(() => tf.addN(others.map((j) =>
      (this.#given ? this.#anew(mechanism, rows, j) : this.#independent(mechanism, rows)).othersWelfare(j)))));
    sums.set(key, sum);
    return overRows(this.#tensors, rows, sum, false);
  }

  /** Whole profiles with agent j's signals as drawn, and everybody else's given these. */
  #anew(mechanism: Mechanism, { draws, drawCount, first }: Rows, j: number): ReportedProfiles {
    const { problem, coordinates } = this.#tensors;
    const own = coordinatesOf(problem, j);
    const profiles = signalDraws(problem, j).draw(this.#stream, first, drawCount, (b) => own.map((d) => draws[b * coordinates + d]!));
    for (let b = 0; b < drawCount; b++) for (const d of own) profiles[b * coordinates + d] = draws[b * coordinates + d]!;
    return new ReportedProfiles(this.#tensors, mechanism, wholeProfiles(profiles, coordinates, first));
  }

  #independent(mechanism: Mechanism, { first, drawCount }: Rows): ReportedProfiles {
    const known = this.#elsewhere.get(mechanism);
    if (known) return known;
    const profiles = this.#everyone.draw(this.#stream, first, drawCount);
    const drawn = new ReportedProfiles(this.#tensors, mechanism, wholeProfiles(profiles, this.#tensors.coordinates, first)).kept();
    this.#elsewhere.set(mechanism, drawn);
    return drawn;
  }

  utility(base: Mechanism, reported: ReportedProfiles, agent: number): Tensor1D {
    const { reported: rows } = reported;
    if (!this.#given) return truthfulPayoff(new ReportedProfiles(this.#tensors, base, rows, reported.values), agent, this);
    return this.#byReport(reported, agent, base, (told) => truthfulPayoff(told, agent, this));
  }

  /** [rows] of each report, on the draws of the others given that report. */
  #byReport(
    { reported: rows }: ReportedProfiles, agent: number, mechanism: Mechanism, of: (told: ReportedProfiles) => Tensor1D,
  ): Tensor1D {
    const { tf, coordinates, problem } = this.#tensors;
    const kept = this.#expected.get(mechanism) ?? new Map<string, Tensor1D>();
    this.#expected.set(mechanism, kept);
    const columns = Array.from({ length: rows.ownCount }, (_, r) => {
      const own = rows.own.subarray(r * coordinates, (r + 1) * coordinates);
      const signal = coordinatesOf(problem, agent).map((d) => own[d]!);
      const key = signal.join(' ');
      const conditional: Rows = { ...rows, draws: this.#given!(signal), own, ownCount: 1 };
      const column = kept.get(key) ?? this.#tensors.keep(tf.tidy(() => of(new ReportedProfiles(this.#tensors, mechanism, conditional))));
      kept.set(key, column);
      return column;
    });
    return tf.reshape(tf.stack(columns, 1), [-1]) as Tensor1D;
  }
}
