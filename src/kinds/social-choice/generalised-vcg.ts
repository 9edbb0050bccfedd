/** The generalised VCG mechanism under interdependent values, as src/notions/generalised-vcg.ts asks for it. */
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem, type ValueStructure } from '../../environment/social-choice.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';

type Linear = SocialChoiceProblem & { readonly valuations: LinearValuations };

/** One own signal, linear values of others' signals too, truthful reports, the efficient rule; the price is the others' best. */
export function isGeneralisedVcg(
  problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism, values: ValueStructure, agent: number,
): problem is Linear {
  return values === 'additively-separable' && problem.valuations.kind === 'linear' && !problem.dependence && !strategies
    && rule.kind === 'efficient' && transfers.kind === 'vcg' && coordinatesOf(problem, agent).length === 1;
}

/** JM01's transfers (7.12), whether weak congruence holds or not. */
export const isEnvelope = (problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism, agent: number): problem is Linear =>
  problem.valuations.kind === 'linear' && !problem.dependence && !strategies && rule.kind === 'efficient'
    && transfers.kind === 'weak-congruence' && coordinatesOf(problem, agent).length === 1;

/** The same choice without her, as her signal moves it: what she is worth to the others is her own value, and they know nothing of it. */
export function othersProblem(problem: Linear, agent: number): Linear {
  const [own] = coordinatesOf(problem, agent) as [number];
  const { constants, coefficients } = problem.valuations;
  const outside = (k: number): number => coefficients.reduce((sum, rows, i) => sum + (i === agent ? 0 : rows[k]![own]!), 0);
  return {
    ...problem, valuations: {
      kind: 'linear', constants: constants.map((row, i) => (i === agent ? row.map(() => 0) : row)),
      coefficients: coefficients.map((rows, i) => rows.map((row, k) =>
        row.map((a, d) => (i === agent ? (d === own ? outside(k) : 0) : d === own ? 0 : a)))),
    },
  };
}

/** [classes] rates of welfare in her signal; undefined where alternatives that are alike to her differ in them. */
export function welfareRates(
  problem: Linear, agent: number, { classes, classOf }: Pick<InterimSums, 'classes' | 'classOf'>,
): Float64Array | undefined {
  const [own] = coordinatesOf(problem, agent) as [number];
  const rates = problem.alternatives.map((_, k) => problem.valuations.coefficients.reduce((sum, rows) => sum + rows[k]![own]!, 0));
  const found = Array.from({ length: classes }, (_, c) => rates.filter((__, k) => classOf[k] === c));
  return found.every((list) => list.every((rate) => rate === list[0])) ? Float64Array.from(found, ([rate]) => rate!) : undefined;
}
