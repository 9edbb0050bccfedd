/** Of a choice correspondence: is it ex post implementable, deterministically and by lotteries; may one agent be asked to choose. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, typesIn } from '../../environment/finite/profiles.ts';
import { deterministicFile, lotteriesFile, type ChoiceSource } from '../../notions/finite/choice-file.ts';
import {
  choosesWithin, deterministicChoice, lotteryChoice, requireChoices, separability, type ChoiceModel, type ChoiceTree,
} from '../../notions/finite/ex-post-choice.ts';
import { certificateLine } from '../../programs/certificate.ts';
import { isZero, ONE, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { laidOut, type Block } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

const MARKET = 'market';
const at = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, i) => agents[i]!.types[type]).join(', ')})`;

/** How the search excluded every selection, line by line. */
function treeText(model: FiniteModel, tree: ChoiceTree, path = ''): string[] {
  if ('clash' in tree) {
    const { agent, profile, instead } = tree.clash;
    return [`${path}: at ${at(model, profile)} ${model.agents[agent]!.name} would rather have what is chosen at ${at(model, instead)}`];
  }
  return tree.branches.flatMap(({ outcome, tree: branch }) =>
    treeText(model, branch, `${path === '' ? '' : `${path}, `}${model.outcomes[outcome]} at ${at(model, tree.profile)}`));
}

const chosenTable = (model: ChoiceModel, chosen: readonly string[]): Block =>
  ({ rows: [['profile', 'chosen'], ...chosen.map((text, profile) => [at(model, profile), text])] });

function deterministicAnswer(model: ChoiceModel, point: Point, source: ChoiceSource): FiniteAnswer {
  const where = { ...point, notion: 'ex-post', mechanisms: 'deterministic' };
  const id = 'ex-post-deterministic';
  const found = deterministicChoice(model);
  if (found.status === 'undecided')
    return { ...emptyAnswer, verdicts: [{ id, ...verdictRow(MARKET, where, 'undecided', `Not decided: ${found.reason}`) }] };
  const list = found.status === 'none' ? undefined
    : found.chosen.map((outcome, profile) => `${model.outcomes[outcome]} at ${at(model, profile)}`).join(', ');
  const file = deterministicFile(model, source, found);
  const blocks: Block[] = found.status === 'found' ? [chosenTable(model, found.chosen.map((outcome) => model.outcomes[outcome]!))]
    : found.tree === undefined ? [] : [{ lines: treeText(model, found.tree) }];
  return {
    ...emptyAnswer,
    estimates: [exactRow('implementable', MARKET, where, list === undefined ? ZERO : ONE, list ?? 'every selection was tried')],
    verdicts: [{
      id, ...verdictRow(MARKET, where, list === undefined ? 'no' : 'yes', list === undefined
        ? 'No selection of the choices makes truth best at every profile' : `The choices are ex post implementable: ${list}`),
    }],
    proofs: file === undefined ? [] : [{ name: id, file, ...laidOut(blocks) }],
  };
}

async function lotteriesAnswer(model: ChoiceModel, point: Point, source: ChoiceSource, solve?: Solve): Promise<FiniteAnswer> {
  const where = { ...point, notion: 'ex-post', mechanisms: 'lotteries' };
  const id = 'ex-post-lotteries';
  const found = await lotteryChoice(model, solve);
  const file = lotteriesFile(model, source, found);
  if (!found.implementable) {
    const line = certificateLine(found.certificate);
    return {
      ...emptyAnswer, estimates: [exactRow('implementable', MARKET, where, ZERO, line)],
      verdicts: [{ id, ...verdictRow(MARKET, where, 'no', `No lotteries over the choices are ex post incentive compatible: ${line}`) }],
      proofs: [{ name: id, file, ...laidOut([{ certificate: found.certificate }]) }],
    };
  }
  const share = (value: Rational, outcome: number): string =>
    `${value.equals(ONE) ? '' : `${rationalText(value)} `}${model.outcomes[outcome]}`;
  const chosen = found.lotteries.map((lottery) =>
    lottery.flatMap((value, outcome) => (isZero(value) ? [] : [share(value, outcome)])).join(' + '));
  const list = chosen.map((text, profile) => `${text} at ${at(model, profile)}`).join(', ');
  return {
    ...emptyAnswer, estimates: [exactRow('implementable', MARKET, where, ONE, list)],
    verdicts: [{ id, ...verdictRow(MARKET, where, 'yes', `Lotteries over the choices are ex post incentive compatible: ${list}`) }],
    proofs: [{ name: id, file, ...laidOut([chosenTable(model, chosen)]) }],
  };
}

async function withinVerdicts(model: ChoiceModel, point: Point, solve?: Solve): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [agent, { name, types }] of model.agents.entries()) {
    if (agent === model.nature) continue;
    const { holds, witness } = await choosesWithin(model, agent, solve);
    const belief = witness?.belief.flatMap((share, others) => (isZero(share) ? []
      : [`${rationalText(share)} on ${at(model, joinProfile(model.profiles, agent, witness.type, others))}`])).join(', ');
    verdicts.push({
      id: 'chooses-within',
      ...verdictRow(name, point, holds ? 'yes' : 'no', holds
        ? `Whatever ${name} believes, what she likes best is among the choices: asking her implements them on every type space`
        : `Type ${types[witness!.type]} of ${name} likes ${model.outcomes[witness!.outcome]} best, which is no choice, at the belief `
          + `${belief}`),
    });
  }
  return verdicts;
}

/** Of `--goal ex-post` where the environment has choices. */
export async function choicesAnswer(given: FiniteModel, point: Point, source: ChoiceSource, solve?: Solve): Promise<FiniteAnswer> {
  const model = requireChoices(given);
  const separable = separability(model);
  return joinAnswers([
    deterministicAnswer(model, point, source), await lotteriesAnswer(model, point, source, solve),
    {
      ...emptyAnswer,
      verdicts: [
        ...await withinVerdicts(model, point, solve),
        {
          id: 'separable',
          ...verdictRow(MARKET, point, separable.holds ? 'yes' : 'no', separable.holds
            ? 'At every profile each agent\'s part of the choices can be had with any other\'s: the environment may be separable'
            : `The environment is not separable: at ${at(model, separable.profile!)} what one agent gets of the choices ties what another `
              + `gets`),
        },
      ],
    },
  ]);
}
