/**
 * Second moments over groups: of Gamma(r, s), the gain of reporting pairs[r] as type pairs[s], and Lambda(s), the
 * truthful payoff. With U(r, s) the group's sum of u(r, s):  Lambda(s) = U(s, s),  Gamma(r, s) = U(r, s) - U(s, s).
 *
 * Exactness: payoffs fit in 32 bits, so U and all its parts stay below 2^38 and sums over a block of 2^14 profiles below
 * 2^46: doubles hold them. q = Gamma >> groupShift is at most 2^25 in size, so of 32 groups the sums of its three
 * products stay below 2^31: 32-bit sums, moved on after as many groups.
 */
import type { Statistics } from '../kernel.ts';
import type { Pieces } from './envelope.ts';
import { groupShift, type InterimParameters } from './spec.ts';

const SPILL = 32;

// Hot loops are functions of the module that take their arrays as arguments: what a closure holds is looked up and
// checked in every step once a second kernel has been prepared.

function addMoments(values: Float64Array, offset: number, scale: number, sums: Float64Array, lows: Int32Array, squares0: Int32Array, squares1: Int32Array, squares2: Int32Array): void {
  for (let i = 0, at = offset; i < values.length; i++, at++) {
    const x = values[i]!;
    const q = Math.floor(x * scale) | 0;
    const h = q >> 12;
    const l = q & 4095;
    sums[at]! += x;
    lows[at]! += x & 65535;
    squares0[at]! += Math.imul(h, h);
    squares1[at]! += Math.imul(h, l);
    squares2[at]! += Math.imul(l, l);
  }
}

/** Sums of x and of the limbs of its square for an array of numbers x. */
function createMoments(name: 'gain' | 'truth', length: number, groupSize: number) {
  const scale = 2 ** -groupShift(groupSize);
  const sums = new Float64Array(length);
  const lows = new Int32Array(length);
  const squares = [new Int32Array(length), new Int32Array(length), new Int32Array(length)] as const;
  const [squares0, squares1, squares2] = squares;

  const move = (from: Int32Array, into: Float64Array): void => {
    for (let i = 0; i < length; i++) into[i]! += from[i]!;
    from.fill(0);
  };
  return {
    /** Adds one group's values to entries offset, offset + 1, .. */
    add: (values: Float64Array, offset: number): void => addMoments(values, offset, scale, sums, lows, squares0, squares1, squares2),
    spill(into: Statistics): void {
      const intoLow = into[`${name}Low`]!;
      const intoHigh = into[`${name}High`]!;
      for (let i = 0; i < length; i++) {
        intoLow[i]! += lows[i]!;
        intoHigh[i]! += (sums[i]! - lows[i]!) / 65536;
      }
      sums.fill(0);
      lows.fill(0);
      squares.forEach((limb, j) => move(limb, into[`${name}Squares${j}`]!));
    },
  };
}

/** The running group's sums, from which U follows. */
interface GroupSums {
  addReports(choice: Int32Array, money: Int32Array): void;
  addPieces(pieces: Pieces, money: Int32Array): void;
  /** row[s] = U(r, s) - minus[s] */
  payoffs(r: number, minus: Float64Array, row: Float64Array): void;
  truths(into: Float64Array): void;
  clear(): void;
}

function addTwo(row: Float64Array, values: Float64Array, times: number, from: number, timesToo: number, fromToo: number): void {
  for (let s = 0; s < row.length; s++) row[s]! += times * values[from + s]! + timesToo * values[fromToo + s]!;
}

