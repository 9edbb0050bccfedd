/**
 * What a mechanism does on a set of reported profiles: probabilities and one agent's transfers. All inside the caller's
 * `tidy`; row by row.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.ts';
import type { Mechanism, TransferScheme } from '../../mechanism/mechanism.ts';
import { congruentOutcome } from './congruence.ts';
import { coordinatesOf } from './draws.ts';
import { actedRows, describeRow, mapSignals, rowCount, signalsOfAgent, type Rows } from './rows.ts';
import { choose, valuesOf, weightedWelfare, welfareWeights } from './rules.ts';
import { fromUser } from './user-function.ts';
import { indicator, type TensorProblem } from './tensor-problem.ts';

/** Expectations over the others at an agent's report, in whatever form the experiment needs: [rows]. */
export interface InnerTerms {
  /** E over the others of the agent's externality (`Outcome.othersWelfare`) at her report in the outcome's rows. */
  externality(outcome: Outcome, agent: number): Tensor1D;
  /** Interim utility in the mechanism `base` of the type that the agent reports in the outcome's rows. */
  utility(base: Mechanism, outcome: Outcome, agent: number): Tensor1D;
}

export class Outcome {
  readonly world: TensorProblem;
  readonly mechanism: Mechanism;
  readonly rows: Rows;
  /** What the rule and the transfers see in place of signals. */
  readonly acted: Rows;
  /** [rows, N, K] at the reported types, and at their bids. */
  readonly values: Tensor3D;
  readonly actedValues: Tensor3D;
  #probabilities: Tensor2D | undefined;
  readonly #congruentTransfers = new Map<number, Tensor1D>();

  /** `values` of the same rows, where they are there already. */
  constructor(world: TensorProblem, mechanism: Mechanism, rows: Rows, values?: Tensor3D) {
    this.world = world;
    this.mechanism = mechanism;
    this.rows = rows;
    this.acted = actedRows(world.problem, mechanism, rows);
    this.values = values ?? world.values(rows);
    this.actedValues = this.acted === rows ? this.values : world.values(this.acted, true);
  }

  /** [rows, K] */
  get probabilities(): Tensor2D {
    if (this.mechanism.transfers.kind === 'weak-congruence') this.#congruent(this.rows.agent ?? 0);
    const probabilities = this.#probabilities ?? choose(this.world, this.mechanism.rule, this.actedValues, this.acted);
    this.#probabilities = probabilities;
    return probabilities;
  }

  /** [rows] the agent's own value of what is chosen, were the report her type. */
  ownValue(agent: number): Tensor1D {
    return this.expected(valuesOf(this.world, this.values, agent));
  }

  /** [rows] sum_k p_k amounts_k. */
  expected(amounts: Tensor2D): Tensor1D {
    return this.world.tf.sum(this.world.tf.mul(this.probabilities, amounts), 1) as Tensor1D;
  }

