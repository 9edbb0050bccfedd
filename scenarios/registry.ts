/** One line per scenario. */
import type { Scenario } from '../src/study/scenario.ts';
import { approximateEfficiencyScenario } from './approximate-efficiency/scenario.ts';
import { bilateralTradeScenario } from './bilateral-trade/scenario.ts';
import { doubleAuctionAmbiguityScenario } from './double-auction-ambiguity/scenario.ts';
import { doubleAuctionScenario } from './double-auction/scenario.ts';
import { epsilonIcIsNotEnoughScenario } from './epsilon-ic-is-not-enough/scenario.ts';
import { equivalenceScenario } from './equivalence/scenario.ts';
import { firstPriceScenario } from './first-price/scenario.ts';
import { interdependentAmbiguityScenario } from './interdependent-ambiguity/scenario.ts';
import { modifiedVcgScenario } from './modified-vcg/scenario.ts';
import { monotoneRepairScenario } from './monotone-repair/scenario.ts';
import { multiObjectScenario } from './multi-object/scenario.ts';
import { publicGoodScenario } from './public-good/scenario.ts';
import { richnessScenario } from './richness/scenario.ts';
import { singleObjectScenario } from './single-object/scenario.ts';
import { unitDemandScenario } from './unit-demand/scenario.ts';
import { weakCongruenceScenario } from './weak-congruence/scenario.ts';

export const scenarios: readonly Scenario[] = [
  doubleAuctionScenario,
  doubleAuctionAmbiguityScenario,
  singleObjectScenario,
  bilateralTradeScenario,
  publicGoodScenario,
  firstPriceScenario,
  approximateEfficiencyScenario,
  modifiedVcgScenario,
  monotoneRepairScenario,
  multiObjectScenario,
  unitDemandScenario,
  weakCongruenceScenario,
  equivalenceScenario,
  interdependentAmbiguityScenario,
  epsilonIcIsNotEnoughScenario,
  richnessScenario,
];
