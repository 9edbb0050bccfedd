/**
 * From a linear problem, a mechanism and an agent's question to the integer parameters of kernel `interim`.
 *
 * The agent's objective is the rule's divided by her weight: her value plus the others' weighted welfare (and bonuses). In
 * integers, too, the objective is exactly the sum of the two, so that with private values a VCG truth-teller maximises
 * what she is paid, draw by draw.
 */
import type { InterimMechanism, InterimParameters } from '../../../kernels/interim/spec.ts';
import type { Functional } from '../../../kernels/linear/positions.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { InterimQuestion } from '../interim-sums.ts';
import { boundsOf, type Bounds } from './bounds.ts';
import { integerBidLaw, integerSignalLaw, placedCoordinates } from './coordinates.ts';
import { cutsOf } from './cuts.ts';
import type { Range } from '../../mechanism/range.ts';
import { dot, type Form } from './forms.ts';
import { addFunctionals, functionalError, multiplierReach, toFunctional, zeroFunctional } from './functional.ts';
import { interimForms, type CoreForms, type InterimForms } from './interim-forms.ts';
import { lawError, objectiveForm, whyUneven, type Objective } from './law-error.ts';
import { isUnsupported, planInterim, type Core, type Unsupported } from './plan.ts';
import { lineTable, listedTable, type Table } from './tables.ts';
import { chooseUnit } from './unit.ts';

export interface IntegerInterim {
  readonly parameters: InterimParameters;
  /** [R, C] own value of each type in each class, finer than units, in which slopes of narrow supports would be lost. */
  readonly typeValue: Float64Array;
  /** Value of one money unit. */
  readonly unit: number;
  /** Bound on |payoff - payoff of the same choice in real numbers at the middles of the positions|, in value. */
  readonly rounding: number;
  /** Bound on how far the probability of any choice is from that under the true laws of the others. */
  readonly lawError: number;
  /** Bound on how far the mean of a payoff or of a gain is from that under the true laws, as a share of its range. */
  readonly lawShare: number;
  readonly gainRange: Range;
  readonly truthRange: Range;
  /** What payments are larger by than those of the parameters; the range holds it. */
  readonly level: number;
}

/** `fine`: whether laws may take 2^28 positions, and be cut where what lies beyond makes no difference. */
export function integerInterim(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  fine = true,
): IntegerInterim | Unsupported {
  const owned = coordinatesOf(problem, question.agent);
  question.reports.forEach((report, r) => {
    if (report.length !== owned.length || !report.every(Number.isFinite)) {
      throw new InputError(`reports[${r}]`, `must be ${owned.length} finite numbers, one for each own coordinate`);
    }
  });
  const plan = planInterim(problem, mechanism, question);
  if (isUnsupported(plan)) return plan;
  const others = problem.signals.flatMap((signal, d) => (signal.owner === question.agent ? [] : [{ ...signal, d }]));
  const cuts = fine ? cutsOf(problem, plan, question, others.map(({ d }) => d)) : [];
  const laws = others.map(({ owner, law }, x) =>
    (mechanism.strategies && !plan.main.paying
      ? integerBidLaw(law, mechanism.strategies[owner]!, cuts[x])
      : integerSignalLaw(law, fine, cuts[x])));
  const uneven = whyUneven(laws);
  if (uneven) return { unsupported: uneven };
  const { infos, lawOf } = placedCoordinates(laws, others.map(({ owner }) => owner));
  const forms = interimForms(problem, plan, question, owned, lawOf.map((x) => others[x]!.d), infos, mechanism.strategies !== undefined);
  const bounds = boundsOf(forms);
  const { objectives, ...parts } = integerise(forms, bounds, laws.map(({ coordinate }) => coordinate));
  // A gain is made of the choice at the report and at the truth; insured, of the base's too, with what the others would get.
  const { probability, share } = lawError(laws, objectives, forms.classOf, forms.base ? 6 : 2);
  return { ...parts, lawError: probability, lawShare: share };
}

