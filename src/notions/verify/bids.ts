/**
 * Whether a file `misreport.bids/1` proves what it claims: that no type of a bidder gains more than `epsilonIc` by any bid other than the
 * table's, and types on average no more than `meanInterimRegret`, in an auction of one object.
 *
 * Shares no code with what writes the file (src/notions/bid-loss.ts); laws have their own formulas. Between neighbours b_m and b_m+1
 * of the list of bids a bid wins with a chance between G(b_m) and G(b_m+1 -), G the law of the highest other bid.
 * What the best bid is worth is convex in the type, so between neighbours of the list of types it lies below a chord. What is checked:
 *
 *     best[k] >= every bid's worth to types[k],   worth[k] <= the own bid's,   loss[k] >= the chord less the own bids' worth between,
 *     epsilonIc >= best[k] - worth[k] and loss[k],   meanInterimRegret >= the sum of loss[k] times the chance of the types between.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readAs } from '../../input/check.ts';
import { bidOf, Market, type Reading, type Strategy } from './bid-market.ts';
import { readContest } from './contest.ts';
import { checkedLaw, type CheckedLaw } from './laws.ts';
import { LOCAL_RULES, readLocal, type LocalRule } from './local-market.ts';
import { dearerOf, readSplit } from './split-market.ts';
import { bidsEachOf, UnitMarket, type UnitStrategy } from './unit-market.ts';

const numbers = z.array(z.number()).min(2);
const boxes = z.strictObject({
  bids: numbers, types: numbers, best: numbers, worth: numbers, loss: z.array(z.number()).min(1), every: z.number().int().min(1).optional(),
  lattice: z.number().int().min(1).max(2 ** 20).optional(),
});
const claims = z.strictObject({ epsilonIc: z.number(), meanInterimRegret: z.number() });

const shape = z.strictObject({
  schema: z.literal('misreport.bids/1'),
  auction: z.enum(['first-price', 'second-price', 'all-pay', 'discriminatory', 'uniform-price', 'tullock', 'split-award', ...LOCAL_RULES]),
  units: z.number().int().min(1).optional(),
  marginal: z.number().min(0).max(1).optional(),
  power: z.number().positive().optional(),
  splitCost: z.number().positive().max(1).optional(),
  table: z.strictObject({ name: z.string(), hash: z.string().optional() }),
  laws: z.array(z.string()).min(2),
  strategies: z.array(z.strictObject({ values: numbers, bids: numbers, further: z.array(numbers).max(7).optional() })).min(2).max(32),
  bidders: z.array(z.union([
    z.strictObject({ boxes, claims }),
    z.strictObject({ like: z.number().int().min(0) }),
    // A global bidder who bids her value, which nothing is better than.
    z.strictObject({ dominant: z.literal(true), claims }),
  ])),
  seal: z.string(),
});

type File = z.infer<typeof shape>;
type Boxes = z.infer<typeof boxes>;

/** Of the largest value or bid: what double precision and the order of sums may differ by. */
const TOLERANCE = 2e-12;

/** SHA-256 of everything but the seal, as JSON in the order in which the file has it. */
function sealOf(given: object): string {
  const content = Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'seal'));
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const rises = (list: readonly number[]): boolean => list.every((x, k) => k === 0 || x > list[k - 1]!);

const isLocal = (auction: string): auction is LocalRule => (LOCAL_RULES as readonly string[]).includes(auction);

/** Auctions whose bids are cells of an even grid. */
const isEven = (auction: string): boolean => auction === 'tullock' || isLocal(auction);

const asksOf = (strategy: UnitStrategy): readonly [Strategy, Strategy] => bidsEachOf(strategy) as [Strategy, Strategy];

function strategyFaults(strategy: UnitStrategy, { low, high }: CheckedLaw, j: number, split: boolean): string[] {
  const place = `strategies[${j}]`;
  const { values } = strategy;
  const lists = bidsEachOf(strategy).map(({ bids }) => bids);
  const uneven = lists.find((bids) => bids.length !== values.length);
  if (uneven) return [`${place} has ${values.length} values and ${uneven.length} bids`];
  return [
    ...(rises(values) ? [] : [`${place}.values do not increase`]),
    ...(lists.every((bids) => bids.every((b, k) => b >= (bids[k - 1] ?? 0))) ? [] : [`${place}.bids fall, or are below 0`]),
    ...(split || lists.every((bids, n) => n === 0 || bids.every((b, k) => b <= lists[n - 1]![k]!)) ? []
      : [`${place}.further bids are above those before`]),
    ...(split && dearerOf(asksOf(strategy)).bids.some((d, k, all) => k > 0 && d < all[k - 1]! - TOLERANCE * lists[0]!.at(-1)!)
      ? [`${place}: what the whole is asked for beyond a half falls`] : []),
    ...(values[0]! <= low && values.at(-1)! >= high ? [] : [`${place}.values do not cover the law`]),
  ];
}

