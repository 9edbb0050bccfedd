/** Whether a question about a choice rule can be answered; every error names its field. */
import { requireLaw } from '../../environment/checks.ts';
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { validateProblem } from '../../environment/validate.ts';
import { InputError } from '../../errors.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { quote } from '../../input/quote.ts';
import { requireBounded } from '../../notions/least-epsilon/double-auction.ts';
import { sizeOfCells, typeGrid } from './grid.ts';
import { QUESTIONS, type MarketQuestion, type ProblemQuestion } from './study-point.ts';

const under = (field: string, check: () => void): void => {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) throw error.as(`${field}.${error.field}`);
    throw new InputError(field, 'must be a problem that socialChoice or a builder makes');
  }
};

function requireObject(field: string, value: unknown): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new InputError(field, `must be an object, got ${quote(String(value))}`);
  }
}

function validateMarket({ market, deficits = [0] }: Partial<MarketQuestion>): void {
  requireObject('market', market);
  under('market', () => {
    const { cost, value } = doubleAuction(market as DoubleAuction);
    requireLaw('cost', cost);
    requireLaw('value', value);
    requireBounded(market as DoubleAuction);
  });
  if (!Array.isArray(deficits) || deficits.length === 0 || !deficits.every((deficit) => Number.isFinite(deficit))) {
    throw new InputError('deficits', 'must be a list of numbers, money per market');
  }
}

function validateField({ problem, agent, cells }: Partial<ProblemQuestion>): void {
  requireObject('problem', problem);
  under('problem', () => validateProblem(problem as SocialChoiceProblem));
  const { agents, valuations, dependence, signals } = problem!;
  if (valuations.kind !== 'linear') {
    throw new InputError('problem.valuations', 'must be linear: a path along which the choice changes is integrated exactly');
  }
  if (dependence !== undefined) {
    throw new InputError(
      'problem.dependence',
      'must be absent: with correlated signals transfers may depend on reports in ways that interim utilities do not show',
    );
  }
  signals.forEach(({ law }, d) => {
    if (!law.support.every(Number.isFinite)) throw new InputError(`problem.signals[${d}].law`, `needs a bounded support, got ${law.text}`);
  });
  if (typeof agent !== 'string' || !agents.includes(agent)) {
    throw new InputError('agent', `must be one of ${agents.join(', ')}, got ${quote(String(agent))}`);
  }
  const space = ownSpace(problem!, agents.indexOf(agent));
  if (!space.relevant.some(Boolean)) {
    throw new InputError('agent', `has no signal that enters her own value: no lie of ${agent} has a length`);
  }
  if (cells !== undefined && !(Number.isInteger(cells) && cells >= 2)) {
    throw new InputError('cells', `must be a whole number from 2 on, got ${quote(String(cells))}`);
  }
  typeGrid(space, cells ?? sizeOfCells(space.supports.length));
}

export function validate(study: unknown): void {
  const { question } = study as { readonly question?: unknown };
  if (question === 'field') validateField(study as Partial<ProblemQuestion>);
  else if (question === 'least-epsilon') validateMarket(study as Partial<MarketQuestion>);
  else throw new InputError('question', `must be one of ${QUESTIONS.join(', ')}, got ${quote(String(question))}`);
}
