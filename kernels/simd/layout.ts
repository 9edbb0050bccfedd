/** What the text of the loops and those who call them agree on. */

/** Profiles that the linear loops work on at a time, one a lane. */
export const LANES = 16;
/** Bytes of one number for all lanes, an item. */
export const ITEM = 4 * LANES;

/**
 * Of a cell of a law: its last word, its first, the shift of offsets, its first position (i32), the factor of places (i64), its places less
 * one (i32).
 */
export const CELL_BYTES = 32;
/** Of a line, in i32: where its class's items begin, class, start, step, start and step of values, offset of its row of counts. */
export const LINE_BYTES = 28;
/** Of a piece, in i32: first report, line, value at report 0, step, class, value at its first and at the last report. */
export const PIECE_BYTES = 32;
/** Of a list of rows: weight (double) and address of the values it multiplies. */
export const LISTED_BYTES = 16;
/** Bytes of an entry of a network for all lanes. */
export const NETWORK_ITEM = 128;
/** Bytes of a double for all lanes. */
export const SIXTEEN = 8 * LANES;
/** Reports that are looked up at once, a bit each. */
export const BLOCK_REPORTS = 64;
/** Of an affine form, before its terms. */
export const FORM_HEAD = 24;
/**
 * Of a table that is looked up: addresses of the value, of its bucket, and of where buckets begin, bytes of a piece (i32); first threshold,
 * buckets by unit, buckets less one (doubles); addresses of the list of rows and of its end (i32).
 */
export const TABLE_BYTES = 48;
/** Bits of the number of what a report gets: a class of eight, and a mask of them. */
export const INDEX_BITS = 16;
/** Of a step of a program, in i32: number of the loop, then its arguments. */
export const STEP_BYTES = 64;

/** Loops that programs may call, by number. */
export const STEPS = [
  'wordsAcross', 'positions', 'cells', 'split', 'rows', 'values', 'largest', 'carried', 'sum', 'subtract', 'choose', 'pivots', 'lookUp',
  'addTable', 'addReports', 'addPieces', 'bestOf', 'ends', 'forms', 'chooseReports', 'countReports',
  'listLines', 'addPaid', 'listCounts', 'addMoments',
  'frame', 'copyBoxes', 'addBoxes', 'subtractBoxes', 'multiplyBoxes', 'tanhBoxes', 'sigmoidBoxes', 'softplusBoxes', 'leakyBoxes',
  'scaleBoxes', 'denseBoxes', 'softmaxEntry', 'startRest', 'endRest', 'clearWeights', 'pullCopies', 'pullAdd', 'pullSubtract',
  'pullMultiply', 'pullLines', 'pullLeaky', 'pullScale', 'pullConstants', 'pullDense', 'pullShare',
] as const;
export type StepName = (typeof STEPS)[number];

export const DOUBLE_BYTES = 8;
/** An entry of a graph enclosed over two boxes: offsets of its vectors, behind which there is one for the slope by every axis. */
export const FIELDS = { centre: 0, error: 16, reach: 32, low: 48, high: 64, weight: 80, doubt: 96 } as const;
export const RECORD_HEAD = 112;
