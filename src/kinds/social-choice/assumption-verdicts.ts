/** What the theorems assume of a problem and its rules, checked and put in words. */
import type { Tensor } from '../../../kernels/tensors.ts';
import { checkAssumptions, informationalSizes, type Assumption } from '../../environment/assumptions.ts';
import { checkCongruence, checkWeakCongruence } from '../../environment/congruence.ts';
import type { Evaluate } from '../../environment/derivatives.ts';
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import type { Run } from '../../run/run.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { checkRichness } from '../../mechanism/richness.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { verdict } from '../../results/verdict.ts';
import { fromUser } from '../../experiments/tensor/user-function.ts';

const STRUCTURES: readonly [ValueStructure, string][] = [
  ['private', 'private values'], ['additively-separable', 'additively separable values'], ['nonseparable', 'nonseparable values'],
];

const structureIn = (checks: readonly Assumption[]): ValueStructure =>
  STRUCTURES.find(([, name]) => checks.find((check) => check.name === name)!.holds)?.[0] ?? 'unknown';

/** Of linear values, by their coefficients alone. */
export const linearStructure = (problem: SocialChoiceProblem): ValueStructure => structureIn(checkAssumptions(problem));

/** The structure that the values are found to have, which decides what is claimed of them. */
export interface CheckedProblem {
  readonly structure: ValueStructure;
  readonly verdicts: readonly Verdict[];
}

export async function checkProblem(
  problem: SocialChoiceProblem,
  mechanisms: readonly Mechanism[],
  point: Point,
  run: Run,
): Promise<CheckedProblem> {
  const evaluate = await evaluatorOf(problem, run);
  if (problem.valuations.kind === 'general' && !evaluate) {
    const { structure } = problem.valuations;
    const text = `Values are taken to be ${structure}, as the scenario says: they are checked numerically on device cpu only.`;
    return { structure, verdicts: [verdict('market', point, 'undecided', text)] };
  }
  const checks = checkAssumptions(problem, evaluate);
  const found = (name: string): Assumption => checks.find((check) => check.name === name)!;
  const structure = structureIn(checks);
  const claimed = problem.valuations.kind === 'general' ? problem.valuations.structure : structure;
  const said = (status: NonNullable<Verdict['status']>, text: string): Verdict => verdict('market', point, status, text);
  const sentence = (check: Assumption): Verdict => {
    const status = statusOf(check);
    const finding = { yes: 'holds', no: 'does not hold', undecided: 'is not decided' }[status];
    return said(status, `Assumption '${check.name}' ${finding}: ${check.detail}.`);
  };
  const sizes = informationalSizes(problem, evaluate);
  const size = sizes.reduce((most, gamma) => Math.max(most, gamma), 0);
  const oneDimensional = problem.agents.every((_, i) => problem.signals.filter(({ owner }) => owner === i).length === 1);
  const interdependent = structure !== 'private' && problem.valuations.kind === 'linear';
  return {
    structure: agreed(claimed, structure),
    verdicts: [
      said(
        structure === 'unknown' ? 'no' : 'yes',
        valuesVerdict(structure, claimed, size),
      ),
      ...[
        'own signals matter',
        'values increase in own signals',
        'Pivotality',
      ].map(found).filter(({ holds, name }) => !holds || name === 'Pivotality').map(sentence),
      ...(interdependent ? [sentence(oneDimensional ? checkWeakCongruence(problem) : checkCongruence(problem))] : []),
      ...distinctRules(mechanisms)
        .map(({ name, rule }) => ({ name, check: checkRichness(problem, rule, evaluate) }))
        .map(({ name, check }) =>
          said(statusOf(check),
          `The rule of ${name} is `
          + `${check.holds ? 'rich (Song22 section 4.3)' : 'not found to be rich (Song22 section 4.3), which Theorem 4.2 needs'}: `
          + `${check.detail}.`)),
    ],
  };
}

function valuesVerdict(structure: ValueStructure, claimed: ValueStructure, size: number): string {
  const found = structure === 'unknown'
    ? 'neither private nor additively separable nor nonseparable (Song22 section 6.1): Definition 8 does not apply'
    : structure.replace('-', ' ');
  const instead = claimed === structure || claimed === 'unknown' ? '' : `, not ${claimed} as the scenario says`;
  return `Values are ${found}${instead}; informational size ${Number(size.toPrecision(4))}.`;
}

const statusOf = ({ holds, open }: Assumption): NonNullable<Verdict['status']> => (holds ? 'yes' : open ? 'undecided' : 'no');

/**
 * Structures by what they allow to be claimed, the most first. Separable values are not a weaker case of nonseparable ones: a claim
 * of these is kept as `unknown` where values look separable.
 */
const STRENGTH: readonly ValueStructure[] = ['private', 'additively-separable', 'unknown'];

/** A stronger structure than what is found is not believed; a weaker claim is kept, for what is found is found at a few profiles. */
function agreed(claimed: ValueStructure, found: ValueStructure): ValueStructure {
  if (claimed === found) return found;
  const rank = (structure: ValueStructure): number => STRENGTH.indexOf(structure === 'nonseparable' ? 'unknown' : structure);
  return STRENGTH[Math.max(rank(claimed), rank(found))]!;
}

function distinctRules(mechanisms: readonly Mechanism[]): Mechanism[] {
  const seen = new Set<string>();
  return mechanisms.filter(({ rule }) => {
    const key = JSON.stringify(rule, (_, value: unknown) => (typeof value === 'function' ? value.toString() : value));
    return !seen.has(key) && seen.add(key);
  });
}

/** Values at one profile, where TFJS can answer at once. */
async function evaluatorOf(problem: SocialChoiceProblem, run: Run): Promise<Evaluate | undefined> {
  const { valuations } = problem;
  if (valuations.kind === 'linear') return undefined;
  const shape = [1, problem.agents.length, problem.alternatives.length];
  return run.draw({
    evaluation: 'values', parameters: problem,
    compute: async ({ tf, backend }): Promise<Evaluate | undefined> => (backend !== 'cpu' ? undefined : (signals) => {
      const values: Tensor = tf.tidy(() => fromUser(
        'valuations.evaluate',
        shape,
        valuations.evaluate,
        () => valuations.evaluate(tf, tf.tensor2d(Float32Array.from(signals), [1, signals.length])),
      ));
      const flat = Float64Array.from(values.dataSync());
      values.dispose();
      return flat;
    }),
  });
}
