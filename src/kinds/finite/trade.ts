/** Whether agents trade on what they believe, with and without honesty, and the noisy concordance that says why not. */
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import {
  concordanceFaults, markovShares, tradeVerdict, type Concordance, type Gains, type TradeVerdict,
} from '../../notions/finite/trade.ts';
import { tradeFile } from '../../notions/finite/trade-file.ts';
import { isZero, ONE, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point } from '../../results/document.ts';
import { laidOut, type Block } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

const at = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, i) => agents[i]!.types[type]).join(', ')})`;

function tradeTable(model: FiniteModel, money: readonly (readonly Rational[])[]): Block {
  const players = [...model.agents.keys()].filter((i) => i !== model.nature);
  return {
    rows: [
      ['profile', ...players.map((i) => `to ${model.agents[i]!.name}`)],
      ...Array.from({ length: model.profiles.size }, (_, profile) =>
        [at(model, profile), ...players.map((i) => rationalText(money[i]![profile]!))]),
    ],
  };
}

/** The baseline prior, the multipliers, and what share of each type's belief is Bayes' rule's. */
function concordanceLines(model: FiniteModel, concordance: Concordance): string[] {
  const { prior, acceptance, truth } = concordance;
  const shares = markovShares(model, concordance);
  const players = model.agents.map((agent, i) => ({ ...agent, i })).filter(({ i }) => i !== model.nature);
  const baseline = prior.flatMap((weight, profile) => (isZero(weight) ? [] : [`${rationalText(weight)} at ${at(model, profile)}`]));
  return [
    `baseline prior: ${baseline.join(', ')}`,
    ...players.flatMap(({ name, types, i }) => types.flatMap((type, t) => [
      `acceptance of ${name} ${type}: ${rationalText(acceptance[i]![t]!)}`,
      ...types.flatMap((report, r) => (isZero(truth[i]![t]![r]!) ? [] : [`truth of ${name} ${type} -> ${report}: `
        + `${rationalText(truth[i]![t]![r]!)}`])),
      `belief of ${name} ${type}: ${types.flatMap((other, r) => (isZero(shares[i]![t]![r]!) ? [] : [
        `${rationalText(shares[i]![t]![r]!)} ${r === t ? 'Bayes\' rule under the baseline' : `the belief of ${other}`}`,
      ])).join(' + ') || 'bound by nothing'}`,
    ])),
  ];
}

/** `source`: what the model was made of, for proofs. */
interface TradeRequest {
  readonly model: FiniteModel;
  readonly point: Point;
  readonly solve?: Solve | undefined;
  readonly source?: { readonly environment?: FiniteEnvironment; readonly parameters?: ReadonlyMap<string, Rational> } | undefined;
}

async function oneAnswer({ model, point, solve, source }: TradeRequest, honest: boolean, gains: Gains): Promise<FiniteAnswer> {
  const found = await tradeVerdict(model, honest, gains, solve);
  const name = `${honest ? 'honest-' : ''}trade-${gains}`;
  const fileOf = (verdict: TradeVerdict): Record<string, unknown> =>
    tradeFile(source?.environment?.file, source?.parameters ?? new Map(), honest, gains, verdict);
  const where = { ...point, reports: honest ? 'honest' : 'known', gains };
  const who = gains === 'some' ? 'some type strictly gains' : 'every type strictly gains';
  const kind = honest ? 'an incentive compatible trade' : 'a trade of known types';
  if (found.trade) {
    return {
      ...emptyAnswer, estimates: [exactRow('tradable', 'market', where, ONE, 'a trade, found by an exact program')],
      verdicts: [{ id: name, ...verdictRow('market', where, 'yes', `There is ${kind} from which ${who}`) }],
      proofs: [{ name, file: fileOf(found), ...laidOut([tradeTable(model, found.money)]) }],
    };
  }
  const faults = concordanceFaults(model, found.concordance, gains);
  if (faults.length > 0) throw new Error(`multipliers of a trade prove nothing: ${faults[0]}`);
  const why = honest ? 'the beliefs are noisy concordant' : 'a common prior has these beliefs';
  return {
    ...emptyAnswer, estimates: [
      exactRow('tradable', 'market', where, ZERO, `${why}, with weight on ${gains === 'some' ? 'every' : 'some'} type`),
    ],
    verdicts: [{
      id: name, ...verdictRow('market', where, 'no', `There is no ${kind.replace(/^an? /, '')} from which ${who}: ${why}`),
    }],
    proofs: [{ name, file: fileOf(found), ...laidOut([{ lines: concordanceLines(model, found.concordance) }]) }],
  };
}

/** Four verdicts: reports honest or types known; some type strictly gains, or every one. */
export async function tradeAnswer(request: TradeRequest): Promise<FiniteAnswer> {
  const answers: FiniteAnswer[] = [];
  for (const honest of [false, true]) {
    for (const gains of ['some', 'every'] as const) answers.push(await oneAnswer(request, honest, gains));
  }
  return joinAnswers(answers);
}
