/** Search for the best report of one bidder: steps along the slope from many starts, every report evaluated with outward rounding. */
import { threefry2x32 } from '../threefry/threefry.ts';
import type { StreamKey } from '../kernel.ts';
import type { Bounder, Found, Problem } from './bound.ts';
import type { Effort } from './spec.ts';

/** First step, as a share of the width of the box; a step that does not gain is followed by one of half its length. */
const FIRST_STEP = 0.25;
/** Word of the counter that starts are drawn from: far from those of types. */
const STARTS = 0x73746172; // 'star'

/** Better reports replace `found`, which holds the truth. Starts depend on the key, the profile and the bidder alone. */
export function searchReports(bounder: Bounder, problem: Problem, found: Found, { starts, steps }: Effort, key: StreamKey,
  profile: number): void {
  const { bidder, objects, low, high, type } = problem;
  const point = new Float64Array(objects);
  const tried = new Float64Array(objects);
  const slopes = new Float64Array(objects);
  const tilt = new Float64Array(objects);
  const gradient = new Float64Array(objects);
  /** What a report is worth at least, and the gradient there; the best is kept. */
  const look = (report: Float64Array): number => {
    const { low: [least], slope } = bounder.at(problem, report);
    for (let j = 0; j < objects; j++) tilt[j] = slope[j]![0]!;
    if (least! > found.worth) {
      found.worth = least!;
      found.report.set(report);
    }
    return least!;
  };
  for (let start = 0; start < starts; start++) {
    for (let j = 0; j < objects; j++) {
      const word = threefry2x32({ k0: key.k0 ^ STARTS, k1: key.k1 }, [profile, (start * 64 + bidder) * objects + j])[0];
      const share = (word + 0.5) / 2 ** 32;
      const inside = low[j]! + share * (high[j]! - low[j]!);
      point[j] = start === 0 ? type[j]! : start === 1 ? low[j]! + (high[j]! - low[j]!) / 2 : Math.min(high[j]!, Math.max(low[j]!, inside));
    }
    let here = look(point);
    gradient.set(tilt);
    let step = FIRST_STEP;
    for (let n = 0; n < steps; n++) {
      let steepest = 0;
      for (let j = 0; j < objects; j++) {
        const width = high[j]! - low[j]!;
        const slope = gradient[j]! * width;
        // A slope out of the box leads nowhere.
        slopes[j] = (slope > 0 && point[j] === high[j]) || (slope < 0 && point[j] === low[j]) ? 0 : slope;
        steepest = Math.max(steepest, Math.abs(slopes[j]!));
      }
      if (steepest === 0) break;
      for (let j = 0; j < objects; j++) {
        const width = high[j]! - low[j]!;
        tried[j] = Math.min(high[j]!, Math.max(low[j]!, point[j]! + (step * width * slopes[j]!) / steepest));
      }
      const there = look(tried);
      if (there > here) {
        here = there;
        point.set(tried);
        gradient.set(tilt);
        step *= 1.5;
      } else {
        step /= 2;
        if (step < 2 ** -12) break;
      }
    }
  }
}
