/** Verdicts and optima of design questions as rows, each with its proof as a file. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { bestOf, extract, implement, type Optimum } from '../../mechanism/finite/design.ts';
import type { Allocation, Balance } from '../../mechanism/finite/question.ts';
import { parameterValues, totalPayoffs } from '../../environment/finite/model.ts';
import { fullSurplus } from '../../mechanism/finite/surplus.ts';
import { isZero, ZERO, type Rational } from '../../programs/rational.ts';
import { certificateLine } from '../../programs/certificate.ts';
import type { Point } from '../../results/document.ts';
import { askedOf, verdictAnswer, type Asked, type Decided, type DesignRequest } from './asked.ts';
import { auctionExPost, auctionRevenue } from './auction.ts';
import { choicesAnswer } from './choices.ts';
import { betAnswer, betImplements, extractStake, implementStakes, menuAnswer } from './menu-answer.ts';
import { pumpText, PUMP_STEP } from './pump-text.ts';
import { emptyAnswer, exactRow, joinAnswers, shortText, verdictRow, type FiniteAnswer } from './rows.ts';
import { withTolerance } from './tolerance.ts';
import { withPrior } from './with-prior.ts';

function optimumAnswer(model: FiniteModel, quantity: string, point: Point, optimum: Optimum, words: string): FiniteAnswer {
  const verdict = (status: 'no' | 'undecided', text: string): FiniteAnswer => ({
    ...emptyAnswer,
    verdicts: [verdictRow('market', point, status, text)],
  });
  switch (optimum.status) {
    case 'optimal':
      return {
        ...emptyAnswer,
        estimates: [exactRow(quantity, 'market', point, optimum.value, certificateLine(optimum.impossibility.certificate))],
      };
    case 'infeasible':
      return verdict('no', `There is no ${words}: ${certificateLine(optimum.impossibility.certificate)}`);
    case 'unbounded':
      return verdict('undecided', `The ${words} has no bound: ${pumpText(model, optimum.pump)}; ${PUMP_STEP}`);
    case 'undecided':
      return verdict('undecided', `The ${words} is not decided: ${optimum.reason}`);
  }
}

/** What there is none of. */
const NO_SUBSIDY = {
  'exact': 'subsidy, the same at every profile and all of it handed out, that helps', 'no-deficit': 'subsidy that helps',
} as const;

async function subsidyAnswer({ model, point, balance, solve }: Asked): Promise<FiniteAnswer> {
  if (balance === 'none') return emptyAnswer;
  const best = await bestOf(model, { transfers: 'bayesian', balance, allocation: 'rule', objective: 'subsidy' }, solve);
  return optimumAnswer(model, 'subsidy', point, best, best.status === 'infeasible' ? NO_SUBSIDY[balance] : 'least subsidy');
}

/** Exact balance and no deficit are different verdicts: where the first cannot be had, the second is said as well. */
async function looserAnswer(asked: Asked, { verdicts }: FiniteAnswer): Promise<FiniteAnswer> {
  if (asked.balance !== 'exact' || verdicts.every(({ holds }) => holds)) return emptyAnswer;
  const looser: Asked = { ...asked, balance: 'no-deficit', point: { ...asked.point, balance: 'no-deficit' } };
  const answer = verdictAnswer(looser, 'implement', await implement(asked.model, asked.transfers, 'no-deficit', asked.solve));
  return { ...await withTolerance(looser, 'implement', answer), estimates: [] };
}

/** Under maxmin the program decides; under other preferences a bet is scaled, which proves only that it does. */
async function implementAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, transfers, balance, preference } = asked;
  if (transfers === 'bayesian') {
    const plain = verdictAnswer(asked, 'implement', await implement(model, transfers, balance, asked.solve));
    const verdict = await withTolerance(asked, 'implement', plain);
    return joinAnswers([verdict, await subsidyAnswer(asked), await looserAnswer(asked, verdict)]);
  }
  if (preference.kind !== 'maxmin') {
    const bet = await betAnswer(asked);
    return joinAnswers([betImplements(asked, bet), bet]);
  }
  const plain = verdictAnswer(asked, 'implement', await implement(model, transfers, balance, asked.solve));
  if (!plain.verdicts.every(({ holds }) => holds)) {
    const verdict = await withTolerance(asked, 'implement', plain);
    return joinAnswers([verdict, await looserAnswer(asked, verdict)]);
  }
  const menu = await menuAnswer(asked);
  // The smallest menu is the one to show.
  const smallest = menu.mechanism === undefined ? plain : verdictAnswer(asked, 'implement', { verdict: 'yes', mechanism: menu.mechanism });
  return joinAnswers([
    await withTolerance(asked, 'implement', smallest), menu, await implementStakes(asked),
    model.menu === undefined ? emptyAnswer : await betAnswer(asked),
  ]);
}

async function revenueAnswer({ model, point, transfers, solve }: Asked, allocations: readonly Allocation[]): Promise<FiniteAnswer> {
  const quantity = transfers === 'bayesian' ? 'bayesianRevenue' : 'ambiguousRevenue';
  return joinAnswers(await Promise.all(allocations.map(async (allocation) => {
    const best = await bestOf(model, { transfers, balance: 'none', allocation, objective: 'revenue' }, solve);
    return optimumAnswer(model, quantity, { ...point, beliefs: 'prior', allocation }, best, `revenue under allocation ${allocation}`);
  })));
}

