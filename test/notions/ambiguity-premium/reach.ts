/** Reach sums by plain simulation in double precision, and the payoffs behind them. */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { highest } from '../simulate.ts';
import type { ReachCount, ReachSums } from '../../../src/experiments/reach-sums.ts';

export interface ReachModel {
  readonly reports: readonly (readonly number[])[];
  readonly classes: number;
  /** Class of a report at the others' uniform draws, and mask of those within reach. */
  outcome(report: readonly number[], draw: (d: number) => number, radius: number): { readonly chosen: number; readonly mask: number };
  anywhere(report: readonly number[]): number;
}

export function reachSums(model: ReachModel, radii: readonly number[], seed: number, profiles: number): ReachSums {
  const tallies = radii.map(() => model.reports.map(() => new Map<number, number>()));
  for (let i = 0; i < profiles; i++) {
    const draw = uniformDraws(seed, i);
    radii.forEach((radius, d) => model.reports.forEach((report, r) => {
      const { chosen, mask } = model.outcome(report, draw, radius);
      const tally = tallies[d]![r]!;
      tally.set(chosen * 256 + mask, (tally.get(chosen * 256 + mask) ?? 0) + 1);
    }));
  }
  const inner = tallies.map((rows) => rows.map((tally): ReachCount[] => [...tally].map(([key, count]) => ({
    chosen: key >> 8,
    mask: key & 255,
    count,
  }))));
  const anywhere = model.reports.map((report) => model.anywhere(report));
  return {
    question: { agent: 0, reports: model.reports, radii }, profiles,
    classOf: Array.from({ length: model.classes }, (_, c) => c), classes: model.classes,
    inner, outer: inner, exact: true, anywhereInner: anywhere, anywhereOuter: anywhere,
  };
}

export function uniformDraws(seed: number, profile: number): (d: number) => number {
  const drawn: number[] = [];
  return (d) => (drawn[d] ??= (threefry2x32({ k0: seed, k1: 0x4ea4 }, [profile, d])[0] + 0.5) / 2 ** 32);
}

const clip = (x: number): number => Math.min(1, Math.max(0, x));

/** One object, uniform rivals: class 1 serves the report. */
export const auctionReach = (reports: readonly (readonly number[])[], others: number): ReachModel => ({
  reports, classes: 2,
  outcome([report], draw, radius) {
    const rival = highest(draw, others);
    const [wins, loses] = [clip(rival - radius) < report!, clip(rival + radius) >= report!];
    return { chosen: report! > rival ? 1 : 0, mask: (wins ? 2 : 0) | (loses ? 1 : 0) };
  },
  anywhere: ([report]) => (report! > 0 ? 3 : 1),
});

/** Three classes by how much a report and one uniform signal add up to: 0 below 1/2, 1 below 1, 2 above. */
export const levelOf = (report: number, y: number): number => (report + y < 0.5 ? 0 : report + y < 1 ? 1 : 2);

export const levelsReach = (reports: readonly (readonly number[])[]): ReachModel => {
  const between = (report: number, low: number, high: number): number => {
    let mask = 0;
    for (let c = levelOf(report, clip(low)); c <= levelOf(report, clip(high)); c++) mask |= 1 << c;
    return mask;
  };
  return {
    reports, classes: 3,
    outcome: ([report], draw, radius) =>
      ({ chosen: levelOf(report!, draw(0)), mask: between(report!, draw(0) - radius, draw(0) + radius) }),
    anywhere: ([report]) => between(report!, 0, 1),
  };
};
