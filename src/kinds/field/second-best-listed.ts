/** The second best where every type is in a list: one program over all of them, so that nothing is drawn and nothing lies between. */
import { InputError } from '../../errors.ts';
import { roundedUp } from '../../input/rounded.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import {
  bestOfLists, firstBestOfLists, listedProfiles, mostCollectedOfLists, type ListedProfiles, type ListedSecondBest,
} from '../../notions/second-best/listed-program.ts';
import type { Constraints } from '../../notions/second-best/relaxation.ts';
import type { Run } from '../../run/run.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { listedFile, uncollectableListedFile } from './second-best-listed-proof.ts';
import type { RuleWitness } from '../../results/witness.ts';

/** Types that a witness shows of one agent, at most. */
const SHOWN = 64;

/** Chances of alternatives by an agent's type. */
function witnessOf({ agents, alternatives }: LinearProblem, { agents: listed, places, masses }: ListedProfiles,
  { chances }: ListedSecondBest): RuleWitness | undefined {
  if (listed.some(({ points }) => points.length > SHOWN || points[0]!.length > 1)) return undefined;
  return {
    kind: 'rule',
    agents: listed.map(({ agent, points, masses: shares }, i) => ({
      agent: agents[agent]!,
      cells: points.map(([from], t) => ({
        from: from!, chances: Object.fromEntries(alternatives.map((name, k) => [name, places.reduce((sum, place, a) =>
          sum + (place[i] === t ? (masses[a]! / shares[t]!) * chances[a]![k]! : 0), 0)])),
      })),
    })),
  };
}

/** Throws InputError naming `deficit` where no mechanism collects as much. */
export async function listedSecondBest(at: SecondBestCase, run: Run): Promise<SecondBestAnswer> {
  const { question: { problem: given, permittedEpsilon: epsilon = 0, deficit = 0 }, isBound, values } = at;
  const problem = given as LinearProblem;
  const profiles = listedProfiles(problem, epsilon);
  const constraints: Constraints = { epsilon, participation: isBound, ...(isBound ? { deficit } : {}) };
  const found = await bestOfLists(profiles, constraints, run.solve);
  if (!found) {
    const { bound, weights } = await mostCollectedOfLists(profiles, constraints, run.solve);
    if (bound + deficit >= 0) throw new Error('the solver of linear programs contradicts itself on types in lists');
    run.prove('second-best-uncollectable', () => uncollectableListedFile(problem, weights, { constraints, values }), 'refusal');
    throw new InputError('deficit', `must be at least ${-roundedUp(bound, 6)}: no mechanism over these types collects more, got `
      + `${deficit}; the budget, participation and lies between types add up to 0 >= ${Number((-bound - deficit).toPrecision(4))}`);
  }
  run.prove('second-best-lists', () => listedFile(problem, found, { constraints, values }));
  const best = firstBestOfLists(profiles);
  const rounding = ROUNDING * Math.max(...profiles.worths.flat().map(Math.abs));
  const first = bracket({ lower: best - rounding, upper: best + rounding });
  const second = bracket({ lower: found.lower, upper: Math.min(found.upper, first.upper) });
  const witness = witnessOf(problem, profiles, found);
  return {
    first, second, loss: bracket({ lower: Math.max(0, first.lower - second.upper), upper: Math.max(0, first.upper - second.lower) }),
    basis: `${profiles.places.length} profiles of types in lists, which are all, by every lie between them`, curves: [], confidence: 1,
    profiles: 0, complete: true, ...(witness ? { witness } : {}),
  };
}

/** Of sums over profiles, as a share of the largest welfare. */
const ROUNDING = 1e-13;
