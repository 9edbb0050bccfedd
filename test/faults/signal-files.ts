/** Files of users that take long, or never come back. */
import { writeFileSync } from 'node:fs';

export const writeText = (path: string, text: string): void => writeFileSync(path, text);

/** Pays the square of the bid for a share that grows with it: proofs of it take all the boxes that they may have. */
export const STEEP_MECHANISM = `export default (bids: number[][]) => ({
  allocation: bids.map((own, i) => own.map((bid, j) => {
    const other = bids[1 - i]![j]!;
    return bid / (0.25 + bid + other);
  })),
  payments: bids.map((own) => own.reduce((sum, bid) => sum + 0.4 * bid * bid, 0)),
});
`;

export const HANGING_MECHANISM = `export default (bids: number[][]) => {
  let most = 0;
  while (most < 1) most += bids[0]![0]! * 0;
  return { allocation: bids.map((own) => own.map(() => 0.1)), payments: bids.map(() => 0) };
};
`;

export const HANGING_SCENARIO = `export default {
  name: 'hangs', title: 'Never returns', description: 'A loop without an end.', source: 'A test', parameters: {}, size: () => 1,
  environment() {
    let count = 0;
    while (count >= 0) count = (count + 1) % 7;
    return {};
  },
  primaryAgent: () => 'agent 1',
};
`;

/** Three bidders' common bids on a grid of [0, 1], somewhat above the equilibrium's. */
export function writeBids(path: string): void {
  const rows = Array.from({ length: 33 }, (_, k) => `${k / 32},${(k / 32) * 0.7}`);
  writeFileSync(path, `value,bid\n${rows.join('\n')}\n`);
}
