/** What was asked of the least ε on the continuum, where its ends stayed further apart: in words, which end it is and what can be done. */
import type { Estimate } from '../../results/document.ts';
import type { PlannedPoint, StudyAim } from '../kind.ts';

/** Half of the distance of the ends, as a share of their middle; 0 where both are 0. */
export const halfWidthOf = ({ lower, upper }: Pick<Estimate, 'lower' | 'upper'>): number =>
  (upper > lower ? (upper - lower) / (upper + lower) : 0);

const REMEDIES = [
  ['between the nodes of', 'the upper end is limited by the cells of that grid, which are as many as are taken, and by draws (--profiles)'],
  ['cheapest utilities', 'both ends are drawn: more draws (--profiles) bring them together as far as cells of signals let them'],
  ['as steep in each signal', 'both ends are drawn: more draws (--profiles) bring them together as far as cells of signals let them'],
  ['paid out at', 'the upper end is one of structure, welfare being paid out by few levels of it: no option brings it down'],
  ['affine maximiser', 'the upper end is one of structure, which neither draws nor --cells bring down'],
  ['linear in the report', 'the upper end is one of structure, which neither draws nor --cells bring down'],
  ['a function of', 'the upper end is one of structure, which neither draws nor --cells bring down'],
] as const;

/** Nothing is drawn there. */
const ON_GRID = 'the upper end is limited by the cells between the nodes, which are as many as are taken, and no draws bring it down';

const LOWER = 'finer --cells may find lies that gain more, which raises the lower end';

/** Nothing where the precision was reached, or where there is no upper end to speak of. */
export function precisionNote(row: Estimate, precision: number): string | undefined {
  const { quantity, agent, guarantee, lower, upper, profiles, basis = '' } = row;
  const reached = halfWidthOf(row);
  if (quantity !== 'leastEpsilon' || guarantee !== 'continuum' || !(reached > precision)) return undefined;
  const remedy = profiles === 0 && basis.includes('between the nodes of') ? ON_GRID
    : REMEDIES.find(([words]) => basis.slice(basis.indexOf('above,')).includes(words))?.[1];
  return `least ε of ${agent}: a relative half-width of ${precision} was asked and ${reached.toPrecision(2)} reached, `
    + `[${lower.toPrecision(4)}, ${upper.toPrecision(4)}], which holds all the same; ${remedy ? `${remedy}; ` : ''}${LOWER}`;
}

/** The same point, whose study says where the precision was not reached. */
export function withPrecisionNotes(planned: PlannedPoint, aim: StudyAim): PlannedPoint {
  return {
    ...planned,
    study: async (run) => {
      const result = await planned.study(run);
      const rows = result.estimates.filter((row) => row.quantity === 'leastEpsilon' && halfWidthOf(row) > 0);
      // Not looked at where nothing is open, so that an option without effect is told.
      if (rows.length === 0 || !result.complete) return result;
      // Numbers that nothing is drawn for are the same at any number of profiles: the option stays without effect.
      const isDrawn = rows.some((row) => row.profiles > 0);
      const { precision } = aim;
      if (precision === undefined || (isDrawn && aim.profiles !== undefined)) return result;
      const notes = rows.flatMap((row) => precisionNote(row, precision) ?? []);
      return notes.length > 0 ? { ...result, notes: [...result.notes, ...notes] } : result;
    },
  };
}