/** U(r, s) = sum_c counts[r, c] typeValue[s, c] + money[r]. */
function createTableSums({ classes, pairs, typeValue }: InterimParameters): GroupSums {
  const length = pairs.length;
  const counts = new Int32Array(length * classes);
  const moneys = new Float64Array(length);
  /** [C, P] */
  const values = Float64Array.from({ length: classes * length }, (_, i) => typeValue[pairs[i % length]! * classes + Math.floor(i / length)]!);
  return {
    addReports(choice, money) {
      for (let p = 0, row = 0; p < length; p++, row += classes) {
        const r = pairs[p]!;
        counts[row + choice[r]!]!++;
        moneys[p]! += money[r]!;
      }
    },
    addPieces() {
      throw new Error('pieces need reports on a line');
    },
    payoffs(r, minus, row) {
      const money = moneys[r]!;
      for (let s = 0; s < length; s++) row[s] = money - minus[s]!;
      // Classes that occur, two at a time: a row is read and written half as often.
      let waiting = -1;
      for (let c = 0; c < classes; c++) {
        if (counts[r * classes + c] === 0) continue;
        if (waiting < 0) waiting = c;
        else {
          addTwo(row, values, counts[r * classes + waiting]!, waiting * length, counts[r * classes + c]!, c * length);
          waiting = -1;
        }
      }
      if (waiting >= 0) addTwo(row, values, counts[r * classes + waiting]!, waiting * length, 0, 0);
    },
    truths(into) {
      for (let s = 0; s < length; s++) {
        let sum = moneys[s]!;
        for (let c = 0; c < classes; c++) sum += counts[s * classes + c]! * values[c * length + s]!;
        into[s] = sum;
      }
    },
    clear() {
      counts.fill(0);
      moneys.fill(0);
    },
  };
}

/** On a line typeValue[s, c] = valueStart[c] + s valueStep[c], so U(r, s) = bases[r] + s slopes[r]. */
function createLineSums({ classes, line, pairs }: InterimParameters, table?: Int32Array): GroupSums {
  const length = pairs.length;
  const { valueStart, valueStep } = line!;
  const bases = new Float64Array(length);
  const slopes = new Float64Array(length);
  return {
    addReports(choice, money) {
      for (let p = 0; p < length; p++) {
        const r = pairs[p]!;
        const c = choice[r]!;
        bases[p]! += money[r]! + valueStart[c]!;
        slopes[p]! += valueStep[c]!;
      }
    },
    addPieces({ count, from, chosen }, money) {
      let p = 0;
      for (let i = 0; i < count; i++) {
        const end = from[i + 1]!;
        const c = chosen[i]!;
        const base = money[i]! + valueStart[c]!;
        const slope = valueStep[c]!;
        for (; p < length && pairs[p]! < end; p++) {
          bases[p]! += table === undefined ? base : base + table[pairs[p]! * classes + c]!;
          slopes[p]! += slope;
        }
      }
    },
    payoffs(r, minus, row) {
      const base = bases[r]!;
      const slope = slopes[r]!;
      for (let s = 0; s < length; s++) row[s] = base + slope * pairs[s]! - minus[s]!;
    },
    truths(into) {
      for (let s = 0; s < length; s++) into[s] = bases[s]! + slopes[s]! * pairs[s]!;
    },
    clear() {
      bases.fill(0);
      slopes.fill(0);
    },
  };
}

export interface PairMoments {
  /** One profile, by reports or by pieces. */
  addReports(choice: Int32Array, money: Int32Array): void;
  addPieces(pieces: Pieces, money: Int32Array): void;
  /** After the last profile of a group. */
  closeGroup(into: Statistics): void;
  flush(into: Statistics): void;
}

/** `table` as in createPieceSums. */
export function createPairMoments(parameters: InterimParameters, table?: Int32Array): PairMoments {
  const { groupSize, line, pairs } = parameters;
  const length = pairs.length;
  const group = line ? createLineSums(parameters, table) : createTableSums(parameters);
  const gains = createMoments('gain', length * length, groupSize);
  const truths = createMoments('truth', length, groupSize);
  const truth = new Float64Array(length);
  const row = new Float64Array(length);
  let groups = 0;
  const flush = (into: Statistics): void => {
    if (groups === 0) return;
    gains.spill(into);
    truths.spill(into);
    groups = 0;
  };
  return {
    addReports: group.addReports,
    addPieces: group.addPieces,
    closeGroup(into) {
      group.truths(truth);
      truths.add(truth, 0);
      for (let r = 0; r < length; r++) {
        group.payoffs(r, truth, row);
        gains.add(row, r * length);
      }
      group.clear();
      if (++groups === SPILL) flush(into);
    },
    flush,
  };
}
