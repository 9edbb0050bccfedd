/** What reports are worth in a network, with slopes: u_i(t, r) = t_i . Q_i(r, t_-i) - P_i(r, t_-i). */
import type { CheckedLaw } from '../laws.ts';
import { backward, type Backward } from './backward.ts';
import { addScaled, copyEntry, enclosure, multiply, type Enclosure } from './enclosure.ts';
import { evaluation, type Evaluation } from './evaluate.ts';
import type { Program } from './manifest.ts';
import type { Bounded } from './sup.ts';

interface BothWays extends Evaluation {
  readonly back: Backward;
}

const made = new WeakMap<Program, Map<string, BothWays>>();

function bothWays(program: Program, axes: number): BothWays {
  const found = evaluation(program, axes);
  return { ...found, back: backward(program, found) };
}

/** One for every purpose: what bids are set in one run is set again in the next. */
function shared(program: Program, purpose: string, axes: number): BothWays {
  const known = made.get(program) ?? new Map<string, BothWays>();
  made.set(program, known);
  const found = known.get(purpose) ?? bothWays(program, axes);
  known.set(purpose, found);
  return found;
}

/** The upper end of `worth` becomes no larger than the weighted sums of what was set to go backwards, and `rest` more. */
function tighten(worth: Enclosure, backs: readonly Backward[], halves: Float64Array, rest: number): void {
  const slopes = new Float64Array(halves.length);
  let most = rest;
  for (const back of backs) most += back.run(halves, slopes);
  slopes.forEach((slope, a) => { most += Math.abs(slope) * halves[a]!; });
  worth.high[0] = Math.min(worth.high[0]!, most);
}

function setBid({ low, high, slopeLow, slopeHigh }: Enclosure, c: number, from: number, to: number, axis?: number): void {
  low[c] = from;
  high[c] = to;
  slopeLow.forEach((slopes, a) => { slopes[c] = slopeHigh[a]![c] = a === axis ? 1 : 0; });
}

function outputsOf(program: Program): { readonly amounts: number; readonly payments: number } {
  if ('menus' in program.outputs) throw new TypeError('a menu has no amounts');
  return program.outputs;
}

const slopesOf = ({ slopeLow, slopeHigh, high }: Enclosure): ReturnType<Bounded['enclose']> => ({
  high: high[0]!, slopeLow: slopeLow.map((slopes) => slopes[0]!), slopeHigh: slopeHigh.map((slopes) => slopes[0]!),
});

const halvesOf = (low: Float64Array, high: Float64Array): Float64Array => high.map((end, a) => (end - low[a]!) / 2);

function clear({ low, high, slopeLow, slopeHigh }: Enclosure): void {
  for (const list of [low, high, ...slopeLow, ...slopeHigh]) list.fill(0);
}

/** Of bidder i's report at the profile of types in `row`. */
export function utilityOf(program: Program, row: readonly number[], i: number): Bounded {
  const { objects } = program;
  const { amounts, payments } = outputsOf(program);
  const evaluated = (axes: number): ((low: Float64Array, high: Float64Array) => Enclosure) => {
    const { bids, run, at, back } = shared(program, `utility ${axes}`, axes);
    const worth = enclosure(1, axes);
    return (low, high) => {
      row.forEach((bid, c) => {
        const j = c - i * objects;
        if (j >= 0 && j < objects) setBid(bids, c, low[j]!, high[j]!, j);
        else setBid(bids, c, bid, bid);
      });
      const halves = axes > 0 ? halvesOf(low, high) : undefined;
      run(halves);
      clear(worth);
      addScaled(worth, 0, at(payments), i, -1);
      for (let j = 0; j < objects; j++) addScaled(worth, 0, at(amounts), i * objects + j, row[i * objects + j]!);
      if (halves) {
        back.weightsOf(payments)[i]! -= 1;
        for (let j = 0; j < objects; j++) back.weightsOf(amounts)[i * objects + j]! += row[i * objects + j]!;
        tighten(worth, [back], halves, 0);
      }
      return worth;
    };
  };
  const [over, point] = [evaluated(objects), evaluated(0)];
  return { axes: objects, enclose: (low, high) => slopesOf(over(low, high)), at: (report) => point(report, report).high[0]! };
}

/** Weights for bid `c` of the truth times `more`, what entry `c` of the lie's amounts has more than the truth's; what they leave. */
function backProduct(truth: BothWays, lie: BothWays, amounts: number, c: number, { low, high }: Enclosure): number {
  const { bids } = truth;
  const [type, gain] = [(bids.low[c]! + bids.high[c]!) / 2, (low[0]! + high[0]!) / 2];
  truth.back.weightsOf(-1)[c]! += gain;
  truth.back.weightsOf(amounts)[c]! -= type;
  lie.back.weightsOf(amounts)[c]! += type;
  return ((bids.high[c]! - bids.low[c]!) * (high[0]! - low[0]!)) / 4 - type * gain;
}

/** u_i(t, r) - u_i(t, t) of all types and of bidder i's report, types first among the axes. */
export function gainOf(program: Program, i: number): Bounded {
  const { bidders, objects } = program;
  const { amounts, payments } = outputsOf(program);
  const size = bidders * objects;
  const evaluated = (axes: number): ((low: Float64Array, high: Float64Array) => Enclosure) => {
    const [truth, lie] = [bothWays(program, axes), bothWays(program, axes)];
    const [gain, more, term] = [enclosure(1, axes), enclosure(1, axes), enclosure(1, axes)];
    return (low, high) => {
      for (let c = 0; c < size; c++) {
        const own = c >= i * objects && c < (i + 1) * objects;
        const axis = own ? size + c - i * objects : c;
        setBid(truth.bids, c, low[c]!, high[c]!, c);
        setBid(lie.bids, c, low[axis]!, high[axis]!, axis);
      }
      const halves = axes > 0 ? halvesOf(low, high) : undefined;
      truth.run(halves);
      lie.run(halves);
      let rest = 0;
      copyEntry(gain, 0, truth.at(payments), i);
      addScaled(gain, 0, lie.at(payments), i, -1);
      for (let j = 0; j < objects; j++) {
        copyEntry(more, 0, lie.at(amounts), i * objects + j);
        addScaled(more, 0, truth.at(amounts), i * objects + j, -1);
        multiply(term, 0, truth.bids, i * objects + j, more, 0);
        addScaled(gain, 0, term, 0, 1);
        rest += backProduct(truth, lie, amounts, i * objects + j, more);
      }
      if (halves) {
        truth.back.weightsOf(payments)[i]! += 1;
        lie.back.weightsOf(payments)[i]! -= 1;
        tighten(gain, [truth.back, lie.back], halves, rest);
      }
      return gain;
    };
  };
  const [over, point] = [evaluated(size + objects), evaluated(0)];
  return { axes: size + objects, enclose: (low, high) => slopesOf(over(low, high)), at: (place) => point(place, place).high[0]! };
}

/** Whether no entry of bidder i's menu moves with her bids, anywhere in the box of all bids. */
export function hasFixedMenu(program: Program, i: number, laws: readonly CheckedLaw[]): boolean {
  const { outputs, objects } = program;
  if (!('menus' in outputs)) return false;
  const { bids, run, at } = evaluation(program, objects);
  laws.forEach(({ low, high }, c) => setBid(bids, c, low, high, c - i * objects));
  run();
  const { amounts, prices } = outputs.menus[i]!;
  return [amounts, prices].every((node) =>
    [...at(node).slopeLow, ...at(node).slopeHigh].every((slopes) => slopes.every((slope) => slope === 0)));
}
