/**
 * Kernel `direct` on the CPU. Draws come from the SIMD loops; of each profile only the draws inside a window of cells
 * that almost surely holds both ranks are kept (`window.ts`), the ones below it are counted, and the two ranks are
 * selected among the kept. A profile whose ranks fall outside the window is done again with everything kept.
 *
 * Cost: about 100 vector operations for 8 draws to generate and 12 to filter, whatever the size of the market.
 */
import { createCellLookup, type CellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel, StreamKey, Statistics } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { createAdjacentSelector } from './select.ts';
import { prepareDirectReference } from './reference.ts';
import { emptyAdjacentStatistics, othersOf, validateDirect, type DirectParameters } from './spec.ts';
import { expectedWindow, type CellWindow } from './window.ts';

/** Below this many others every draw is looked at, four profiles at a time. */
const FEW = 8;
const BATCH = 256;
const ALL = 2 ** 32;

/** A group's share of a window: words lo .. lo + span are kept. */
interface GroupWindow {
  readonly first: number;
  readonly end: number;
  readonly lo: number;
  readonly span: number;
  /** Lies wholly below the window: nothing needs drawing. */
  readonly allBelow: boolean;
  readonly lookup: CellLookup;
}

function groupWindows(parameters: DirectParameters, window: CellWindow): GroupWindow[] {
  let first = 0;
  return parameters.groups.map(({ count, thresholds }) => {
    const lo = window.low === 0 ? 0 : thresholds[window.low - 1]!;
    const hi = window.high > parameters.cells ? ALL : thresholds[window.high]!;
    // An empty window keeps one word too many rather than none; its exact cell then says that it lies outside.
    const last = Math.max(lo, hi - 1);
    const group = { first, end: first + count, lo, span: last - lo, allBelow: lo >= ALL, lookup: createCellLookup(thresholds, lo, last) };
    first += count;
    return group;
  });
}

/** The look-up written out: a call for each word would cost more than the walk. */
function toCells({ starts, steps, from, scale }: CellLookup, words: Uint32Array, cells: Uint32Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const word = words[i]!;
    let cell = starts[((word - from) * scale) | 0]!;
    while (steps[cell]! <= word) cell++;
    cells[i] = cell;
  }
}

/** Selects the cells of ranks r and r + 1 for one profile under one window; says whether the window held them. */
interface ProfileSelector {
  run(key: StreamKey, profile: number, into: Statistics): boolean;
}

function createProfileSelector(parameters: DirectParameters, window: CellWindow): ProfileSelector {
  const { rank, cells } = parameters;
  const others = othersOf(parameters);
  const groups = groupWindows(parameters, window).filter((group) => group.end > group.first);
  const loops = loadSimdLoops(others + 16);
  const { buffer } = loops;
  const single = groups.length === 1 ? groups[0]! : undefined;
  const cellBuffer = single ? buffer : new Uint32Array(others + 16);
  const expected = 6 * Math.sqrt(others) + 8;
  const selector = single
    ? createAdjacentSelector(single.lo, single.lo + single.span, expected)
    : createAdjacentSelector(0, cells + 1, expected);

  const { found } = selector;

  return {
    run(key, profile, into) {
      let kept = 0;
      let below = 0;
      for (const group of groups) {
        if (group.allBelow) {
          below += group.end - group.first;
          continue;
        }
        const start = kept;
        kept += loops.filterDraws(key.k0, key.k1, profile, group.first, group.end, group.lo, group.span, kept);
        below += loops.belowLast();
        if (!single) toCells(group.lookup, buffer, cellBuffer, start, kept);
      }
      const q = rank - below;
      if (q < (rank === 0 ? 0 : 1) || (rank < others && q >= kept)) return false;
      selector.select(cellBuffer, 0, kept, q);
      let lower = 0;
      let upper = cells + 1;
      if (rank > 0) lower = single ? single.lookup.find(found[0]!) : found[0]!;
      if (rank < others) upper = single ? single.lookup.find(found[1]!) : found[1]!;
      // Draws above the window were not kept, so a selected cell above it proves nothing.
      if ((rank > 0 && lower > window.high) || (rank < others && upper > window.high)) return false;
      into.lower![lower]!++;
      into.upper![upper]!++;
      return true;
    },
  };
}

function prepareMany(parameters: DirectParameters): ChunkRunner {
  const window = expectedWindow(parameters);
  const usual = createProfileSelector(parameters, window);
  let full: ProfileSelector | undefined;
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      if (usual.run(key, profile, into)) continue;
      full ??= createProfileSelector(parameters, { low: 0, high: parameters.cells + 1 });
      full.run(key, profile, into);
    }
  };
}

/** Few others: words of four profiles at a time, an insertion sort of cells for each. */
function prepareFew(parameters: DirectParameters): ChunkRunner {
  const { groups, rank, cells } = parameters;
  const others = othersOf(parameters);
  const blocks = (others + 1) >>> 1;
  const stride = 8 * blocks;
  const loops = loadSimdLoops((BATCH / 4) * stride + 16);
  const { buffer } = loops;
  const lookups = groups.flatMap(({ count, thresholds }) => {
    const lookup = createCellLookup(thresholds, 0, ALL - 1);
    return Array.from({ length: count }, () => lookup);
  });
  const sorted = new Int32Array(others);
  return (key, first, count, into) => {
    const lower = into.lower!;
    const upper = into.upper!;
    for (let batch = 0; batch < count; batch += BATCH) {
      const profiles = Math.min(BATCH, count - batch);
      loops.wordsAcross(key.k0, key.k1, first + batch, (profiles + 3) >>> 2, blocks);
      for (let p = 0; p < profiles; p++) {
        const base = (p >>> 2) * stride + (p & 3);
        for (let draw = 0; draw < others; draw++) {
          const cell = lookups[draw]!.find(buffer[base + 4 * draw]!);
          let i = draw - 1;
          while (i >= 0 && sorted[i]! > cell) {
            sorted[i + 1] = sorted[i]!;
            i--;
          }
          sorted[i + 1] = cell;
        }
        lower[rank === 0 ? 0 : sorted[rank - 1]!]!++;
        upper[rank === others ? cells + 1 : sorted[rank]!]!++;
      }
    }
  };
}

export const direct: Kernel<DirectParameters> = {
  name: 'direct',
  version: 1,
  drawsPerProfile: othersOf,
  emptyStatistics: ({ cells }) => emptyAdjacentStatistics(cells),
  validate: validateDirect,
  prepareCpu: (parameters) => (othersOf(parameters) <= FEW ? prepareFew(parameters) : prepareMany(parameters)),
  prepareReference: prepareDirectReference,
};
