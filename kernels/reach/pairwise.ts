/** Any slopes: every pair of alternatives at the corner that is best for the one against the other, then report by report. */
import { createBoxes, type Boxes } from './boxes.ts';
import { createMaskCounts } from './mask-counts.ts';
import { isExact, movesAny, SPAN, type ReachParameters } from './spec.ts';
import { createWitnessSearch } from './witness.ts';

/** [K, C, D] least lead of alternative k over the alternatives of another class at the corners best for k, report apart. */
function createLeads(parameters: ReachParameters, { high, low }: Boxes): { leads: Float64Array; find(): void } {
  const { alternatives, classes, classOf, constants, directions, radii, slopes } = parameters;
  const leads = new Float64Array(alternatives * classes * radii);
  const lead = new Float64Array(radii);
  return {
    leads,
    find() {
      for (let at = 0; at < leads.length; at++) leads[at] = Infinity;
      for (let k = 0; k < alternatives; k++) {
        for (let l = 0; l < alternatives; l++) {
          if (classOf[l] === classOf[k]) continue;
          const start = SPAN * (constants[k]! - constants[l]!);
          for (let i = 0; i < radii; i++) lead[i] = start;
          for (let g = 0; g < directions; g++) {
            const slope = slopes[g * alternatives + k]! - slopes[g * alternatives + l]!;
            if (slope === 0) continue;
            const ends = slope > 0 ? high : low;
            for (let i = 0, at = g; i < radii; i++, at += directions) lead[i]! += slope * ends[at]!;
          }
          const at = (k * classes + classOf[l]!) * radii;
          for (let i = 0; i < radii; i++) if (lead[i]! < leads[at + i]!) leads[at + i] = lead[i]!;
        }
      }
    },
  };
}

/** Adds a profile, given its positions; what is kept goes to the statistics on `flush`. */
export interface ProfileAdder {
  add(positions: Int32Array): void;
  flush(into: Record<string, Float64Array>): void;
}

export function createPairwiseAdder(parameters: ReachParameters): ProfileAdder {
  const {
    alternatives, classes, classOf, constants, directions, excluded, hulls, radii, reportObjective, reports, slopes, sure,
  } = parameters;
  const boxes = createBoxes(parameters);
  const { high, low, place } = boxes;
  const { leads, find } = createLeads(parameters, boxes);
  const search = createWitnessSearch(parameters);
  const tables = Float64Array.from(reportObjective, (x) => SPAN * x);
  const starts = Float64Array.from(constants, (x) => SPAN * x);
  const exact = isExact(parameters);
  const here = new Float64Array(classes);
  const outer = new Int32Array(classes);
  const inner = new Int32Array(classes);
  const outerCounts = createMaskCounts(parameters);
  const innerCounts = exact ? undefined : createMaskCounts(parameters);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;

  const within = (r: number, k: number, i: number): boolean => {
    const table = r * classes;
    const own = tables[table + classOf[k]!]!;
    for (let c = 0; c < classes; c++) if (leads[(k * classes + c) * radii + i]! + own - tables[table + c]! < 0) return false;
    if (!hulls) return true;
    for (let g = 0, at = 2 * (r * alternatives + k) * directions; g < directions; g++, at += 2) {
      if (low[i * directions + g]! > hulls[at + 1]! || high[i * directions + g]! < hulls[at]!) return false;
    }
    return true;
  };
  /** First radius from `from` to `to` - 1 at which k is within reach; `to` if none. */
  const firstRadius = (r: number, k: number, from: number, to: number): number => {
    if (from >= to || excluded[r * alternatives + k] === 1 || !within(r, k, to - 1)) return to;
    let least = from;
    let most = to - 1;
    while (least < most) {
      const middle = (least + most) >> 1;
      if (within(r, k, middle)) most = middle;
      else least = middle + 1;
    }
    return least;
  };
  /** Lowers both numbers of the class to the first radii at which the alternative is not refuted, and found. */
  const searchFor = (r: number, k: number): void => {
    const c = classOf[k]!;
    for (let i = firstRadius(r, k, start, inner[c]!); i < inner[c]!; i++) {
      const box = i * directions;
      const found = search.find(r, k, low.subarray(box, box + directions), high.subarray(box, box + directions), place);
      if (found) inner[c] = i;
      if (i < outer[c]! && (found || !search.refuted)) outer[c] = i;
    }
  };

  return {
    add(positions) {
      boxes.of(positions);
      find();
      here.fill(-Infinity);
      for (let k = 0; k < alternatives; k++) {
        let score = starts[k]!;
        for (let g = 0; g < directions; g++) score += slopes[g * alternatives + k]! * place[g]!;
        if (score > here[classOf[k]!]!) here[classOf[k]!] = score;
      }
      for (let r = 0; r < reports; r++) {
        let chosen = 0;
        for (let c = 1; c < classes; c++) {
          if (here[c]! + tables[r * classes + c]! > here[chosen]! + tables[r * classes + chosen]!) chosen = c;
        }
        for (let c = 0; c < classes; c++) outer[c] = radii;
        outer[chosen] = 0;
        for (let k = 0; k < alternatives; k++) if (sure[k] === 1) outer[classOf[k]!] = firstRadius(r, k, start, outer[classOf[k]!]!);
        if (innerCounts) {
          inner.set(outer);
          for (let k = 0; k < alternatives; k++) if (sure[k] === 0) searchFor(r, k);
          innerCounts.add(r, chosen, inner);
        }
        outerCounts.add(r, chosen, outer);
      }
    },
    flush(into) {
      outerCounts.flush(into.outer!);
      innerCounts?.flush(into.inner!);
    },
  };
}
