/** Several classes without shared directions: report by report, the first radius at which a class comes up to all others. */
import { createExtremes, reachable, type ProfileAdder } from './extremes.ts';
import { createMaskCounts } from './mask-counts.ts';
import { movesAny, SPAN, type ReachParameters } from './spec.ts';

export function createApartAdder(parameters: ReachParameters): ProfileAdder {
  const { classes, radii, reportObjective, reports } = parameters;
  const lists: Int32Array[] = [];
  const numbers = new Map<string, number>();
  /** [R, C] which list of alternatives the report may have within reach; -1 for none. */
  const listOf = Int32Array.from({ length: reports * classes }, (_, at) => {
    const list = reachable(parameters, Math.floor(at / classes), at % classes);
    const key = list.join();
    if (key === '') return -1;
    if (!numbers.has(key)) numbers.set(key, lists.push(list) - 1);
    return numbers.get(key)!;
  });
  const { here, lowered, of, raised } = createExtremes(parameters, lists);
  const tables = Float64Array.from(reportObjective, (x) => SPAN * x);
  const from = new Int32Array(classes);
  const counts = createMaskCounts(parameters);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;

  const reaches = (list: number, r: number, c: number, i: number): boolean => {
    const score = raised[list * radii + i]! + tables[r * classes + c]!;
    for (let d = 0; d < classes; d++) if (d !== c && lowered[d * radii + i]! + tables[r * classes + d]! > score) return false;
    return true;
  };
  const firstRadius = (r: number, c: number): number => {
    const list = listOf[r * classes + c]!;
    if (list < 0) return radii;
    let low = start;
    let high = radii;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reaches(list, r, c, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    add(positions) {
      of(positions);
      for (let r = 0; r < reports; r++) {
        let chosen = 0;
        for (let c = 1; c < classes; c++) {
          if (here[c]! + tables[r * classes + c]! > here[chosen]! + tables[r * classes + chosen]!) chosen = c;
        }
        for (let c = 0; c < classes; c++) from[c] = c === chosen ? 0 : firstRadius(r, c);
        counts.add(r, chosen, from);
      }
    },
    flush: (into) => counts.flush(into.outer!),
  };
}

