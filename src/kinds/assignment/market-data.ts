/** An assignment market as data. */
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import { asData } from '../data.ts';

/** Different laws once, and which of them each bidder has for each object; a single one stands for all. */
export function marketData({ bidders, objects, laws, dependence }: AssignmentMarket): Record<string, unknown> {
  const texts = [...new Set(laws.map(({ text }) => text))];
  const ofBidder = (i: number): string => laws.slice(i * objects, (i + 1) * objects).map(({ text }) => texts.indexOf(text)).join(' ');
  return {
    bidders, objects, laws: texts, ...(dependence ? { dependence: asData(dependence) } : {}),
    ...(texts.length === 1 ? {} : { lawOf: Array.from({ length: bidders }, (_, i) => ofBidder(i)) }),
  };
}