/** Whether the bids of the list are those between whose neighbours bounds hold. */
function bidFaults({ auction, strategies }: File, { bids, lattice }: Boxes, laws: readonly CheckedLaw[], i: number): string[] {
  const place = `bidders[${i}].boxes`;
  const topOf = (j: number): number => Math.max(laws[j]!.high, bidOf(strategies[j]!, laws[j]!.high));
  if (auction === 'split-award') {
    return [
      ...(lattice !== undefined && bids.length === 2 && bids[0] === 0 && bids[1]! >= strategies[1 - i]!.bids.at(-1)! ? []
        : [`${place}.bids are not the ends of a lattice of all that the other supplier asks for the whole`]),
    ];
  }
  if (isEven(auction)) {
    const most = Math.max(...(isLocal(auction) ? [0, 1] : [i]).map(topOf));
    const even = bids.every((b, k) => Math.abs(b - k * bids[1]!) <= TOLERANCE * bids.at(-1)!);
    return even && bids[0] === 0 && bids.at(-1)! >= most * (1 - TOLERANCE) ? []
      : [`${place}.bids are no even cells from 0 to all values and bids`];
  }
  const tried = new Set(bids);
  return tried.has(0) && strategies.flatMap(bidsEachOf).every((one) => one.bids.every((b) => b === 0 || tried.has(b))) ? []
    : [`${place}.bids lack 0 or a bid of the table`];
}

/** The lists must have every corner, or the bounds between neighbours are none. */
function listFaults(file: File, boxes: Boxes, laws: readonly CheckedLaw[], i: number): string[] {
  const place = `bidders[${i}].boxes`;
  const { bids, types, best, worth, loss } = boxes;
  const law = laws[i]!;
  const told = new Set(types);
  return [
    ...(isLocal(file.auction) && i > 1 ? [`bidders[${i}] is a global bidder, of whom bids of their values alone are checked`] : []),
    ...(best.length === types.length && worth.length === types.length && loss.length === types.length - 1 ? []
      : [`${place} has not one entry for every type`]),
    ...(rises(bids) ? [] : [`${place}.bids do not increase`]), ...(rises(types) ? [] : [`${place}.types do not increase`]),
    ...bidFaults(file, boxes, laws, i),
    ...(types[0] === law.low && types.at(-1) === law.high ? [] : [`${place}.types do not span the law`]),
    ...(file.strategies[i]!.values.every((v) => v <= law.low || v >= law.high || told.has(v)) ? []
      : [`${place}.types lack a value of the table`]),
  ];
}

interface Proof {
  readonly boxes: Boxes;
  readonly claims: z.infer<typeof claims>;
}

/** By the auction. */
function readingOf({ auction, units, marginal = 1, power = 1, splitCost = 1 / 2, strategies }: File, laws: readonly CheckedLaw[],
  { bids, types, best, every = 1, lattice = 1 }: Boxes, i: number): Reading {
  if (auction === 'discriminatory' || auction === 'uniform-price') {
    return new UnitMarket({ auction, units: units!, marginal, strategies }, laws, i, bids).read(types, every);
  }
  if (auction === 'tullock') return readContest({ power, strategies }, laws, i, bids, types);
  if (auction === 'split-award') {
    return readSplit({ splitCost, asks: strategies.map(asksOf) }, laws, i, { cells: lattice, end: bids[1]!, every }, types, best);
  }
  if (isLocal(auction)) return readLocal(auction, strategies, laws, i, bids, types);
  return new Market({ auction, strategies }, laws, i, bids).read(strategies[i]!, types);
}

/** How many objects there are, how many bids each makes where there are several, and how many bid. */
function rulesFaults({ auction, units, marginal, power, splitCost, strategies }: File): string[] {
  const each = strategies.map((strategy) => bidsEachOf(strategy).length);
  const of = (keys: Readonly<Record<string, unknown>>, count: number, bidders = strategies.length): string[] =>
    (Object.values(keys).every((value) => value === undefined) && each.every((own) => own === count) && strategies.length === bidders ? []
      : [`a ${auction} auction is of ${bidders} bidders with ${count === 1 ? 'one bid' : `${count} bids`} each, without `
        + Object.keys(keys).join(', ')]);
  if (auction === 'split-award') return of({ units, marginal, power }, 2, 2);
  if (auction === 'tullock') return of({ units, marginal, splitCost }, 1);
  if (isLocal(auction)) return of({ units, marginal, power, splitCost }, 1, 3);
  if (auction !== 'discriminatory' && auction !== 'uniform-price') return of({ units, marginal, power, splitCost }, 1);
  return units !== undefined && power === undefined && splitCost === undefined && each.every((count) => count === each[0])
    && units >= each[0]! && units < each[0]! * strategies.length ? []
    : ['units must be as many as a bidder bids on or more, and fewer than all bid on'];
}

