/** Maximin value allocations of an exchange economy as rows and verdicts (Guo18 section 3.6.3). */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { blockOf, everyCoalition } from '../../notions/finite/exchange/candidate.ts';
import type { CoreSource } from '../../notions/finite/exchange/core-file.ts';
import { noValueCover, type Cover } from '../../notions/finite/exchange/value-cover.ts';
import { noValueCoverFile, noValueFile, valueAllocationFile } from '../../notions/finite/exchange/value-file.ts';
import { maximinValue, worstOf, type MaximinValue, type ValuePoint } from '../../notions/finite/exchange/maximin-value.ts';
import { ONE, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Surd } from '../../programs/surd.ts';
import type { Estimate, Point, Verdict } from '../../results/document.ts';
import { economyAnswer, profileName, verdictOf } from './exchange.ts';
import { laidOut } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, type FiniteAnswer, type Proof } from './rows.ts';

const words = (value: Surd): string => (value.exact === undefined ? value.text : rationalText(value.exact));

/** Every value of a type once. */
function valuesOf(points: readonly ValuePoint[], agent: number, profile: number): string {
  const mine = points.filter((point) => point.profile === profile).map(({ utilities }) => words(utilities[agent]!));
  return [...new Set(mine)].join(' or ');
}

function valueText(model: FiniteModel, value: MaximinValue): string {
  const others = model.agents.length > 2 ? 'the others\' types' : 'the other\'s type';
  switch (value.verdict) {
    case 'yes': {
      const many = value.solutions.length > 1 ? `, in ${value.solutions.length} ways` : '';
      return `There is a maximin value allocation: nobody's utility moves with ${others}${many}`;
    }
    case 'undecided': return `Whether there is a maximin value allocation is not decided: ${value.reason}`;
    case 'no': {
      const { clash, points } = value;
      if (clash === undefined) return `There is no maximin value allocation: of the values of every profile, ${points.length} in all, no `
        + 'choice of one each gives every type one utility';
      const { agent, type, profiles: [one, other] } = clash;
      const { name, types } = model.agents[agent]!;
      const only = [one, other].every((profile) => points.filter((point) => point.profile === profile).length === 1);
      const at = (profile: number): string => `${valuesOf(points, agent, profile)} at ${profileName(model, profile)}`;
      return `There is no maximin value allocation: ${only ? 'the only value gives' : 'values give'} ${name} of type ${types[type]} `
        + `${at(one)} and ${at(other)}`;
    }
  }
}

/** A rational exactly; a root of a quadratic in its basis, between doubles. */
function surdRow(quantity: string, agent: string, point: Point, value: Surd, basis: string): Estimate {
  if (value.exact !== undefined) return exactRow(quantity, agent, point, value.exact, basis);
  const [lower, upper] = value.enclosure;
  const { exact: _, ...row } = exactRow(quantity, agent, point, value.plain, `${value.text}: ${basis}`);
  return { ...row, estimate: (lower + upper) / 2, lower, upper };
}

const valueRows = (model: FiniteModel, point: Point, { profile, utilities, weights }: ValuePoint): Estimate[] => {
  const at = { ...point, profile: profileName(model, profile) };
  return model.agents.flatMap(({ name }, agent) => [
    surdRow('valueUtility', name, at, utilities[agent]!, 'the Shapley value at these weights'),
    surdRow('valueWeight', name, at, weights[agent]!, 'weights sum to 1'),
  ]);
};

/** Of the first solution; one whose utilities are roots is efficient since it is most at positive weights. */
async function efficiency(model: FiniteModel, points: readonly ValuePoint[], point: Point, solve?: Solve): Promise<Verdict> {
  const worst = worstOf(model, points).map((row) => row.map(({ exact }) => exact));
  const known = worst.every((row) => row.every((value) => value !== undefined)) ? worst as Rational[][] : undefined;
  const block = known && await blockOf(model, known, everyCoalition(model).slice(-1), solve);
  return verdictOf('ambiguous-pareto-efficient', point, block === undefined ? 'yes' : 'no',
    block === undefined ? 'The value allocation is ambiguous Pareto efficient' : 'The value allocation is dominated');
}

/** Covers of weights that leave no value, as a file. */
async function coverProof(model: FiniteModel, covers: readonly Cover[], source: CoreSource, solve?: Solve): Promise<Proof> {
  const rows = covers.map(({ profile, tree }) => [profileName(model, profile), String(tree.replaceAll('x', '').length)]);
  return {
    name: 'no-maximin-value', file: await noValueCoverFile(model, source, covers, solve),
    ...laidOut([{ rows: [['profile', 'simplices of weights'], ...rows] }]),
  };
}

/**
 * The first solution, or two profiles of two agents that clash, with a file. Of three agents, of whom a profile may have several values,
 * covers of all weights where simplices are few enough.
 */
async function valueProofs(model: FiniteModel, value: MaximinValue, source?: CoreSource, solve?: Solve): Promise<Proof[]> {
  if (source === undefined || value.verdict === 'undecided') return [];
  const proof = (name: string, file: Readonly<Record<string, unknown>>, points: readonly ValuePoint[]): Proof => ({
    name, file, ...laidOut([{
      rows: [
        ['profile', ...model.agents.flatMap((agent) => [`weight of ${agent.name}`, `utility of ${agent.name}`])],
        ...points.map(({ profile, weights, utilities }) =>
          [profileName(model, profile), ...weights.flatMap((weight, agent) => [words(weight), words(utilities[agent]!)])]),
      ],
    }]),
  });
  if (value.verdict === 'yes') {
    const [first] = value.solutions;
    return [proof('maximin-value', await valueAllocationFile(model, source, first!, solve), first!)];
  }
  const { clash, points } = value;
  if (clash === undefined || model.agents.length !== 2) {
    const covers = await noValueCover(model, clash?.profiles, solve);
    return covers === undefined ? [] : [await coverProof(model, covers, source, solve)];
  }
  const two = points.filter(({ profile }) => clash.profiles.includes(profile));
  return [proof('no-maximin-value', await noValueFile(model, source, points, clash, solve), two)];
}

/** `source`: what the model was made of, for proofs. Throws InputError where there are no goods. */
export async function valueAnswer(model: FiniteModel, point: Point, solve?: Solve, source?: CoreSource): Promise<FiniteAnswer> {
  const value = await maximinValue(model, solve);
  const text = valueText(model, value);
  const verdicts = [verdictOf('maximin-value', point, value.verdict, text)];
  const frame = await economyAnswer(model, point, solve);
  if (value.verdict === 'undecided') return joinAnswers([frame, { ...emptyAnswer, verdicts }]);
  const nonEmpty = exactRow('valueNonEmpty', 'market', point, value.verdict === 'yes' ? ONE : ZERO, text);
  // Numbered where there are several: ways to choose, or values of one profile.
  const rows = value.verdict === 'yes'
    ? value.solutions.flatMap((points, k) => points.flatMap((one) =>
      valueRows(model, value.solutions.length > 1 ? { ...point, solution: k + 1 } : point, one)))
    : value.points.flatMap((one, k) => {
      const same = value.points.filter(({ profile }) => profile === one.profile);
      return valueRows(model, same.length > 1 ? { ...point, solution: same.indexOf(value.points[k]!) + 1 } : point, one);
    });
  const efficient = value.verdict === 'yes' ? [await efficiency(model, value.solutions[0]!, point, solve)] : [];
  const proofs = await valueProofs(model, value, source, solve);
  return joinAnswers([frame, { ...emptyAnswer, estimates: [nonEmpty, ...rows], verdicts: [...verdicts, ...efficient], proofs }]);
}
