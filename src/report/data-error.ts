/** What the sampling error of the data does to the rows, in lines of their own; shared by the terminal and the HTML report. */
import type { DataError, ResultDocument } from '../results/document.ts';
import { quantityOf } from '../results/quantities.ts';
import { formatInterval } from './numbers.ts';
import { distinctPoints, hasNamedAgents, sweptLabel } from './points.ts';
import { agentWords, capitalised, percent } from './vocabulary.ts';

const how = ({ kind, confidence, words }: DataError): string => (kind === 'dkw' ? `${percent(confidence)}, ${words}` : words);

/** A line for every quantity and agent that has one, then what the ends are; empty where nothing was asked of the data. */
export function dataErrorLines(document: ResultDocument): string[] {
  const { estimates } = document;
  const told = estimates.flatMap((row) => (row.dataError ? [{ ...row, dataError: row.dataError }] : []));
  const points = distinctPoints(told.map(({ point }) => point));
  const ways = [...new Set(told.map(({ dataError }) => how(dataError)))];
  const named = hasNamedAgents(document);
  const mark = (error: DataError): string => (ways.length > 1 ? ` (${ways.indexOf(how(error)) + 1})` : '');
  const lines = told.map(({ agent, quantity, point, estimate, dataError }) => {
    const { lower, upper } = formatInterval({ estimate, lower: dataError.lower, upper: dataError.upper });
    const where = points.length > 1 ? `, ${sweptLabel(point, points)}` : '';
    return `${capitalised(agentWords(agent, named).plural)}${where}, ${quantityOf(quantity).name}: [${lower}, ${upper}]${mark(dataError)}`;
  });
  return [...lines, ...ways.map((way, at) => (ways.length > 1 ? `(${at + 1}) ${way}` : way))];
}

export const DATA_ERROR_TITLE = "Sampling error of the data (apart from the rows' own intervals)";
