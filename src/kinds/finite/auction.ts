/** Auctions: the best revenue ex post with what explains it, and the best Bayesian revenue at several beliefs. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import { bestAtPiStar, localBound } from '../../mechanism/finite/auction/at-pi-star.ts';
import { bestBayesian, type BestBayesian } from '../../mechanism/finite/auction/best-bayesian.ts';
import { searchBeliefs } from '../../mechanism/finite/auction/belief-search.ts';
import { chainsOf, requireAuction, type AuctionModel, type Chain } from '../../mechanism/finite/auction/chains.ts';
import { exPostRevenue, type ExPostAuction } from '../../mechanism/finite/auction/ex-post-revenue.ts';
import { myersonRevenue } from '../../mechanism/finite/auction/myerson.ts';
import { piStar, withBeliefs } from '../../mechanism/finite/auction/pi-star.ts';
import { auctionFile } from '../../mechanism/finite/auction/proof-file.ts';
import { fullSurplus } from '../../mechanism/finite/surplus.ts';
import { commonPrior } from '../../notions/finite/common-prior.ts';
import { ownMonotone, singleCrossing, type PriorClass } from '../../notions/finite/auction-priors.ts';
import { parameterValues } from '../../environment/finite/model.ts';
import { listText, type Rational } from '../../programs/rational.ts';
import type { Point, Verdict } from '../../results/document.ts';
import type { Asked } from './asked.ts';
import { auctionBlocks } from './auction-blocks.ts';
import { laidOut } from './proof-layout.ts';
import { pumpText, PUMP_STEP } from './pump-text.ts';
import { sideBetsAnswer } from './side-bets.ts';
import { emptyAnswer, exactRow, joinAnswers, shortText, verdictRow, type FiniteAnswer } from './rows.ts';

const MARKET = 'market';

/** A prior, its chains, and what is asked of them. */
interface Study {
  readonly asked: Asked;
  readonly model: AuctionModel;
  readonly chains: readonly (readonly Chain[])[];
  readonly point: Point;
  /** Σ max(0, highest local virtual value). */
  readonly local: Rational;
}

function studyOf(asked: Asked): Study {
  const model = requireAuction(asked.model, 'this question');
  const chains = chainsOf(model);
  return {
    asked, model, chains, point: asked.shared, local: localBound(model, chains),
  };
}

const classRow = (point: Point, id: string, { holds, witness }: PriorClass, yes: string, no: string): Verdict =>
  ({ id, ...verdictRow(MARKET, point, holds ? 'yes' : 'no', holds ? yes : `${no}: ${witness!}`) });

function classVerdicts({ model, chains, point }: Study): Verdict[] {
  return [
    classRow(
      point, 'own-monotone', ownMonotone(model, chains), 'The prior is own-monotone: no virtual value falls as its bidder is worth more',
      'The prior is not own-monotone, so virtual values are ironed',
    ),
    classRow(
      point, 'single-crossing', singleCrossing(model, chains),
      'The prior is single-crossing: whoever has the highest virtual value keeps it as she is worth more',
      'The prior is not single-crossing',
    ),
  ];
}

function highestVerdict({ point, local }: Study, { revenue, pointwise, attained }: ExPostAuction): Verdict {
  const equal = revenue.equals(pointwise);
  const most = shortText(pointwise);
  const rest = revenue.equals(local) ? '; the highest local virtual value reaches it' : '';
  return {
    id: 'highest-virtual-value',
    ...verdictRow(
      MARKET, point, equal ? 'yes' : 'no',
      equal
        ? `The object goes to the highest ironed virtual value, which is worth `
          + `${most}${attained ? '' : ', with ties broken as the program says'}`
        : `The highest ironed virtual value, ${most}, is only an upper bound: what maximises it is not monotone, or not flat where values `
          + `are ironed. `
          + `The program reaches ${shortText(revenue)}${rest}`,
    ),
  };
}

/** The most that is collected ex post: exPostRevenue, its bounds by virtual values, the classes of the prior, posted prices. */
async function exPostAnswer(study: Study): Promise<{ readonly answer: FiniteAnswer; readonly auction?: ExPostAuction }> {
  const { asked, model, chains, point, local } = study;
  const found = await exPostRevenue(model, asked.solve);
  const bound = (virtual: string, value: Rational) =>
    exactRow(
      'pointwiseRevenue', MARKET, { ...point, virtual }, value, `the sum over profiles of the highest ${virtual} virtual value, or 0`,
    );
  if (found.status === 'undecided') {
    const { pointwise, reason } = found;
    return {
      answer: {
        ...emptyAnswer, estimates: [bound('ironed', pointwise), bound('local', local)],
        verdicts: [...classVerdicts(study), verdictRow(MARKET, point, 'undecided', `The best revenue ex post is at most `
          + `${shortText(pointwise)}: ${reason}`)],
      },
    };
  }
  const { auction } = found;
  const basis = auction.attained
    ? 'the highest ironed virtual value wins, which is monotone: its multipliers meet it'
    : 'primal and dual of (P) meet';
  const parameters = parameterValues(asked.environment, asked.parameters);
  return {
    auction,
    answer: {
      ...emptyAnswer,
      estimates: [
        exactRow('exPostRevenue', MARKET, { ...point, allocation: 'free' }, auction.revenue, basis),
        bound('ironed', auction.pointwise), bound('local', local),
      ],
      verdicts: [...classVerdicts(study), highestVerdict(study, auction)],
      proofs: [{
        name: 'ex-post-revenue', file: auctionFile(model, asked.environment.file, parameters, chains, auction),
        ...laidOut(auctionBlocks(model, chains, auction)),
      }],
    },
  };
}

