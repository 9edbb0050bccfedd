/** Programs with pieces of JavaScript between their steps. */
import type { Step, Workbench } from './workbench.ts';

export type Part = Step | (() => void);

/** Runs of steps are programs. */
export function programOf(bench: Workbench, parts: readonly Part[]): () => void {
  const runs: (() => void)[] = [];
  for (let from = 0; from < parts.length;) {
    const part = parts[from]!;
    if (typeof part === 'function') {
      runs.push(part);
      from++;
      continue;
    }
    const steps: Step[] = [];
    for (; from < parts.length && typeof parts[from] !== 'function'; from++) steps.push(parts[from] as Step);
    const program = bench.program(steps);
    runs.push(() => { program.run(1); });
  }
  return runs.length === 1 ? runs[0]! : () => { for (const run of runs) run(); };
}
