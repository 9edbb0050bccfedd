/**
 * Which reports and types to hold against each other. A list decides how sharp a statement over its grid is, never
 * whether it holds.
 */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import type { OwnSpace } from './own-signal.ts';

type Signal = readonly number[];

/** Steps of a one-dimensional type space: 2^10, so that breakpoints and cells are fine. */
export const LINE_STEPS = 1024;
/** On the tensor path, where every report costs as much as the profile itself. */
export const COARSE_STEPS = 64;
/** Reports of a list in several dimensions; their pairs are the square of it. */
export const LISTED_MAX = 64;
/** All corners up to this many dimensions; beyond, those that differ from a full corner in one coordinate. */
const ALL_CORNERS = 3;
/** A short lie, as a share of a coordinate's support: ratios are often largest where lies are small. */
const SHORT_LIE = 1 / 16;
/** Any fixed key: the list is the same for every seed. */
const FILL_KEY = { k0: 0x6c697374, k1: 0x7265706f };

/** Coordinates of lists lie on a grid this fine. */
const PLACES = 2 ** 20;
/** Halves and quarters of a place, reached by different sums, must round to the same side. */
const OFF_TIES = 0.1;

/**
 * A share of a coordinate's support, on the grid: points that are meant to agree in a coordinate do so exactly, however they were
 * reached. A difference by rounding would be a lie of no size, by which gains are divided.
 */
function placed([low, high]: readonly [number, number], share: number): number {
  const place = Math.min(PLACES, Math.round(Math.min(1, Math.max(0, share)) * PLACES + OFF_TIES));
  return place === PLACES ? high : low + ((high - low) * place) / PLACES;
}

/** Equal steps over a one-dimensional type space. */
export function lineReports({ supports }: OwnSpace, steps = LINE_STEPS): Signal[] {
  const [low, high] = supports[0]!;
  return Array.from({ length: steps + 1 }, (_, r) => [r === steps ? high : low + ((high - low) * r) / steps]);
}

/** Share of a line's reports at equal steps; the others go where choices change. */
const EVEN_SHARE = 1 / 4;

/**
 * As many reports over the same line, most of them where the choices change: `rises`, one for each step between neighbours, says how much
 * they do. Of a type space much wider than what the others' signals tell apart, equal steps would leave all that to the first few.
 */
export function crowdedReports(line: readonly Signal[], rises: ArrayLike<number>): Signal[] {
  const x = line.map(([at]) => at!);
  const steps = x.length - 1;
  const width = x[steps]! - x[0]!;
  let total = 0;
  for (let c = 0; c < steps; c++) total += rises[c]!;
  const weights = Float64Array.from({ length: steps }, (_, c) =>
    (EVEN_SHARE * (x[c + 1]! - x[c]!)) / width + (total > 0 ? ((1 - EVEN_SHARE) * rises[c]!) / total : 0));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const crowded = [x[0]!];
  for (let c = 0, before = 0, r = 1; r < steps && c < steps;) {
    const at = (whole * r) / steps;
    if (before + weights[c]! < at && c + 1 < steps) {
      before += weights[c++]!;
      continue;
    }
    const share = Math.min(1, (at - before) / weights[c]!);
    crowded.push(Math.max(crowded.at(-1)!, x[c]! + (x[c + 1]! - x[c]!) * share));
    r++;
  }
  crowded.push(x[steps]!);
  // Where doubles are too few to tell neighbours apart the line stays as it is.
  return crowded.every((at, r) => r === 0 || at > crowded[r - 1]!) ? crowded.map((at) => [at]) : [...line];
}

/** Each step of a line cut into so many equal ones. */
export const dividedReports = (line: readonly Signal[], parts: number): Signal[] =>
  line.flatMap(([at], r) => (r + 1 === line.length
    ? [[at!]]
    : Array.from({ length: parts }, (_, part) => [at! + ((line[r + 1]![0]! - at!) * part) / parts])));

