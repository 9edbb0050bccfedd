/** Plain twin of kernel `ex-post`: alternative by alternative, agent by agent, report by report, as spec.ts says it. */
import type { ChunkRunner, Statistics } from '../kernel.ts';
import { referenceFunctional, referencePositions } from '../linear/evaluate.ts';
import { GAIN_EXPONENTS, type AuditedAgent, type Deviations, type ExPostParameters } from './spec.ts';

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** The first of `order` at which `values` is largest. */
const argmax = (values: readonly number[], order: readonly number[]): number =>
  order.reduce((best, k) => (values[k]! > values[best]! ? k : best), order[0]!);

/** Transfer of an agent whose W(k) is `welfare[k]` where `choice` is taken. */
const transferOf = (transfer: AuditedAgent['transfer'], welfare: readonly number[], choice: number): number =>
  ({ none: 0, groves: welfare[choice]!, vcg: welfare[choice]! - Math.max(...welfare) })[transfer];

/** Payoff of the agent, whose own signal stays what it was, after each report. */
function deviationPayoffs(transfer: AuditedAgent['transfer'], deviations: Deviations, positions: readonly number[]): number[] {
  const { classes, classOf, reports, reportObjective, reportOthers } = deviations;
  const objective = referenceFunctional(deviations.objective, positions);
  const others = referenceFunctional(deviations.othersWelfare, positions);
  const ownValue = referenceFunctional(deviations.ownValue, positions);
  const ownSignal = referenceFunctional(deviations.ownSignal, positions);
  const byClass = range(objective.length).sort((a, b) => classOf[a]! - classOf[b]! || a - b);
  return range(reports).map((r) => {
    const own = (table: Int32Array, k: number): number => table[r * classes + classOf[k]!]!;
    const choice = argmax(objective.map((value, k) => value + own(reportObjective, k)), byClass);
    const welfare = others.map((value, k) => value + own(reportOthers, k));
    return ownSignal[choice]! + ownValue[choice]! + transferOf(transfer, welfare, choice);
  });
}

function addMoments(into: Statistics, name: string, i: number, x: number): void {
  const high = Math.floor(x / 65536);
  into[`${name}High`]![i]! += high;
  into[`${name}Low`]![i]! += x - 65536 * high;
  const q = Math.floor(x / 64);
  const h = Math.floor(q / 4096);
  const l = q - 4096 * h;
  into[`${name}Squares0`]![i]! += h * h;
  into[`${name}Squares1`]![i]! += h * l;
  into[`${name}Squares2`]![i]! += l * l;
}

export function prepareExPostReference(parameters: ExPostParameters): ChunkRunner {
  const { agents, alternatives, coordinates, tolerance } = parameters;
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const positions = referencePositions(key, profile, coordinates);
      const welfare = referenceFunctional(parameters.welfare, positions);
      const choice = argmax(referenceFunctional(parameters.objective, positions), range(alternatives));
      into.choices![choice]!++;
      addMoments(into, 'firstBest', 0, Math.max(...welfare));
      addMoments(into, 'welfare', 0, welfare[choice]!);

      const transfers = agents.map(({ transfer, othersWelfare }) =>
        transferOf(transfer, referenceFunctional(othersWelfare, positions), choice));
      const revenue = -transfers.reduce((sum, x) => sum + x, 0);
      addMoments(into, 'revenue', 0, revenue);
      if (revenue < -tolerance) into.deficits![0]!++;
      if (Math.abs(revenue) > tolerance) into.imbalances![0]!++;

      agents.forEach(({ value, transfer, deviations }, i) => {
        const payoff = referenceFunctional(value, positions)[choice]! + transfers[i]!;
        addMoments(into, 'payoff', i, payoff);
        if (payoff < -tolerance) into.irViolations![i]!++;
        if (!deviations) return;
        const gain = Math.max(...deviationPayoffs(transfer, deviations, positions)) - payoff;
        if (gain <= tolerance) return;
        into.gainful![i]!++;
        into.gainExponents![i * GAIN_EXPONENTS + Math.floor(Math.log2(gain))]!++;
      });
    }
  };
}
