/**
 * What holds of every outcome by how the graph is put together, whatever its numbers: amounts that are shares of one softmax or sparsemax,
 * and payments that are shares of what the bidder's own bids say she gets, as in RegretNet (Duetting et al. 2019, section 4).
 *
 *     shares       entries of a line lie each between 0 and an own member of one group of a softmax or sparsemax: they add up to 1 at most
 *     no loss      a payment is a sum of products of which each has the factors of one amount and of its bid, another object for each
 *                  product, and beyond them only factors in [0, 1]: with bids from 0 on it is at most what the amounts are worth
 */
import type { Graph } from '../../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { tapeOf } from '../../../kernels/network/tape.ts';

export interface Construction {
  /** Whether these entries of the amounts add up to 1 at most. */
  areShares(entries: readonly number[]): boolean;
  /** Whether this entry of the amounts is never below 0. */
  isNonnegative(entry: number): boolean;
  /** Whether the bidder never pays less than 0, nor more than what she gets is worth by her own bids. */
  paysShare(bidder: number): boolean;
}

/** An entry of a node. */
type Place = readonly [node: number, entry: number];
const nameOf = ([node, entry]: Place): string => `${node}:${entry}`;

/** Factors of all products of a sum together: more are not looked at. */
const FACTORS_MAX = 4096;

type Term = readonly string[];

/** Of bids in [low, high]. */
export function constructionOf({ graph, bidders, objects, result }: NetworkMechanism, low: Float64Array, high: Float64Array): Construction {
  if (result.kind === 'menu') return { areShares: () => false, isNonnegative: () => false, paysShare: () => false };
  const reader = readerOf(graph, low, high);
  const amount = (c: number): Place => [result.amounts, c];
  const bid = (c: number): string => nameOf([0, c]);
  const isNonnegative = (c: number): boolean => reader.isNonnegative(amount(c));
  return {
    isNonnegative,
    areShares: (entries) => entries.every(isNonnegative) && reader.inOneGroup(entries.map(amount)),
    paysShare(bidder) {
      if (bidder >= bidders) return false;
      const own = Array.from({ length: objects }, (_, j) => bidder * objects + j);
      const terms = reader.termsOf([result.payments, bidder]);
      if (!terms || !own.every((c) => low[c]! >= 0 && isNonnegative(c))) return false;
      const worth = own.map((c) => [bid(c), ...(reader.termsOf(amount(c))?.[0] ?? [nameOf(amount(c))])]);
      const single = own.every((c) => (reader.termsOf(amount(c))?.length ?? 1) === 1);
      const objectsOf = terms.map((term) => worth.findIndex((factors) => isShareOf(term, factors, reader.isShare)));
      return single && objectsOf.every((j, n) => j >= 0 && objectsOf.indexOf(j) === n);
    },
  };
}

