/**
 * Reach where every condition on a report is a threshold of the profile's (conditions.ts), all in WebAssembly
 * (kernels/simd/reach-source.ts): sixteen profiles side by side up to the values, then a profile's reports side by side, 64 at a time, a
 * bit each. A profile costs what its values, look-ups and changes along the list of reports take.
 */
import type { ChunkRunner } from '../kernel.ts';
import { createLaneDrawer } from '../linear/lanes.ts';
import type { Coordinate } from '../linear/positions.ts';
import { addStretches, laneBits } from '../linear/stretches.ts';
import { FORM_HEAD, INDEX_BITS, ITEM, LANES, SIXTEEN } from '../simd/layout.ts';
import { createWorkbench, type Step, type Workbench } from '../simd/workbench.ts';
import type { Gathered } from './alike.ts';
import { highOf, lowOf, placeOf, rangesOf, type Conditions, type Value } from './conditions.ts';
import { HIGHEST, LOWEST, movesAny, type ReachParameters } from './spec.ts';
import { blocksOf, planBlock, putBlock, type Block, type PlannedBlock } from './tables.ts';

/** Reports of one block as bits. */
const reportBits = ({ from, to }: Block): Int32Array =>
  Int32Array.from([0, 32], (lower) => (to - from >= lower + 32 ? -1 : to - from <= lower ? 0 : (1 << (to - from - lower)) - 1));

/** Ends of every direction, where coordinate x may move by `shift(x)`. */
function endsStep(bench: Workbench, { coordinates, directionOf, directions, signs }: ReachParameters, positions: readonly number[],
  shift: (x: number) => number, itemsOf: (g: number) => readonly [low: number, high: number]): Step {
  const own = Array.from({ length: directions }, (_, g) => [...coordinates.keys()].filter((x) => directionOf[x] === g));
  const words = own.reduce((sum, { length }) => sum + 3 + 3 * length, 0);
  const at = bench.reserve(4 * words);
  const list: number[] = [];
  own.forEach((xs, g) => {
    list.push(...itemsOf(g), at + 4 * (list.length + 3 + 3 * xs.length), ...xs.flatMap((x) => [positions[x]!, shift(x), signs[x]!]));
  });
  bench.ints(at, words).set(list);
  return ['ends', at, at + 4 * words, LOWEST, HIGHEST];
}

/** The best positions of coordinates that stand for several; `positions`: address of each that is left. */
function bestStep(bench: Workbench, gathered: readonly Gathered[], drawn: number): { steps: Step[]; positions: number[] } {
  const list: number[] = [];
  const positions = gathered.map(({ coordinates, highest }) => {
    if (coordinates.length === 1) return drawn + ITEM * coordinates[0]!;
    const to = bench.reserve(ITEM);
    list.push(to, highest ? 1 : 0, coordinates.length, ...coordinates.map((x) => drawn + ITEM * x));
    return to;
  });
  const at = bench.put(Int32Array.from(list));
  return { steps: list.length > 0 ? [['bestOf', at, at + 4 * list.length]] : [], positions };
}

/** Values of items in order, of those that are used. */
function formsStep(bench: Workbench, values: readonly (readonly [item: number, value: Value])[], itemAt: (item: number) => number): Step {
  const forms = values.flatMap(([item, { fold, forms: own }]) =>
    own.map((form, n) => ({ ...form, to: itemAt(item), fold: n === 0 ? 0 : fold === 'smaller' ? 1 : 2 })));
  const at = bench.reserve(forms.reduce((sum, { terms }) => sum + FORM_HEAD + 16 * terms.length, 0));
  let end = at;
  for (const { fold, start, terms, to } of forms) {
    bench.doubles(end, 1)[0] = start;
    bench.ints(end + 8, 3).set([to, fold, end + FORM_HEAD + 16 * terms.length]);
    end += FORM_HEAD;
    for (const [factor, item] of terms) {
      bench.doubles(end, 1)[0] = factor;
      bench.ints(end + 8, 1)[0] = itemAt(item);
      end += 16;
    }
  }
  return ['forms', at, end];
}

/** Values that tables look at, and those that these are made of. */
function usedValues(blocks: readonly PlannedBlock[], values: readonly Value[], first: number): Set<number> {
  const used = new Set(blocks.flatMap(({ tables }) => tables.map(({ item }) => item)));
  for (let v = values.length - 1; v >= 0; v--) {
    if (used.has(first + v)) for (const { terms } of values[v]!.forms) for (const [, item] of terms) used.add(item);
  }
  return used;
}

