/**
 * Plain twin of kernel `regret`: outcomes from the graph's definitions, and the ends of every regret by a search and a proof that start
 * afresh, on a tape for every box. Arithmetic of enclosures is judged by its own tests (test/kernels/network.test.ts), against points
 * inside the boxes.
 */
import type { ChunkRunner } from '../kernel.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import { plainValues } from '../network/reference.ts';
import { twinBounderOf, type Problem } from './bound.ts';
import { excessOf } from './excess.ts';
import { regretOf } from './regret-of.ts';
import { profilesIn, type RegretParameters } from './spec.ts';

/** What all get and pay; with values of some nodes given, and in single precision where that is asked for. */
export function plainOutcome({ graph, bidders, objects, result }: NetworkMechanism, bids: readonly number[],
  given?: ReadonlyMap<number, number[]>, isSingle = false): { amounts: number[]; payments: number[] } {
  const values = plainValues(graph, bids, given, isSingle);
  if (result.kind === 'outcome') return { amounts: values[result.amounts]!, payments: values[result.payments]! };
  const amounts: number[] = [];
  const payments: number[] = [];
  for (let i = 0; i < bidders; i++) {
    const { amounts: list, prices } = result.offers[i]!;
    const offers = values[prices]!.map((price, k) => ({ price, bundle: values[list]!.slice(k * objects, (k + 1) * objects) }));
    const net = offers.map(({ price, bundle }) => bundle.reduce((sum, amount, j) => sum + amount * bids[i * objects + j]!, -price));
    const bought = offers[net.indexOf(Math.max(...net))]!;
    amounts.push(...bought.bundle);
    payments.push(bought.price);
  }
  return { amounts, payments };
}

export function prepareRegretReference(parameters: RegretParameters): ChunkRunner {
  const { mechanism, low, high, first: origin, types, agents, effort, unit, amountUnit = unit, unitDemand } = parameters;
  const { bidders, objects } = mechanism;
  const profiles = profilesIn(parameters);
  const own = (row: ArrayLike<number>, bidder: number): Float64Array =>
    Float64Array.from({ length: objects }, (_, j) => row[bidder * objects + j]!);
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      const row = [...types.subarray(p * bidders * objects, (p + 1) * bidders * objects)];
      const { amounts, payments } = plainOutcome(mechanism, row);
      const values = payments.map((_, i) =>
        row.slice(i * objects, (i + 1) * objects).reduce((sum, t, j) => sum + t * amounts[i * objects + j]!, 0));
      values.forEach((value, i) => void (into.utility![i * profiles + p]! += Math.round((value - payments[i]!) / unit)));
      into.welfare![p]! += Math.round(values.reduce((a, b) => a + b, 0) / unit);
      into.revenue![p]! += Math.round(payments.reduce((a, b) => a + b, 0) / unit);
      into.excess![p]! += Math.round(excessOf(amounts, bidders, objects, unitDemand) / amountUnit);
      for (const [a, bidder] of agents.entries()) {
        const bounder = twinBounderOf(mechanism);
        const problem: Problem = { bidder, objects, type: own(row, bidder), low: own(low, bidder), high: own(high, bidder) };
        const found = { report: new Float64Array(objects), worth: 0 };
        const { lower, upper, boxes, finished } = regretOf(bounder, problem, row, found, effort, key, profile);
        const at = a * profiles + p;
        into.lower![at]! += Math.floor(lower / unit);
        into.upper![at]! += Math.ceil(upper / unit);
        into.boxes![at]! += boxes;
        into.finished![at]! += finished ? 1 : 0;
        found.report.forEach((bid, j) => void (into.report![(a * objects + j) * profiles + p]! += Math.round(bid / unit)));
      }
    }
  };
}
