/** Tables of the papers, from the model that a study was run on: what is printed there, in exact numbers. */
import type { ItemTable } from '../../../papers/item.ts';
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { joinProfile, withType } from '../../environment/finite/profiles.ts';
import { rationalText, type Rational } from '../../programs/rational.ts';

export interface PaperTable {
  readonly caption: string;
  /** Above the heads of the rows. */
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly head: string; readonly cells: readonly string[] }[];
}

/** Types of the first agent down, of the second across. */
function byProfile(model: FiniteModel, caption: string, corner: string, cell: (profile: number) => string): PaperTable {
  const [down, across] = model.agents;
  return {
    caption, corner, columns: across!.types,
    rows: down!.types.map((head, i) => ({ head, cells: across!.types.map((_, j) => cell(joinProfile(model.profiles, 0, i, j))) })),
  };
}

const numbers = (values: readonly Rational[]): string => values.map(rationalText).join(', ');

/** `[agent][type][profile of the others]`; undefined where there are none, or sets of them. */
function beliefsOf(model: FiniteModel): readonly (readonly (readonly Rational[])[])[] | undefined {
  if (model.beliefs?.kind === 'beliefs') return model.beliefs.conditionals;
  return model.beliefs?.kind === 'prior' ? conditionalBeliefs(model) : undefined;
}

/** The agent whose type alone decides all payoffs; -1 where there is none. */
const decisive = ({ agents, payoffs, profiles }: FiniteModel): number => agents.findIndex((_, i) =>
  payoffs.flat().every((table) => table.every((value, profile) => agents.every(({ types }, j) =>
    j === i || types.every((__, type) => table[withType(profiles, profile, j, type)]!.equals(value))))));

/** By the type of the one agent whom payoffs depend on: a column an outcome and agent, hers first. */
function payoffsByType(model: FiniteModel): readonly PaperTable[] {
  const own = decisive(model);
  if (own < 0) return [];
  const order = [own, ...model.agents.keys()].filter((agent, i, all) => all.indexOf(agent) === i);
  const columns = model.outcomes.flatMap((outcome, o) => (o === 0 ? [] : order.map((agent) => ({ outcome, o, agent }))));
  return [{
    caption: 'Payoffs by type', corner: model.agents[own]!.name,
    columns: columns.map(({ outcome, agent }) => `${outcome}, ${model.agents[agent]!.name}`),
    rows: model.agents[own]!.types.map((head, type) => ({
      head, cells: columns.map(({ o, agent }) => rationalText(model.payoffs[agent]![o]![withType(model.profiles, 0, own, type)]!)),
    })),
  }];
}

const TABLES: Readonly<Record<ItemTable['of'], (model: FiniteModel) => readonly PaperTable[]>> = {
  prior: (model) => {
    const { beliefs } = model;
    return beliefs?.kind === 'prior' ? [byProfile(model, 'Prior', 'p', (profile) => rationalText(beliefs.probabilities[profile]!))] : [];
  },
  beliefs: (model) => (beliefsOf(model) ?? []).map((conditionals, i) => {
    const [own, other] = [model.agents[i]!, model.agents[1 - i]!];
    return {
      caption: `Beliefs of ${own.name}`, corner: own.name, columns: other.types,
      rows: own.types.map((head, type) => ({ head, cells: conditionals[type]!.map(rationalText) })),
    };
  }),
  bet: (model) => (model.menu === undefined ? [] : [
    byProfile(model, `Bet, to ${model.agents[0]!.name}`, 'ψ', (profile) => rationalText(model.menu!.bet[0]![profile]!)),
  ]),
  payoffs: (model) => model.outcomes.slice(1).map((outcome, o) => byProfile(
    model, `Payoffs of ${outcome}, ${model.agents.map(({ name }) => name).join(' and ')}`, outcome,
    (profile) => numbers(model.payoffs.map((tables) => tables[o + 1]![profile]!)),
  )),
  'payoffs-by-type': payoffsByType,
};

/** `environment`: a file of finite types with two agents; none of another. */
export function paperTables(environment: unknown, of: ItemTable['of']): readonly PaperTable[] {
  const model = modelAt(parseEnvironment(environment));
  return model.agents.length === 2 ? TABLES[of](model) : [];
}
