/** What is said of learned auctions, held against certified ends. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView } from '../../src/study/scenario.ts';

const EXACT = 1e-12;
const FOUND_ABOVE = 1e-3;

const words = (rows: readonly Estimate[]): string =>
  rows.map(({ agent, lower, upper }) => `${agent}: [${Number(lower.toPrecision(3))}, ${Number(upper.toPrecision(3))}]`).join('; ');

function menusLeaveNothing(rows: readonly Estimate[]): Claim['status'] {
  if (rows.length === 0) return 'not-applicable';
  if (rows.some(({ lower }) => lower > EXACT)) return 'fail';
  return rows.every(({ upper }) => upper <= EXACT) ? 'pass' : 'undecided';
}

function trainingLeavesRegret(rows: readonly Estimate[]): Claim['status'] {
  if (rows.length === 0) return 'not-applicable';
  if (rows.every(({ lower }) => lower > FOUND_ABOVE)) return 'pass';
  return rows.some(({ upper }) => upper <= FOUND_ABOVE) ? 'fail' : 'undecided';
}

export function learnedAuctionClaims({ estimates }: ClaimView): Claim[] {
  const rows = (isMenu: boolean): Estimate[] => estimates.filter(({ quantity, point }) =>
    quantity === 'maximumExPostRegret' && (point.network === 'menu') === isMenu);
  const [menus, trained] = [rows(true), rows(false)];
  return [
    {
      id: 'menus-are-strategy-proof', text: 'Prices on which her bids have no influence leave a bidder nothing to gain at any profile',
      source: 'Hammond, Straightforward Individual Incentive Compatibility in Large Economies (1979)', status: menusLeaveNothing(menus),
      evidence: words(menus) || 'no such network',
    },
    {
      id: 'penalties-leave-regret',
        text: `A penalty on regret in training leaves profiles at which a report gains more than ${FOUND_ABOVE}`,
      source: 'Duetting et al. (2019), who report a mean of regrets that are lower bounds', status: trainingLeavesRegret(trained),
      evidence: words(trained) || 'no such network',
    },
  ];
}
