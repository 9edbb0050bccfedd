/**
 * An agent's value as an own part f_k(s^i) and a part h_k(s^-i) of the others (Song22 section 6.1), where it is one: payoffs
 * of all pairs of reports and types then follow from choice probabilities and money alone.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { Tensor2D, Tensor3D } from '../../../kernels/tensors.ts';
import { factsOf, insuredMechanism, type Mechanism } from '../../mechanism/mechanism.ts';
import { describeRow, type Rows } from './rows.ts';
import type { TensorProblem } from './tensor-problem.ts';

export interface OwnPart {
  /** [K] and C: alternatives of one class differ in nothing that the agent's own signal moves. Numbered as they first occur. */
  readonly classOf: number[];
  readonly classes: number;
  /** [R, C] f_c(t_r); absent where values do not separate. */
  readonly typeValue?: Float64Array;
  /** [drawCount, K] h_k. */
  othersPart(rows: Rows): Tensor2D;
  /** Notes if values [rows, K] are not the sum of the parts. */
  check(rows: Rows, reportsFrom: number, own: Tensor2D): void;
}

/** Reads a little back from the device. `reports`: [R, D] own rows. */
export async function ownPart(tensors: TensorProblem, mechanism: Mechanism, agent: number, reports: Float64Array): Promise<OwnPart> {
  const { valuations } = tensors.problem;
  if (valuations.kind === 'linear') return linearPart(tensors, mechanism, agent, reports);
  const classOf = tensors.problem.alternatives.map((_, k) => k);
  const none = {
    classOf, classes: classOf.length, othersPart: (): Tensor2D => { throw new TypeError('values do not separate'); }, check() {},
  };
  if (valuations.structure !== 'private' && valuations.structure !== 'additively-separable') return none;
  const typeValue = await typeValuesAgainstCentre(tensors, agent, reports);
  const anchor = reports.slice(0, tensors.coordinates);
  return {
    classOf,
    classes: classOf.length,
    typeValue,
    othersPart: (rows) => tensors.values({ ...rows, own: anchor, ownCount: 1 }).of(agent),
    check: (rows, reportsFrom, own) => checkSeparation(tensors, agent, typeValue, anchor, rows, reportsFrom, own),
  };
}

function linearPart(tensors: TensorProblem, mechanism: Mechanism, agent: number, reports: Float64Array): OwnPart {
  const { problem, coordinates, alternatives } = tensors;
  if (problem.valuations.kind !== 'linear') throw new TypeError('general values are not linear');
  const { coefficients } = problem.valuations;
  const own = coordinatesOf(problem, agent);
  const { classOf, classes } = classesOf(tensors, mechanism, agent, own);
  const typeValue = new Float64Array((reports.length / coordinates) * classes);
  for (let r = 0; r * coordinates < reports.length; r++) {
    for (let k = 0; k < alternatives; k++) {
      typeValue[r * classes + classOf[k]!] = own.reduce((sum, d) => sum + coefficients[agent]![k]![d]! * reports[r * coordinates + d]!, 0);
    }
  }
  return {
    classOf,
    classes,
    typeValue,
    othersPart: (rows) => tensors.values({ ...rows, own: new Float64Array(coordinates), ownCount: 1 }).of(agent),
    check() {},
  };
}

/** By the own coefficients in the own value and in the welfare that the rule maximises; a rule that maximises none sees every value. */
export function classesOf(
  { problem, alternatives }: Pick<TensorProblem, 'problem' | 'alternatives'>,
  { rule, transfers }: Mechanism,
  agent: number,
  own: readonly number[],
): { classOf: number[]; classes: number } {
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('general values are not linear');
  const { maximises, counted: { weights } } = factsOf(rule, problem.agents.length, alternatives);
  const plain = maximises && !insuredMechanism(transfers);
  const keys = Array.from({ length: alternatives }, (_, k) => {
    const of = (i: number): number[] => own.map((d) => valuations.coefficients[i]![k]![d]!);
    if (!plain) return problem.agents.map((_, i) => of(i).join(' ')).join(' | ');
    const objective = own.map((_, c) => weights.reduce((sum, weight, i) => sum + weight * of(i)[c]!, 0));
    return `${of(agent).join(' ')} | ${objective.join(' ')}`;
  });
  const names = [...new Set(keys)];
  return { classOf: keys.map((key) => names.indexOf(key)), classes: names.length };
}

/** [D] middles of the others' supports. */
const centreOfOthers = ({ problem }: TensorProblem, agent: number): Float64Array =>
  Float64Array.from(problem.signals, ({ owner, law }) => (owner === agent ? 0 : (law.support[0] + law.support[1]) / 2));

/** [R, K] v(t_r, c) - v(t_0, c) with c the centre of the others' signal space. */
async function typeValuesAgainstCentre(tensors: TensorProblem, agent: number, reports: Float64Array): Promise<Float64Array> {
  const { coordinates, alternatives, device } = tensors;
  const rows: Rows = {
    draws: centreOfOthers(tensors, agent), drawCount: 1, own: reports, ownCount: reports.length / coordinates, agent, first: 0,
  };
  return device.guard(async () => {
    const values = tensors.tf.tidy(() => tensors.values(rows).of(agent));
    const numbers = (await values.data()) as Float32Array;
    values.dispose();
    await tensors.inspect(numbers);
    tensors.release();
    return Float64Array.from(numbers, (value, at) => value - numbers[at % alternatives]!);
  });
}

function checkSeparation(
  tensors: TensorProblem,
  agent: number,
  typeValue: Float64Array,
  anchor: Float64Array,
  rows: Rows,
  from: number,
  own: Tensor2D,
): void {
  const { tf, problem, alternatives } = tensors;
  if (problem.valuations.kind !== 'general') return;
  const { structure, range } = problem.valuations;
  const slack = 1e-4 * Math.max(range[1] - range[0], Math.abs(range[0]), Math.abs(range[1]));
  const shape: [number, number, number] = [rows.drawCount, rows.ownCount, alternatives];
  const rest = (values: Tensor2D): Tensor3D => {
    // Private values are the same beside any draw of the others.
    const beside: Rows = structure === 'private' ? { ...rows, draws: centreOfOthers(tensors, agent), drawCount: 1 } : rows;
    const others = tf.expandDims(tensors.values({ ...beside, own: anchor, ownCount: 1 }).of(agent), 1);
    const types = tf.tensor3d(
      Float32Array.from(typeValue.subarray(from * alternatives, (from + rows.ownCount) * alternatives)), [1, rows.ownCount, alternatives],
    );
    return tf.sub(tf.sub(tf.reshape(values, shape), others), types);
  };
  tensors.suspect(rest(own), [-slack, slack], () => tf.tidy(() => rest(tensors.values(rows).of(agent))), (at, miss) =>
    `said to be ${structure}, but the value of ${problem.agents[agent]} for ${problem.alternatives[at % alternatives]} misses the sum `
    + `of an own and an others' part by ${miss} on ${describeRow(problem, rows, Math.floor(at / alternatives))}`, 'valuations.structure');
}
