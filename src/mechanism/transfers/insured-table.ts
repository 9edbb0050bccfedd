/**
 * Full insurance of a given interim utility (Song22 (1)): x^i = mu^i(s^i) - v^i, utility[i] holding mu^i at equal steps over the
 * support of i's one signal, linear between.
 */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { requireFinite, requireLength } from '../../environment/checks.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { requireOneDimensional } from '../checks.ts';
import { interpolated, tableSlopes } from '../interpolation.ts';
import { hullOf, subtractRanges } from '../range.ts';
import { dot } from '../welfare-transfers.ts';
import type { Scheme } from './scheme.ts';

export interface InsuredTable {
  readonly kind: 'insured-table';
  readonly utility: readonly (readonly number[])[];
  /** Whether the table stands for a utility that draws estimate, so that what holds of it to the last digit does not hold of that one. */
  readonly isEstimate?: boolean;
}

function utilityOf({ utility }: InsuredTable, { agents, signals }: SocialChoiceProblem, agent: number): (type: number) => number {
  const own = signals.filter(({ owner }) => owner === agent);
  const table = utility[agent];
  if (own.length !== 1 || !table) {
    throw new InputError('mechanism.transfers.utility', `a table of utilities needs one signal of ${agents[agent]} and her row`);
  }
  return (type) => interpolated(table, own[0]!.law.support, type);
}

/** A table is far from zero if it is further away than this many of its widths. */
const FAR = 16;

/** What goes off a table far from zero, whose whole numbers would else be too coarse for what types differ by: its middle, or nothing. */
function levelOf(utility: readonly number[]): number {
  const [low, high] = hullOf(utility);
  return Math.abs(low + high) / 2 > FAR * (high - low) ? low + (high - low) / 2 : 0;
}

export const insuredTable: Scheme<InsuredTable> = {
  kind: 'insured-table',
  fields: ['utility', 'isEstimate'],
  validate(field, { utility, isEstimate = false }, { problem }) {
    if (typeof isEstimate !== 'boolean') throw new InputError(`${field}.isEstimate`, `must be true or false, got ${String(isEstimate)}`);
    requireOneDimensional(`${field}.kind`, 'insured-table', problem);
    requireLength(`${field}.utility`, utility, problem.agents.length, 'agents');
    utility.forEach((row, i) => {
      if (row.length < 2) throw new InputError(`${field}.utility[${i}]`, 'needs at least two points, the ends of the support');
      row.forEach((value, r) => requireFinite(`${field}.utility[${i}][${r}]`, value));
    });
  },
  utilitySlopes: ({ utility }, { agent, problem, coordinates }) =>
    [tableSlopes(utility[agent]!, problem.signals[coordinates[0]!]!.law.support)],
  utility: utilityOf,
  utilityTable: ({ utility }, agent) => utility[agent]!,
  cancels: 'alone',
  transferRange: ({ utility }, { agent, own }) => subtractRanges(hullOf(utility[agent]!), own),
  payoffRange: ({ utility }, { agent }) => hullOf(utility[agent]!),
  transfer(transfers, { tf, problem, byType, expected, valuesOf }, agent) {
    const utility = utilityOf(transfers, problem, agent);
    return tf.sub(byType(agent, ([signal]) => utility(signal!)), expected(valuesOf(agent))) as Tensor1D;
  },
  integer(transfers, { problem, agent, reports, isPrivate }) {
    if (!isPrivate) return { unsupported: 'a table of utilities where values are not private' };
    const level = levelOf(transfers.utility[agent]!);
    const utilities = reports.map(([type]) => utilityOf(transfers, problem, agent)(type!) - level);
    return { transfer: 'table', table: (r, values, k) => utilities[r]! - values[k]!, level };
  },
  played: 'straight',
  reference(transfers, { problem, signals, acted, valuesAt, probabilitiesAt }, agent) {
    const type = signals[problem.signals.findIndex(({ owner }) => owner === agent)]!;
    const [low, high] = problem.signals.find(({ owner }) => owner === agent)!.law.support;
    const table = transfers.utility[agent]!;
    const step = (high - low) / (table.length - 1);
    const hat = (n: number): number => Math.max(0, 1 - Math.abs(type - low - n * step) / step);
    return table.reduce((sum, value, n) => sum + value * hat(n), 0) - dot(probabilitiesAt(acted), valuesAt(signals)[agent]!);
  },
};
