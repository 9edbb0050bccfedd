/**
 * From a linear problem and a mechanism to the integer parameters of kernel `ex-post`: efficient rules and affine
 * maximizers (and dictators without transfers), transfers none, groves and vcg.
 */
import type { AuditedAgent, Deviations, ExPostParameters } from '../../../kernels/ex-post/spec.ts';
import { VALUE_MAX } from '../../../kernels/linear/positions.ts';
import { addRanges, hull, sizeOf, widthOf, type Range } from '../../mechanism/range.ts';
import { addForms, dot, formRanges, restricted, weightedForm, type Form } from './forms.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { factsOf, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { profileSignalLaw, placedCoordinates } from './coordinates.ts';
import { addFunctionals, functionalError, multiplierReach, toFunctional, type CoordinateInfo } from './functional.ts';
import { drawnSupports, exPostRanges, type ExPostRanges } from './drawn-ranges.ts';
import { exPostBiases, type Biases } from './ex-post-bias.ts';
import { whyUneven } from './law-error.ts';
import { whyGeneral, type Unsupported } from './plan.ts';
import { listedTable } from './tables.ts';
import { chooseUnit } from './unit.ts';

export interface IntegerExPost {
  readonly parameters: ExPostParameters;
  readonly unit: number;
  /** Most that arithmetic moved a payoff by, given the choice. */
  readonly rounding: number;
  /** Bound on how far the probability of an event of whole profiles is from that under the true laws. */
  readonly lawError: number;
  readonly biases: Biases;
  /** Reports tried by the agent with most of them. */
  readonly reports: number;
  readonly ranges: ExPostRanges;
  /** The same of profiles that are drawn. */
  readonly drawn: ExPostRanges;
}

type Kind = AuditedAgent['transfer'];
type Signals = readonly (readonly number[])[];

/** An agent's forms over all coordinates. */
interface Audit {
  readonly agent: number;
  readonly value: Form;
  /** The others' weighted welfare and bonuses over her weight. */
  readonly others: Form;
  readonly counts: boolean;
  readonly valueRanges: readonly Range[];
  readonly paid: Range;
  readonly reports?: Signals;
}

/** `reports[i]`: own signal vectors of agent i to be tried in hindsight; absent or empty: none. */
export function integerExPost(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  reports: readonly (Signals | undefined)[],
): IntegerExPost | Unsupported {
  const general = whyGeneral(problem);
  if (general) return { unsupported: general };
  if (mechanism.strategies) return { unsupported: 'whole profiles of an indirect mechanism' };
  const kind = schemeOf(mechanism.transfers).wholeProfiles;
  if (!kind) return { unsupported: `${mechanism.transfers.kind} transfers in whole profiles` };
  const { maximised: weighing, dictated } = factsOf(mechanism.rule, problem.agents.length, problem.alternatives.length);
  if (!weighing) return { unsupported: `rule ${mechanism.rule.kind} does not maximise a weighted sum of values` };
  if (dictated && kind !== 'none') return { unsupported: `${kind} transfers for a dictator` };

  const laws = problem.signals.map(({ law }) => profileSignalLaw(law));
  const uneven = whyUneven(laws);
  if (uneven) return { unsupported: uneven };
  const { infos: coordinates, lawOf } = placedCoordinates(laws, problem.signals.map(({ owner }) => owner));
  const given = problem.valuations as LinearValuations;
  const valuations: LinearValuations = {
    ...given, coefficients: given.coefficients.map((rows) => rows.map((row) => lawOf.map((x) => row[x]!))),
  };
  const supports = coordinates.map(({ support }) => support);
  const objective = weightedForm(valuations, weighing.weights, weighing.bonuses);
  const welfare = weightedForm(valuations, problem.agents.map(() => 1));
  const audits = problem.agents.map((_, i) => auditOf(valuations, i, weighing, kind, supports, reports[i]));
  const forms = [objective, welfare, ...audits.flatMap(({ value, others }) => [value, others])];
  const errors = Math.max(...forms.map(functionalError));
  const sizes = forms.map((form) => Math.max(...formRanges(form, supports).map(sizeOf), multiplierReach(form, coordinates)));
  const payoffs = audits.map(({ valueRanges, paid }) => addRanges(hull(valueRanges), paid));
  const revenue = audits.reduce<Range>((sum, { paid }) => addRanges(sum, [0 - paid[1], 0 - paid[0]]), [0, 0]);
  const deviating = audits.map(({ agent, value, others, reports: tried = [] }) => {
    const within = problem.signals.map(({ owner }, d): Range =>
      (owner === agent ? hull([supports[d]!, ...tried.map((report) => reportedOf(problem, agent, d, report))]) : supports[d]!));
    const boxes = [...within, ...supports.slice(within.length)];
    return 2 * Math.max(...formRanges(value, boxes).map(sizeOf)) + widthOf(hull(formRanges(others, boxes)));
  });
  // Own parts by themselves, which constants may cancel: entries of tables.
  const tables = audits.flatMap(({ agent, value, others, reports: tried = [] }) => {
    const owned = problem.signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
    const size = (form: Form): number[] => restricted(form, owned, false).coefficients.map((row) =>
      tried.reduce((most, report) => Math.max(most, Math.abs(dot(row, report))), 0));
    return size(addForms(value, others)).map((both, k) => Math.max(both, size(value)[k]!, size(others)[k]!));
  });
  const chosen = chooseUnit(
    Math.max(...sizes, ...payoffs.map((range) => sizeOf(range) / 2), sizeOf(revenue) / 2, ...deviating.map((x) => x / 2)),
    4 * errors,
    [],
  );

  const unit = Math.max(chosen, Math.max(0, ...tables) / (VALUE_MAX - 16));

  const agents = audits.map((audit) => lowerAgent(audit, problem, coordinates, kind, unit));
  // Rounding can tip a near tie of the rule, whose objective is weighted, and each number of a payoff once more.
  const slack = Math.max(...weighing.weights.map((w) => (w > 0 ? 1 / w : 0)), 1);
  const tolerance = Math.ceil((2 * slack + 8) * errors + 8 + (dictated ? problem.alternatives.length : 0));
  const { biases, probability } = exPostBiases({
    laws, objective, welfare, audits, tie: 2 * errors * unit, off: tolerance * unit, kind,
    ranges: { welfare: hull(formRanges(welfare, supports)), revenue, payoffs },
  });
  return {
    parameters: {
      coordinates: laws.map(({ coordinate }) => coordinate),
      alternatives: problem.alternatives.length,
      objective: toFunctional(objective, coordinates, unit),
      welfare: toFunctional(welfare, coordinates, unit),
      agents,
      tolerance,
    },
    unit,
    rounding: 4 * errors * unit,
    lawError: probability,
    biases,
    reports: Math.max(0, ...reports.map((list) => list?.length ?? 0)),
    ranges: { welfare: hull(formRanges(welfare, supports)), revenue, payoffs },
    drawn: exPostRanges({ audits, welfare, kind, slack: tolerance * unit }, drawnSupports(coordinates, laws)),
  };
}

