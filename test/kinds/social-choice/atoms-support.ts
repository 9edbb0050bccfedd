/** What tests of laws with atoms share. */
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import type { Estimate } from '../../../src/results/document.ts';

export const law = (text: string) => parseDistribution(text, 'law');

/** The efficient rule with these transfers, named after them. */
export const mechanism = (transfers: TransferScheme): Mechanism => ({ name: transfers.kind, rule: { kind: 'efficient' }, transfers });

/** The row of one agent under one mechanism. */
export const row = (rows: readonly Estimate[], quantity: string, agent: string, name: string): Estimate =>
  rows.find((one) => one.quantity === quantity && one.agent === agent && one.point.mechanism === name)!;
