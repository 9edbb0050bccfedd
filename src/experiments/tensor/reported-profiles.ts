/**
 * What a mechanism does on a set of reported profiles: probabilities and one agent's transfers, row by row. Rules and schemes compute;
 * here is what they are handed. All inside the caller's `tidy`.
 */
import type { Tensor, Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import { oneAtLargestOnHost } from '../../engine/tfjs-host-kernels.ts';
import { InputError } from '../../errors.ts';
import { factsOf, ruleOf, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import type { Kinded, RuleBatch, RuleFacts, UserCall } from '../../mechanism/rules/rule.ts';
import type { TransferBatch } from '../../mechanism/transfers/scheme.ts';
import type { ProfileValues } from './profile-values.ts';
import { actedRows, describeRow, mapSignals, rowCount, signalsOfAgent, type Rows } from './rows.ts';
import { fromUser } from './user-function.ts';
import { indicator, type TensorProblem } from './tensor-problem.ts';

/** Expectations over the others at an agent's report, in whatever form the experiment needs: [rows]. */
export interface InnerTerms {
  /** E over the others of the agent's externality (`othersWelfare`) at her report in the rows of `reported`. */
  externality(reported: ReportedProfiles, agent: number): Tensor1D;
  /** The sum of the same over all agents but this one, each at her own report. */
  othersExternalities(reported: ReportedProfiles, agent: number): Tensor1D;
  /** Interim utility in the mechanism `base` of the type that the agent reports in the rows of `reported`. */
  utility(base: Mechanism, reported: ReportedProfiles, agent: number): Tensor1D;
}

export class ReportedProfiles implements TransferBatch {
  readonly tensors: TensorProblem;
  readonly mechanism: Mechanism;
  /** Signals as reported; `rows` is how many. */
  readonly reported: Rows;
  /** What the rule and the transfers see in place of signals. */
  readonly acted: Rows;
  /** At the reported types, and at their bids. */
  readonly values: ProfileValues;
  readonly actedValues: ProfileValues;
  readonly #facts: RuleFacts;
  #probabilities: Tensor2D | undefined;
  readonly #hostTransfers = new Map<number, Tensor1D>();

  /** `values` of the same rows, where they are there already. */
  constructor(tensors: TensorProblem, mechanism: Mechanism, rows: Rows, values?: ProfileValues) {
    this.tensors = tensors;
    this.mechanism = mechanism;
    this.reported = rows;
    this.acted = actedRows(tensors.problem, mechanism, rows);
    this.values = values ?? tensors.values(rows);
    this.actedValues = this.acted === rows ? this.values : tensors.values(this.acted, true);
    this.#facts = factsOf(mechanism.rule, tensors.agents, tensors.alternatives);
  }

  get tf(): TensorProblem['tf'] {
    return this.tensors.tf;
  }
  get problem(): TensorProblem['problem'] {
    return this.tensors.problem;
  }
  get agents(): number {
    return this.tensors.agents;
  }
  get alternatives(): number {
    return this.tensors.alternatives;
  }
  get rows(): number {
    return rowCount(this.reported);
  }

  /** [rows, K] */
  get probabilities(): Tensor2D {
    if (schemeOf(this.mechanism.transfers).onHost) this.#fromHost(this.reported.agent ?? 0);
    const probabilities = this.#probabilities ?? chosen(this.tensors, this.mechanism.rule, this.actedValues, this.acted);
    this.#probabilities = probabilities;
    return probabilities;
  }

  readonly valuesOf = (agent: number): Tensor2D => this.values.of(agent);
  readonly actedValuesOf = (agent: number): Tensor2D => this.actedValues.of(agent);
  /** Keeps what is computed of the rows until the end of the batch, whatever `tidy` asks for it. */
  kept(): this {
    [...this.values.parts, ...this.actedValues.parts, this.probabilities].forEach((tensor) => this.tensors.keep(tensor));
    return this;
  }

  readonly expected = (amounts: Tensor2D): Tensor1D => this.tf.sum(this.tf.mul(this.probabilities, amounts), 1) as Tensor1D;

  /** [rows] the agent's own value of what is chosen, were the report her type. */
  ownValue(agent: number): Tensor1D {
    return this.expected(this.valuesOf(agent));
  }

  readonly othersWelfareOf = (agent: number): Tensor2D => {
    const { weights, bonuses } = this.#facts.counted;
    const own = weights[agent]!;
    if (!(own > 0)) {
      throw new InputError(
        'mechanism.rule.weights', `${this.mechanism.transfers.kind} needs positive weights, ${this.problem.agents[agent]} has ${own}`,
      );
    }
    const others = weights.map((weight, j) => (j === agent ? 0 : weight));
    return this.tf.div(this.actedValues.welfare({ weights: others, bonuses }), own) as Tensor2D;
  };

  /** [rows] the same of what is chosen. */
  othersWelfare(agent: number): Tensor1D {
    return this.expected(this.othersWelfareOf(agent));
  }

  /** [rows] money that the agent receives. */
  transfer(agent: number, inner: InnerTerms): Tensor1D {
    const { transfers } = this.mechanism;
    // Before the tidy, which would take it away again.
    void this.probabilities;
    const { transfer } = schemeOf(transfers);
    return this.tf.tidy(() => (transfer
      ? transfer(transfers, this, agent, {
        externality: (j) => inner.externality(this, j),
        othersExternalities: () => inner.othersExternalities(this, agent),
        utility: (base) => inner.utility(base as Mechanism, this, agent),
      })
      : this.#fromHost(agent)));
  }

  readonly raised = (moves: (d: number) => boolean): ReportedProfiles | undefined => {
    const { problem, reported } = this;
    const there = mapSignals(problem, reported, moves, (d) => problem.signals[d]!.law.support[1]);
    return there.draws === reported.draws && there.own === reported.own
      ? undefined
      : new ReportedProfiles(this.tensors, this.mechanism, there);
  };

  readonly byType = (agent: number, of: (signal: readonly number[]) => number): Tensor1D => {
    const { signals, fromOwn } = signalsOfAgent(this.problem, this.reported, agent);
    return overRows(this.tensors, this.reported, this.tf.tensor1d(Float32Array.from(signals, of)), fromOwn);
  };

  readonly byOthers = (agent: number, of: (signals: ArrayLike<number>) => number): Tensor1D => {
    const { draws, drawCount, own, ownCount, agent: whose } = this.acted;
    const width = this.tensors.coordinates;
    const drawn = (b: number): Float64Array => draws.subarray(b * width, (b + 1) * width);
    if (whose === undefined || whose === agent) {
      return overRows(this.tensors, this.acted, this.tf.tensor1d(Float32Array.from({ length: drawCount }, (_, b) => of(drawn(b)))), false);
    }
    const numbers = Float32Array.from({ length: drawCount * ownCount }, (_, row) => {
      const r = row % ownCount;
      return of(drawn(Math.floor(row / ownCount)).map((x, d) => x + own[r * width + d]!));
    });
    return this.tf.tensor1d(numbers);
  };

  readonly user = (call: UserCall): Tensor2D =>
    fromUserOn(this.tensors, this.acted, call, this.actedValues, () => this.probabilities, this.mechanism.rule);

  /** Choice and transfer from the host, so that both come from one computation. */
  #fromHost(agent: number): Tensor1D {
    const { tensors, mechanism: { transfers }, tf } = this;
    const known = this.#hostTransfers.get(agent);
    if (known) return known;
    const { choice, transfer } = schemeOf(transfers).onHost!(transfers, tensors.problem, this.#facts, this.acted, agent);
    const paid = tf.tensor1d(new Float32Array(transfer));
    this.#hostTransfers.set(agent, tensors.keep(paid));
    if (!this.#probabilities) {
      const found = tf.tensor2d(new Float32Array(choice), [choice.length, 1]);
      this.#probabilities = tensors.keep(indicator(tf, tf.equal(tf.range(0, tensors.alternatives, 1, 'float32'), found)) as Tensor2D);
    }
    return paid;
  }
}

/** [rows, K] probabilities; `values` and signals as the rule sees them. */
export function chosen(tensors: TensorProblem, rule: ChoiceRule, values: ProfileValues, rows: Rows): Tensor2D {
  const { tf, problem, agents, alternatives } = tensors;
  const { probabilities, maximised } = ruleOf(rule);
  return tf.tidy(() => {
    const batch: RuleBatch = {
      tf, problem, agents, alternatives,
      valuesOf: (agent) => values.of(agent),
      welfare: (weighing) => values.welfare(weighing),
      oneAtLargest: (objective) => oneAtLargest(tensors, objective),
      probabilities: (other: Kinded) => chosen(tensors, other as ChoiceRule, values, rows),
      user: (call) => fromUserOn(tensors, rows, call, values),
    };
    return probabilities ? probabilities(rule, batch) : batch.oneAtLargest(batch.welfare(maximised!(rule, agents, alternatives)));
  });
}

/**
 * [rows, K] one at the largest of each row, ties to the lowest. Not tf.argMax: which of equals it finds depends on the
 * backend.
 */
export function oneAtLargest({ tf, alternatives }: TensorProblem, objective: Tensor2D): Tensor2D {
  const atOnce = oneAtLargestOnHost(tf, objective);
  if (atOnce) return atOnce;
  const numbers = tf.range(0, alternatives, 1, 'float32');
  const largest = tf.equal(objective, tf.max(objective, 1, true));
  const lowest = tf.min(tf.where(largest, tf.add(tf.zerosLike(objective), numbers), tf.fill(objective.shape, alternatives)), 1, true);
  return indicator(tf, tf.equal(numbers, lowest)) as Tensor2D;
}

/** What a user's function makes of the rows, with its checks noted; where `rule` is given, it is shown its probabilities. */
function fromUserOn(
  tensors: TensorProblem,
  rows: Rows,
  call: UserCall,
  values: ProfileValues,
  probabilities?: () => Tensor2D,
  rule?: ChoiceRule,
): Tensor2D {
  const { tf, problem } = tensors;
  const { field, columns, checks, source } = call;
  const compute = (some: Rows, at: ProfileValues, probability?: () => Tensor2D): Tensor2D =>
    fromUser(field, [rowCount(some), columns], source, () => call.call({
      values: at.all(),
      signals: tensors.signals(some),
      get probabilities() {
        if (!probability) throw new TypeError('a rule sees no probabilities');
        return probability();
      },
    }));
  const result = compute(rows, values, probabilities);
  const again = (some = rows): Tensor2D => {
    const fresh = tensors.values(some, true);
    return compute(some, fresh, rule && (() => chosen(tensors, rule, fresh, some)));
  };
  for (const { of = (tensor: Tensor2D): Tensor => tensor, range, complain } of checks) {
    tensors.suspect(
      of(result), range, () => tf.tidy(() => of(again())), (at, x) => complain(at, x, (row) => describeRow(problem, rows, row)), field,
    );
  }
  tensors.suspectChange(rows, result, again, source, field);
  return result;
}

/** A number for each own signal, or for each draw, at every row. */
export function overRows({ tf }: TensorProblem, rows: Rows, numbers: Tensor1D, fromOwn: boolean): Tensor1D {
  const spread = fromOwn ? tf.tile(tf.expandDims(numbers, 0), [rows.drawCount, 1]) : tf.tile(tf.expandDims(numbers, 1), [1, rows.ownCount]);
  return tf.reshape(spread, [rowCount(rows)]) as Tensor1D;
}