/** What a report says of coordinate d, which is the agent's. */
function reportedOf({ signals }: SocialChoiceProblem, agent: number, d: number, report: readonly number[]): Range {
  const x = report[signals.slice(0, d).filter(({ owner }) => owner === agent).length]!;
  return [x, x];
}

function auditOf(
  valuations: LinearValuations,
  agent: number,
  { weights, bonuses }: { weights: readonly number[]; bonuses: readonly number[] },
  kind: Kind,
  supports: readonly Range[],
  reports: Signals | undefined,
): Audit {
  const counts = weights[agent]! > 0;
  const scale = counts ? 1 / weights[agent]! : 1;
  const value = weightedForm(valuations, weights.map((_, j) => (j === agent ? 1 : 0)));
  const others = weightedForm(valuations, weights.map((w, j) => (j === agent ? 0 : w * scale)), bonuses.map((bonus) => bonus * scale));
  const welfare = hull(formRanges(others, supports));
  const paid: Range = kind === 'none' ? [0, 0] : kind === 'groves' ? welfare : [welfare[0] - welfare[1], 0];
  return {
    agent, value, others, counts, valueRanges: formRanges(value, supports), paid, ...(reports && reports.length > 0 && { reports })
  };
}

function lowerAgent(
  audit: Audit,
  problem: SocialChoiceProblem,
  coordinates: readonly CoordinateInfo[],
  transfer: Kind,
  unit: number,
): AuditedAgent {
  const deviations = audit.reports && lowerDeviations(audit, problem, coordinates, audit.reports, unit);
  return {
    value: toFunctional(audit.value, coordinates, unit), othersWelfare: toFunctional(audit.others, coordinates, unit), transfer,
    ...(deviations && { deviations })
  };
}

function lowerDeviations(
  { agent, value, others, counts }: Audit,
  { alternatives, signals }: SocialChoiceProblem,
  coordinates: readonly CoordinateInfo[],
  reports: Signals,
  unit: number,
): Deviations {
  const owned = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  const ownValue = restricted(value, owned, false);
  const ownOthers = restricted(others, owned, false);
  const keys = alternatives.map((_, k) =>
    [...ownValue.coefficients[k]!, ...ownOthers.coefficients[k]!].map((x) => (x === 0 ? '0' : x.toPrecision(12))).join(' '));
  const names = [...new Set(keys)];
  const members = names.map((name) => keys.indexOf(name));
  const tableOf = ({ coefficients }: Form): Int32Array =>
    listedTable(members.map((k) => reports.map((signal) => dot(coefficients[k]!, signal))), unit).entries;
  // Coefficients of the other coordinates only, or of the own only, over all of them: the kernel draws everybody.
  const masked = (form: Form, own: boolean): Form => ({
    constants: own ? form.constants.map(() => 0) : form.constants,
    coefficients: form.coefficients.map((row) => row.map((a, d) => ((coordinates[d]!.owner === agent) === own ? a : 0))),
  });
  const drawnOthers = toFunctional(masked(others, false), coordinates, unit);
  const drawnValue = toFunctional(masked(value, false), coordinates, unit);
  const reportValue = tableOf(ownValue);
  const reportOthers = tableOf(ownOthers);
  return {
    objective: counts ? addFunctionals(drawnOthers, drawnValue) : drawnOthers,
    othersWelfare: drawnOthers,
    ownValue: drawnValue,
    ownSignal: toFunctional(masked(value, true), coordinates, unit),
    reports: reports.length,
    classes: members.length,
    classOf: Int32Array.from(keys, (key) => names.indexOf(key)),
    reportObjective: counts ? reportValue.map((x, i) => x + reportOthers[i]!) : reportOthers,
    reportOthers,
  };
}
