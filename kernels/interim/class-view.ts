/** What a profile of the others comes to for the agent: functionals evaluated once, alternatives reduced to classes. */
import { isZeroFunctional, prepareFunctional } from '../linear/evaluate.ts';
import type { Functional } from '../linear/positions.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

const sameArray = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

function sameFunctional(a: Functional, b: Functional): boolean {
  return sameArray(a.constants, b.constants) && a.factors.length === b.factors.length && a.factors.every((factor, f) => {
    const other = b.factors[f]!;
    return (['rowOf', 'termRow', 'coordinates', 'multipliers'] as const).every((name) => sameArray(factor[name], other[name]));
  });
}

/** Values of several functionals. Equal ones (objective and welfare, often) are evaluated once. */
export interface FunctionalBank {
  /** [K] where `evaluate` will leave the values. The same array for equal functionals; undefined for one that is always zero. */
  values(functional: Functional): Int32Array | undefined;
  evaluate(positions: Int32Array): void;
}

export function createFunctionalBank(): FunctionalBank {
  const entries: { functional: Functional; values: Int32Array; run: ReturnType<typeof prepareFunctional> }[] = [];
  return {
    values(functional) {
      if (isZeroFunctional(functional)) return undefined;
      const known = entries.find((entry) => sameFunctional(entry.functional, functional));
      if (known) return known.values;
      const values = new Int32Array(functional.constants.length);
      entries.push({ functional, values, run: prepareFunctional(functional) });
      return values;
    },
    evaluate(positions) {
      for (const { run, values } of entries) run(positions, values);
    },
  };
}

export interface ClassView {
  /** [C] largest objective of the class. What is chosen is the lowest alternative k that has it. */
  readonly objective: Int32Array;
  /** [C] ownValue[k] of that alternative. */
  readonly own: Int32Array;
  /** [C] own[c] and what of the transfer does not depend on the report within the class: others' welfare, a common pivot. */
  readonly money: Int32Array;
  /** [C] largest othersWelfare of the class, where the pivot depends on the report; else not kept. */
  readonly others: Int32Array;
  /** After FunctionalBank.evaluate. */
  update(): void;
}

/** Whether VCG's pivot max_l W(l) has to be found for every report. */
export const pivotVaries = ({ reportOthers, transfer }: InterimMechanism): boolean => transfer === 'vcg' && reportOthers.some((x) => x !== 0);

export function createClassView({ alternatives, classes, classOf, ownValue }: InterimParameters, mechanism: InterimMechanism, bank: FunctionalBank): ClassView {
  const none = new Int32Array(alternatives);
  const objectives = bank.values(mechanism.objective) ?? none;
  const owns = bank.values(ownValue);
  const { transfer } = mechanism;
  const welfare = transfer === 'groves' || transfer === 'vcg' ? bank.values(mechanism.othersWelfare) : undefined;
  const commonPivot = transfer === 'vcg' && !pivotVaries(mechanism);
  const keepOthers = pivotVaries(mechanism) && welfare !== undefined;

  // Alternatives class by class, in each in their own order.
  const order = Int32Array.from({ length: alternatives }, (_, k) => k).sort((k, l) => classOf[k]! - classOf[l]! || k - l);
  const ends = new Int32Array(classes);
  order.forEach((k, i) => (ends[classOf[k]!] = i + 1));

  const objective = new Int32Array(classes);
  const own = new Int32Array(classes);
  const money = new Int32Array(classes);
  const others = new Int32Array(classes);

  const largestWelfare = (from: number, to: number): number => {
    let most = welfare![order[from]!]!;
    for (let i = from + 1; i < to; i++) {
      const value = welfare![order[i]!]!;
      if (value > most) most = value;
    }
    return most;
  };

  return {
    objective,
    own,
    money,
    others,
    update() {
      let start = 0;
      let pivot = -(2 ** 31);
      for (let c = 0; c < classes; c++) {
        const end = ends[c]!;
        let chosen = order[start]!;
        let best = objectives[chosen]!;
        for (let i = start + 1; i < end; i++) {
          const k = order[i]!;
          const value = objectives[k]!;
          if (value > best) {
            best = value;
            chosen = k;
          }
        }
        objective[c] = best;
        let paid = 0;
        if (owns !== undefined) {
          paid = owns[chosen]!;
          own[c] = paid;
        }
        if (welfare !== undefined) {
          paid += welfare[chosen]!;
          if (commonPivot || keepOthers) {
            const most = welfare === objectives ? best : largestWelfare(start, end);
            if (keepOthers) others[c] = most;
            else if (most > pivot) pivot = most;
          }
        }
        money[c] = paid;
        start = end;
      }
      if (commonPivot && welfare !== undefined) for (let c = 0; c < classes; c++) money[c]! -= pivot;
    },
  };
}
