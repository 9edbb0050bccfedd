/** `misreport status`: how far the shards of a plan are, from its files alone. */
import { EXIT } from '../errors.ts';
import { indexList, readPlan } from '../library/plan.ts';
import { JSON_OPTION } from '../study/options.ts';
import { readPlanLine } from './planned-study.ts';
import { statesOf } from './plan-states.ts';

export async function status(argv: readonly string[]): Promise<number> {
  const read = await readPlanLine(argv, {
    name: 'status', options: [JSON_OPTION],
    description: 'How far the shards of a plan are. Reads names of files and asks no scheduler.',
    examples: [['status results/plan-rate-double-auction-1a2b3c4d', 'which shards are done, begun and missing']],
  });
  if (read === undefined) return EXIT.done;
  const { given, line } = read;
  const plan = readPlan(given);
  const states = await statesOf(plan);
  const listed = {
    done: states.filter(({ done, profiles }) => done === profiles),
    begun: states.filter(({ done, profiles }) => done > 0 && done < profiles),
    missing: states.filter(({ done, profiles }) => done === 0 && profiles > 0),
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const [profiles, done] = [sum(states.map((state) => state.profiles)), sum(states.map((state) => state.done))];
  if (line.switches.has('json')) {
    const { configHash, shards, round, command, argv: planned } = plan;
    const lists = Object.fromEntries(Object.entries(listed).map(([name, list]) => [name, list.map(({ index }) => index)]));
    const study = { configHash, command: [command, ...planned] };
    const far = plan.studies === undefined ? { profiles, drawn: done } : { studies: profiles, finished: done };
    const listing = { schema: 'misreport.status/1', ...study, round, shards, ...far, ...lists };
    process.stdout.write(`${JSON.stringify(listing, undefined, 2)}\n`);
    return EXIT.done;
  }
  const rows = Object.entries(listed).filter(([, list]) => list.length > 0).map(([name, list]) =>
    `  ${name.padEnd(8)}${String(list.length).padStart(7)}: ${indexList(list.map(({ index }) => index))}`);
  const share = profiles === 0 ? 100 : Math.floor((100 * done) / profiles);
  process.stdout.write([
    `misreport ${plan.command} ${plan.argv.join(' ')}`,
    plan.studies === undefined
      ? `round ${plan.round}, ${plan.requests.length} requests, ${plan.shards} shards: ${share}% of ${profiles.toExponential(2)} profiles`
      : `${plan.shards} shards: ${done} of ${profiles} studies`,
    ...rows,
    listed.done.length === plan.shards ? `  misreport merge ${given}` : `  misreport submit ${given}   draws what is missing`,
  ].join('\n') + '\n');
  return EXIT.done;
}
