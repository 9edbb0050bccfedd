/** One line per scenario. */
import type { Scenario } from '../src/study/scenario.ts';
import { approximateEfficiencyScenario } from './approximate-efficiency/scenario.ts';
import { bidFunctionsScenario } from './bid-functions/scenario.ts';
import { beliefConditionsScenario } from './belief-conditions/scenario.ts';
import { bergemannMorrisScenario } from './bergemann-morris/scenario.ts';
import { bilateralTradeScenario } from './bilateral-trade/scenario.ts';
import { chungElyScenario } from './chung-ely/scenario.ts';
import { commonComponentScenario } from './common-component/scenario.ts';
import { congruenceScenario } from './congruence/scenario.ts';
import { crossingVirtualValuesScenario } from './crossing-virtual-values/scenario.ts';
import { doubleAuctionAmbiguityScenario } from './double-auction-ambiguity/scenario.ts';
import { doubleAuctionMechanismsScenario } from './double-auction-mechanisms/scenario.ts';
import { doubleAuctionScenario } from './double-auction/scenario.ts';
import { epsilonIcIsNotEnoughScenario } from './epsilon-ic-is-not-enough/scenario.ts';
import { equivalenceScenario } from './equivalence/scenario.ts';
import { exPostRevenueScenario } from './ex-post-revenue/scenario.ts';
import { finiteSurveyScenario } from './finite-survey/scenario.ts';
import { sideBetsScenario } from './side-bets/scenario.ts';
import { surveyAmountsScenario } from './survey-amounts/scenario.ts';
import { firstPriceScenario } from './first-price/scenario.ts';
import { genericImpossibilityScenario } from './generic-impossibility/scenario.ts';
import { guo141Scenario } from './guo-1-4-1/scenario.ts';
import { guo142Scenario } from './guo-1-4-2/scenario.ts';
import { guo151Scenario } from './guo-1-5-1/scenario.ts';
import { guo152Scenario } from './guo-1-5-2/scenario.ts';
import { guoA11Scenario } from './guo-a-1-1/scenario.ts';
import { interdependentAmbiguityScenario } from './interdependent-ambiguity/scenario.ts';
import { irrelevantInformationScenario } from './irrelevant-information/scenario.ts';
import { jmmzGridScenario } from './jmmz-grid/scenario.ts';
import { jmmzScenario } from './jmmz/scenario.ts';
import { learnedAuctionScenario } from './learned-auction/scenario.ts';
import { leastEpsilonScenario } from './least-epsilon/scenario.ts';
import { lemonsScenario } from './lemons/scenario.ts';
import { locallyRobustDeterministicScenario } from './locally-robust-deterministic/scenario.ts';
import { locallyRobustScenario } from './locally-robust/scenario.ts';
import { maximinCoreScenario } from './maximin-core/scenario.ts';
import { maximinValueScenario } from './maximin-value/scenario.ts';
import { modifiedVcgScenario } from './modified-vcg/scenario.ts';
import { monotoneRepairScenario } from './monotone-repair/scenario.ts';
import { multiObjectScenario } from './multi-object/scenario.ts';
import { myersonSatterthwaiteScenario } from './myerson-satterthwaite/scenario.ts';
import { noisyConcordanceScenario } from './noisy-concordance/scenario.ts';
import { otherAmbiguityScenario } from './other-ambiguity/scenario.ts';
import { pooledInformationScenario } from './pooled-information/scenario.ts';
import { privateSocialLociScenario } from './private-social-loci/scenario.ts';
import { publicGoodCoalitionsScenario } from './public-good-coalitions/scenario.ts';
import { publicGoodScenario } from './public-good/scenario.ts';
import { randomRevenueScenario } from './random-revenue/scenario.ts';
import { randomValuesScenario } from './random-values/scenario.ts';
import { richnessScenario } from './richness/scenario.ts';
import { secondBestScenario } from './second-best/scenario.ts';
import { singleObjectScenario } from './single-object/scenario.ts';
import { truthNotionsScenario } from './truth-notions/scenario.ts';
import { unitDemandScenario } from './unit-demand/scenario.ts';
import { weakCongruenceScenario } from './weak-congruence/scenario.ts';
import { worstCaseRuleScenario } from './worst-case-rule/scenario.ts';

export const scenarios: readonly Scenario[] = [
  doubleAuctionScenario,
  doubleAuctionMechanismsScenario,
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
  guo141Scenario,
  guo142Scenario,
  guo151Scenario,
  guo152Scenario,
  guoA11Scenario,
  otherAmbiguityScenario,
  beliefConditionsScenario,
  publicGoodCoalitionsScenario,
  pooledInformationScenario,
  worstCaseRuleScenario,
  exPostRevenueScenario,
  chungElyScenario,
  randomRevenueScenario,
  crossingVirtualValuesScenario,
  maximinCoreScenario,
  maximinValueScenario,
  sideBetsScenario,
  truthNotionsScenario,
  noisyConcordanceScenario,
  bergemannMorrisScenario,
  jmmzGridScenario,
  finiteSurveyScenario,
  surveyAmountsScenario,
  leastEpsilonScenario,
  myersonSatterthwaiteScenario,
  congruenceScenario,
  commonComponentScenario,
  privateSocialLociScenario,
  irrelevantInformationScenario,
  secondBestScenario,
  lemonsScenario,
  locallyRobustScenario,
  learnedAuctionScenario,
  bidFunctionsScenario,
  locallyRobustDeterministicScenario,
  genericImpossibilityScenario,
  randomValuesScenario,
  jmmzScenario,
];