/** `drawn`: coordinates as they are drawn; `gathered`: what those of the parameters stand for. */
export function prepareSideBySide(
  drawn: readonly Coordinate[], gathered: readonly Gathered[], parameters: ReachParameters,
  { choosing, moving, reaching, still }: Conditions,
): ChunkRunner {
  const { classes, coordinates, directions, radii, reports, shifts } = parameters;
  const bench = createWorkbench();
  const drawer = createLaneDrawer(bench, drawn);
  const best = bestStep(bench, gathered, drawer.positions);
  const blocks = blocksOf(reports);
  const values = [...still, ...moving];
  const ranges = rangesOf(parameters, values);
  const chosen = blocks.map((block) => planBlock(choosing, block, ranges));
  const reached = blocks.map((block) => planBlock(reaching, block, ranges));
  const used = usedValues([...chosen, ...reached], values, 3 * directions);

  const items = bench.reserve(SIXTEEN * (3 * directions + values.length));
  const itemAt = (item: number): number => items + SIXTEEN * item;
  const formsOf = (own: readonly Value[], first: number): Step =>
    formsStep(bench, own.map((value, v) => [first + v, value] as const).filter(([item]) => used.has(item)), itemAt);
  const tablesMost = Math.max(...[...chosen, ...reached].map(({ tables }) => tables.length));
  const bucketsAt = bench.reserve(SIXTEEN * Math.max(1, tablesMost));
  const cells = classes * 2 ** classes;
  const countsAt = bench.reserve(4 * radii * cells * reports);
  const active = bench.reserve(4);
  const words = bench.reserve(8 * INDEX_BITS);
  const indices = blocks.map(() => bench.reserve(LANES * 8 * INDEX_BITS));
  const valid = blocks.map((block) => bench.put(reportBits(block)));
  const wide = classes + Math.ceil(Math.log2(classes)) > INDEX_BITS / 2 ? 1 : 0;
  const put = (planned: readonly PlannedBlock[]) => planned.map((block) => putBlock(bench, block, itemAt, bucketsAt));
  const [choices, reaches] = [put(chosen), put(reached)];

  const moves = movesAny(parameters);
  const countSteps = (i: number): Step[] => blocks.map(({ from }, b) => [
    'countReports', ...(moves[i] ? reaches[b]! : [0, 0, 0, 0] as const), indices[b]!, active, words, wide,
    countsAt + 4 * (i * cells * reports + from), 4 * reports, valid[b]!,
  ]);
  const steps: Step[] = [
    ...drawer.steps, ...best.steps,
    endsStep(bench, parameters, best.positions, () => 0, (g) => [itemAt(placeOf(g)), itemAt(placeOf(g))]),
    formsOf(still, 3 * directions),
    ...blocks.map((_, b): Step => ['chooseReports', ...choices[b]!, indices[b]!, active]),
    ...moves.flatMap((any, i) => [
      ...(any ? [
        endsStep(bench, parameters, best.positions, (x) => shifts[i * coordinates.length + x]!,
          (g) => [itemAt(lowOf(parameters, g)), itemAt(highOf(parameters, g))]),
        formsOf(moving, 3 * directions + still.length),
      ] : []),
      ...countSteps(i),
    ]),
  ];
  const program = bench.program(steps);
  const key = drawer.steps.length > 0 ? program.argument(0, 0) : bench.reserve(12);

  return ({ k0, k1 }, first, count, into) => {
    const [keyed, lanes] = [bench.ints(key, 3), bench.ints(active, 1)];
    keyed.set([k0, k1]);
    addStretches(first, first + count, (start, times, from, to) => {
      keyed[2] = start;
      lanes[0] = laneBits(from, to);
      program.run(times);
    });
    flush(parameters, blocks, bench.ints(countsAt, radii * cells * reports), into.outer!);
  };
}

/** Adds up what changes from one report to the next, and clears it. */
function flush({ classes, radii, reports }: ReachParameters, blocks: readonly Block[], counts: Int32Array, outer: Float64Array): void {
  const cells = classes * 2 ** classes;
  for (let i = 0; i < radii; i++) {
    for (let cell = 0; cell < cells; cell++) {
      // What is chosen is always within reach.
      const to = cell | (1 << (cell >> classes));
      const row = (i * cells + cell) * reports;
      for (const block of blocks) {
        for (let r = block.from, sum = 0; r < block.to; r++) {
          sum += counts[row + r]!;
          if (sum !== 0) outer[(i * reports + r) * cells + to]! += sum;
        }
      }
    }
  }
  counts.fill(0);
}