/** One row, or why there is none. */
function bayesianRow({ model, point }: Study, beliefs: string, found: BestBayesian, between = ''): FiniteAnswer {
  const where = { ...point, beliefs, allocation: 'free' };
  switch (found.status) {
    case 'optimal': return { ...emptyAnswer, estimates: [exactRow('bayesianRevenue', MARKET, where, found.value, found.basis)] };
    case 'unbounded':
      return {
        ...emptyAnswer,
        verdicts: [
          verdictRow(MARKET, where, 'undecided', `The best Bayesian revenue has no bound: ${pumpText(model, found.pump)}; `
            + PUMP_STEP),
        ],
      };
    case 'undecided':
      return {
        ...emptyAnswer,
        verdicts: [verdictRow(MARKET, where, 'undecided', `The best Bayesian revenue ${between}is not decided: ${found.reason}`)],
      };
  }
}

function gapVerdict({ point }: Study, auction: ExPostAuction, found: BestBayesian): Verdict[] {
  if (found.status === 'undecided') return [];
  const id = 'chung-ely';
  if (found.status === 'unbounded') return [{ id, ...verdictRow(MARKET, point, 'no', 'At beliefs π* revenue has no bound') }];
  const gap = found.value.sub(auction.revenue);
  return [{
    id,
    ...verdictRow(
      MARKET, point, gap.n === 0n ? 'yes' : 'no',
      gap.n === 0n
        ? `At beliefs π* no Bayesian mechanism collects more than ${shortText(auction.revenue)}, the best ex post`
        : `At beliefs π* a Bayesian mechanism collects ${shortText(gap)} more than the best ex post`,
    ),
  }];
}

/** Of an independent prior: Myerson's theorem beside the program, or in its place where that is too large. */
function myersonVerdict({ model, point }: Study, found: BestBayesian): Verdict[] {
  const expected = myersonRevenue(model);
  if (expected === undefined) return [];
  const highest = `${shortText(expected)}, the expected highest ironed virtual value (Myerson 1981)`;
  const row = (status: 'yes' | 'no', text: string): Verdict[] => [{ id: 'myerson', ...verdictRow(MARKET, point, status, text) }];
  if (found.status !== 'optimal') return row('yes', `The prior is independent: the best Bayesian revenue is ${highest}`);
  return found.value.equals(expected) ? row('yes', `The prior is independent: no Bayesian mechanism collects more than ${highest}`)
    : row('no', `The prior is independent, and the program finds ${shortText(found.value)} where Myerson's theorem has ${highest}`);
}

async function priorOfPiStar({ asked, chains, point }: Study, model: FiniteModel): Promise<Verdict> {
  const id = 'pi-star-common-prior';
  const prior = await commonPrior(withBeliefs(model, piStar(chains)), asked.solve);
  return {
    id,
    ...verdictRow(MARKET, point, prior === undefined ? 'no' : 'yes', prior === undefined
      ? 'The beliefs π* come from no common prior that gives every value positive probability'
      : `The beliefs π* come from a common prior: ${listText(prior, shortText)}`),
  };
}

/** Profiles up to which beliefs are searched. */
const SEARCH_MAX = 40;

/** Where π* leaves a gap: what a search over noisy concordant beliefs leaves of it, an upper bound on the worst type space. */
function searchAnswer({ model, chains, point, local }: Study, auction: ExPostAuction | undefined): FiniteAnswer {
  if (auction === undefined || auction.revenue.equals(local) || model.profiles.size > SEARCH_MAX) return emptyAnswer;
  const found = searchBeliefs(chains, model.profiles.size, auction.revenue);
  if (found === undefined) return emptyAnswer;
  const basis = 'no Bayesian mechanism collects more at the beliefs that a search found: an upper bound on the worst type space';
  return { ...emptyAnswer, estimates: [exactRow('pointwiseRevenue', MARKET, { ...point, virtual: 'search' }, found.bound, basis)] };
}

/** Of `--goal ex-post` where the environment is an auction. */
export const auctionExPost = async (asked: Asked): Promise<FiniteAnswer> => (await exPostAnswer(studyOf(asked))).answer;

/** Of `--goal revenue`: ex post, Bayesian at the prior's own beliefs and at π*, and what π* is. */
export async function auctionRevenue(asked: Asked): Promise<FiniteAnswer> {
  const study = studyOf(asked);
  const { answer, auction } = await exPostAnswer(study);
  const surplus = exactRow('fullSurplus', MARKET, study.point, fullSurplus(study.model), 'the highest total payoff at every profile');
  const own = await bestBayesian(study.model, conditionalBeliefs(study.model), true, asked.solve);
  // An ex post mechanism is one of these too.
  const between = (most: Rational): string | undefined =>
    auction && `lies between ${shortText(auction.revenue)} and ${shortText(most)} and `;
  const star = await bestAtPiStar(study.model, study.chains, study.local, auction?.revenue, asked.solve);
  return joinAnswers([
    answer, {
      ...emptyAnswer, estimates: [surplus],
    }, bayesianRow(study, 'prior', own, between(fullSurplus(study.model))),
    searchAnswer(study, auction), bayesianRow(study, 'piStar', star, between(study.local)),
    {
      ...emptyAnswer,
      verdicts: [
        ...myersonVerdict(study, own), ...(auction === undefined ? [] : gapVerdict(study, auction, star)),
        await priorOfPiStar(study, study.model),
      ],
    },
    await sideBetsAnswer(asked, study.model, study.chains),
  ]);
}
