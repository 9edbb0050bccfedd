/** Where a condition fails: an economy with the same beliefs in which the goal fails, and the certificate. */
import type { Solve } from '../../programs/solve.ts';
import { conditionalBeliefs, marginal } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import {
  extractionEconomy,
  implementationEconomy,
  mixedTypeAuction,
  type EconomyFile,
  type TypePair,
} from '../../mechanism/finite/economies.ts';
import type { Transfers } from '../../mechanism/finite/question.ts';
import { closerTrades, everyTrade, mixedTrades } from '../../mechanism/finite/trade-searches.ts';
import { equalBeliefs } from '../../notions/finite/beliefs-determine-preferences.ts';
import { ncpStarFailure } from '../../notions/finite/ncp-star.ts';
import { combinedBelief, type Combination } from '../../notions/finite/convex-independence.ts';
import type { Point } from '../../results/document.ts';
import { answerVerdict } from './design.ts';
import { emptyAnswer, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

interface Necessity {
  readonly id: string;
  readonly statement: string;
  readonly goal: 'implement' | 'extract';
  readonly transfers: Transfers;
  /** Economies to try one after the other. */
  readonly economies: () => Iterable<EconomyFile>;
  /** The source promises no economy in every case, so that none is no news. */
  readonly optional?: true;
}

/** The agent's mixed type with, second, the type that matters most in the mixture (A.10). */
function mixturePair(model: FiniteModel, agent: number, { type, weights }: Combination): TypePair {
  const prior = model.beliefs?.kind === 'prior' ? model.beliefs.probabilities : undefined;
  const ratio = (at: (typeof weights)[number]) => (prior === undefined ? at.weight : at.weight.div(marginal(model, prior, agent, at.type)));
  const [largest] = [...weights].sort((a, b) => ratio(b).compare(ratio(a)));
  return { agent, bar: type, hat: largest!.type };
}

/** Values of B in the economy of a type near to which NCP* fails. */
const LARGE = [10, 1000, 100_000];

/** The first agent for whom NCP* fails though no two of her types believe alike, with the pair. */
async function firstNcpStarFailure(model: FiniteModel, solve?: Solve): Promise<TypePair | undefined> {
  for (const agent of model.agents.keys()) {
    const failure = equalBeliefs(model, agent) === undefined ? await ncpStarFailure(model, agent, solve) : undefined;
    if (failure !== undefined) return { agent, bar: failure.bar, hat: failure.hat };
  }
  return undefined;
}

async function necessities(model: FiniteModel, solve?: Solve): Promise<Necessity[]> {
  const found: Necessity[] = [];
  const agents = [...model.agents.keys()];
  const alike = agents.flatMap((agent): TypePair[] => {
    const pair = equalBeliefs(model, agent);
    return pair === undefined ? [] : [{ agent, bar: pair[0], hat: pair[1] }];
  });
  const mixed = (await Promise.all(agents.map(async (agent) => ({ agent, combination: await combinedBelief(model, agent, solve) }))))
    .flatMap(({ agent, combination }) => (combination === undefined ? [] : [mixturePair(model, agent, combination)]));
  const prior = model.beliefs?.kind === 'prior';
  const [first, second] = alike;
  const [one, two] = mixed;
  if (first !== undefined && prior) {
    found.push({
      id: 'theorem-1.4.1',
      statement: 'the full surplus of an auction cannot be extracted',
      goal: 'extract',
      transfers: 'ambiguous',
      economies: () => [extractionEconomy(model, first)],
    });
  }
  if (first !== undefined) {
    found.push({
      id: 'theorem-1.4.2',
      statement: 'an efficient rule cannot be implemented',
      goal: 'implement',
      transfers: 'ambiguous',
      economies: () => [implementationEconomy(model, first)],
    });
  }
  if (first !== undefined && second !== undefined) {
    found.push({
      id: 'theorem-1.5.1',
      statement: 'efficient trade with private values cannot be implemented',
      goal: 'implement',
      transfers: 'ambiguous',
      economies: () => closerTrades(model, first, second),
    });
  }
  const near = prior ? undefined : await firstNcpStarFailure(model, solve);
  if (near !== undefined) {
    const economies = (): EconomyFile[] => LARGE.map((b) => implementationEconomy(model, near, b));
    found.push({
      id: 'remark-1.5.2',
      statement: 'an efficient rule cannot be implemented',
      goal: 'implement',
      transfers: 'ambiguous',
      economies,
      optional: true,
    });
  }
  if (one !== undefined && prior) {
    found.push({
      id: 'cremer-mclean',
      statement: 'the full surplus of an auction cannot be extracted',
      goal: 'extract',
      transfers: 'bayesian',
      economies: () => [mixedTypeAuction(model, one.agent, one.bar)],
    });
  }
  if (prior && agents.length === 2 && model.agents.every(({ types }) => types.length > 1)) {
    const statement = 'efficient trade with private values cannot be implemented';
    found.push({ id: 'footnote-9', statement, goal: 'implement', transfers: 'bayesian', economies: () => everyTrade(model) });
  }
  if (one !== undefined && two !== undefined) {
    found.push({
      id: 'proposition-1.5.1',
      statement: 'efficient trade with private values cannot be implemented',
      goal: 'implement',
      transfers: 'bayesian',
      economies: () => mixedTrades(model, one, two),
    });
  }
  return found;
}

async function answerNecessity(
  model: FiniteModel,
  { id, statement, goal, transfers, economies, optional }: Necessity,
  point: Point,
  solve?: Solve,
): Promise<FiniteAnswer> {
  for (const file of economies()) {
    const answer = await answerVerdict({
      environment: parseEnvironment(file),
      parameters: new Map(),
      goal,
      transfers,
      balance: 'exact',
      preference: { kind: 'maxmin' },
      ...(solve ? { solve } : {}),
    });
    const [row] = answer.estimates;
    if (row?.exact !== '0') continue;
    const own = model.payoffTypes === undefined ? '' : ', and payoffs of each type of the space her own,';
    const text = `With these beliefs${own} ${statement} by ${transfers} transfers: ${row.basis}`;
    const { proofs } = answer;
    return {
      ...emptyAnswer,
      verdicts: [{ id, ...verdictRow('market', point, 'yes', text) }],
      proofs: proofs.map((proof) => ({ ...proof, name: `economy-${id}` })),
    };
  }
  if (optional) return emptyAnswer;
  return {
    ...emptyAnswer,
    verdicts: [{ id, ...verdictRow('market', point, 'undecided', `No economy was found in which ${statement} by ${transfers} transfers`) }],
  };
}

/** Lies beyond which economies are not built unasked. */
const LIES = 40;

/** One answer for every theorem whose condition fails. */
export async function necessityEconomies(model: FiniteModel, point: Point, solve?: Solve): Promise<FiniteAnswer> {
  const lies = model.agents.reduce((total, { types }) => total + types.length * (types.length - 1), 0);
  if (lies > LIES)
    return {
      ...emptyAnswer,
      notes: [`Economies in which a failing condition bites are not built beyond ${LIES} lies, and there are ${lies}`],
    };
  // Throws where a type has no belief, before anything is built.
  conditionalBeliefs(model);
  const answers: FiniteAnswer[] = [];
  for (const necessity of await necessities(model, solve)) answers.push(await answerNecessity(model, necessity, point, solve));
  return joinAnswers(answers);
}
