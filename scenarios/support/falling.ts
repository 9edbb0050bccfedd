/** Theorems of the kind "epsilon goes to zero with the size", held against certified intervals along a sweep. */
import type { Estimate } from '../../src/results/document.ts';
import { inWords, notApplicable, type Finding } from '../../src/study/findings.ts';

export interface SizedRow {
  readonly row: Estimate;
  readonly size: number;
  /** Only rows of one group are compared: other parameters alike. */
  readonly group: string;
}

/**
 * A quantity at each next smaller size against the one before, in each group and for each agent: passes where it is
 * certified to be lower (its upper bound below the other's lower bound), fails where it is certified to be higher.
 */
export function falling(rows: readonly SizedRow[]): Finding[] {
  const groups = new Map<string, SizedRow[]>();
  for (const sized of rows) {
    const key = `${sized.group} ${sized.row.agent}`;
    groups.set(key, [...(groups.get(key) ?? []), sized]);
  }
  const findings = [...groups.values()].flatMap((group) => {
    const ordered = group.toSorted((a, b) => b.size - a.size);
    return ordered.slice(1).map(({ row, size }, i) => compare(ordered[i]!.row, row, ordered[i]!.size, size));
  });
  return findings.length > 0 || rows.length === 0 ? findings : [notApplicable('needs a sweep of sizes')];
}

function compare(larger: Estimate, smaller: Estimate, from: number, to: number): Finding {
  const status = smaller.upper < larger.lower ? 'pass' : smaller.lower > larger.upper ? 'fail' : 'undecided';
  return {
    status,
    evidence:
      `at ${to}: ${inWords(smaller)} against [${Number(larger.lower.toPrecision(4))}, ${Number(larger.upper.toPrecision(4))}] at ${from}`,
  };
}
