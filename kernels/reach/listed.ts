/**
 * Several directions, where what is necessary for reach is enough. Whatever is asked of a report is a condition threshold[r] <= value, the
 * value being the profile's: an alternative is within its reach where its leads over every other class make up for what the class's table
 * has more, and its hull meets the box; a class is chosen where it is ahead of every other. WebAssembly holds the values against the
 * thresholds of two reports at a time and counts (kernels/simd/reach-source.ts).
 */
import { TALLIED } from '../simd/layout.ts';
import { createWorkbench, type Workbench } from '../simd/workbench.ts';
import { createBoxes } from './boxes.ts';
import type { ProfileAdder } from './extremes.ts';
import { HIGHEST, LOWEST, movesAny, SPAN, type ReachParameters } from './spec.ts';

type Tally = (rows: number, end: number, values: number, thresholds: number, blocks: number, counts: number, stride: number) => void;

/** Conditions that a report must meet, all of them, and what it gets then. */
interface Row {
  readonly bits: number;
  /** [conditions][R] */
  readonly thresholds: readonly Float64Array[];
}

/** [C present] a class is chosen: of equals the lower one, scores being whole numbers. */
function choosingRows({ classes, reportObjective, reports }: ReachParameters, present: readonly number[]): Row[] {
  return present.map((c) => ({
    bits: (c << classes) | (1 << c),
    thresholds: present.filter((d) => d !== c).map((d) => Float64Array.from(
      { length: reports }, (_, r) => SPAN * (reportObjective[r * classes + d]! - reportObjective[r * classes + c]!) + (d < c ? 1 : 0),
    )),
  }));
}

/** Of a direction, 2 g, an alternative's hull must begin at or below a box's high end; 2 g + 1: it must end at or above the low one. */
function endsAsked({ alternatives, directionOf, directions, excluded, hulls, reports, signs }: ReachParameters, k: number): number[] {
  if (!hulls) return [];
  return Array.from({ length: 2 * directions }, (_, end) => end).filter((end) => {
    // Where all of the space meets it, nothing is asked.
    const most = directionOf.reduce((sum, g, x) =>
      sum + (g === end >> 1 ? ((signs[x]! > 0) === (end % 2 === 0) ? -LOWEST : HIGHEST) : 0), 0);
    return Array.from({ length: reports }, (_, r) => r).some((r) =>
      excluded[r * alternatives + k] === 0 && hullEnd({ alternatives, directions, hulls }, r, k, end) > -most);
  });
}

/** Threshold of such an end: what the box's high end, or its low one turned round, must be at least. */
const hullEnd = ({ alternatives, directions, hulls }: Pick<ReachParameters, 'alternatives' | 'directions' | 'hulls'>, r: number, k: number,
  end: number): number => (end % 2 === 0 ? 1 : -1) * hulls![2 * (r * alternatives + k) * directions + end]!;

/** [K] an alternative is within reach: leads over the other classes, then ends of its hull. */
function reachingRows(parameters: ReachParameters, present: readonly number[], ends: readonly (readonly number[])[]): Row[] {
  const { alternatives, classes, classOf, excluded, reportObjective, reports } = parameters;
  return Array.from(classOf, (own, k) => {
    const list = (threshold: (r: number) => number): Float64Array =>
      Float64Array.from({ length: reports }, (_, r) => (excluded[r * alternatives + k] === 1 ? Infinity : threshold(r)));
    return {
      bits: 1 << own,
      thresholds: [
        ...present.filter((c) => c !== own).map((c) =>
          list((r) => SPAN * (reportObjective[r * classes + c]! - reportObjective[r * classes + own]!))),
        ...ends[k]!.map((end) => list((r) => hullEnd(parameters, r, k, end))),
        // One class alone: nothing is asked but that it is not excluded.
        ...(present.length === 1 ? [list(() => -Infinity)] : []),
      ],
    };
  });
}

/** By alternative and other class: the pairs whose least lead, at the corner that is best for the alternative, is asked for. */
function leadsOf({ alternatives, classOf, constants, directions, slopes }: ReachParameters, present: readonly number[]) {
  const all = Array.from({ length: alternatives }, (_, k) => k);
  const lists = all.flatMap((k) =>
    present.filter((c) => c !== classOf[k]).map((c) => all.filter((l) => classOf[l] === c).map((l) => [k, l])));
  const pairs = lists.flat();
  return {
    begins: Int32Array.from([0, ...lists], (_, j) => lists.slice(0, j).reduce((sum, { length }) => sum + length, 0)),
    starts: Float64Array.from(pairs, ([k, l]) => SPAN * (constants[k!]! - constants[l!]!)),
    slopes: Float64Array.from(pairs.flatMap(([k, l]) =>
      Array.from({ length: directions }, (_, g) => slopes[g * alternatives + k!]! - slopes[g * alternatives + l!]!))),
  };
}

