/** Conditions on an agent's beliefs, whatever her values. */
import type { Side } from '../../environment/two-agent.ts';
import type { Solve } from '../../programs/solve.ts';
import { bilinearConditions, type Conditions } from './conditions.ts';
import { polynomialConditions } from './polynomial-conditions.ts';

export async function conditionsOf(side: Side, solve: Solve): Promise<Conditions> {
  const { value } = side;
  return value.kind === 'bilinear' ? bilinearConditions({ ...side, value }, solve) : polynomialConditions({ ...side, value });
}
