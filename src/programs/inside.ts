/** One program after another by an interior point method, each the last with further rows. */
import type { FloatProgram } from './float.ts';
import { interiorPoint, type InteriorSolution, type Reached } from './interior-point.ts';

/** From where the last program was halfway (`goesOn`), and from the start where that comes to nothing. */
export type Inside = (program: FloatProgram, goesOn: boolean, told?: (share: number) => void) => InteriorSolution;

export function openInside(): Inside {
  let reached: Reached | undefined;
  return (program, goesOn, told) => {
    const earlier = goesOn ? reached : undefined;
    let found = interiorPoint(program, earlier, told);
    if (found.status === 'failed' && earlier?.point) found = interiorPoint(program, { elimination: earlier.elimination }, told);
    reached = found.reached;
    return found;
  };
}
