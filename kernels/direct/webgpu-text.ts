/** Pieces of WGSL that the programs of kernel `direct` share. */
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { GROUP, HEADER, RECORD, RECORDS } from './webgpu-tables.ts';

/** WGSL expression for a header word. */
export const header = (field: keyof typeof HEADER): string => `table(${HEADER[field]}u)`;
/** WGSL expression for a word of the group record at `record`. */
export const field = (name: keyof typeof GROUP): string => `table(record + ${GROUP[name]}u)`;

/**
 * Result of a batch: lower histogram (cells 0 .. top), upper histogram, then
 *   unfinished   number of profiles the window did not serve       claimed   how many of the listed were taken up
 *   list         their indices within the block
 */
export const COMMON_WGSL = /* wgsl */ `${THREEFRY_WGSL}
fn table(i : u32) -> u32 { return bitcast<u32>(tables[i]); }
fn unfinishedAt() -> u32 { return 2u * (${header('top')} + 1u); }

// Number of thresholds at or below a word of the group's window. The bucket's two entries bound it.
fn cellOf(record : u32, word : u32) -> u32 {
  let bucket = ${field('buckets')} + ((word - ${field('lo')}) >> ${field('shift')});
  let thresholds = ${field('thresholds')};
  var low = table(bucket);
  var high = table(bucket + 1u);
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (table(thresholds + middle) <= word) { low = middle + 1u; } else { high = middle; }
  }
  return low;
}
`;

/** `countCells(lower, upper)`, straight into the result: for a workgroup that counts few profiles, or of unlike cells. */
export const COUNT_WGSL = /* wgsl */ `
// Ranks 0 and N + 1 lie at minus and plus infinity whatever is drawn: the host counts those.
fn countCells(lower : u32, upper : u32) {
  if (${header('rank')} > 0u) { atomicAdd(&result[lower], 1); }
  if (${header('rank')} < ${header('others')}) { atomicAdd(&result[${header('top')} + 1u + upper], 1); }
}
`;

/** Cells round the expected ranks that a workgroup counts for itself, in each histogram: 4 KiB in all. */
export const HOT = 512;
export const HOT_BYTES = 8 * HOT;

/**
 * \`countCells\` into a workgroup's private bins, where nearly all profiles fall and all of a batch would queue for the same few words of
 * the result, and \`passCountsOn()\`, which every thread calls at the end. No overflow: a bin counts at most a batch's profiles.
 */
export const hotCountWgsl = (threads: number): string => /* wgsl */ `
var<workgroup> hot : array<atomic<i32>, ${2 * HOT}>;

fn countCell(histogram : u32, cell : u32) {
  let bin = cell - ${header('hot')};
  // Below the first bin the difference wraps round to a large number.
  if (bin < ${HOT}u) { atomicAdd(&hot[${HOT}u * histogram + bin], 1); }
  else { atomicAdd(&result[histogram * (${header('top')} + 1u) + cell], 1); }
}

fn countCells(lower : u32, upper : u32) {
  if (${header('rank')} > 0u) { countCell(0u, lower); }
  if (${header('rank')} < ${header('others')}) { countCell(1u, upper); }
}

fn passCountsOn() {
  workgroupBarrier();
  for (var i = localIndex; i < ${2 * HOT}u; i += ${threads}u) {
    let count = atomicLoad(&hot[i]);
    if (count != 0) { atomicAdd(&result[(i / ${HOT}u) * (${header('top')} + 1u) + ${header('hot')} + i % ${HOT}u], count); }
  }
}
`;

/**
 * A loop over the draws of the group at `record`, shared among threads `t` of `threads`: `visit(word)` gives the
 * statements for one word. A block that the group has only half of, at either end, is done after the whole ones.
 */
export function forEachDraw(threads: number, visit: (word: string) => string): string {
  const half = (opens: string, closes: string): string => /* wgsl */ `
      let opens = (begin & 1u) == 1u && ${opens};
      if (opens || ((end & 1u) == 1u && ${closes})) {
        let words = threefry2x32(key, profile, select(end, begin, opens) >> 1u);
        let word = select(words.x, words.y, opens);
        ${visit('word')}
      }`;
  return /* wgsl */ `
    let begin = ${field('begin')};
    let end = ${field('end')};
    for (var block = ((begin + 1u) >> 1u) + t; block < (end >> 1u); block += ${threads}u) {
      let words = threefry2x32(key, profile, block);
      ${visit('words.x')}
      ${visit('words.y')}
    }
    ${threads > 1 ? half('t == 0u', `t == ${threads - 1}u`) : `for (var last = 0u; last < 2u; last++) {${half('last == 0u', 'last == 1u')}
    }`}`;
}

/** WGSL loop header over the groups with draws; declares `record`. */
export const forEachGroup = (body: string): string => /* wgsl */ `
  for (var g = 0u; g < ${header('groups')}; g++) {
    let record = ${RECORDS}u + g * ${RECORD}u;
    ${body}
  }`;
