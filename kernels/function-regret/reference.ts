/** Plain twin of kernel `function-regret`: every report from the definitions, the boxes in a list that is searched from its beginning. */
import { functionOutcome, type FunctionMechanism } from '../function/mechanism.ts';
import type { ChunkRunner } from '../kernel.ts';
import { excessOf } from '../regret/excess.ts';
import { profilesIn } from '../regret/spec.ts';
import type { FunctionRegretParameters } from './spec.ts';

interface Box {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly bound: number;
  readonly cuttable: boolean;
}

/** What all get and pay, in lists. */
export function plainFunctionOutcome(mechanism: FunctionMechanism): (bids: readonly number[]) => { amounts: number[]; payments: number[] } {
  const outcome = functionOutcome(mechanism);
  return (bids) => {
    const into = { amounts: new Float64Array(bids.length), payments: new Float64Array(mechanism.bidders) };
    outcome(bids, into);
    return { amounts: [...into.amounts], payments: [...into.payments] };
  };
}

export function prepareFunctionRegretReference(parameters: FunctionRegretParameters): ChunkRunner {
  const { mechanism, low, high, first: origin, types, agents, search, unit, amountUnit = unit, unitDemand } = parameters;
  const { bidders, objects } = mechanism;
  const profiles = profilesIn(parameters);
  const outcomeAt = plainFunctionOutcome(mechanism);
  const ownOf = (row: ArrayLike<number>, i: number): number[] => Array.from({ length: objects }, (_, j) => row[i * objects + j]!);
  const dot = (a: readonly number[], b: readonly number[], start: number): number => a.reduce((sum, x, j) => sum + x * b[j]!, start);
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      const row = [...types.subarray(p * bidders * objects, (p + 1) * bidders * objects)];
      const { amounts, payments } = outcomeAt(row);
      const values = payments.map((_, i) => dot(ownOf(row, i), ownOf(amounts, i), 0));
      values.forEach((value, i) => void (into.utility![i * profiles + p]! += Math.round((value - payments[i]!) / unit)));
      into.welfare![p]! += Math.round(values.reduce((a, b) => a + b, 0) / unit);
      into.revenue![p]! += Math.round(payments.reduce((a, b) => a + b, 0) / unit);
      into.excess![p]! += Math.round(excessOf(amounts, bidders, objects, unitDemand) / amountUnit);
      for (const [a, i] of agents.entries()) {
        const worth = (report: readonly number[]): number => {
          const lied = outcomeAt(row.toSpliced(i * objects, objects, ...report));
          return dot(ownOf(row, i), ownOf(lied.amounts, i), -lied.payments[i]!);
        };
        const truthful = worth(ownOf(row, i));
        let best = { report: ownOf(row, i), worth: truthful };
        const offer = (report: number[]): number => {
          const here = worth(report);
          if (here > best.worth) best = { report, worth: here };
          return here;
        };
        let [upper, looked, finished] = [truthful, 0, true];
        if (search.kind === 'list') {
          const list = search.reports[i]!;
          for (let k = 0; k < list.length / objects; k++) offer(ownOf(list.subarray(k * objects), 0));
          [upper, looked] = [best.worth, list.length / objects];
        } else {
          const boxOf = (from: readonly number[], to: readonly number[]): Box => {
            const middle = from.map((x, j) => x + (to[j]! - x) / 2);
            const reach = from.reduce((sum, x, j) => sum + (to[j]! - x) / 2, 0);
            const axis = widestOf(from, to);
            looked++;
            return {
              low: from, high: to, bound: offer(middle) + search.slope * reach * (1 + 1e-9),
              cuttable: middle[axis]! > from[axis]! && middle[axis]! < to[axis]!,
            };
          };
          let boxes = [boxOf(ownOf(low, i), ownOf(high, i))];
          for (;;) {
            const open = boxes.filter(({ cuttable }) => cuttable);
            const top = open.reduce<Box | undefined>((most, box) => (most && most.bound >= box.bound ? most : box), undefined);
            if (!top || looked + 2 > search.boxes || top.bound <= best.worth + search.gap) break;
            const axis = widestOf(top.low, top.high);
            const middle = top.low[axis]! + (top.high[axis]! - top.low[axis]!) / 2;
            boxes = boxes.filter((box) => box !== top);
            boxes.push(boxOf(top.low, top.high.with(axis, middle)));
            boxes.push(boxOf(top.low.with(axis, middle), top.high));
          }
          upper = Math.max(best.worth, ...boxes.map(({ bound }) => bound));
          finished = upper <= best.worth + search.gap;
        }
        const at = a * profiles + p;
        into.lower![at]! += Math.floor((best.worth - truthful) / unit);
        into.upper![at]! += Math.ceil((upper - truthful) / unit);
        into.boxes![at]! += looked;
        into.finished![at]! += finished ? 1 : 0;
        best.report.forEach((bid, j) => void (into.report![(a * objects + j) * profiles + p]! += Math.round(bid / unit)));
      }
    }
  };
}

/** The first of the widest sides. */
const widestOf = (low: readonly number[], high: readonly number[]): number =>
  low.reduce((widest, _, j) => (high[j]! - low[j]! > high[widest]! - low[widest]! ? j : widest), 0);
