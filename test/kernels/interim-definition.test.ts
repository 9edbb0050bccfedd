/**
 * The reference of kernel `interim` against the definitions in real numbers: three bidders, two objects that are always
 * sold, interdependent values; signals are real, welfare is added up agent by agent, and nothing is a functional or a class.
 */
import { describe, expect, it } from 'vitest';
import { interim } from '../../kernels/interim/cpu.ts';
import type { InterimParameters } from '../../kernels/interim/spec.ts';
import { referencePositions } from '../../kernels/linear/evaluate.ts';
import { POSITIONS, type Factor, type Functional } from '../../kernels/linear/positions.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { runKernel, testStream, thresholds } from './run.ts';

const UNIT = 2 ** 22;
const BIDDERS = 3;
const REPORTS = 9;
/** Alternative k: owners of the two objects. Bidder 1 reports; 2 and 3 are the others. */
const owners = (k: number): [number, number] => [1 + (k % BIDDERS), 1 + Math.floor(k / BIDDERS)];
const ALTERNATIVES = BIDDERS ** 2;
const holds = (k: number, agent: number, object: number): boolean => owners(k)[object] === agent;
/** The agent's own signals by report: one number for each object. */
const signalOf = (r: number): [number, number] => [((r * 5) % REPORTS) / REPORTS, ((r * 7 + 3) % REPORTS) / REPORTS];
/** Of the others' signals the agent's value takes this share; of hers, theirs do. */
const SHARE = 0.25;

/** Value of `agent` in alternative k, signals[j][o] of bidder j + 1 for object o. */
function value(agent: number, k: number, signals: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const object of [0, 1]) {
    if (!holds(k, agent, object)) continue;
    signals.forEach((signal, j) => (sum += (j + 1 === agent ? 1 : SHARE) * signal[object]!));
  }
  return sum;
}

/** She gets object 0, bidder 2 the other. */
const ALWAYS = BIDDERS;
const ks = Array.from({ length: ALTERNATIVES }, (_, k) => k);
const argmax = (f: (k: number) => number): number => ks.reduce((best, k) => (f(k) > f(best) ? k : best));

function realPayoffs(others: readonly (readonly number[])[], insured: boolean): (r: number, s: number) => number {
  const signals = (r: number): (readonly number[])[] => [signalOf(r), ...others];
  const welfareOfOthers = (k: number, r: number): number => value(2, k, signals(r)) + value(3, k, signals(r));
  const choices = Array.from({ length: REPORTS }, (_, r) => argmax((k) => welfareOfOthers(k, r) + value(1, k, signals(r))));
  const payment = (r: number): number => welfareOfOthers(choices[r]!, r) - Math.max(...ks.map((k) => welfareOfOthers(k, r)));
  const base = (r: number): number => value(1, choices[r]!, signals(r)) + payment(r);
  // Insured: she always gets object 0, and is paid what makes her as well off as in the auction.
  if (insured) return (r, s) => base(r) + value(1, ALWAYS, signals(s)) - value(1, ALWAYS, signals(r));
  return (r, s) => value(1, choices[r]!, signals(s)) + payment(r);
}

/** The same as integers: classes by what the agent holds. */
function parameters(insured: boolean): InterimParameters {
  const classOf = Int32Array.from(ks, (k) => (holds(k, 1, 0) ? 1 : 0) + (holds(k, 1, 1) ? 2 : 0));
  // Row of holder and object; coordinates: bidders 2 and 3, two objects each.
  const factor = (object: number, weight: (holder: number, bidder: number) => number): Factor => {
    const terms = [1, 2, 3].flatMap((holder) => [2, 3].map((bidder) => ({ holder, bidder })));
    return {
      rowOf: Int32Array.from(ks, (k) => owners(k)[object]! - 1),
      rows: 3,
      termRow: Int32Array.from(terms, ({ holder }) => holder - 1),
      coordinates: Int32Array.from(terms, ({ bidder }) => 2 * (bidder - 2) + object),
      multipliers: Int32Array.from(terms, ({ holder, bidder }) => UNIT * weight(holder, bidder)),
    };
  };
  const functional = (weight: (holder: number, bidder: number) => number): Functional =>
    ({ constants: new Int32Array(ALTERNATIVES), factors: [factor(0, weight), factor(1, weight)] });
  const direct = (holder: number, bidder: number): number => (holder === bidder ? 1 : SHARE);
  // An own signal counts wholly where she holds the object and by its share where another bidder does. Less the share of
  // both objects, which is always there and cancels, only what she holds counts.
  const classes = 4;
  const table = (f: (r: number, object: number) => number): Int32Array =>
    Int32Array.from(
      { length: REPORTS * classes },
      (_, i) =>
        [0, 1].reduce(
          (sum, object) => sum + ((i % classes) & (1 << object) ? Math.round(UNIT * f(Math.floor(i / classes), object)) : 0),
          0,
        ),
    );
  const none: Functional = { constants: new Int32Array(ALTERNATIVES), factors: [] };
  const typeValue = table((r, object) => signalOf(r)[object]!);
  const zero = new Int32Array(REPORTS * classes);
  const welfare = functional((holder, bidder) => (holder === 1 ? 0 : direct(holder, bidder)));
  const auction = {
    objective: functional(direct), othersWelfare: welfare,
    reportObjective: table((r, object) => (1 - SHARE) * signalOf(r)[object]!),
    reportOthers: table((r, object) => -SHARE * signalOf(r)[object]!),
    transfer: 'vcg' as const,
  };
  const constant = {
    objective: { constants: Int32Array.from(ks, (k) => (k === ALWAYS ? 1 : 0)), factors: [] }, othersWelfare: none, reportObjective: zero,
    reportOthers: zero, transfer: 'none' as const,
  };
  return {
    coordinates: Array.from({ length: 4 }, (_, d) => ({ thresholds: thresholds(64, (x) => x ** (1 + d / 2)) })),
    alternatives: ALTERNATIVES, classes, classOf, reports: REPORTS, typeValue,
    ownValue: functional((holder, bidder) => (holder === 1 ? direct(1, bidder) : 0)),
    mechanism: insured ? constant : auction,
    ...(insured ? { base: auction } : {}),
    paired: Int32Array.from({ length: REPORTS }, (_, r) => r),
    groupSize: 1,
  };
}

describe.each([false, true])('kernel interim by definition (insured: %s)', (insured) => {
  it('every payoff of every pair, profile by profile', () => {
    const made = parameters(insured);
    let truths = 0;
    for (let profile = 0; profile < 40; profile++) {
      const statistics = runKernel(interim, 'prepareReference', made, profile, 1);
      const positions = referencePositions(profileBlockKey(testStream, 0), profile, made.coordinates).map((p) => p / POSITIONS);
      const payoff = realPayoffs([positions.slice(0, 2), positions.slice(2, 4)], insured);
      for (let s = 0; s < REPORTS; s++) {
        const truth = (statistics.truthLow![s]! + 65536 * statistics.truthHigh![s]!) / UNIT;
        expect(truth).toBeCloseTo(payoff(s, s), 4);
        truths += truth;
        for (let r = 0; r < REPORTS; r++) {
          const i = r * REPORTS + s;
          expect((statistics.gainLow![i]! + 65536 * statistics.gainHigh![i]!) / UNIT).toBeCloseTo(payoff(r, s) - payoff(s, s), 4);
        }
      }
    }
    expect(truths / 40 / REPORTS).toBeGreaterThan(0.02);
  });
});
