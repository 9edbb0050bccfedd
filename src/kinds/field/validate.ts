/** Whether a question about a choice rule can be answered; every error names its field. */
import { requireLaw, type Taken } from '../../environment/checks.ts';
import { gapsOf } from '../../distributions/distribution.ts';
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { validateProblem } from '../../environment/validate.ts';
import { InputError } from '../../errors.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { readAs } from '../../input/check.ts';
import { quote } from '../../input/quote.ts';
import { didYouMean } from '../../input/suggest.ts';
import { requireCompatible } from './constraints.ts';
import { fieldSpace, formOf } from './form-of.ts';
import { requireListed } from './listed-types.ts';
import { requireLoop, sizeOfCells, typeGrid, TYPES_MAX } from './grid.ts';
import { schemas } from './schema.ts';
import {
  CHOICES_MAX, isConstrained, NONLINEAR_CHOICES_MAX, requireFewProfiles, requireOneAgent, subjectsOf, type Subject,
} from './subject.ts';
import { areListed, informedOf, isBoundBy, requireAnswerable, requireBent, requireMarketSize } from './second-best-sizes.ts';
import {
  QUESTIONS, type AssignmentQuestion, type AssignmentSecondBestQuestion, type MarketQuestion, type MarketSecondBestQuestion,
  type ProblemQuestion, type SecondBestQuestion, type TraderQuestion,
} from './study-point.ts';
import { validateUnlistedField, validateUnlistedSecondBest } from './unlisted-validate.ts';

/** Runs the check; what it names is a field of this one. */
export const under = (field: string, check: () => void): void => {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) throw error.as(`${field}.${error.field}`);
    throw new InputError(field, 'must be a problem that socialChoice or a builder makes');
  }
};

function validateMarket({ market, opponents = 'law', cells }: MarketQuestion): void {
  if (cells !== undefined && opponents !== 'grid') {
    throw new InputError('cells', 'are of --opponents grid: where types follow their laws, nothing is cut into cells');
  }
  requireMarket(market);
  requireCells(market, opponents);
}

/** Throws InputError where types are to lie on grids, and laws have no cells of equal width that all hold types. */
function requireCells({ cost, value }: DoubleAuction, opponents: MarketQuestion['opponents']): void {
  if (opponents !== 'grid') return;
  const odd = [cost, value].find((law) => law.whole || law.atoms?.length || gapsOf(law).length > 0);
  if (!odd) return;
  throw new InputError('opponents', `can be grid only where every number between two ends may be a type, unlike with ${odd.text}; left `
    + 'out, types are those of the laws, all of them');
}

/** Laws of any kind, where not only those with a density are taken. */
const ANY_LAW: Taken = { atoms: true, gaps: true, unbounded: 'with a mean' };

function requireMarket(market: DoubleAuction): void {
  under('market', () => {
    const { cost, value } = doubleAuction(market);
    requireLaw('cost', cost, ANY_LAW);
    requireLaw('value', value, ANY_LAW);
  });
}

function validateTrader({ market, cells = 0, opponents }: TraderQuestion): void {
  if (cells > TYPES_MAX) throw new InputError('cells', `must be at most ${TYPES_MAX}, got ${cells}`);
  requireMarket(market);
  requireCells(market, opponents);
}

function validateMarketSecondBest(question: MarketSecondBestQuestion): void {
  requireMarket(question.market);
  requireCompatible(question, 2);
  requireMarketSize(question);
}

const isLinear = ({ valuations }: SocialChoiceProblem): boolean => valuations.kind === 'linear';

/** Independent signals of laws that are taken: if no more, with densities on bounded supports. */
function validateValues(problem: SocialChoiceProblem, taken: Taken = {}): void {
  under('problem', () => validateProblem(problem));
  const { dependence, signals } = problem;
  if (dependence !== undefined) {
    throw new InputError(
      'problem.dependence',
      'must be absent: with correlated signals transfers may depend on reports in ways that interim utilities do not show',
    );
  }
  signals.forEach(({ law }, d) => {
    requireLaw(`problem.signals[${d}].law`, law, taken);
  });
}

