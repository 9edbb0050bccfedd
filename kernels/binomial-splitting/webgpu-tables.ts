/** Tables of kernel `binomial-splitting` on a GPU: one array of 32-bit words, header first. Doubles are two words, low word first. */
import { referenceCell } from '../cell-lookup.ts';
import { HEADER as DIRECT } from '../direct/webgpu-tables.ts';
import { HOT } from '../direct/webgpu-text.ts';
import { TableWriter } from '../linear/webgpu.ts';
import { logarithmTables } from '../logarithm-tables.ts';
import { stirlingCorrection } from './binomial.ts';
import { splittingOthers, type SplittingParameters } from './spec.ts';
import { expectation, extendedLevels } from './split.ts';

/**
 * Offsets of header words; what counts cells is where kernel `direct` has it. `counts`: a word a group. `levels`: the extended levels of
 * one group after the other. `below`: expected numbers below extended levels.
 */
export const HEADER = {
  groups: DIRECT.groups, rank: DIRECT.rank, top: DIRECT.top, others: DIRECT.others, hot: DIRECT.hot,
  counts: 10, levels: 11, below: 12, logarithms: 13, corrections: 14, formulas: 15, words: 16,
} as const;

/** Corrections of Stirling's formula that are tabled; from there on 1 / (12 (k + 1)) is within 2^-32. */
export const CORRECTIONS = 256;

const wordsOf = (numbers: Float64Array): Int32Array => new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);

export function tablesOf(parameters: SplittingParameters, formulas: readonly number[]): Int32Array {
  const { groups, rank } = parameters;
  const extended = extendedLevels(parameters);
  const { below } = expectation(parameters, extended);
  const top = groups[0]!.levels.length;
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.words);
  const set = (field: keyof typeof HEADER, word: number): void => writer.set(header + HEADER[field], [word]);
  const centre = referenceCell(below.subarray(1, top + 1), rank + 0.5);
  set('groups', groups.length);
  set('rank', rank);
  set('top', top);
  set('others', splittingOthers(parameters));
  set('hot', Math.max(0, Math.min(centre - HOT / 2, top + 1 - HOT)));
  set('counts', writer.append(groups.map(({ count }) => count)));
  extended.map(wordsOf).forEach((words, g) => {
    const at = writer.append(words);
    if (g === 0) set('levels', at);
  });
  set('below', writer.append(wordsOf(below)));
  set('logarithms', writer.append(logarithmTables()));
  set('corrections', writer.append(Array.from({ length: CORRECTIONS }, (_, k) => Math.round(stirlingCorrection(k) * 2 ** 32))));
  set('formulas', writer.append(formulas));
  return writer.finish();
}
