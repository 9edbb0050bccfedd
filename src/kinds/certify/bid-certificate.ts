/** What is proved of bid functions as a file that src/notions/verify checks without the code that made it. */
import { createHash } from 'node:crypto';
import type { Distribution } from '../../distributions/distribution.ts';
import type { BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../mechanism/auctions/registry.ts';
import { bidLoss, type BidBoxes } from '../../notions/bid-loss.ts';
import { atOnce } from '../../run/turns.ts';
import { checkedLaw } from '../../notions/verify/laws.ts';
import { lawless } from './regret-claims.ts';

const SEVERAL: readonly string[] = ['discriminatory', 'uniform-price'];
/** Points of lists, so that files stay within what `misreport verify` reads. */
const POINTS_MAX = 2 ** 18;

interface Certified {
  readonly bids: { readonly name: string; readonly auction: string; readonly strategies: readonly BidFunction[]; readonly hash?: string;
    readonly utility?: string; readonly units?: number; readonly marginal?: number; readonly power?: number; readonly splitCost?: number };
  readonly laws: readonly Distribution[];
  readonly cells: number;
}

/** A global bidder who bids her values. */
const isDominant = ({ auction, strategies }: Certified['bids'], bidder: number): boolean =>
  bidder === auctionNamed(auction).roles?.indexOf('global bidder')
  && strategies[bidder]!.values.every((value, k) => value === strategies[bidder]!.bids[k]);

/** Why there is no file: laws, attitudes to risk and global bidders without a formula of the check, and too long lists. */
export function whyNoBidFile({ bids, laws, cells }: Certified, likeOf: (bidder: number) => number): string | undefined {
  const { auction, strategies, utility = 'neutral' } = bids;
  const global = auctionNamed(auction).roles?.indexOf('global bidder');
  if (global !== undefined && !isDominant(bids, global)) return 'bids of a global bidder are checked where they are her values';
  if (utility !== 'neutral') return 'bids are checked of bidders to whom money is worth what it is';
  const atoms = laws.find((law) => law.atoms?.length);
  if (atoms) return `${atoms.text} has points of positive probability, and files are about laws with a density, where nobody ties`;
  const unknown = laws.find(({ text }) => checkedLaw(text) === undefined);
  if (unknown) return lawless(unknown);
  const points = strategies.reduce((sum, { values }, i) => sum + (likeOf(i) === i ? 2 * (cells + values.length) : 0), 0);
  return points > POINTS_MAX ? `${points} points are too many for a file; --cells asks for fewer` : undefined;
}

/** The file, or why there is none. */
export function bidCertificate(certified: Certified, likeOf: (bidder: number) => number): Readonly<Record<string, unknown>> | string {
  const why = whyNoBidFile(certified, likeOf);
  if (why !== undefined) return why;
  const { bids, laws, cells } = certified;
  const { name, auction, strategies, hash, units = 1, marginal = 1, power = 1, splitCost = 1 / 2 } = bids;
  const { asks, awards } = auctionNamed(auction);
  const proofOf = (bidder: number): object => {
    const like = likeOf(bidder);
    if (like !== bidder) return { like };
    let made: BidBoxes | undefined;
    const problem = { auction: auctionNamed(auction), strategies, laws, cells, units, marginal, power, splitCost };
    const { largest, mean } = atOnce(bidLoss(problem, bidder, (boxes) => { made = boxes; }));
    const claims = { epsilonIc: largest.upper, meanInterimRegret: mean.upper };
    if (isDominant(bids, bidder)) return { dominant: true, claims };
    const { bids: listed, types, best, worth, loss, every = 1, lattice } = made!;
    return {
      boxes: {
        bids: [...listed], types: [...types], best, worth, loss, ...(every === 1 ? {} : { every }),
        ...(lattice === undefined ? {} : { lattice }),
      },
      claims,
    };
  };
  const content = {
    schema: 'misreport.bids/1', auction, ...(SEVERAL.includes(auction) ? { units, marginal } : {}),
    ...(asks === 'power' ? { power } : {}), ...(awards ? { splitCost } : {}),
    table: { name, ...(hash === undefined ? {} : { hash }) }, laws: laws.map(({ text }) => text),
    strategies: strategies.map(({ values, bids, further }) => ({
      values: [...values], bids: [...bids], ...(further ? { further: further.map((list) => [...list]) } : {}),
    })),
    bidders: strategies.map((_, i) => proofOf(i)),
  };
  return { ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}
