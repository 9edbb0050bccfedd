/** The best an agent could have done in a profile, over a list of reports. */
import { classOrder, valueAt, type RowPool } from '../linear/pool.ts';
import type { AuditedAgent, Deviations } from './spec.ts';
import type { ProfileValues } from './values.ts';

/**
 * Returns the largest payoff over all reports in the present profile. Within a class the report's tables add the same to
 * every alternative, so one candidate a class is left: K + R C steps instead of R K.
 */
export function prepareHindsight(
  deviations: Deviations,
  transfer: AuditedAgent['transfer'],
  pool: RowPool,
  values: ProfileValues,
): () => number {
  const { classes, classOf, reports, reportObjective, reportOthers } = deviations;
  const { order, begins } = classOrder(classOf, classes);
  const objective = values.all(pool.pooled(deviations.objective));
  const othersFunctional = pool.pooled(deviations.othersWelfare);
  const ownValue = pool.pooled(deviations.ownValue);
  const ownSignal = pool.pooled(deviations.ownSignal);
  const others = transfer === 'vcg' ? values.all(othersFunctional) : undefined;
  /** Where reports do not enter the others' welfare its maximum is the same for all. */
  const externality = reportOthers.some((entry) => entry !== 0);
  const bestObjective = new Int32Array(classes);
  const bestWelfare = new Int32Array(classes);
  /** Payoff in a class but for what the report's tables add and the maximum of W. */
  const payoff = new Int32Array(classes);

  return () => {
    let mostWelfare = -Infinity;
    for (let c = 0; c < classes; c++) {
      let best = order[begins[c]!]!;
      for (let i = begins[c]! + 1; i < begins[c + 1]!; i++) if (objective[order[i]!]! > objective[best]!) best = order[i]!;
      bestObjective[c] = objective[best]!;
      payoff[c] = valueAt(ownValue, values.rows, best) + valueAt(ownSignal, values.rows, best) + (
        transfer === 'none' ? 0 : valueAt(othersFunctional, values.rows, best)
      );
      if (others === undefined) continue;
      let welfare = others[order[begins[c]!]!]!;
      for (let i = begins[c]! + 1; i < begins[c + 1]!; i++) if (others[order[i]!]! > welfare) welfare = others[order[i]!]!;
      bestWelfare[c] = welfare;
      if (welfare > mostWelfare) mostWelfare = welfare;
    }
    let most = -Infinity;
    for (let row = 0; row < reports * classes; row += classes) {
      let chosen = 0;
      let score = bestObjective[0]! + reportObjective[row]!;
      for (let c = 1; c < classes; c++) {
        const here = bestObjective[c]! + reportObjective[row + c]!;
        if (here > score) {
          score = here;
          chosen = c;
        }
      }
      let reached = payoff[chosen]!;
      if (transfer !== 'none') reached += reportOthers[row + chosen]!;
      if (others !== undefined) {
        if (externality) {
          mostWelfare = bestWelfare[0]! + reportOthers[row]!;
          for (let c = 1; c < classes; c++) mostWelfare = Math.max(mostWelfare, bestWelfare[c]! + reportOthers[row + c]!);
        }
        reached -= mostWelfare;
      }
      if (reached > most) most = reached;
    }
    return most;
  };
}
