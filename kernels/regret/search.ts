/** Search for the best report of one bidder: steps along the slope from many starts, every report evaluated with outward rounding. */
import { threefry2x32 } from '../threefry/threefry.ts';
import type { StreamKey } from '../kernel.ts';
import type { Bounder, Found, Problem } from './bound.ts';
import type { Effort } from './spec.ts';

/** First step, as a share of the width of the box; a step that does not gain is followed by one of half its length. */
const FIRST_STEP = 0.25;
/** Word of the counter that starts are drawn from: far from those of types. */
const STARTS = 0x73746172; // 'star'

/** One start's way. */
interface Way {
  readonly point: Float64Array;
  readonly tried: Float64Array;
  readonly gradient: Float64Array;
  /** The best on it. */
  readonly best: Found;
  here: number;
  step: number;
  ended: boolean;
}

function wayOf(objects: number): Way {
  const array = (): Float64Array => new Float64Array(objects);
  return { point: array(), tried: array(), gradient: array(), best: { report: array(), worth: 0 }, here: 0, step: 0, ended: false };
}

/** Sets the report that the next step leads to; none does where slopes lead out of the box. */
function tryNext({ point, tried, gradient, step }: Way, { low, high, objects }: Problem): boolean {
  let steepest = 0;
  for (let j = 0; j < objects; j++) {
    const slope = gradient[j]! * (high[j]! - low[j]!);
    const leads = !((slope > 0 && point[j] === high[j]) || (slope < 0 && point[j] === low[j]));
    tried[j] = leads ? slope : 0;
    steepest = Math.max(steepest, Math.abs(tried[j]!));
  }
  if (steepest === 0) return false;
  for (let j = 0; j < objects; j++) {
    const width = high[j]! - low[j]!;
    tried[j] = Math.min(high[j]!, Math.max(low[j]!, point[j]! + (step * width * tried[j]!) / steepest));
  }
  return true;
}

/** What was tried turned out to be worth `worth` at least. */
function arrive(way: Way, worth: number, slopes: readonly Float64Array[], isFirst: boolean): void {
  if (worth > way.best.worth) {
    way.best.worth = worth;
    way.best.report.set(way.tried);
  }
  if (isFirst || worth > way.here) {
    way.here = worth;
    way.point.set(way.tried);
    for (const [j, slope] of slopes.entries()) way.gradient[j] = slope[0]!;
    way.step = isFirst ? FIRST_STEP : way.step * 1.5;
  } else {
    way.step /= 2;
    way.ended = way.step < 2 ** -12;
  }
}

/**
 * Better reports replace `found`, which holds the truth, of equal ones that of the earliest start. Starts depend on the key, the profile
 * and the bidder alone; two go side by side.
 */
export function searchReports(bounder: Bounder, problem: Problem, found: Found, { starts, steps }: Effort, key: StreamKey,
  profile: number): void {
  const { bidder, objects, low, high, type } = problem;
  const ways = [wayOf(objects), wayOf(objects)] as const;
  const begin = (way: Way, start: number): void => {
    for (let j = 0; j < objects; j++) {
      const word = threefry2x32({ k0: key.k0 ^ STARTS, k1: key.k1 }, [profile, (start * 64 + bidder) * objects + j])[0];
      const share = (word + 0.5) / 2 ** 32;
      const inside = low[j]! + share * (high[j]! - low[j]!);
      way.tried[j] = start === 0 ? type[j]! : start === 1 ? low[j]! + (high[j]! - low[j]!) / 2
        : Math.min(high[j]!, Math.max(low[j]!, inside));
    }
    way.best.worth = found.worth;
    way.ended = false;
  };
  for (let start = 0; start < starts; start += 2) {
    ways.forEach((way, lane) => { begin(way, start + lane); });
    ways[1].ended = start + 1 >= starts;
    for (let n = 0; n <= steps && !ways.every(({ ended }) => ended); n++) {
      for (const way of ways) way.ended ||= n > 0 && !tryNext(way, problem);
      const forms = bounder.at(problem, [ways[0].tried, ways[1].tried]);
      ways.forEach((way, lane) => { if (!way.ended) arrive(way, forms[lane]!.low[0]!, forms[lane]!.slope, n === 0); });
    }
    for (const { best } of ways) {
      if (best.worth > found.worth) {
        found.worth = best.worth;
        found.report.set(best.report);
      }
    }
  }
}