function integerise(
  forms: InterimForms,
  bounds: Bounds,
  coordinates: InterimParameters['coordinates'],
): Omit<IntegerInterim, 'lawError' | 'lawShare'> & { readonly objectives: readonly Objective[] } {
  const { question, drawnValue, ownValue, members, classOf, main, base } = forms;
  const { reports } = question;
  const cores = base ? [main, base] : [main];
  const errors = cores.reduce((sum, { drawn }) => sum + functionalError(drawn), 2 * functionalError(drawnValue));
  const reach = Math.max(
    bounds.reach,
    ...[drawnValue, ...cores.map(({ drawn }) => drawn)].map((form) => multiplierReach(form, forms.coordinates))
  );
  const line = question.line && reports.length > 1;
  const change = line ? (reports.at(-1)![0]! - reports[0]![0]!) / (reports.length - 1) : 0;
  const slopes = line
    ? [ownValue, ...cores.map(({ own }) => own)].flatMap(({ coefficients }) => members.map((k) => coefficients[k]![0]! * change))
    : [];
  // Along a line a step's rounding adds up: half a unit for each report, in the table of a value and in that of an objective.
  const unit = chooseUnit(reach, errors, slopes, reports.length);

  const tableOf = ({ coefficients }: Form, signals: readonly (readonly number[])[]): Table =>
    (line ? lineTable(members.map((k) => coefficients[k]![0]!), signals.map(([x]) => x!), unit) : undefined)
    ?? listedTable(members.map((k) => signals.map((signal) => dot(coefficients[k]!, signal))), unit);
  const typeValue = tableOf(ownValue, reports);
  const value = toFunctional(drawnValue, forms.coordinates, unit);
  const lowered = cores.map((one) => lowerCore(one, forms, value, typeValue, tableOf, unit));
  const [first, second] = lowered;
  const onLine = typeValue.line && lowered.every(({ objective }) => objective.line);
  const insured = second !== undefined;
  const paying = second ?? first!;
  const rounding = unit * ((insured ? 3 : 1) * typeValue.error + functionalError(drawnValue) + paying.error + bounds.crossingError(unit));
  const pad = rounding;
  const { level = 0 } = cores.at(-1)!.core;
  const objectives = cores.map(({ drawn, counts }, i): Objective => ({
    form: objectiveForm(drawn, drawnValue, counts),
    tie: 2 * unit * (functionalError(drawn) + (counts ? functionalError(drawnValue) : classOf.length) + lowered[i]!.objective.error),
  }));
  return {
    objectives,
    typeValue: fineValues(members.map((k) => ownValue.coefficients[k]!), reports, unit),
    parameters: {
      coordinates,
      alternatives: classOf.length,
      classes: members.length,
      classOf,
      reports: reports.length,
      typeValue: typeValue.entries,
      // Choices do not depend on it: what is zero need not be added up.
      ownValue: question.choicesAlone ? zeroFunctional(classOf.length) : value,
      mechanism: first!.mechanism,
      ...(second && { base: second.mechanism }),
      ...(onLine && {
        line: {
          objectiveStart: first!.objective.line!.start, objectiveStep: first!.objective.line!.step,
          valueStart: typeValue.line!.start, valueStep: typeValue.line!.step,
          ...(second && { baseObjectiveStart: second.objective.line!.start, baseObjectiveStep: second.objective.line!.step }),
        },
      }),
      paired: Int32Array.from(question.paired),
      groupSize: question.groupSize,
    },
    unit,
    rounding,
    gainRange: [bounds.gain[0] - 2 * pad, bounds.gainNever ? 0 : bounds.gain[1] + 2 * pad],
    truthRange: [level + bounds.truth[0] - pad, level + bounds.truth[1] + pad],
    level,
  };
}

/** Bits of a unit that are kept of values on the host. */
const KEPT_BITS = 16;

/** [R, C], to a power of two so small that narrow supports keep their slopes: sums and differences that are equal on paper stay so. */
function fineValues(coefficients: Form['coefficients'], reports: readonly (readonly number[])[], unit: number): Float64Array {
  const quantum = 2 ** (Math.floor(Math.log2(unit)) - KEPT_BITS);
  return Float64Array.from(reports.flatMap((signal) => coefficients.map((row) => Math.round(dot(row, signal) / quantum) * quantum)));
}

interface IntegerCore {
  readonly mechanism: InterimMechanism;
  readonly objective: Table;
  /** Units by which the transfer may be off, given the choice. */
  readonly error: number;
}

function lowerCore(
  { core, counts, drawn, own }: CoreForms,
  forms: InterimForms,
  value: Functional,
  typeValue: Table,
  tableOf: (form: Form, signals: Core['acted']) => Table,
  unit: number,
): IntegerCore {
  const { coordinates, members, classOf, ownValue, question } = forms;
  const welfare = toFunctional(drawn, coordinates, unit);
  const others = tableOf(own, core.acted);
  const acted = core.acted === question.reports ? typeValue : tableOf(ownValue, core.acted);
  const objective = counts ? sumTables(acted, others) : others;
  const paysWelfare = core.transfer === 'groves' || core.transfer === 'vcg';
  const payments = core.table && listedTable(members.map((k) => (core.paying ?? core.acted).map((signal, r) => {
    const values = forms.drawnValue.constants.map((constant, l) => constant + dot(ownValue.coefficients[l]!, signal));
    return core.table!(r, values, k);
  })), unit);
  return {
    mechanism: {
      // Where others dictate, alternatives may tie in every draw: the lowest index wins, whatever its class.
      objective: counts ? addFunctionals(welfare, value) : { ...welfare, constants: welfare.constants.map((constant, k) => constant - k) },
      othersWelfare: paysWelfare ? welfare : zeroFunctional(classOf.length),
      reportObjective: objective.entries,
      reportOthers: paysWelfare ? others.entries : new Int32Array(others.entries.length),
      transfer: core.transfer,
      ...(payments && { transferTable: payments.entries }),
    },
    objective,
    error: paysWelfare ? 2 * (functionalError(drawn) + others.error) : (payments?.error ?? 0),
  };
}

/** Entry by entry; on a line where both are. */
function sumTables(a: Table, b: Table): Table {
  const add = (x: Int32Array, y: Int32Array): Int32Array => x.map((entry, i) => entry + y[i]!);
  const line = a.line && b.line && { start: add(a.line.start, b.line.start), step: add(a.line.step, b.line.step) };
  return { entries: add(a.entries, b.entries), error: a.error + b.error, ...(line && { line }) };
}
