/**
 * What a mechanism does at every report and every node: probabilities and transfers by the tensor path, the agent's values in double
 * precision where they are linear.
 *
 * Transfers that hold an expectation over the opponent at the agent's report (full insurance, her own part of expected
 * externality) get it over the whole grid, so they are the mechanism's own and not one draw of it. The opponent's part of expected
 * externality, which no report of hers moves, is a mean over 512 of her own signals, and no bound speaks of what that is off by.
 */
import type { Tensor, Tensor1D } from '../../../kernels/tensors.ts';
import { linearValues } from '../../environment/linear-values.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { signalDraws } from '../tensor/draws.ts';
import { elementsMax } from '../tensor/limits.ts';
import { ReportedProfiles, type InnerTerms } from '../tensor/reported-profiles.ts';
import { wholeProfiles, type Rows } from '../tensor/rows.ts';
import type { TensorProblem } from '../tensor/tensor-problem.ts';
import { meanOverCells } from './cells.ts';

/** The agent, the opponent's coordinate and the reports as rows [R, D] with that coordinate zero. */
export interface Faced {
  readonly tensors: TensorProblem;
  readonly agent: number;
  readonly coordinate: number;
  /** Measured from the origin of the problem (recentred.ts), as nodes are not. */
  readonly own: Float64Array;
  readonly reports: number;
  /** Of the opponent's coordinate. */
  readonly origin: number;
}

/** [R][K] arrays over nodes. */
type Table = readonly (readonly Float64Array[])[];

export interface Payoffs {
  readonly probabilities: Table;
  /** Own values v_k(report, node). */
  readonly values: Table;
  /** [R] arrays over nodes. */
  readonly transfers: readonly Float64Array[];
}

/** Any fixed key: panels are the same for every seed. */
const PANEL = { k0: 0x6c617474, k1: 0x69636521 };
const PANEL_SIZE = 512;

export async function payoffsAt(faced: Faced, mechanism: Mechanism, nodes: Float64Array, masses: Float64Array): Promise<Payoffs> {
  const { transfers } = mechanism;
  // Full insurance pays a mean of the base's payoffs, which is taken below; its own transfers at single nodes are not needed.
  const insured = insuredMechanism(transfers);
  const paid = insured ? { ...mechanism, transfers: { kind: 'none' } as const } : mechanism;
  const near = nodes.map((y) => y - faced.origin);
  const read = await readNodes(faced, paid, near);
  const values = faced.tensors.problem.valuations.kind === 'linear' ? linearOwnValues(faced, near) : read.values;
  const found = { probabilities: read.probabilities, values };
  if (insured) {
    const base = await payoffsAt(faced, insured, nodes, masses);
    const utility = base.transfers.map((_, r) => meanOverCells(payoff(base, r, r), masses));
    return {
      ...found,
      transfers: utility.map((mu, r) => payoff({ ...found, transfers: read.transfers }, r, r).map((value) => mu - value)),
    };
  }
  if (schemeOf(transfers).holdsExternality) {
    const others = await opponentsExternality(faced, mechanism, near);
    return { ...found, transfers: read.transfers.map((own) => others.map((other) => meanOverCells(own, masses) - other)) };
  }
  return { ...found, transfers: read.transfers };
}

/** u(report, type) over nodes. */
export function payoff({ probabilities, values, transfers }: Payoffs, report: number, type: number): Float64Array {
  const sum = Float64Array.from(transfers[report]!);
  probabilities[report]!.forEach((p, k) => {
    const value = values[type]![k]!;
    for (let j = 0; j < sum.length; j++) sum[j]! += p[j]! * value[j]!;
  });
  return sum;
}

/** Rows of all nodes with all reports. */
function rowsAt({ tensors, agent, coordinate, own, reports }: Faced, nodes: Float64Array): Rows {
  const draws = new Float64Array(nodes.length * tensors.coordinates);
  nodes.forEach((y, j) => (draws[j * tensors.coordinates + coordinate] = y));
  return { draws, drawCount: nodes.length, own, ownCount: reports, agent, first: 0 };
}

/** Draw by draw, and without the opponent's part. */
class OwnExternality implements InnerTerms {
  readonly #agent: number;
  constructor(agent: number) {
    this.#agent = agent;
  }
  externality(reported: ReportedProfiles, agent: number): Tensor1D {
    const welfare = reported.othersWelfare(agent);
    return agent === this.#agent ? welfare : reported.tensors.tf.zerosLike(welfare);
  }
  othersExternalities(reported: ReportedProfiles, agent: number): Tensor1D {
    return reported.tensors.tf.zerosLike(reported.othersWelfare(agent));
  }
  utility(): never {
    throw new TypeError('full insurance is paid on the host');
  }
}

