/** Why intervals are wide where payoffs are large beside what types differ by. */
import type { InterimSums } from '../../experiments/interim-sums.ts';

/** Share of what types differ by from which rounding decides how wide intervals are. */
const COARSE = 1e-3;

const digits = (x: number): string => String(Number(x.toPrecision(3)));

/**
 * A note where fixed-point arithmetic moves payoffs by more than a thousandth of what the agent's types differ by, in units of value:
 * payoffs are whole numbers of one unit, chosen so that the largest fits, so gains of lies that change a payoff by less are lost in it.
 */
export function coarseUnitNote(
  name: string, { rounding, question: { reports } }: Pick<InterimSums, 'rounding'> & {
    readonly question: Pick<InterimSums['question'], 'reports'>;
  },
): string[] {
  const spreads = reports[0]!.map((_, coordinate) => {
    const values = reports.map((report) => report[coordinate]!);
    return Math.max(...values) - Math.min(...values);
  });
  const spread = Math.max(...spreads);
  if (!(rounding > COARSE * spread) || spread === 0) return [];
  return [
    `${name}: payoffs are sums of whole numbers, whose units in the last place move one by up to ${digits(rounding)}, and her types differ `
      + `by ${digits(spread)} at most: intervals that rest on sums of payoffs are at least as wide as that; measure values from their `
      + 'lowest, where what is common to all does not matter',
  ];
}
