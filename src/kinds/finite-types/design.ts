/** Verdicts and optima of design questions as rows, each with its proof as a file. */
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { modelAt, parameterValues, efficientRule } from '../../environment/finite/model.ts';
import { bestOf, extract, implement, type Impossibility, type Optimum, type Verdict } from '../../mechanism/finite/design.ts';
import { smallestMenu } from '../../mechanism/finite/menu-size.ts';
import { certificateFile, mechanismFile, type Statement } from '../../mechanism/finite/proof-file.ts';
import { liesOf, type Allocation, type Balance, type Transfers } from '../../mechanism/finite/question.ts';
import { noTransfers, smallestStake, surplusTransfers, type StakeQuestion } from '../../mechanism/finite/stake.ts';
import { certificateLatex, certificateLine, certificateText } from '../../programs/certificate.ts';
import { ONE, rational, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Point } from '../../results/document.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

export type Goal = 'implement' | 'extract' | 'revenue';

export interface DesignRequest {
  readonly environment: FiniteEnvironment;
  /** Instead of the file's. */
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly goal: Goal;
  readonly transfers: Transfers;
  readonly balance: Balance;
}

/** Lies beyond which menus and stakes are not searched unasked. */
const SEARCHED_LIES = 14;

interface Asked extends DesignRequest {
  readonly model: FiniteModel;
  readonly point: Point;
}

const statementOf = ({ environment, parameters, transfers, balance }: Asked, goal: 'implement' | 'extract', allocation: Allocation): Statement =>
  ({ environment, parameters: parameterValues(environment, parameters), goal, transfers, balance: goal === 'extract' ? 'none' : balance, allocation });

/** `{ transfers, balance }` and the parameters that the environment has, as numbers. */
function pointOf({ environment, parameters, transfers, balance, goal }: DesignRequest): Point {
  const values = [...parameterValues(environment, parameters)].map(([name, value]) => [name, value.d === 1n ? Number(value.n * value.s) : rationalText(value)] as const);
  return { ...Object.fromEntries(values), transfers, ...(goal === 'implement' ? { balance } : {}) };
}

const NAMES = { implement: 'implementable', extract: 'extractable' } as const;
const SAID = { implement: ['implemented', 'The rule'], extract: ['extracted', 'The full surplus'] } as const;

function verdictAnswer(asked: Asked, goal: 'implement' | 'extract', verdict: Verdict): FiniteAnswer {
  const { model, point, transfers, balance } = asked;
  const [done, subject] = SAID[goal];
  const means = `${transfers} transfers${goal === 'implement' ? `, balance ${balance}` : ''}`;
  const statement = statementOf(asked, goal, goal === 'extract' ? 'free' : 'rule');
  const name = [goal, transfers, ...(goal === 'implement' ? [balance] : [])].join('-');
  if (verdict.verdict === 'undecided') return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'undecided', `${subject} may be ${done} by ${means}: ${verdict.reason}`)] };
  if (verdict.verdict === 'yes') {
    const rules = verdict.mechanism.menu.length;
    return {
      ...emptyAnswer, estimates: [exactRow(NAMES[goal], 'market', point, ONE, 'a mechanism, checked exactly')],
      verdicts: [verdictRow('market', point, 'yes', `${subject} is ${done} by ${means}: a mechanism of ${rules} transfer ${rules === 1 ? 'rule' : 'rules'}`)],
      proofs: [{ name, file: mechanismFile(model, statement, verdict.mechanism) }],
    };
  }
  const { certificate } = verdict.impossibility;
  const line = certificateLine(certificate);
  return {
    ...emptyAnswer, estimates: [exactRow(NAMES[goal], 'market', point, ZERO, line)],
    verdicts: [verdictRow('market', point, 'no', `${subject} cannot be ${done} by ${means}: ${line}`)],
    proofs: [{ name, file: certificateFile(model, statement, verdict.impossibility, certificateText(certificate)), latex: certificateLatex(certificate) }],
  };
}

const basisOf = ({ certificate }: Impossibility): string => certificateLine(certificate);

function optimumAnswer(quantity: string, point: Point, optimum: Optimum, words: string): FiniteAnswer {
  switch (optimum.status) {
    case 'optimal': return { ...emptyAnswer, estimates: [exactRow(quantity, 'market', point, optimum.value, basisOf(optimum.impossibility))] };
    case 'infeasible': return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'no', `There is no ${words}: ${basisOf(optimum.impossibility)}`)] };
    case 'unbounded': return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'undecided', `The ${words} has no bound: agents can be made to pay without end`)] };
    case 'undecided': return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'undecided', `The ${words} is not decided: ${optimum.reason}`)] };
  }
}