/** Rows and their thresholds in memory. */
function putRows(bench: Workbench, rows: readonly Row[], reports: number): { rows: number; end: number; thresholds: number } {
  const blocks = Math.ceil(reports / TALLIED);
  const at = bench.put(Int32Array.from(rows.flatMap(({ bits, thresholds }) => [thresholds.length, bits])));
  const lists = rows.flatMap(({ thresholds }) => thresholds);
  const table = Float64Array.from({ length: blocks * lists.length * TALLIED }, (_, i) =>
    lists[Math.floor(i / TALLIED) % lists.length]![Math.floor(i / (TALLIED * lists.length)) * TALLIED + (i % TALLIED)] ?? Infinity);
  return { rows: at, end: at + 8 * rows.length, thresholds: bench.put(table) };
}

export function createListedAdder(parameters: ReachParameters): ProfileAdder {
  const { alternatives, classes, classOf, constants, directions, radii, reports, slopes } = parameters;
  const boxes = createBoxes(parameters);
  const { high, low, place } = boxes;
  const present = [...new Set(classOf)].sort((a, b) => a - b);
  const starts = Float64Array.from(constants, (x) => SPAN * x);
  const here = new Float64Array(classes);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;
  const cells = classes * 2 ** classes;
  const blocks = Math.ceil(reports / TALLIED);

  const bench = createWorkbench();
  const ends = Array.from(classOf, (_, k) => endsAsked(parameters, k));
  const [choosing, reaching] = [choosingRows(parameters, present), reachingRows(parameters, present, ends)];
  const alone = putRows(bench, choosing, reports);
  const both = putRows(bench, [...choosing, ...reaching], reports);
  const valuesAt = bench.reserve(8 * (1 + [...choosing, ...reaching].reduce((sum, { thresholds }) => sum + thresholds.length, 0)));
  const size = radii * blocks * TALLIED * cells;
  const countsAt = bench.reserve(4 * size);
  const values = bench.doubles(valuesAt, (countsAt - valuesAt) >> 3);
  const counts = bench.ints(countsAt, size);
  const { tally } = bench.loops as unknown as { readonly tally: Tally };
  const leads = leadsOf(parameters, present);
  const rivals = present.length - 1;
  const first = present.length * rivals;

  const placeHere = (): void => {
    for (let c = 0; c < classes; c++) here[c] = -Infinity;
    for (let k = 0; k < alternatives; k++) {
      let score = starts[k]!;
      for (let g = 0; g < directions; g++) score += slopes[g * alternatives + k]! * place[g]!;
      if (score > here[classOf[k]!]!) here[classOf[k]!] = score;
    }
    let at = 0;
    for (let c = 0; c < present.length; c++) {
      for (let d = 0; d < present.length; d++) if (d !== c) values[at++] = here[present[c]!]! - here[present[d]!]!;
    }
  };
  const placeReach = (i: number): void => {
    let at = first;
    const box = i * directions;
    for (let k = 0, j = 0; k < alternatives; k++) {
      for (let n = 0; n < rivals; n++, j++) {
        let least = Infinity;
        for (let pair = leads.begins[j]!; pair < leads.begins[j + 1]!; pair++) {
          let lead = leads.starts[pair]!;
          for (let g = 0, s = pair * directions; g < directions; g++, s++) {
            const slope = leads.slopes[s]!;
            lead += slope * (slope > 0 ? high[box + g]! : low[box + g]!);
          }
          if (lead < least) least = lead;
        }
        values[at++] = least;
      }
      const asked = ends[k]!;
      for (let n = 0; n < asked.length; n++) {
        const end = asked[n]!;
        values[at++] = (end & 1) === 0 ? high[box + (end >> 1)]! : -low[box + (end >> 1)]!;
      }
      if (rivals === 0) values[at++] = 0;
    }
  };

  return {
    add(positions) {
      boxes.of(positions);
      placeHere();
      for (let i = 0; i < radii; i++) {
        if (i >= start) placeReach(i);
        const { rows, end, thresholds } = i < start ? alone : both;
        tally(rows, end, valuesAt, thresholds, blocks, countsAt + 4 * i * blocks * TALLIED * cells, 4 * cells);
      }
    },
    flush(into) {
      const outer = into.outer!;
      const own = reports * cells;
      for (let i = 0; i < radii; i++) {
        const from = i * blocks * TALLIED * cells;
        for (let at = 0; at < own; at++) outer[i * own + at]! += counts[from + at]!;
      }
      counts.fill(0);
    },
  };
}
