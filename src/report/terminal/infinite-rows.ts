/** What tables show in the place of rows that there are not. */
import type { Estimate, Point, ResultDocument } from '../../results/document.ts';
import { INFINITE } from '../../results/verdict.ts';
import { pointKey } from '../points.ts';

const placeOf = ({ agent, point }: { readonly agent: string; readonly point: Point }): string => `${agent} ${pointKey(point)}`;

/** All rows, with those of constants that a verdict says are infinite in the place that these have among others of agent and point. */
export function withInfinite({ verdicts, estimates }: ResultDocument): Estimate[] {
  const missing = verdicts.filter(({ id = '' }) => id in INFINITE).map(({ id, agent, point }): Estimate => ({
    quantity: INFINITE[id!]!, agent, point, estimate: Infinity, lower: Infinity, upper: Infinity, guarantee: 'continuum', profiles: 0,
    confidence: estimates.find((row) => row.agent === agent)?.confidence ?? 1,
  }));
  const first = (row: Estimate): Estimate | undefined => estimates.find((one) => placeOf(one) === placeOf(row));
  // The epsilon-IC constant stands behind the epsilon-LIC constant, where there is one.
  const behind = (row: Estimate): Estimate | undefined => (row.quantity === 'epsilonLic' ? undefined
    : estimates.find((one) => placeOf(one) === placeOf(row) && one.quantity === 'epsilonLic'));
  return [
    ...missing.filter((row) => first(row) === undefined),
    ...estimates.flatMap((row) => [
      ...missing.filter((one) => first(one) === row && behind(one) === undefined), row, ...missing.filter((one) => behind(one) === row),
    ]),
  ];
}