  /** [rows, K] others' reported welfare, weighted as the rule weighs it, over the agent's own weight. */
  #othersWelfareOf(agent: number): Tensor2D {
    const { weights, bonuses } = welfareWeights(this.world, this.mechanism.rule);
    const own = weights[agent]!;
    if (!(own > 0)) throw new InputError('mechanism.rule.weights', `${this.mechanism.transfers.kind} needs positive weights, ${this.world.problem.agents[agent]} has ${own}`);
    const others = weights.map((weight, j) => (j === agent ? 0 : weight));
    return this.world.tf.div(weightedWelfare(this.world, this.actedValues, others, bonuses), own) as Tensor2D;
  }

  /** [rows] the same of what is chosen: the Groves transfer. */
  othersWelfare(agent: number): Tensor1D {
    return this.expected(this.#othersWelfareOf(agent));
  }

  /** [rows] money that the agent receives. */
  transfer(agent: number, inner: InnerTerms): Tensor1D {
    const { tf } = this.world;
    const { transfers } = this.mechanism;
    // Before the tidy, which would take it away again.
    void this.probabilities;
    return tf.tidy(() => {
      switch (transfers.kind) {
        case 'none':
          return tf.zeros([rowCount(this.rows)]) as Tensor1D;
        case 'groves':
          return this.othersWelfare(agent);
        case 'vcg':
          return this.#vcg(agent);
        case 'modified-vcg':
          return this.#modifiedVcg(transfers, agent);
        case 'expected-externality':
          return this.#expectedExternality(agent, inner);
        case 'full-insurance':
          return tf.sub(inner.utility(transfers.base, this, agent), this.ownValue(agent)) as Tensor1D;
        case 'insured-table':
          return tf.sub(this.#tabledUtility(transfers.utility, agent), this.ownValue(agent)) as Tensor1D;
        case 'weak-congruence':
          return this.#congruent(agent);
        case 'first-price':
          return tf.neg(this.expected(valuesOf(this.world, this.actedValues, agent))) as Tensor1D;
        case 'all-pay':
          return tf.neg(tf.max(valuesOf(this.world, this.actedValues, agent), 1)) as Tensor1D;
        case 'posted-price':
          return this.#postedPrice(transfers.price, agent);
        case 'general':
          return this.#general(transfers, agent);
        case 'monotone-repair':
          throw new InputError('mechanism.transfers', 'monotone-repair must be turned into a table of interim utilities before it is sampled');
      }
    });
  }

  #vcg(agent: number): Tensor1D {
    const { tf } = this.world;
    const others = this.#othersWelfareOf(agent);
    return tf.sub(this.expected(others), tf.max(others, 1)) as Tensor1D;
  }

  /** Song22 section 6.2.1: x_GVCG at the raised report, and what the raised choice adds to the own value as reported. */
  #modifiedVcg({ relevant }: Extract<TransferScheme, { kind: 'modified-vcg' }>, agent: number): Tensor1D {
    const { tf, problem } = this.world;
    const marks = relevantCoordinates(this.world, relevant);
    const raised = mapSignals(problem, this.rows, (d) => problem.signals[d]!.owner === agent && !marks[d], (d) => problem.signals[d]!.law.support[1]);
    if (raised.draws === this.rows.draws && raised.own === this.rows.own) return this.#vcg(agent);
    const there = new Outcome(this.world, this.mechanism, raised);
    const moved = tf.sub(there.probabilities, this.probabilities);
    return tf.add(there.#vcg(agent), tf.sum(tf.mul(moved, valuesOf(this.world, this.values, agent)), 1)) as Tensor1D;
  }

  /** Own expected externality, and an equal share of every other's with the opposite sign: the sum over agents is zero. */
  #expectedExternality(agent: number, inner: InnerTerms): Tensor1D {
    const { tf, agents, problem } = this.world;
    if (agents < 2) throw new InputError('mechanism.transfers', 'expected-externality needs at least two agents');
    if (problem.dependence) throw new InputError('mechanism.transfers', 'expected-externality is defined here for independent signals only');
    const terms = problem.agents.map((_, j) => tf.mul(inner.externality(this, j), j === agent ? 1 : -1 / (agents - 1)) as Tensor1D);
    return tf.addN(terms);
  }

  /** [rows] utility[agent] at the reported type: equal steps over the support of her one signal, linear between. */
  #tabledUtility(utility: readonly (readonly number[])[], agent: number): Tensor1D {
    const { problem } = this.world;
    const own = coordinatesOf(problem, agent);
    const table = utility[agent];
    if (own.length !== 1 || !table) throw new InputError('mechanism.transfers.utility', `a table of utilities needs one signal of ${problem.agents[agent]} and her row`);
    const [low, high] = problem.signals[own[0]!]!.law.support;
    const { signals, fromOwn } = signalsOfAgent(problem, this.rows, agent);
    const utilities = Float32Array.from(signals, ([signal]) => {
      const at = ((signal! - low) / (high - low)) * (table.length - 1);
      const left = Math.min(table.length - 2, Math.floor(at));
      return left < 0 ? table[0]! : table[left]! + (at - left) * (table[left + 1]! - table[left]!);
    });
    return overRows(this.world, this.rows, this.world.tf.tensor1d(utilities), fromOwn);
  }

  #postedPrice(price: number, agent: number): Tensor1D {
    const { tf } = this.world;
    if (this.world.agents !== 2 || this.world.alternatives !== 2) throw new InputError('mechanism.transfers', 'a posted price needs two agents and the alternatives no trade and trade');
    return tf.mul(tf.squeeze(tf.slice(this.probabilities, [0, 1], [-1, 1]), [1]), agent === 0 ? price : -price) as Tensor1D;
  }

  #general(scheme: Extract<TransferScheme, { kind: 'general' }>, agent: number): Tensor1D {
    const { world, acted } = this;
    const { tf, problem, agents } = world;
    const field = 'mechanism.transfers.transfer';
    const [low, high] = scheme.range;
    const slack = 1e-5 * Math.max(Math.abs(low), Math.abs(high), high - low);
    const compute = (values: Tensor3D, probabilities: Tensor2D): Tensor2D => fromUser(field, [rowCount(acted), agents], () => scheme.transfer(tf, values, world.signals(acted), probabilities));
    const all = compute(this.actedValues, this.probabilities);
    const again = (): Tensor => tf.tidy(() => {
      const values = world.values(acted, true);
      return compute(values, choose(world, this.mechanism.rule, values, acted));
    });
    world.suspect(all, [low - slack, high + slack], again, (at, x) =>
      `transfer of ${problem.agents[at % agents]} is ${x} on ${describeRow(problem, acted, Math.floor(at / agents))}, outside the range [${low}, ${high}]`, field);
    return tf.squeeze(tf.slice(all, [0, agent], [-1, 1]), [1]) as Tensor1D;
  }

  /** Choice and transfer from the host, so that both come from one envelope. */
  #congruent(agent: number): Tensor1D {
    const { world, mechanism, acted } = this;
    const { tf } = world;
    if (mechanism.rule.kind !== 'efficient' && mechanism.rule.kind !== 'affine-maximizer') throw new InputError('mechanism.transfers', 'weak-congruence needs the efficient rule or an affine maximizer');
    const known = this.#congruentTransfers.get(agent);
    if (known) return known;
    const { weights, bonuses } = welfareWeights(world, mechanism.rule);
    const { choice, transfer } = congruentOutcome(world.problem, weights, bonuses, agent, acted);
    const paid = tf.tensor1d(new Float32Array(transfer));
    this.#congruentTransfers.set(agent, world.keep(paid));
    if (!this.#probabilities) {
      const chosen = tf.tensor2d(new Float32Array(choice), [choice.length, 1]);
      this.#probabilities = world.keep(indicator(tf, tf.equal(tf.range(0, world.alternatives, 1, 'float32'), chosen)) as Tensor2D);
    }
    return paid;
  }
}

/** A number for each own signal, or for each draw, at every row. */
export function overRows({ tf }: TensorProblem, rows: Rows, numbers: Tensor1D, fromOwn: boolean): Tensor1D {
  const spread = fromOwn ? tf.tile(tf.expandDims(numbers, 0), [rows.drawCount, 1]) : tf.tile(tf.expandDims(numbers, 1), [1, rows.ownCount]);
  return tf.reshape(spread, [rowCount(rows)]) as Tensor1D;
}

/** [D] which coordinates enter their owner's own value: as the scheme says, else from linear coefficients, else all. */
function relevantCoordinates({ problem: { valuations, signals } }: TensorProblem, declared: readonly boolean[] | undefined): readonly boolean[] {
  if (declared && declared.length !== signals.length) throw new InputError('mechanism.transfers.relevant', `need ${signals.length} marks, got ${declared.length}`);
  if (declared) return declared;
  if (valuations.kind !== 'linear') return signals.map(() => true);
  return signals.map(({ owner }, d) => valuations.coefficients[owner]!.some((row) => row[d] !== 0));
}
