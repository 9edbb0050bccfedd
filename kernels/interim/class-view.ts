/** What sixteen profiles of the others come to for the agent: alternatives reduced to classes. All are addresses of items. */
import type { FunctionalBank } from '../linear/bank.ts';
import type { Functional } from '../linear/positions.ts';
import { ITEM } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

export interface ClassView {
  /** [C] largest objective of the class. What is chosen is the lowest alternative k that has it. */
  readonly objective: number;
  /** [C] ownValue[k] of that alternative. */
  readonly own: number;
  /** [C] own[c] and what of the transfer does not depend on the report within the class: others' welfare, a common pivot. */
  readonly reportPart: number;
  /** [C] largest othersWelfare of the class, where the pivot depends on the report; else zeros. */
  readonly others: number;
  /** After those of the bank. */
  readonly steps: readonly Step[];
}

/** Whether VCG's pivot max_l W(l) has to be found for every report. */
export const pivotVaries = ({ reportOthers, transfer }: InterimMechanism): boolean =>
  transfer === 'vcg' && reportOthers.some((x) => x !== 0);

/** The functionals that count. */
export const functionalsOf = ({ base, mechanism, ownValue }: InterimParameters): Functional[] =>
  [ownValue, ...[mechanism, ...(base ? [base] : [])].flatMap(({ objective, othersWelfare }) => [objective, othersWelfare])];

/** `begins`: of classOrder, in whose order the bank leaves values. */
export function createClassView(
  bench: Workbench,
  { alternatives, classes, ownValue }: InterimParameters,
  mechanism: InterimMechanism,
  bank: FunctionalBank,
  begins: Int32Array,
): ClassView {
  const steps: Step[] = [];
  const zeros = bench.reserve(alternatives * ITEM);
  const classItems = (): number => bench.reserve(classes * ITEM);
  const endsOf = (values: number): number => bench.put(begins.subarray(1).map((begin) => values + begin * ITEM));
  const isAlone = classes === alternatives;

  const objectives = bank.values(mechanism.objective) || zeros;
  const largestOf = (values: number): number => {
    if (isAlone) return values;
    const [ends, out] = [endsOf(values), classItems()];
    steps.push(['largest', values, ends, classes, out]);
    return out;
  };
  const objective = largestOf(objectives);

  /** What the chosen alternative of each class has. */
  const chosenOf = (values: number): number => {
    if (values === 0) return zeros;
    if (values === objectives) return objective;
    if (isAlone) return values;
    const [ends, out] = [endsOf(objectives), classItems()];
    steps.push(['carried', objectives, values, ends, classes, out]);
    return out;
  };
  const own = chosenOf(bank.values(ownValue));
  const { transfer } = mechanism;
  const welfare = transfer === 'groves' || transfer === 'vcg' ? bank.values(mechanism.othersWelfare) : 0;
  let reportPart = own;
  if (welfare !== 0) {
    const chosen = chosenOf(welfare);
    if (own === zeros) reportPart = chosen;
    else {
      const out = classItems();
      steps.push(['sum', own, own + classes * ITEM, chosen, out]);
      reportPart = out;
    }
  }
  let others = zeros;
  if (welfare !== 0 && pivotVaries(mechanism)) others = welfare === objectives ? objective : largestOf(welfare);
  else if (welfare !== 0 && transfer === 'vcg') {
    const [all, count] = welfare === objectives ? [objective, classes] : [welfare, alternatives];
    const ends = bench.put(Int32Array.of(all + count * ITEM));
    const [pivot, from, out] = [bench.reserve(ITEM), reportPart, classItems()];
    steps.push(['largest', all, ends, 1, pivot], ['subtract', from, from + classes * ITEM, pivot, out]);
    reportPart = out;
  }
  return { objective, own, reportPart, others, steps };
}
