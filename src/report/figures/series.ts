/** The lines of a figure: agents where they share a panel, mechanisms where each agent has a figure of its own. */
import type { Agent, Point } from '../../results/document.ts';
import { mechanismOf } from '../points.ts';
import { agentsInOrder, agentWords } from '../vocabulary.ts';
import { agentPlace, seriesColour, seriesShape } from './theme.ts';

export interface Row {
  readonly agent: Agent;
  readonly point: Point;
  /** Where a figure holds several quantities against each other. */
  readonly quantity?: string;
}

export interface Series {
  /** Title of the legend. */
  readonly title: string;
  /** In the legend's order. */
  readonly names: readonly string[];
  of(row: Row): string;
  colour(name: string): string;
  shape(name: string): string;
}

/** Rows of one agent with mechanisms: a line a mechanism; else a line an agent. */
export function seriesOf(rows: readonly Row[]): Series {
  const byMechanism = rows.some(({ point }) => mechanismOf(point) !== '');
  const agents = agentsInOrder(rows.map(({ agent }) => agent));
  const of = ({ agent, point }: Row): string => (byMechanism ? mechanismOf(point) : agentWords(agent).plural);
  const names = byMechanism ? [...new Set(rows.map(of))] : agents.map((agent) => agentWords(agent).plural);
  const place = (name: string): number => (byMechanism ? names.indexOf(name) : agentPlace(
    agents[names.indexOf(name)]!, names.indexOf(name)
  ));
  return {
    title: byMechanism ? 'Mechanism' : 'Estimate', names, of,
    colour: (name) => seriesColour(place(name)),
    shape: (name) => seriesShape(place(name)),
  };
}
