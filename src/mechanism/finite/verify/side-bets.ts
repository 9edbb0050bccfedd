/**
 * Whether a file `misreport.side-bets/1` holds bets beside an ex post auction that leave the seller no less anywhere and more under some
 * beliefs: money to a bidder does not move with her own report and is at most 1 either way, sums to at most 0 at every profile, is worth
 * at least 0 to every type by the beliefs of the file, and leaves over what the file says under the seller's prior.
 */
import { z } from 'zod';
import { modelAt } from '../../../environment/finite/model.ts';
import { parseEnvironment } from '../../../environment/finite/parse.ts';
import { readTable } from '../../../environment/finite/tables.ts';
import { InputError } from '../../../errors.ts';
import { readAs } from '../../../input/check.ts';
import { parseRational, rationalText, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { placeAfter, placed, priorOver, walk } from './walk.ts';

const text = z.string();
const shape = z.strictObject({
  schema: z.literal('misreport.side-bets/1'), added: text, parameters: z.record(text, text), environment: z.unknown(),
  bets: z.record(text, z.unknown()), beliefs: z.record(text, z.array(z.array(text))),
});

/** What the file states, and what is wrong with it, one line a fault. Throws InputError naming the key that is wrong. */
export function judgeSideBetsFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const values = new Map(Object.entries(file.parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(file.environment), values);
  if (model.auction === undefined) throw new InputError('environment', 'is no auction');
  const of = <T>(key: 'bets' | 'beliefs', tables: Readonly<Record<string, T>>, name: string): T => {
    if (!Object.hasOwn(tables, name)) throw new InputError(key, `has nothing of ${name}`);
    return tables[name]!;
  };
  const read = (cell: unknown, field: string): Rational => parseRational(String(cell), field);
  const bets = model.agents.map(({ name }) => readTable(of('bets', file.bets, name), model.agents, `bets.${name}`, read));
  const added = parseRational(file.added, 'added');
  const faults: string[] = [];
  const shown = (types: readonly number[]): string => `(${types.map((type, i) => model.agents[i]!.types[type]).join(', ')})`;
  for (const [place, types] of walk(model).entries()) {
    if (sum(bets.map((row) => row[place]!)).compare(0) > 0) faults.push(`the bets cost the seller money at ${shown(types)}`);
    for (const [agent, { name }] of model.agents.entries()) {
      const money = bets[agent]![place]!;
      if (money.abs().compare(1) > 0) faults.push(`money of ${name} at ${shown(types)} is more than 1`);
      if (!money.equals(bets[agent]![placeAfter(model, place, agent, 0)]!)) faults.push(`money of ${name} moves with her own report`);
    }
  }
  model.agents.forEach(({ name, types }, agent) => {
    const rows = of('beliefs', file.beliefs, name);
    const size = walk(model).length / types.length;
    if (rows.length !== types.length || rows.some((row) => row.length !== size))
      throw new InputError(`beliefs.${name}`, `must be ${types.length} lists of ${size} probabilities`);
    rows.forEach((row, type) => {
      const belief = row.map((one) => parseRational(one, `beliefs.${name}.${type}`));
      if (!sum(belief).equals(1) || belief.some((chance) => chance.compare(0) < 0))
        faults.push(`the belief of ${name} of value ${types[type]} is none`);
      const worth = sum([...placed(model, agent, type, belief)].map(([place, chance]) => chance.mul(bets[agent]![place]!)));
      if (worth.compare(0) < 0) faults.push(`${name} of value ${types[type]} refuses: they are worth ${rationalText(worth)} to her`);
    });
  });
  const left = priorOver(model).reduce((all, share, place) => bets.reduce((rest, row) => rest.sub(share.mul(row[place]!)), all), ZERO);
  if (!left.equals(added)) faults.push(`the bets leave over ${rationalText(left)}, and the file says ${rationalText(added)}`);
  if (left.compare(0) <= 0) faults.push('the bets leave nothing over');
  return { what: `side bets that add ${rationalText(added)} to what any ex post auction collects, and take nothing anywhere`, faults };
}
