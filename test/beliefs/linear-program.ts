/** Linear programs, solved by HiGHS: nothing in them knows the formulas they are held against. */
import highsModule from 'highs';

// The package's types take its module for CommonJS, whose default export would stand one level deeper.
const highs = await (highsModule as unknown as typeof highsModule.default)();

export interface Constraint {
  /** [variable, coefficient], each variable once. */
  readonly terms: readonly (readonly [number, number])[];
  readonly relation: '=' | '<=' | '>=';
  readonly bound: number;
}

const combination = (terms: Constraint['terms']): string =>
  terms.map(([variable, coefficient]) => `${coefficient < 0 ? '-' : '+'} ${Math.abs(coefficient)} x${variable}`).join(' ');

/** Optimum over nonnegative variables. Throws unless there is one. */
export function optimum(goal: 'Minimize' | 'Maximize', costs: readonly number[], constraints: readonly Constraint[]): number {
  const rows = constraints.map(({ terms, relation, bound }, i) => ` c${i}: ${combination(terms)} ${relation} ${bound}`);
  const text = `${goal}\n obj: ${combination(costs.map((cost, i) => [i, cost] as const))}\nSubject To\n${rows.join('\n')}\nEnd`;
  const { Status, Columns } = highs.solve(
    text,
    { output_flag: false, presolve: 'off', primal_feasibility_tolerance: 1e-10, dual_feasibility_tolerance: 1e-10 },
  );
  if (Status !== 'Optimal') throw new Error(`linear program: ${Status}\n${text}`);
  return costs.reduce((sum, cost, i) => sum + cost * (Columns[`x${i}`] as { Primal: number }).Primal, 0);
}
