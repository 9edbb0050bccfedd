/** How far the shards of a plan are. */
import { shardStates, type OpenPlan, type ShardState } from '../library/plan.ts';
import { planLedger } from './planned-study.ts';

/** Of every shard, from the plan's files: names of what was drawn, or finished studies of a reproduction. */
export async function statesOf(plan: OpenPlan): Promise<readonly ShardState[]> {
  if (plan.studies === undefined) return shardStates(plan, planLedger(plan.folder, undefined, 'read'));
  return (await import('./reproduce-plan.ts')).reproductionStates(plan);
}
