/** Plain twin of kernel `interim`: alternative by alternative, report by report, pair by pair, as spec.ts says it. */
import type { ChunkRunner, Statistics } from '../kernel.ts';
import { referenceFunctional, referencePositions } from '../linear/evaluate.ts';
import { groupShift, type InterimMechanism, type InterimParameters } from './spec.ts';

/** For each report: the alternative chosen and the transfer. */
interface Outcome {
  readonly choice: readonly number[];
  readonly transfer: readonly number[];
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Largest value; ties: the lowest class, in it the lowest alternative. */
function bestAlternative(values: readonly number[], classOf: Int32Array): number {
  return range(values.length).reduce((best, k) =>
    values[k]! > values[best]! || (values[k] === values[best] && classOf[k]! < classOf[best]!) ? k : best);
}

/** Jehiel and Moldovanu (2001), (7.12): the type at the crossing of two objectives is indifferent. */
function breakpointTransfers(
  parameters: InterimParameters,
  mechanism: InterimMechanism,
  choice: readonly number[],
  objective: readonly number[],
  own: readonly number[],
): number[] {
  const { classOf, classes, line, reports } = parameters;
  const score = (r: number, k: number): number => objective[k]! + mechanism.reportObjective[r * classes + classOf[k]!]!;
  const transfer = [0];
  for (let r = 1; r < reports; r++) {
    const [from, to] = [choice[r - 1]!, choice[r]!];
    let x = transfer[r - 1]!;
    if (from !== to) {
      const lead = score(r - 1, from) - score(r - 1, to);
      const closing = lead - (score(r, from) - score(r, to));
      const f = Math.floor((1024 * lead) / closing);
      const [cFrom, cTo] = [classOf[from]!, classOf[to]!];
      const a = line!.valueStep[cTo]! - line!.valueStep[cFrom]!;
      x -= line!.valueStart[cTo]! - line!.valueStart[cFrom]! + a * (r - 1) + Math.floor((a * f) / 1024) + own[to]! - own[from]!;
    }
    transfer.push(x);
  }
  return transfer;
}

function outcomeOf(
  parameters: InterimParameters,
  mechanism: InterimMechanism,
  positions: readonly number[],
  own: readonly number[],
): Outcome {
  const { classOf, classes, reports } = parameters;
  const objective = referenceFunctional(mechanism.objective, positions);
  const others = referenceFunctional(mechanism.othersWelfare, positions);
  const choice = range(reports).map((r) =>
    bestAlternative(objective.map((value, k) => value + mechanism.reportObjective[r * classes + classOf[k]!]!), classOf));
  const welfare = (r: number, k: number): number => others[k]! + mechanism.reportOthers[r * classes + classOf[k]!]!;
  const schemes = {
    none: () => choice.map(() => 0),
    table: () => choice.map((k, r) => mechanism.transferTable![r * classes + classOf[k]!]!),
    groves: () => choice.map((k, r) => welfare(r, k)),
    vcg: () => choice.map((k, r) => welfare(r, k) - Math.max(...others.map((_, l) => welfare(r, l)))),
    breakpoints: () => breakpointTransfers(parameters, mechanism, choice, objective, own),
  };
  return { choice, transfer: schemes[mechanism.transfer]() };
}

/** For one profile: the class and the report parts of every report, and u(r, s). */
function payoffs(parameters: InterimParameters, positions: readonly number[]): {
  classes: number[];
  reportPart: number[];
  payoff: (r: number, s: number) => number
} {
  const { classOf, classes, typeValue, mechanism, base } = parameters;
  const own = referenceFunctional(parameters.ownValue, positions);
  const { choice, transfer } = outcomeOf(parameters, mechanism, positions, own);
  const value = (s: number, k: number): number => typeValue[s * classes + classOf[k]!]! + own[k]!;
  const insured = base && outcomeOf(parameters, base, positions, own);
  const paid = insured ? choice.map((k, r) => value(r, insured.choice[r]!) + insured.transfer[r]! - value(r, k)) : transfer;
  return {
    classes: choice.map((k) => classOf[k]!),
    reportPart: choice.map((k, r) => own[k]! + paid[r]!),
    payoff: (r, s) => value(s, choice[r]!) + paid[r]!,
  };
}

function addLimbs(into: Statistics, name: string, i: number, x: number): void {
  const high = Math.floor(x / 65536);
  into[`${name}High`]![i]! += high;
  into[`${name}Low`]![i]! += x - 65536 * high;
}

function addSquares(into: Statistics, name: string, i: number, x: number, shift: number): void {
  const q = Math.floor(x / 2 ** shift);
  const h = Math.floor(q / 4096);
  const l = q - 4096 * h;
  into[`${name}Squares0`]![i]! += h * h;
  into[`${name}Squares1`]![i]! += h * l;
  into[`${name}Squares2`]![i]! += l * l;
}

export function prepareInterimReference(parameters: InterimParameters): ChunkRunner {
  const { classes, coordinates, groupSize, paired, reports } = parameters;
  const count = paired.length;
  const shift = groupShift(groupSize);
  return (key, first, profiles, into) => {
    let gain = new Float64Array(count * count);
    let truth = new Float64Array(count);
    for (let profile = first; profile < first + profiles; profile++) {
      const outcome = payoffs(parameters, referencePositions(key, profile, coordinates));
      for (let r = 0; r < reports; r++) {
        into.choices![r * classes + outcome.classes[r]!]!++;
        addLimbs(into, 'reportPart', r, outcome.reportPart[r]!);
      }
      paired.forEach((s, column) => {
        const truthful = outcome.payoff(s, s);
        truth[column]! += truthful;
        paired.forEach((r, row) => (gain[row * count + column]! += outcome.payoff(r, s) - truthful));
      });
      if ((profile + 1) % groupSize !== 0) continue;
      gain.forEach((x, i) => {
        addLimbs(into, 'gain', i, x);
        addSquares(into, 'gain', i, x, shift);
      });
      truth.forEach((x, i) => {
        addLimbs(into, 'truth', i, x);
        addSquares(into, 'truth', i, x, shift);
      });
      gain = new Float64Array(count * count);
      truth = new Float64Array(count);
    }
  };
}
