/** What is proved of bid functions as a file that src/notions/verify checks without the code that made it. */
import { createHash } from 'node:crypto';
import type { Distribution } from '../../distributions/distribution.ts';
import type { BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../mechanism/auctions/registry.ts';
import { bidLoss, type BidBoxes } from '../../notions/bid-loss.ts';
import { atOnce } from '../../run/turns.ts';
import { checkedLaw } from '../../notions/verify/laws.ts';

const SEVERAL: readonly string[] = ['discriminatory', 'uniform-price'];
/** Points of lists, so that files stay within what `misreport verify` reads. */
const POINTS_MAX = 2 ** 18;

interface Certified {
  readonly bids: { readonly name: string; readonly auction: string; readonly strategies: readonly BidFunction[]; readonly hash?: string;
    readonly utility?: string; readonly units?: number; readonly marginal?: number; readonly power?: number; readonly splitCost?: number };
  readonly laws: readonly Distribution[];
  readonly cells: number;
}

/** The file, or why there is none: laws, attitudes to risk and global bidders without a formula of the check, and too long lists. */
export function bidCertificate(
  { bids: { name, auction, strategies, hash, utility = 'neutral', units = 1, marginal = 1, power = 1, splitCost = 1 / 2 }, laws, cells
  }: Certified,
  likeOf: (bidder: number) => number,
): Readonly<Record<string, unknown>> | string {
  const points = strategies.reduce((sum, { values }, i) => sum + (likeOf(i) === i ? 2 * (cells + values.length) : 0), 0);
  const { asks, awards, roles } = auctionNamed(auction);
  const global = roles?.indexOf('global bidder');
  const dominant = (bidder: number): boolean =>
    bidder === global && strategies[bidder]!.values.every((value, k) => value === strategies[bidder]!.bids[k]);
  if (global !== undefined && !dominant(global)) return 'bids of a global bidder are checked where they are her values';
  if (utility !== 'neutral') return 'bids are checked of bidders to whom money is worth what it is';
  const unknown = laws.find(({ text }) => checkedLaw(text) === undefined);
  if (unknown) return `${unknown.text} is no law with a formula of the check (docs/certify.md)`;
  if (points > POINTS_MAX) return `${points} points are too many for a file; --cells asks for fewer`;
  const proofOf = (bidder: number): object => {
    const like = likeOf(bidder);
    if (like !== bidder) return { like };
    let made: BidBoxes | undefined;
    const problem = { auction: auctionNamed(auction), strategies, laws, cells, units, marginal, power, splitCost };
    const { largest, mean } = atOnce(bidLoss(problem, bidder, (boxes) => { made = boxes; }));
    const claims = { epsilonIc: largest.upper, meanInterimRegret: mean.upper };
    if (dominant(bidder)) return { dominant: true, claims };
    const { bids, types, best, worth, loss, every = 1, lattice } = made!;
    return {
      boxes: {
        bids: [...bids], types: [...types], best, worth, loss, ...(every === 1 ? {} : { every }),
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
