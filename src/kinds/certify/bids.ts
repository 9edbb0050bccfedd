/** Bid functions as data: what each bidder loses by hers, over the continuum and without sampling. */
import type { Distribution } from '../../distributions/distribution.ts';
import { ATTITUDES, attitudeOf } from '../../mechanism/auctions/attitude.ts';
import { auctionNamed } from '../../mechanism/auctions/registry.ts';
import type { BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { bidLoss, type BidLoss } from '../../notions/bid-loss.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Estimate, Witness } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import { bidCertificate } from './bid-certificate.ts';

export interface BidsStudy {
  readonly kind: 'certify';
  readonly bids: {
    readonly name: string;
    /** A name of src/mechanism/auctions/registry.ts. */
    readonly auction: string;
    /** Of every bidder, two of them or more. */
    readonly strategies: readonly BidFunction[];
    /** SHA-256 of the file they were read from. */
    readonly hash?: string;
    /** Like objects, in auctions of several; default 1. */
    readonly units?: number;
    /** Objects that a bidder of several wants; default 1. Strategies have as many lists of bids. */
    readonly demand?: number;
    /** What a further object is worth, as a share of the one before; default 1. */
    readonly marginal?: number;
    /** What half a contract costs, as a share of the whole, in split awards; default 1/2. */
    readonly splitCost?: number;
    /** Exponent of bids, in contests; default 1. */
    readonly power?: number;
    /** What money is worth to bidders; default neutral. */
    readonly utility?: (typeof ATTITUDES)[number];
    readonly aversion?: number;
  };
  /** Of every bidder's value; on a bounded support from 0 on. */
  readonly laws: readonly Distribution[];
  /** Cells of the grids of bids and of types; default `cellsOf`. */
  readonly cells?: number;
}

/** Where nothing is asked for. */
const CELLS = 2 ** 16;

const bidderName = (bidder: number): string => `bidder ${bidder + 1}`;

export const biddersOfBids = ({ bids }: BidsStudy): string[] => bids.strategies.map((_, i) => bidderName(i));

/** Cells of the grids. */
export const cellsOf = ({ bids: { auction }, cells }: BidsStudy): number => cells ?? auctionNamed(auction).cells?.usual ?? CELLS;

/** Nothing is drawn. */
export const planBids = (point: SweepPoint<BidsStudy>): PlannedPoint => ({ cost: 1, study: (run) => studyBids(point, run) });

async function studyBids({ problem, values }: SweepPoint<BidsStudy>, run: Run): Promise<PointResult> {
  const { bids: { auction, strategies, name, units = 1, power = 1, marginal = 1, splitCost = 1 / 2, utility = 'neutral', aversion = 0 },
    laws } = problem;
  const cells = cellsOf(problem);
  const asked = {
    strategies, laws, cells, ...(units === 1 ? {} : { units }), ...(power === 1 ? {} : { power }),
    ...(marginal === 1 ? {} : { marginal }), ...(splitCost === 1 / 2 ? {} : { splitCost }),
    ...(utility === 'neutral' ? {} : { utility, aversion }),
  };
  const attitude = attitudeOf(utility, aversion);
  const point = { ...values, mechanism: name };
  const losses: BidLoss[] = [];
  for (const [i] of strategies.entries()) {
    if (run.signal?.aborted) break;
    run.progress(bidderName(i), i / strategies.length);
    const like = likeOf(problem, i);
    const loss = like < i ? losses[like]! : await run.draw({
      evaluation: 'bid-loss', parameters: { auction, ...asked, bidder: i },
      compute: async () => taken(
        run, bidLoss({ ...asked, auction: auctionNamed(auction), ...(attitude ? { attitude } : {}) }, i),
        { kind: `bid losses, ${auction}`, size: cells },
      ),
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
    notes: [
      ...rolesNote(auction),
      ...(auctionNamed(auction).awards ? ['values are costs, and revenue is less than 0 by what the buyer pays'] : []),
      ...(utility === 'neutral' ? [] : [UTILITY_NOTES[utility](aversion)]),
      ...(complete ? [] : ['interrupted: later bidders are missing']),
    ],
    estimates: [
      ...losses.flatMap(({ largest, mean, utility, least, witness }, i) => [
        row('epsilonIc', bidderName(i), largest, largest.lower > 0 ? witness : undefined), row('meanInterimRegret', bidderName(i), mean),
        row('exAnteUtility', bidderName(i), utility), row('interimIr', bidderName(i), least),
      ]),
      ...(complete ? [row('revenue', 'market', { estimate: total('estimate'), lower: total('lower'), upper: total('upper') })] : []),
    ],
  };
}

const UTILITY_NOTES = {
  crra: (aversion: number): string => `money x is worth x^${Number((1 - aversion).toPrecision(12))} to bidders, and less than 0 `
    + 'that much less: losses and utilities are in units of that',
  cara: (aversion: number): string => `money x is worth (1 - e^(-${aversion} x)) / ${aversion} to bidders: losses and utilities are in `
    + 'units of that, which is money for small amounts',
};

const rolesNote = (auction: string): string[] => {
  const { roles } = auctionNamed(auction);
  return roles ? [roles.map((role, i) => `bidder ${i + 1} is a ${role}`).join(', ')] : [];
};

/** The first bidder with the same part, the same law and the same bids, and so the same others. */
export const likeOf = ({ bids: { auction, strategies }, laws }: BidsStudy, i: number): number => {
  const { roles } = auctionNamed(auction);
  return strategies.findIndex((strategy, j) => j === i || (laws[j]!.text === laws[i]!.text && roles?.[j] === roles?.[i]
    && (strategy === strategies[i] || JSON.stringify(strategy) === JSON.stringify(strategies[i]))));
};
