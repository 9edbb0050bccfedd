/** Exact ranges of everything kernel `interim` forms, over the supports: they pick the unit and serve the certificates. */
import { addRanges, hull, sizeOf, widthOf, type Range } from '../../mechanism/range.ts';
import { dot, formRanges, type Form } from './forms.ts';
import { functionalError } from './functional.ts';
import type { CoreForms, InterimForms } from './interim-forms.ts';

export interface Bounds {
  /** Largest number that must be held in 28 bits, in units of value. */
  readonly reach: number;
  /** Of u(r, s) - u(s, s) and of u(s, s), whatever the others' signals. */
  readonly gain: Range;
  readonly truth: Range;
  /** Whether no report ever gains, in integers as in real numbers: VCG with private values. */
  readonly gainNever: boolean;
  /** Units by which locating crossings moves a transfer of scheme `breakpoints`. */
  crossingError(unit: number): number;
}

export function boundsOf(forms: InterimForms): Bounds {
  const { main, base, question } = forms;
  const supports = forms.coordinates.map(({ support }) => support);
  const types = ownRanges(forms.ownValue, question.reports);
  const drawnValue = formRanges(forms.drawnValue, supports);
  const values = types.map((range, k) => addRanges(range, drawnValue[k]!));
  const cores = (base ? [main, base] : [main]).map((core) => coreBounds(core, forms, supports, drawnValue, values));
  const paying = cores.at(-1)!;
  const truth = paying.truth;
  const moved = Math.max(...types.map(widthOf));
  const gainNever = !base && forms.isPrivate && !forms.strategic && (main.core.transfer === 'groves' || main.core.transfer === 'vcg');
  const payoffs = base ? addRanges(truth, [-moved, moved]) : paying.payoffs;
  const gain: Range = gainNever ? [-2 * moved, 0] : [payoffs[0] - truth[1], payoffs[1] - truth[0]];
  const insured = base ? values.map((range) => sizeOf([truth[0] - range[1], truth[1] - range[0]])) : [];
  return {
    reach: Math.max(
      ...values.map(sizeOf), ...types.map(sizeOf), ...drawnValue.map(sizeOf), sizeOf(payoffs) / 2, ...cores.map(({ reach }) => reach),
      ...insured
    ),
    gain, truth, gainNever,
    crossingError: (unit) => ([main, base].some((one) => one?.core.transfer === 'breakpoints') ? breakpointError(forms, unit) : 0),
  };
}

/** [K] range of what the own signal adds, over the reports of the list. */
const ownRanges = ({ coefficients }: Form, signals: readonly (readonly number[])[]): Range[] =>
  coefficients.map((row) => hull(signals.map((signal) => [dot(row, signal), dot(row, signal)] as const)));

interface CoreBounds {
  readonly reach: number;
  readonly payoffs: Range;
  readonly truth: Range;
}

function coreBounds(
  { core, counts, drawn, own }: CoreForms,
  forms: InterimForms,
  supports: readonly Range[],
  drawnValue: readonly Range[],
  values: readonly Range[],
): CoreBounds {
  const welfareDrawn = formRanges(drawn, supports);
  const others = ownRanges(own, core.acted);
  const welfare = welfareDrawn.map((range, k) => addRanges(range, others[k]!));
  const acted = ownRanges(forms.ownValue, core.acted);
  const objective = counts ? welfare.map((range, k) => addRanges(range, addRanges(acted[k]!, drawnValue[k]!))) : welfare;
  const top = Math.max(...welfare.map(([, high]) => high));
  const pays = core.transfer === 'groves' || core.transfer === 'vcg';
  const transfers = values.map((value, k): Range => {
    switch (core.transfer) {
      case 'none':
        return [0, 0];
      case 'groves':
        return welfare[k]!;
      case 'vcg':
        return [welfare[k]![0] - top, 0];
      case 'table':
        return tableRange(core, forms, k);
      case 'breakpoints': {
        const reached = breakpointTruth(forms, drawnValue);
        return [reached[0] - value[1], reached[1] - value[0]];
      }
    }
  });
  const payoffs = hull(values.map((value, k) => addRanges(value, transfers[k]!)));
  // What a report alone adds to the objective is held by itself too: others' signals may take from it.
  const reported = counts ? acted.map((range, k) => addRanges(range, others[k]!)) : [];
  const parts = [...welfareDrawn, ...others, ...acted, ...reported, ...objective, ...(pays ? welfare : []), ...transfers];
  return {
    reach: Math.max(
      ...parts.map(sizeOf),
      ...objective.map((range, k) => sizeOf([range[0] - acted[k]![1] - others[k]![1], range[1] - acted[k]![0] - others[k]![0]]))
    ),
    payoffs,
    truth: truthful(core, forms, values, objective, payoffs, drawnValue),
  };
}

/** Range of the truthful payoff. With VCG it is at least the value of the alternative that is best for the others. */
function truthful(
  core: CoreForms['core'],
  forms: InterimForms,
  values: readonly Range[],
  objective: readonly Range[],
  payoffs: Range,
  drawnValue: readonly Range[],
): Range {
  if (core.transfer === 'breakpoints') return breakpointTruth(forms, drawnValue);
  if (forms.strategic) return payoffs;
  if (core.transfer === 'vcg') return hull(values);
  if (core.transfer === 'groves') return [Math.max(...objective.map(([low]) => low)), Math.max(...objective.map(([, high]) => high))];
  return payoffs;
}

function tableRange(core: CoreForms['core'], { drawnValue, ownValue }: InterimForms, k: number): Range {
  return hull((core.paying ?? core.acted).map((signal, r) => {
    const values = drawnValue.constants.map((constant, l) => constant + dot(ownValue.coefficients[l]!, signal));
    const paid = core.table!(r, values, k);
    return [paid, paid] as const;
  }));
}

/** The transfer is 0 at the lowest type, and from there truthful utility rises with the slope of the alternative chosen. */
function breakpointTruth({ ownValue, question }: InterimForms, drawnValue: readonly Range[]): Range {
  const [first, last] = [question.reports[0]!, question.reports.at(-1)!];
  const atFirst = hull(ownValue.coefficients.map((row, k) => addRanges(drawnValue[k]!, [dot(row, first), dot(row, first)])));
  const rises = ownValue.coefficients.map((row) => dot(row, last) - dot(row, first));
  return addRanges(atFirst, [Math.min(0, ...rises), Math.max(0, ...rises)]);
}

/** At a crossing, of which there are fewer than classes: within 1/1024 of a step, numbers rounded before and after. */
function breakpointError({ ownValue, drawnValue, question, members }: InterimForms, unit: number): number {
  const steps = members.map((k) =>
    (dot(ownValue.coefficients[k]!, question.reports.at(-1)!)
      - dot(ownValue.coefficients[k]!, question.reports[0]!)) / (question.reports.length - 1) / unit);
  const spread = Math.max(...steps) - Math.min(...steps);
  return members.length * (spread / 1024 + 2 + 2 * functionalError(drawnValue));
}
