/** One line per scenario. */
import type { Scenario } from '../src/scenario.ts';
import { doubleAuctionScenario } from './double-auction/scenario.ts';

export const scenarios: readonly Scenario[] = [doubleAuctionScenario];
