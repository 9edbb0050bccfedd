/**
 * Whether an allocation is in the maximin core: at any types of its members a coalition that could do better would pass, in weights that
 * are all positive, what prices and shares of pieces allow it.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { rationalText, sign, type Rational } from '../../programs/rational.ts';
import { affordable, boundOf, product, read, readGroup, worth, type Economy } from './core-parts.ts';

interface Support {
  readonly members: Readonly<Record<string, string>>;
  readonly weights: readonly string[];
  readonly prices: readonly string[];
  readonly shares: readonly (readonly string[])[];
}

/** All lists of numbers below the counts, the last turning fastest. */
const lists = (counts: readonly number[]): number[][] =>
  counts.reduce<number[][]>((all, count) => all.flatMap((start) => Array.from({ length: count }, (_, k) => [...start, k])), [[]]);

/** What is wrong; empty where no coalition blocks. `allocation` is by profile, in the order of tables, and agent. */
export function allocationFaults(
  model: FiniteModel, economy: Economy, allocation: readonly (readonly (readonly string[])[])[], supports: readonly Support[],
): string[] {
  const counts = model.agents.map(({ types }) => types.length);
  const profiles = lists(counts);
  const bundles = allocation.map((rows, profile) => rows.map((row, agent) => read(row, `allocation.${profile}.${agent}`)));
  const everyone = { agents: [...counts.keys()], types: counts.map(() => 0) };
  if (bundles.length !== profiles.length || bundles.some((rows) => !affordable(economy, everyone, rows)))
    return ['the allocation does not hand out, at every profile, what there is'];
  const utility = (agent: number, type: number): Rational => profiles.flatMap((types, profile) =>
    (types[agent] === type ? [worth(economy, agent, type, bundles[profile]![agent]!)] : []))
    .reduce((least, value) => (value.compare(least) < 0 ? value : least));
  const faults: string[] = [];
  const held = new Set<string>();
  for (const [k, { members, weights, prices, shares }] of supports.entries()) {
    const group = readGroup(model, members, `supports.${k}.members`);
    const wanted = read(weights, `supports.${k}.weights`);
    const bound = boundOf(economy, group, wanted, read(prices, `supports.${k}.prices`),
      shares.map((row) => read(row, `supports.${k}.shares`)));
    const got = product(wanted, group.agents.map((agent, j) => utility(agent, group.types[j]!)));
    if (typeof bound === 'string') faults.push(`supports.${k} ${bound}`);
    else if (wanted.some((weight) => sign(weight) <= 0)) faults.push(`supports.${k}: a weight is not positive`);
    else if (bound.compare(got) > 0)
      faults.push(`supports.${k}: the coalition might get ${rationalText(bound)}, and has ${rationalText(got)}`);
    else held.add(group.agents.map((agent, j) => `${agent}:${group.types[j]}`).sort().join());
  }
  for (const chosen of lists(counts.map((count) => count + 1))) {
    const group = chosen.flatMap((type, agent) => (type === 0 ? [] : [`${agent}:${type - 1}`]));
    if (group.length > 0 && !held.has(group.join()))
      faults.push(`nothing says that {${group.map((pair) => {
        const [agent, type] = pair.split(':').map(Number) as [number, number];
        return `${model.agents[agent]!.name} ${model.agents[agent]!.types[type]}`;
      }).join(', ')}} does not block`);
  }
  return faults;
}
