/** Bid functions as data: what each bidder loses by hers, over the continuum and without sampling. */
import { requireLaw } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { quote } from '../../input/quote.ts';
import { isText } from '../../input/shape.ts';
import { AUCTIONS, auctionNamed } from '../../mechanism/auctions/registry.ts';
import type { BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { bidLoss, type BidLoss } from '../../notions/bid-loss.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Estimate, Witness } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import { bidCertificate } from './bid-certificate.ts';

export interface BidsStudy {
  readonly kind: 'certify';
  readonly bids: {
    readonly name: string;
    /** `first-price`, `second-price` or `all-pay`. */
    readonly auction: string;
    /** Of every bidder, two of them or more. */
    readonly strategies: readonly BidFunction[];
    /** SHA-256 of the file they were read from. */
    readonly hash?: string;
  };
  /** Of every bidder's value; on a bounded support from 0 on. */
  readonly laws: readonly Distribution[];
  /** Cells of the grids of bids and of types; default 65,536. */
  readonly cells?: number;
}

export const CELLS = 2 ** 16;
const CELLS_MAX = 2 ** 22;
const BIDDERS_MAX = 32;

const bidderName = (bidder: number): string => `bidder ${bidder + 1}`;

export const biddersOfBids = ({ bids }: BidsStudy): string[] => bids.strategies.map((_, i) => bidderName(i));

function validateStrategy(field: string, strategy: unknown): void {
  const { values, bids } = (strategy ?? {}) as Partial<BidFunction>;
  const areNumbers = (list: unknown): list is number[] => Array.isArray(list) && list.every((x) => Number.isFinite(x));
  if (!areNumbers(values) || !areNumbers(bids) || values.length !== bids.length || values.length < 2) {
    throw new InputError(field, 'must have values and bids, lists of as many numbers, two or more');
  }
  if (values.some((value, k) => k > 0 && !(value > values[k - 1]!))) throw new InputError(field, 'values must increase');
  if (bids.some((bid, k) => bid < (bids[k - 1] ?? 0))) throw new InputError(field, 'bids must be at least 0 and must not fall');
}

/** Outside its table nothing is known of a bid function. */
export function requireCovered(field: string, { text, support: [low, high] }: Distribution, { values }: BidFunction): void {
  const [first, last] = [values[0]!, values.at(-1)!];
  if (low >= first && high <= last) return;
  throw new InputError(field, `must lie within the values that have bids, from ${first} to ${last}, got ${text}`);
}

export function validateBids(study: BidsStudy): void {
  const { bids, laws, cells } = study;
  if (bids === null || typeof bids !== 'object') throw new InputError('bids', 'must be an object with name, auction and strategies');
  if (!isText(bids.name)) throw new InputError('bids.name', 'must be a text');
  if (!AUCTIONS.some(({ name }) => name === bids.auction)) {
    throw new InputError('bids.auction',
      `must be one of ${AUCTIONS.map(({ name }) => name).join(', ')}, got ${quote(String(bids.auction))}`);
  }
  const count = Array.isArray(bids.strategies) ? bids.strategies.length : 0;
  if (count < 2 || count > BIDDERS_MAX) {
    throw new InputError('bids.strategies', `must be a list of 2 to ${BIDDERS_MAX} bid functions, one a bidder`);
  }
  bids.strategies.forEach((strategy, i) => validateStrategy(`bids.strategies[${i}]`, strategy));
  if (!Array.isArray(laws) || laws.length !== count) throw new InputError('laws', `must be ${count} laws, one a bidder`);
  (laws as readonly Distribution[]).forEach((law, i) => {
    requireLaw(`laws[${i}]`, law, { atoms: true });
    if (!(law.support[0] >= 0 && Number.isFinite(law.support[1]))) {
      throw new InputError(`laws[${i}]`, `needs a bounded support from 0 on, got ${law.text}`);
    }
    requireCovered(`laws[${i}]`, law, bids.strategies[i]!);
  });
  if (cells !== undefined && !(Number.isInteger(cells) && cells >= 16 && cells <= CELLS_MAX)) {
    throw new InputError('cells', `must be a whole number from 16 to ${CELLS_MAX}, got ${quote(String(cells))}`);
  }
}

/** Nothing is drawn. */
export const planBids = (point: SweepPoint<BidsStudy>): PlannedPoint => ({ cost: 1, study: (run) => studyBids(point, run) });

async function studyBids({ problem, values }: SweepPoint<BidsStudy>, run: Run): Promise<PointResult> {
  const { bids: { auction, strategies, name }, laws, cells = CELLS } = problem;
  const point = { ...values, mechanism: name };
  const losses: BidLoss[] = [];
  for (const [i] of strategies.entries()) {
    if (run.signal?.aborted) break;
    run.progress(bidderName(i), i / strategies.length);
    const like = likeOf(problem, i);
    const loss = like < i ? losses[like]! : await run.draw({
      evaluation: 'bid-loss', parameters: { auction, strategies, laws, cells, bidder: i },
      compute: async () => inTurns(bidLoss({ auction: auctionNamed(auction), strategies, laws, cells }, i), run.signal),
    });
    if (loss === undefined) break;
    losses.push(loss);
  }
  const row = (quantity: string, agent: string, { estimate, lower, upper }: Interval, witness?: Witness): Estimate => ({
    quantity, agent, point, estimate, lower, upper, confidence: 1, guarantee: 'continuum', profiles: 0,
    basis: `cells of bids and of types, ${cells} of each: nothing is drawn`, ...(witness ? { witness } : {}),
  });
  const complete = losses.length === strategies.length;
  if (complete) {
    run.prove(`bids-${name.replace(/[^\w-]+/g, '-')}`, () => bidCertificate({ ...problem, cells }, (i) => likeOf(problem, i)));
  }
  const total = (side: keyof Interval): number => losses.reduce((sum, { payment }) => sum + payment[side], 0);
  return {
    samplers: [], curves: [], surfaces: [], verdicts: [], complete,
    notes: complete ? [] : ['interrupted: later bidders are missing'],
    estimates: [
      ...losses.flatMap(({ largest, mean, utility, least, witness }, i) => [
        row('epsilonIc', bidderName(i), largest, largest.lower > 0 ? witness : undefined), row('meanInterimRegret', bidderName(i), mean),
        row('exAnteUtility', bidderName(i), utility), row('interimIr', bidderName(i), least),
      ]),
      ...(complete ? [row('revenue', 'market', { estimate: total('estimate'), lower: total('lower'), upper: total('upper') })] : []),
    ],
  };
}

/** The first bidder with the same law and the same bids, and so the same others. */
const likeOf = ({ bids: { strategies }, laws }: BidsStudy, i: number): number => strategies.findIndex((strategy, j) => j === i
  || (laws[j]!.text === laws[i]!.text && (strategy === strategies[i] || JSON.stringify(strategy) === JSON.stringify(strategies[i]))));
