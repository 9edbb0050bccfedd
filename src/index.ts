/**
 * The public interface: everything a scenario file or a program of one's own needs.
 *
 *     import { study } from 'misreport';
 *     const document = await study({ scenario: 'double-auction', traders: [2, 4, 8], precision: 0.02 });
 */
export { METRICS, type AmbiguityQuestion, type BeliefSet, type Metric, type Prior } from './beliefs/belief-set.ts';
export { dilate, erode } from './beliefs/erode.ts';
export { bestExpectation, worstExpectation } from './beliefs/worst-case.ts';
export { worstBelief } from './beliefs/worst-belief.ts';
export type { Distribution } from './distributions/distribution.ts';
export { parseDistribution } from './distributions/parse.ts';
export { doubleAuction, TRADERS_MAX, type DoubleAuction } from './environment/double-auction.ts';
export type { FiniteEnvironment, FiniteModel } from './environment/finite/environment.ts';
export { modelAt } from './environment/finite/model.ts';
export { parseEnvironment, parseEnvironmentText } from './environment/finite/parse.ts';
export { solveAssignment, type Assignment } from './environment/assignment.ts';
export type { AssignmentMarket } from './environment/assignment-market.ts';
export { bilateralTrade } from './environment/bilateral-trade.ts';
export { multiObject } from './environment/multi-object.ts';
export { formulaValues, type FormulaValuations, type FormulaValues } from './environment/formula-values.ts';
export { polynomialValues, type PolynomialValuations, type PolynomialValues } from './environment/polynomial-values.ts';
export type { Polynomial, Term } from './environment/polynomial.ts';
export { publicGood } from './environment/public-good.ts';
export { singleObject } from './environment/single-object.ts';
export { valueTable } from './environment/table.ts';
export type {
  Dependence, GeneralValuations, LinearValuations, SignalCoordinate, SocialChoiceProblem, Valuations, ValueStructure,
} from './environment/social-choice.ts';
export type { ChoiceRule, Mechanism, Strategy, TransferScheme } from './mechanism/mechanism.ts';
export {
  bestOf, extract, implement, type FiniteMechanism, type Optimum, type Verdict as FiniteVerdict,
} from './mechanism/finite/design.ts';
export { ambiguousCoalitionalMechanism, type AmbiguousMessage } from './mechanism/finite/canonical/ambiguous-coalitional.ts';
export { winnerTakesAllMechanism } from './mechanism/finite/canonical/winner-takes-all.ts';
export { robustCoalitionalMechanism, type CanonicalMessage } from './mechanism/finite/canonical/robust-coalitional.ts';
export { typeSpaceOf, type TypeSpace } from './environment/finite/type-space.ts';
export { ruleSetOf, type RuleSet } from './notions/finite/ambiguous/social-choice-set.ts';
export { badOutcome, type BadOutcome } from './notions/finite/bad-outcome.ts';
export {
  ambiguousCanonicalDeviation, canonicalDeviation, cappedAmbiguousMechanism, cappedMechanism, cappedWinnerMechanism, winnerDeviation,
  type CappedQuestion, type WinnerQuestion,
} from './notions/finite/canonical-equilibrium.ts';
export type { Balance, DesignQuestion, Transfers } from './mechanism/finite/question.ts';
export { ProgramBuilder, type Program, type Solution } from './programs/program.ts';
export { parseRational, rational, rationalText, type Rational } from './programs/rational.ts';
export { solveProgram } from './programs/solve.ts';
export type { NetworkMechanism } from '../kernels/network/mechanism.ts';
export { functionMechanism, type MechanismFunction } from './mechanism/function/read-mechanism.ts';
export { compileNetwork } from './mechanism/network/compile.ts';
export { readNetwork, type Network } from './mechanism/network/read-network.ts';
export { withReserves } from './mechanism/rules/efficient-with-reserves.ts';
export {
  assignmentMarket, type AssignmentMechanism, type AssignmentPayments, type AssignmentStudy,
} from './kinds/assignment/study-point.ts';
export type { BidsStudy } from './kinds/certify/bids.ts';
export type { CertifyStudy, FunctionStudy, NetworkStudy } from './kinds/certify/problem.ts';
export type { FiniteQuestion, FiniteStudy } from './kinds/finite/study-point.ts';
export { socialChoice, type SocialChoiceStudy } from './kinds/social-choice/study-point.ts';
export type {
  Device, DeviceChoice, DeviceDescription, DeviceName, DrawOptions, DrawOptions as RunOptions, KernelDraws, KernelDraws as JobOutcome,
  KernelRequest, KernelRequest as Job,
} from './engine/device.ts';
export { DEVICE_CHOICES } from './engine/device.ts';
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tfjs } from '../kernels/tensors.ts';
export { openDevice } from './engine/open-device.ts';
export { DeviceError, DeviceUnavailableError, EXIT, InputError, MisreportError, OutputError } from './errors.ts';
export type {
  Agent, Claim, Curve, Estimate, Fit, Guarantee, Point, Reference, ResultDocument, Surface, Verdict, WorstBelief,
} from './results/document.ts';
export {
  lieOf, type BindingConstraint, type BindingWitness, type BoundaryWitness, type MenuWitness, type RandomValues, type RowWitness,
  type RuleWitness, type TieWitness, type ValuesWitness, type Witness, type WitnessWalk,
} from './results/witness.ts';
export {
  defineScenario, type ClaimView, type Parameter, type ParameterValue, type ParameterValues, type Scenario, type StudyPoint,
} from './study/scenario.ts';
export { replicated } from './study/replicated.ts';
export { SAMPLER_CHOICES, type SamplerChoice, type StudyConfiguration, type StudyHooks } from './study/configuration.ts';
export { configurationHash } from './study/configuration-hash.ts';
export { study, type StudyCallHooks, type StudyOptions } from './library/study.ts';
export type { PartialConfiguration } from './study/check-configuration.ts';
export { runStudy } from './study/study.ts';
export { drawAll, figuresOf, type DrawingOptions } from './report/figures/index.ts';
export type { DrawnFigure, Figure } from './report/figures/figure.ts';
export type { LookOptions } from './report/figures/look.ts';
export { paperTables, type PaperColumn, type PaperTable } from './report/tables/paper.ts';
export { tablesOf, type Cell, type Field, type Table } from './report/tables/index.ts';
export { renderHtml } from './report/formats/html.ts';
export { renderTables } from './report/terminal/table.ts';
export { writeResults, type WriteOptions } from './report/write.ts';
export type { OutputFormat, Theme } from './results/output-formats.ts';
export { packageVersion } from './version.ts';
export { scenarios } from '../scenarios/registry.ts';