/** Her signals, and which of them enter her own value, whatever values are made of. */
function spaceOf(problem: SocialChoiceProblem, agent: number): OwnSpace {
  let space: OwnSpace | undefined;
  under('problem', () => { space = fieldSpace(problem, agent); });
  return space!;
}

function validateField({ problem, agent, ...question }: ProblemQuestion): void {
  validateValues(problem, isLinear(problem) && areListed(problem) ? { atoms: true } : {});
  requireCompatible(question, problem.agents.length);
  const { agents } = problem;
  if (typeof agent !== 'string' || !agents.includes(agent)) {
    throw new InputError('agent', `must be one of ${agents.join(', ')}, got ${quote(String(agent))}`);
  }
  const space = spaceOf(problem, agents.indexOf(agent));
  if (!space.relevant.some(Boolean)) {
    throw new InputError('agent', `has no signal that enters her own value: no lie of ${agent} has a length`);
  }
  if (areListed(problem)) return requireListed({ ...question, problem, agent });
  const own = typeGrid(space, question);
  if (problem.valuations.kind !== 'linear') requirePlain(question, formOf(problem, space).words);
  if (question.opponents === 'grid') requireGridOpponents(problem, { ...question, agent }, { space, ...own });
  if (question.loop) requireLoop(space, question.loop);
  requireOneAgent(question);
}

/** Throws InputError naming what is asked of linear values alone. */
function requirePlain(question: Omit<ProblemQuestion, 'problem' | 'agent'>, words: string): void {
  const { bounded, monotone, budget = 'none', individuallyRational = 'none' } = question;
  const asked = { bounded, monotone, budget: budget !== 'none', 'individually-rational': individuallyRational !== 'none' };
  const [constraint] = Object.entries(asked).find(([, is]) => is) ?? [];
  if (constraint === undefined) return;
  throw new InputError(constraint, `must be left out where values are ${words}: what bounds it is derived for linear ones`);
}

/** Throws InputError where the grid has too many profiles, or each profile is judged by itself. */
function requireGridOpponents(problem: SocialChoiceProblem, { stage, cells, nodes, ...question }: Omit<ProblemQuestion, 'problem'>,
  subject: Pick<Subject, 'space' | 'points'>): void {
  if (stage === 'ex-post') throw new InputError('opponents', 'can be grid only with --stage interim: ex post no chances of theirs enter');
  const grid = nodes === undefined ? { cells: cells ?? sizeOfCells(subject.space.coordinates.length) } : { nodes };
  const asked = isConstrained(question) ? subjectsOf({ problem, ...question }, grid) : [subject];
  requireFewProfiles(problem, asked, grid, problem.valuations.kind === 'linear' ? CHOICES_MAX : NONLINEAR_CHOICES_MAX);
}

function validateSecondBest(question: SecondBestQuestion): void {
  const { problem } = question;
  validateValues(problem, isLinear(problem) ? ANY_LAW : {});
  requireCompatible(question, problem.agents.length);
  if (isLinear(problem)) return requireAnswerable(question);
  const [agent] = informedOf(problem);
  if (agent === undefined) throw new InputError('problem.signals', 'must be seen by somebody: without signals there is nothing to tell');
  requireBent(question, isBoundBy(question), formOf(problem, spaceOf(problem, agent)).words);
}

/** Throws InputError naming the field. */
export function validate(study: unknown): void {
  const { question } = study as { readonly question?: unknown };
  const known = QUESTIONS.find((one) => one === question);
  if (known === undefined) {
    const hint = didYouMean(String(question), QUESTIONS);
    throw new InputError('question', `must be one of ${QUESTIONS.join(', ')}, got ${quote(String(question))}${hint}`);
  }
  readAs<unknown>(schemas[known], study);
  if (known === 'field') validateField(study as ProblemQuestion);
  else if (known === 'second-best') validateSecondBest(study as SecondBestQuestion);
  else if (known === 'assignment') validateUnlistedField(study as AssignmentQuestion);
  else if (known === 'assignment-second-best') validateUnlistedSecondBest(study as AssignmentSecondBestQuestion);
  else if (known === 'trader') validateTrader(study as TraderQuestion);
  else if (known === 'market-second-best') validateMarketSecondBest(study as MarketSecondBestQuestion);
  else validateMarket(study as MarketQuestion);
}
