/**
 * Whether a file proves that an auction is ex post incentive compatible, collects what it says, and that nothing collects more.
 * Against every lie, not only neighbouring ones; optimal by multipliers alone: where they are transfer neutral, any such auction
 * collects at most the sum over profiles of the highest generalised virtual value, or 0 (Brooks23; the dual of (P)).
 */
import { z } from 'zod';
import type { Auction, FiniteModel } from '../../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../../environment/finite/model.ts';
import { parseEnvironment } from '../../../environment/finite/parse.ts';
import { readTable } from '../../../environment/finite/tables.ts';
import { InputError } from '../../../errors.ts';
import { readAs } from '../../../input/check.ts';
import { parseRational, rationalText, ZERO, type Rational } from '../../../programs/rational.ts';
import { placeAfter, priorOver, walk } from './walk.ts';

const text = z.string();
const tables = z.record(text, z.unknown());
const shape = z.strictObject({
  schema: z.literal('misreport.auction/1'), revenue: text, parameters: z.record(text, text), environment: z.unknown(),
  allocation: tables, payments: tables, downward: tables, upward: tables, participation: tables,
});

/** `[agent][place]`. */
type Table = readonly (readonly Rational[])[];

interface Read {
  readonly model: FiniteModel & { readonly auction: Auction };
  readonly revenue: Rational;
  readonly allocation: Table;
  readonly payments: Table;
  readonly downward: Table;
  readonly upward: Table;
  readonly participation: Table;
}

/** Throws InputError naming the key that is wrong. */
function readAuction(given: unknown): Read {
  const file = readAs(shape, given);
  const values = new Map(Object.entries(file.parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(file.environment), values);
  requireEveryoneReports(model, 'environment.nature');
  if (model.auction === undefined) throw new InputError('environment', 'is no auction');
  const table = (key: 'allocation' | 'payments' | 'downward' | 'upward' | 'participation'): Table => model.agents.map(({ name }) => {
    if (!Object.hasOwn(file[key], name)) throw new InputError(key, `has no table of ${name}`);
    return readTable(file[key][name], model.agents, `${key}.${name}`, (cell, field) => parseRational(String(cell), field));
  });
  return {
    model: { ...model, auction: model.auction }, revenue: parseRational(file.revenue, 'revenue'),
    allocation: table('allocation'), payments: table('payments'), downward: table('downward'), upward: table('upward'),
    participation: table('participation'),
  };
}

const worth = ({ allocation, payments }: Read, agent: number, value: Rational, place: number): Rational =>
  value.mul(allocation[agent]![place]!).sub(payments[agent]![place]!);

const named = ({ model }: Read, agent: number, types: readonly number[]): string =>
  `${model.agents[agent]!.name} at (${types.map((type, i) => model.agents[i]!.types[type]).join(', ')})`;

function* auctionIncentives(read: Read): Generator<string> {
  const { model, allocation } = read;
  for (const [place, types] of walk(model).entries()) {
    const sold = allocation.reduce((sum, row) => sum.add(row[place]!), ZERO);
    if (sold.compare(1) > 0 || allocation.some((row) => row[place]!.compare(0) < 0))
      yield `the object at (${types.map((type, i) => model.agents[i]!.types[type]).join(', ')}) is sold with chance ${rationalText(sold)}`;
    for (const [agent, values] of model.auction.values.entries()) {
      const value = values[types[agent]!]!;
      const truth = worth(read, agent, value, place);
      if (truth.compare(0) < 0) yield `participation of ${named(read, agent, types)} fails: truth is worth ${rationalText(truth)}`;
      for (const report of values.keys()) {
        const lie = worth(read, agent, value, placeAfter(model, place, agent, report));
        if (lie.compare(truth) > 0)
          yield `truth of ${named(read, agent, types)} fails: report ${model.agents[agent]!.types[report]} is worth more`;
      }
    }
  }
}

/** A bidder's part of the dual at one place: what transfers leave over, which must be 0, and f times the generalised virtual value. */
function dualAt(
  { model, downward, upward, participation }: Read, prior: readonly Rational[], agent: number, types: readonly number[], place: number,
): {
  readonly left: Rational;
  readonly virtual: Rational;
} {
  const values = model.auction.values[agent]!;
  const mine = types[agent]!;
  const value = values[mine]!;
  let left = prior[place]!.sub(participation[agent]![place]!).sub(downward[agent]![place]!).sub(upward[agent]![place]!);
  let virtual = value.mul(participation[agent]![place]!.add(downward[agent]![place]!).add(upward[agent]![place]!));
  // Neighbours who might report my value: their constraints hold my allocation and payment against them.
  const neighbour = (type: number, multipliers: Table): void => {
    if (type < 0 || type >= values.length) return;
    const weight = multipliers[agent]![placeAfter(model, place, agent, type)]!;
    left = left.add(weight);
    virtual = virtual.sub(weight.mul(values[type]!));
  };
  neighbour(mine + 1, downward);
  neighbour(mine - 1, upward);
  return { left, virtual };
}

function* dualFaults(read: Read): Generator<string> {
  const { model, downward, upward, participation, revenue } = read;
  const prior = priorOver(model);
  let most = ZERO;
  for (const [place, types] of walk(model).entries()) {
    let best = ZERO;
    for (const agent of model.agents.keys()) {
      if ([downward, upward, participation].some((table) => table[agent]![place]!.compare(0) < 0))
        yield `a multiplier of ${named(read, agent, types)} is negative`;
      const last = model.auction.values[agent]!.length - 1;
      if ((types[agent] === 0 && downward[agent]![place]!.n !== 0n) || (types[agent] === last && upward[agent]![place]!.n !== 0n))
        yield `a multiplier of ${named(read, agent, types)} stands for no constraint`;
      const { left, virtual } = dualAt(read, prior, agent, types, place);
      if (left.n !== 0n) yield `multipliers of ${named(read, agent, types)} are not transfer neutral: ${rationalText(left)} is left over`;
      if (virtual.compare(best) > 0) best = virtual;
    }
    most = most.add(best);
  }
  if (most.compare(revenue) > 0)
    yield `the multipliers bound revenue by ${rationalText(most)}, which is more than ${rationalText(revenue)}`;
}

/** What is wrong with it, one line a fault; nothing where the file proves its statement. */
export function auctionFaults(given: unknown): string[] {
  const read = readAuction(given);
  const { model, payments, revenue } = read;
  const collected = priorOver(model).reduce(
    (sum, probability, place) => payments.reduce((total, row) => total.add(probability.mul(row[place]!)), sum), ZERO,
  );
  const total = collected.equals(revenue) ? [] : [`the auction collects ${rationalText(collected)}, and the file says `
    + `${rationalText(revenue)}`];
  return [...auctionIncentives(read), ...total, ...dualFaults(read)];
}