async function subsidy({ model, point, balance }: Asked): Promise<FiniteAnswer> {
  if (balance === 'none') return emptyAnswer;
  const best = await bestOf(model, { transfers: 'bayesian', balance, allocation: 'rule', objective: 'subsidy' });
  return optimumAnswer('subsidy', point, best, 'subsidy that helps');
}

async function menuSize({ model, point, balance }: Asked): Promise<FiniteAnswer> {
  const found = await smallestMenu(model, balance);
  if (found.status === 'none') return emptyAnswer;
  if (found.status === 'undecided') return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'undecided', `The smallest menu is not known: ${found.reason}`)] };
  return { ...emptyAnswer, estimates: [exactRow('menuSize', 'market', point, rational(found.size), `${found.programs} programs over assignments of lies to rules`)] };
}

async function stakes({ model, point }: Asked, questions: readonly (StakeQuestion & { readonly name: string })[]): Promise<FiniteAnswer> {
  return joinAnswers(await Promise.all(questions.map(async ({ name, ...question }): Promise<FiniteAnswer> => {
    const found = await smallestStake(model, question);
    const at = { ...point, base: name };
    if (found.status === 'found') return { ...emptyAnswer, estimates: [exactRow('stake', 'market', at, found.stake, `branch and bound over signs, ${found.nodes} programs`)] };
    return { ...emptyAnswer, verdicts: [verdictRow('market', at, found.status === 'none' ? 'no' : 'undecided', `No stake for a menu of two rules round the base '${name}': ${found.reason}`)] };
  })));
}

async function implementAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, transfers, balance } = asked;
  const verdict = await implement(model, transfers, balance);
  const answers = [verdictAnswer(asked, 'implement', verdict)];
  if (transfers === 'bayesian') answers.push(await subsidy(asked));
  else if (verdict.verdict === 'yes') {
    const lies = liesOf(model).length;
    if (lies > SEARCHED_LIES) answers.push({ ...emptyAnswer, notes: [`Smallest menu and stake are not searched beyond ${SEARCHED_LIES} lies, and there are ${lies}`] });
    else answers.push(await menuSize(asked), await stakes(asked, [{ name: 'free', balance }, { name: 'zero', balance, base: noTransfers(model) }]));
  }
  return joinAnswers(answers);
}

async function revenueAnswer({ model, point, transfers }: Asked, allocations: readonly Allocation[]): Promise<FiniteAnswer> {
  const quantity = transfers === 'bayesian' ? 'bayesianRevenue' : 'ambiguousRevenue';
  return joinAnswers(await Promise.all(allocations.map(async (allocation) => {
    const best = await bestOf(model, { transfers, balance: 'none', allocation, objective: 'revenue' });
    return optimumAnswer(quantity, { ...point, beliefs: 'prior', allocation }, best, `revenue under allocation ${allocation}`);
  })));
}

async function extractAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, transfers, point } = asked;
  const { surplus, verdict } = await extract(model, transfers);
  const answers = [
    { ...emptyAnswer, estimates: [exactRow('fullSurplus', 'market', point, surplus, 'the highest total payoff at every profile')] },
    verdictAnswer(asked, 'extract', verdict), await revenueAnswer(asked, ['efficient', 'free']),
  ];
  if (transfers === 'ambiguous' && verdict.verdict === 'yes' && liesOf(model).length <= SEARCHED_LIES) {
    const rule = efficientRule(model);
    const efficient = { ...asked, model: { ...model, rule } };
    answers.push(await stakes(efficient, [{ name: 'surplus', balance: 'none', base: surplusTransfers(model, rule) }]));
  }
  return joinAnswers(answers);
}

const askedOf = (request: DesignRequest): Asked => ({ ...request, model: modelAt(request.environment, request.parameters), point: pointOf(request) });

/** The verdict with its proof, and nothing beside it. */
export async function answerVerdict(request: DesignRequest & { readonly goal: 'implement' | 'extract' }): Promise<FiniteAnswer> {
  const asked = askedOf(request);
  const { model, transfers, balance, goal } = asked;
  return verdictAnswer(asked, request.goal, goal === 'implement' ? await implement(model, transfers, balance) : (await extract(model, transfers)).verdict);
}

/** Throws InputError for rules, beliefs and parameters that the question needs. */
export async function answerDesign(request: DesignRequest): Promise<FiniteAnswer> {
  const asked = askedOf(request);
  switch (request.goal) {
    case 'implement': return implementAnswer(asked);
    case 'extract': return extractAnswer(asked);
    case 'revenue': return revenueAnswer(asked, asked.model.rule === undefined ? ['efficient', 'free'] : ['rule', 'efficient', 'free']);
  }
}