async function extractAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, transfers, point } = asked;
  const { surplus, verdict, allocation } = await extract(model, transfers, asked.solve);
  return joinAnswers([
    { ...emptyAnswer, estimates: [exactRow('fullSurplus', 'market', point, surplus, 'the highest total payoff at every profile')] },
    verdictAnswer(asked, 'extract', verdict, allocation), await revenueAnswer(asked, ['efficient', 'free']),
    transfers === 'ambiguous' && verdict.verdict === 'yes' ? await extractStake(asked) : emptyAnswer,
    transfers === 'ambiguous' && model.menu?.base === 'surplus' ? await betAnswer(asked) : emptyAnswer,
  ]);
}

/** The most that is collected with ex post constraints, of lotteries of any kind where they are free; nothing without a prior. */
async function exPostRevenueAnswer({ model, shared, solve }: Asked, allocations: readonly Allocation[]): Promise<FiniteAnswer> {
  if (model.beliefs?.kind !== 'prior') return emptyAnswer;
  return joinAnswers(await Promise.all(allocations.map(async (allocation) => {
    const best = await bestOf(
      model, { transfers: 'bayesian', balance: 'none', allocation, objective: 'revenue', notion: 'ex-post' }, solve,
    );
    const what = allocation === 'free' ? 'revenue ex post' : `revenue ex post under allocation ${allocation}`;
    return optimumAnswer(model, 'exPostRevenue', { ...shared, transfers: 'bayesian', allocation }, best, what);
  })));
}

/**
 * The highest expected total payoff that mechanisms with money reach with truth best at every profile, as a share of what the first
 * best gains over the best constant outcome.
 */
async function exPostShareAnswer({ model, shared, solve }: Asked): Promise<FiniteAnswer> {
  if (model.beliefs?.kind !== 'prior') return emptyAnswer;
  const prior = model.beliefs.probabilities;
  const expected = (worth: (profile: number) => Rational): Rational =>
    prior.reduce((sum, probability, profile) => sum.add(probability.mul(worth(profile))), ZERO);
  const constants = model.outcomes.map((_, outcome) => expected((profile) => totalPayoffs(model, profile)[outcome]!));
  const constant = constants.reduce((most, value) => (value.compare(most) > 0 ? value : most));
  const room = fullSurplus(model).sub(constant);
  if (isZero(room)) return emptyAnswer;
  const best = await bestOf(
    model, { transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'welfare', notion: 'ex-post' }, solve,
  );
  if (best.status !== 'optimal') return optimumAnswer(
      model, 'exPostShare', { ...shared, allocation: 'free' }, best, 'best welfare ex post',
    );
  const words = `welfare ${shortText(best.value)}, a constant outcome ${shortText(constant)}, the first best `
    + `${shortText(room.add(constant))}`;
  return {
    ...emptyAnswer,
    estimates: [exactRow('exPostShare', 'market', { ...shared, allocation: 'free' }, best.value.sub(constant).div(room), words)],
  };
}

/**
 * Of a rule whether some transfers make truth best at every profile: the three kinds of balance unless one was asked for. Then the
 * most that is collected so.
 */
async function exPostAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, solve, balance } = asked;
  if (model.choices !== undefined) {
    const source = { file: asked.environment.file, parameters: parameterValues(asked.environment, asked.parameters) };
    return choicesAnswer(model, asked.shared, source, solve);
  }
  const balances: readonly Balance[] = model.rule === undefined ? [] : asked.everyBalance ? ['exact', 'no-deficit', 'none'] : [balance];
  const verdicts = await Promise.all(balances.map(async (one) => {
    const at: Asked = { ...asked, balance: one, point: { ...asked.point, balance: one } };
    return withTolerance(at, 'ex-post', verdictAnswer(at, 'ex-post', await implement(model, 'bayesian', one, solve, 'ex-post')));
  }));
  const revenue = model.auction === undefined ? joinAnswers([await exPostRevenueAnswer(asked, ['free']), await exPostShareAnswer(asked)])
    : model.beliefs === undefined ? emptyAnswer : await auctionExPost(asked);
  return joinAnswers([...verdicts, revenue]);
}

/** Extraction and revenue are expectations under the prior of a type space. */
async function askedUnderPrior(request: DesignRequest): Promise<Asked> {
  const expects = request.goal === 'extract' || request.goal === 'revenue';
  return askedOf(expects ? { ...request, environment: await withPrior(request.environment, request.parameters, request.solve) } : request);
}

/** The verdict with its proof, and nothing beside it. */
export async function answerVerdict(request: DesignRequest & { readonly goal: Decided }): Promise<FiniteAnswer> {
  const asked = await askedUnderPrior(request);
  const { model, transfers, balance } = asked;
  const { goal } = request;
  if (goal !== 'extract') {
    const notion = goal === 'ex-post' ? goal : 'interim';
    return verdictAnswer(asked, goal, await implement(model, transfers, balance, asked.solve, notion));
  }
  const { verdict, allocation } = await extract(model, transfers, asked.solve);
  return verdictAnswer(asked, 'extract', verdict, allocation);
}

/** Throws InputError for rules, beliefs and parameters that the question needs. */
export async function answerDesign(request: DesignRequest): Promise<FiniteAnswer> {
  const asked = await askedUnderPrior(request);
  switch (request.goal) {
    case 'implement': return implementAnswer(asked);
    case 'extract': return extractAnswer(asked);
    case 'ex-post': return exPostAnswer(asked);
    case 'revenue': {
      if (asked.model.auction !== undefined && asked.transfers === 'bayesian') return auctionRevenue(asked);
      const allocations: Allocation[] = asked.model.rule === undefined ? ['efficient', 'free'] : ['rule', 'efficient', 'free'];
      return joinAnswers([await exPostRevenueAnswer(asked, allocations), await revenueAnswer(asked, allocations)]);
    }
  }
}