async function readNodes(faced: Faced, mechanism: Mechanism, nodes: Float64Array): Promise<Payoffs> {
  const { tensors, agent, reports } = faced;
  const { tf, alternatives, agents, device } = tensors;
  const table = (): Float64Array[][] =>
    Array.from({ length: reports }, () => Array.from({ length: alternatives }, () => new Float64Array(nodes.length)));
  const found = {
    probabilities: table(),
    values: table(),
    transfers: Array.from({ length: reports }, () => new Float64Array(nodes.length)),
  };
  const all = rowsAt(faced, nodes);
  const batch = Math.max(1, Math.floor(elementsMax(device.backend) / (reports * agents * Math.max(alternatives, tensors.coordinates))));
  const inner = new OwnExternality(agent);
  for (let from = 0; from < nodes.length; from += batch) {
    const count = Math.min(batch, nodes.length - from);
    const rows = {
      ...all,
      draws: all.draws.subarray(from * tensors.coordinates, (from + count) * tensors.coordinates),
      drawCount: count,
      first: from,
    };
    const numbers = await fetched(tensors, () => {
      const reported = new ReportedProfiles(tensors, mechanism, rows);
      return [
        reported.probabilities,
        reported.valuesOf(agent),
        reported.transfer(agent, inner),
      ].map((tensor: Tensor) => tf.reshape(tensor, [-1]) as Tensor1D);
    });
    const size = count * reports;
    for (let row = 0; row < size; row++) {
      const [j, r] = [from + Math.floor(row / reports), row % reports];
      for (let k = 0; k < alternatives; k++) {
        found.probabilities[r]![k]![j] = numbers[row * alternatives + k]!;
        found.values[r]![k]![j] = numbers[(size + row) * alternatives + k]!;
      }
      found.transfers[r]![j] = numbers[2 * size * alternatives + row]!;
    }
  }
  return found;
}

/** Runs on the device, brings the numbers back, and checks what users' functions returned. */
async function fetched(tensors: TensorProblem, compute: () => Tensor1D[]): Promise<Float32Array> {
  return tensors.device.guard(async () => {
    const parts = tensors.tf.tidy(() => tensors.tf.concat1d(compute()));
    try {
      const numbers = (await parts.data()) as Float32Array;
      await tensors.inspect(numbers);
      return numbers;
    } finally {
      parts.dispose();
      tensors.release();
    }
  });
}

function linearOwnValues(
  { tensors: { problem, coordinates }, agent, coordinate, own, reports }: Faced,
  nodes: Float64Array,
): Float64Array[][] {
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('general values are not linear');
  return Array.from({ length: reports }, (_, r) => {
    const start = linearValues(valuations, own.subarray(r * coordinates, (r + 1) * coordinates))[agent]!;
    return start.map((value, k) => nodes.map((y) => value + valuations.coefficients[agent]![k]![coordinate]! * y));
  });
}

/** Over nodes: what the opponent is to get for the welfare that her report brings the agent, a mean over the agent's signals. */
async function opponentsExternality(faced: Faced, mechanism: Mechanism, nodes: Float64Array): Promise<Float64Array> {
  const { tensors, coordinate } = faced;
  const { coordinates, device, problem, tf } = tensors;
  const opponent = problem.signals[coordinate]!.owner;
  const panel = ownPanel(faced);
  const count = panel.length / coordinates;
  const batch = Math.max(
    1,
    Math.floor(elementsMax(device.backend) / (count * tensors.agents * Math.max(tensors.alternatives, coordinates))),
  );
  const means = new Float64Array(nodes.length);
  for (let from = 0; from < nodes.length; from += batch) {
    const part = nodes.subarray(from, from + batch);
    const rows = rowsAt({ ...faced, own: panel, reports: count }, part);
    means.set(await fetched(tensors, () => {
      const welfare = new ReportedProfiles(tensors, { ...mechanism, transfers: { kind: 'none' } }, rows).othersWelfare(opponent);
      return [tf.mean(tf.reshape(welfare, [part.length, count]), 1) as Tensor1D];
    }), from);
  }
  return means;
}

/** [panel, D] signals of the agent, for means over them: of equal mass where she has one, draws where she has several. */
function ownPanel({ tensors: { problem, coordinates }, coordinate }: Faced): Float64Array {
  const own = problem.signals.flatMap((_, d) => (d === coordinate ? [] : [d]));
  if (own.length > 1) return signalDraws(problem, problem.signals[coordinate]!.owner).draw(PANEL, 0, PANEL_SIZE);
  const panel = new Float64Array(PANEL_SIZE * coordinates);
  for (let i = 0; i < PANEL_SIZE; i++) {
    for (const d of own) panel[i * coordinates + d] = problem.signals[d]!.law.quantile((i + 0.5) / PANEL_SIZE);
  }
  return panel;
}

/** [cases, K] probabilities of report r at y, whatever nodes there are. */
export async function chosenAt(
  { tensors, coordinate, own, origin }: Faced,
  mechanism: Mechanism,
  cases: readonly { readonly report: number; readonly y: number }[],
): Promise<Float64Array> {
  const { coordinates, tf, alternatives, agents, device } = tensors;
  const draws = new Float64Array(cases.length * coordinates);
  cases.forEach(({ report, y }, c) => {
    draws.set(own.subarray(report * coordinates, (report + 1) * coordinates), c * coordinates);
    draws[c * coordinates + coordinate] = y - origin;
  });
  const chosen = new Float64Array(cases.length * alternatives);
  const batch = Math.max(1, Math.floor(elementsMax(device.backend) / (agents * Math.max(alternatives, coordinates))));
  for (let from = 0; from < cases.length; from += batch) {
    const end = Math.min(cases.length, from + batch);
    const rows = wholeProfiles(draws.subarray(from * coordinates, end * coordinates), coordinates, from);
    // Weak congruence finds the choice along an agent's reports; one profile's is the rule's.
    const rule: Mechanism = { ...mechanism, transfers: { kind: 'none' } };
    chosen.set(
      await fetched(tensors, () => [tf.reshape(new ReportedProfiles(tensors, rule, rows).probabilities, [-1]) as Tensor1D]),
      from * alternatives,
    );
  }
  return chosen;
}