function proofFaults(file: File, laws: readonly CheckedLaw[], { boxes, claims: claimed }: Proof, i: number): string[] {
  const { bids, types, best, worth, loss } = boxes;
  const place = `bidders[${i}]`;
  const tolerance = TOLERANCE * Math.max(laws[i]!.high, bids.at(-1)!);
  const reading = readingOf(file, laws, boxes, i);
  const faults: string[] = [];
  types.forEach((_, k) => {
    const [most, has] = [reading.most[k]!, reading.has(k)];
    if (best[k]! < most - tolerance) faults.push(`${place}.boxes.best[${k}] is ${best[k]}, and a bid is worth ${most}`);
    if (worth[k]! > has + tolerance) faults.push(`${place}.boxes.worth[${k}] is ${worth[k]}, and the bid of the table is worth ${has}`);
  });
  const losses = loss.map((given, k) => {
    const [v, next] = [types[k]!, types[k + 1]!];
    const needed = Math.max(0, reading.needs(k, [best[k]!, best[k + 1]!]));
    if (given < needed - tolerance) faults.push(`${place}.boxes.loss[${k}] is ${given}, and types between may lose ${needed}`);
    return given * (laws[i]!.chance(next) - laws[i]!.chance(v));
  });
  const epsilon = types.reduce((largest, _, k) => Math.max(largest, best[k]! - worth[k]!, loss[k] ?? 0), 0) + 4 * tolerance;
  const mean = losses.reduce((sum, part) => sum + part, 0) + 4 * tolerance;
  if (!(claimed.epsilonIc >= epsilon)) {
    faults.push(`${place}.claims.epsilonIc is ${claimed.epsilonIc}, and ${epsilon} follows from the boxes`);
  }
  if (!(claimed.meanInterimRegret >= mean)) {
    faults.push(`${place}.claims.meanInterimRegret is ${claimed.meanInterimRegret}, and ${mean} follows from the boxes`);
  }
  return faults;
}

function faultsOf(given: unknown, file: File): string[] {
  const { strategies, bidders, seal } = file;
  const sealed = sealOf(given as object) === seal ? [] : ['the seal is not that of the content'];
  if (file.laws.length !== strategies.length || bidders.length !== strategies.length) {
    return [...sealed, `${strategies.length} strategies, ${file.laws.length} laws and ${bidders.length} proofs`];
  }
  const laws = file.laws.map(checkedLaw);
  const unknown = laws.findIndex((law) => law === undefined || law.low < 0);
  if (unknown >= 0) return [...sealed, `laws[${unknown}]: ${file.laws[unknown]} is no law from 0 on that is checked`];
  const known = laws as CheckedLaw[];
  const strange = [
    ...rulesFaults(file),
    ...strategies.flatMap((strategy, j) => strategyFaults(strategy, known[j]!, j, file.auction === 'split-award')),
  ];
  if (strange.length > 0) return [...sealed, ...strange];
  const odd = bidders.flatMap((bidder, i) => {
    if ('boxes' in bidder) return listFaults(file, bidder.boxes, known, i);
    return 'like' in bidder ? likeFaults(file, bidder.like, i) : dominantFaults(file, bidder.claims, i);
  });
  if (odd.length > 0) return [...sealed, ...odd];
  return [...sealed, ...bidders.flatMap((bidder, i) => ('boxes' in bidder ? proofFaults(file, known, bidder, i) : []))];
}

/** A global bidder who bids her value: what she wins costs what the others bid, whatever she bids. */
function dominantFaults({ auction, strategies }: File, { epsilonIc, meanInterimRegret }: z.infer<typeof claims>, i: number): string[] {
  const { values, bids } = strategies[i]!;
  return isLocal(auction) && i === 2 && values.every((v, k) => v === bids[k]) && epsilonIc >= 0 && meanInterimRegret >= 0 ? []
    : [`bidders[${i}] is no global bidder who bids her value`];
}

/** A bidder like another has the same law and bids, and so the same others. */
function likeFaults({ auction, bidders, laws, strategies }: File, like: number, i: number): string[] {
  const other = bidders[like];
  const same = other !== undefined && !(isLocal(auction) && i > 1) && 'boxes' in other && laws[like] === laws[i]
    && JSON.stringify(strategies[like]) === JSON.stringify(strategies[i]);
  return same ? [] : [`bidders[${i}] is not like bidder ${like + 1}`];
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeBidsFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { auction, units } = file;
  const stated = file.bidders.flatMap((bidder, i) =>
    ('claims' in bidder ? [`${bidder.claims.epsilonIc.toPrecision(6)} (bidder ${i + 1})`] : []));
  return {
    what: `in a ${auction}${auction === 'tullock' ? ' contest' : ' auction'}${units === undefined ? '' : ` of ${units}`} no type `
      + `loses more by the bids of table ${file.table.name} than ${stated.join(', ')}`,
    faults: faultsOf(given, file),
  };
}