/** Whether the product has the factors, and beyond them shares alone. */
function isShareOf(term: Term, factors: Term, isShare: (name: string) => boolean): boolean {
  const rest = [...term];
  for (const factor of factors) {
    const at = rest.indexOf(factor);
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return rest.every(isShare);
}

/** Each place is looked at once: nodes may read one another many times over. */
function once<T>(of: (place: Place) => T): (place: Place) => T {
  const known = new Map<string, T>();
  return (place) => {
    const name = nameOf(place);
    if (!known.has(name)) known.set(name, of(place));
    return known.get(name)!;
  };
}

interface Reader {
  isNonnegative(place: Place): boolean;
  isShare(name: string): boolean;
  inOneGroup(places: readonly Place[]): boolean;
  /** Names of the factors of every product of the sum that the entry is; undefined where they are too many. */
  termsOf(place: Place): readonly Term[] | undefined;
}

function readerOf(graph: Graph, low: Float64Array, high: Float64Array): Reader {
  const tape = tapeOf(graph, low.length);
  low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
  tape.enclose();
  const isSimplex = (op: string): boolean => op === 'softmax' || op === 'sparsemax';
  /** What the entry reads, where that is an entry of each input. */
  const partsOf = ([n, entry]: Place): readonly Place[] => {
    const node = graph[n]!;
    if (node.op === 'gather') return [[node.of[node.source[entry]!]!, node.index[entry]!]];
    if (node.op === 'pair') return [[node.of[0], node.left[entry]!], [node.of[1], node.right[entry]!]];
    if (node.op === 'map' || node.op === 'scale') return [[node.of, entry]];
    if (node.op !== 'reduce') return [];
    const first = Math.floor(entry / node.inner) * node.length * node.inner + (entry % node.inner);
    return Array.from({ length: node.length }, (_, k) => [node.of, first + k * node.inner]);
  };
  const isNonnegative = once((place: Place): boolean => {
    const [n, entry] = place;
    const node = graph[n]!;
    if (tape.cells[n]!.low[entry]! >= 0 || isSimplex(node.op)) return true;
    if (node.op === 'map') return node.by === 'sigmoid' || node.by === 'softplus' || (node.by === 'leaky' && node.leak === 0);
    if (node.op === 'scale') return node.factor >= 0 && node.shift >= 0 && partsOf(place).every(isNonnegative);
    const parts = partsOf(place);
    if (node.op === 'pair' && node.by === 'subtract') return false;
    if ((node.op === 'pair' || node.op === 'reduce') && node.by === 'maximum') return parts.some(isNonnegative);
    return parts.length > 0 && parts.every(isNonnegative);
  });
  const isShare = once((place: Place): boolean => {
    const [n, entry] = place;
    const node = graph[n]!;
    if (isSimplex(node.op) || (node.op === 'map' && node.by === 'sigmoid')) return true;
    if (node.op === 'gather' || (node.op === 'pair' && node.by === 'multiply')) return partsOf(place).every(isShare);
    return isNonnegative(place) && tape.cells[n]!.high[entry]! <= 1;
  });
  /** Members of groups, `node:group` to entry, that the entry, which is not below 0, does not exceed. */
  const membersOf = once((place: Place): ReadonlyMap<string, number> => {
    const [n, entry] = place;
    const node = graph[n]!;
    if (node.op === 'softmax' || node.op === 'sparsemax') {
      return new Map([[`${n}:${Math.floor(entry / (node.length * node.inner))}:${entry % node.inner}`, entry]]);
    }
    const parts = partsOf(place);
    if (node.op === 'gather') return membersOf(parts[0]!);
    if (node.op !== 'pair') return new Map();
    const [left, right] = parts as [Place, Place];
    if (node.by === 'minimum') return new Map([...membersOf(left), ...membersOf(right)]);
    if (node.by !== 'multiply') return new Map();
    return new Map([...(isShare(right) ? membersOf(left) : []), ...(isShare(left) ? membersOf(right) : [])]);
  });
  const termsOf = once((place: Place): readonly Term[] | undefined => {
    const [n] = place;
    const node = graph[n]!;
    const parts = partsOf(place);
    if (node.op === 'gather') return termsOf(parts[0]!);
    const isSum = (node.op === 'reduce' && node.by === 'sum') || (node.op === 'pair' && node.by === 'add');
    const isProduct = node.op === 'pair' && node.by === 'multiply';
    if (!isSum && !isProduct) return [[nameOf(place)]];
    let all: readonly Term[] = isSum ? [] : [[]];
    for (const part of parts) {
      const terms = termsOf(part);
      const factors = (list: readonly Term[]): number => list.reduce((sum, { length }) => sum + 1 + length, 0);
      if (!terms || (isSum ? factors(all) + factors(terms) : factors(all) * factors(terms)) > FACTORS_MAX) return undefined;
      all = isSum ? [...all, ...terms] : all.flatMap((one) => terms.map((other) => [...one, ...other]));
    }
    return all;
  });
  return {
    isNonnegative, termsOf,
    isShare: (name) => isShare(name.split(':').map(Number) as unknown as Place),
    inOneGroup(places) {
      const members = places.map(membersOf);
      return [...(members[0]?.keys() ?? [])].some((group) => {
        const entries = members.map((known) => known.get(group));
        return entries.every((entry) => entry !== undefined) && new Set(entries).size === entries.length;
      });
    },
  };
}