/** Corners, centre, steps along single coordinates, irrelevant information at both extremes, then random points. */
export function listedReports(space: OwnSpace): Signal[] {
  const { supports, relevant } = space;
  const at = (share: (c: number) => number): number[] => supports.map((support, c) => placed(support, share(c)));
  const moved = (from: number, c: number, to: number): number[] => at((other) => (other === c ? to : from));
  const dimensions = supports.map((_, c) => c);
  const irrelevant = dimensions.some((c) => !relevant[c]);
  const corners = dimensions.length <= ALL_CORNERS
    ? Array.from({ length: 2 ** dimensions.length }, (_, bits) => at((c) => (bits >> c) & 1))
    : [at(() => 0), at(() => 1)];
  const extremes = irrelevant
    ? [0.25, 0.5, 0.75, 1].flatMap((level) => [0, 1].map((other) => at((c) => (relevant[c] ? level : other))))
    : [];
  const centre = [at(() => 0.5), ...[0.25, 0.75].map((level) => at(() => level))];
  const short = dimensions.flatMap((c) => [moved(0.5, c, 0.5 + SHORT_LIE), moved(0.5, c, 0.5 - SHORT_LIE)]);
  const along = dimensions.flatMap((c) => [moved(0.5, c, 1), moved(0.5, c, 0), moved(0.5, c, 0.75), moved(0.5, c, 0.25)]);
  const single = dimensions.length > ALL_CORNERS ? dimensions.flatMap((c) => [moved(0, c, 1), moved(1, c, 0)]) : [];
  const random = Array.from({ length: LISTED_MAX }, (_, i) => at((c) => threefry2x32(FILL_KEY, [i, c])[0] / 2 ** 32));
  return distinctSignals([...centre, ...corners, ...extremes, ...short, ...along, ...single, ...random]).slice(0, LISTED_MAX);
}

/** Of a coordinate's support: lies from types that are atoms. */
const SHORT = 2 ** -10;

/**
 * From every type a short lie each way in every coordinate, and one of the share `near`: where a gain by its size is largest, it is often
 * there, and the second shows what the first may still hide.
 */
export const shortLies = ({ supports }: OwnSpace, types: readonly Signal[], near: number): Signal[] =>
  types.flatMap((type) => supports.flatMap(([low, high], c) => [-SHORT, SHORT, -near, near].flatMap((by) => {
    const moved = type[c]! + by * (high - low);
    return moved >= low && moved <= high ? [type.map((x, other) => (other === c ? moved : x))] : [];
  })));

/** Share of a support below which two coordinates are taken to be the same. */
const SAME = 1e-9;

/**
 * A list from elsewhere, without repeats: coordinates that differ by rounding are made equal to the first of them, for the reason
 * given above.
 */
export function agreeingReports({ supports }: OwnSpace, signals: readonly Signal[]): Signal[] {
  const known: number[][] = supports.map(() => []);
  const agreed = (x: number, c: number): number => {
    const [low, high] = supports[c]!;
    const same = known[c]!.find((other) => Math.abs(other - x) <= SAME * (high - low));
    if (same === undefined) known[c]!.push(x);
    return same ?? x;
  };
  return distinctSignals(signals.map((signal) => signal.map(agreed)));
}

/** In order, without repeats. */
export function distinctSignals(signals: readonly Signal[]): Signal[] {
  const seen = new Set<string>();
  return signals.filter((signal) => {
    const key = signal.join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Refinement round a pair that gains: its report and type, points between them and beyond, and short steps of each
 * coordinate from both, irrelevant ones to their extremes.
 */
export function refinedReports({ supports, relevant }: OwnSpace, report: Signal, type: Signal, step: number): Signal[] {
  const shareOf = (x: number, c: number): number => (x - supports[c]![0]) / (supports[c]![1] - supports[c]![0]);
  const mix = (share: number): number[] => report.map((x, c) => placed(supports[c]!, shareOf(x + (type[c]! - x) * share, c)));
  const nudged = (from: Signal): Signal[] => from.flatMap((x, c) => {
    const targets = relevant[c] ? [shareOf(x, c) - step, shareOf(x, c) + step] : [0, 1];
    return targets.map((target) => from.map((own, other) => (other === c ? placed(supports[c]!, target) : own)));
  });
  return distinctSignals([report, type, mix(0.5), mix(0.75), mix(0.25), mix(-0.5), mix(1.5), ...nudged(report), ...nudged(type)]);
}
