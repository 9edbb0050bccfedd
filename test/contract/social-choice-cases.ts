/** Odd sizes for the kernels of social choice problems, `interim` and `ex-post`. */
import { efficientProblem, randomLaws, randomProblem, randomValues, type Shape } from '../kernels/ex-post-problems.ts';
import { interimParameters, type InterimShape } from '../kernels/interim-cases.ts';
import { caseMaker } from '../oracles/statistics.ts';
import type { ContractCase } from './contract-case.ts';

const interimDefaults: InterimShape = { seed: 1, alternatives: 7, classes: 5, reports: 9, coordinates: 3, size: 2 ** 24, transfer: 'vcg' };

function interim(title: string, shape: Partial<InterimShape>, first = 5, count = 203): ContractCase {
  return { title, parameters: interimParameters({ ...interimDefaults, ...shape }), first, count };
}

const sevenPairs = [0, 1, 2, 4, 5, 7, 8];

const choicesAlone: Partial<InterimShape> = { isPrivate: true, transfer: 'none', reports: 77 };

export const interimCases: ContractCase[] = [
  interim('one alternative, one report', { alternatives: 1, classes: 1, reports: 1, coordinates: 1 }),
  interim('one alternative, pairs', { alternatives: 1, classes: 1, paired: sevenPairs, groupSize: 4 }, 4, 204),
  interim('VCG, private values', { isPrivate: true }),
  interim('generalised VCG, pairs of single profiles', { seed: 2, paired: sevenPairs }),
  interim('Groves, groups of 16', { seed: 3, transfer: 'groves', paired: sevenPairs, groupSize: 16 }, 16, 208),
  interim('no transfers, ties everywhere', { seed: 4, size: 2, transfer: 'none', paired: sevenPairs, groupSize: 16 }, 0, 208),
  interim('table', { seed: 5, transfer: 'table', paired: [3], groupSize: 64 }, 64, 192),
  interim('insured by VCG', { seed: 6, transfer: 'none', base: 'vcg', paired: sevenPairs, groupSize: 16 }, 0, 208),
  interim(
    'line: VCG, 1025 reports',
    { seed: 7, line: true, isPrivate: true, reports: 1025, alternatives: 2, classes: 2, size: 2 ** 14, paired: [0, 7, 1024], groupSize: 8 },
    8,
    208,
  ),
  interim('line: table', { seed: 8, line: true, isPrivate: true, transfer: 'table', paired: sevenPairs, groupSize: 4 }, 0, 204),
  interim('line: breakpoints', { seed: 9, line: true, transfer: 'breakpoints', size: 2 ** 20, paired: sevenPairs, groupSize: 4 }, 0, 204),
  interim('line: breakpoints, ties', { seed: 10, line: true, transfer: 'breakpoints', size: 3, reports: 33 }),
  interim('line: generalised VCG', { seed: 11, line: true, size: 2 ** 20, paired: sevenPairs, groupSize: 4 }, 0, 204),
  interim(
    'line: insured by breakpoints', { seed: 12, line: true, transfer: 'none', base: 'breakpoints', size: 2 ** 20, paired: sevenPairs },
  ),
  interim(
    '67 alternatives, 17 draws',
    { seed: 13, alternatives: 67, classes: 13, reports: 65, coordinates: 17, isPrivate: true, paired: [0, 1, 30, 64], groupSize: 16 },
    0,
    64,
  ),
  interim('no draws', { seed: 14, coordinates: 0 }),
  interim(
    'cells of unequal widths, fine coordinates', { seed: 17, coordinates: 5, cells: 23, fine: true, paired: sevenPairs, groupSize: 4 }, 0,
    204,
  ),
  interim('across 2^32', { seed: 15, paired: sevenPairs, groupSize: 16 }, 2 ** 32 - 96, 192),
  interim('line across 2^32', { seed: 16, line: true, isPrivate: true }, 2 ** 32 - 96, 203),
  interim('choices alone, two classes', { ...choicesAlone, seed: 18, classes: 2 }),
  interim('choices alone, two classes, ties, across 2^32', { ...choicesAlone, seed: 19, classes: 2, size: 2 }, 2 ** 32 - 96, 203),
  interim('choices alone, three classes', { ...choicesAlone, seed: 20, classes: 3 }),
  interim('choices alone, three classes, ties everywhere', { ...choicesAlone, seed: 21, classes: 3, size: 2 }),
  interim('choices alone, three classes on a line of one slope', { ...choicesAlone, seed: 22, classes: 3, line: true, equalSteps: true }),
  interim('choices alone, no draws', { ...choicesAlone, seed: 23, classes: 3, coordinates: 0 }),
];

function exPost(title: string, seed: number, shape: Partial<Shape>, coarse = false, first = 5): ContractCase {
  const defaults: Shape = { agents: 3, alternatives: 6, coordinates: 5, reports: 7, classes: 4 };
  return { title, parameters: randomProblem(caseMaker(seed), { ...defaults, ...shape }, coarse), first, count: 307 };
}

function efficient(
  title: string,
  seed: number,
  agents: number,
  alternatives: number,
  privately: boolean,
  transfer: 'none' | 'groves' | 'vcg',
): ContractCase {
  const make = caseMaker(seed);
  const values = randomValues(make, agents, alternatives, 1, 2 ** 24, privately);
  return {
    title, parameters: efficientProblem(values, randomLaws(make, agents), transfer, [[0], [0.3], [0.99]], 64), first: 9, count: 301,
  };
}

export const exPostCases: ContractCase[] = [
  exPost('one agent, one alternative', 1, { agents: 1, alternatives: 1, coordinates: 1, classes: 1 }),
  exPost('no draws', 2, { coordinates: 0 }),
  exPost('three agents, all schemes', 3, {}),
  exPost('nine agents, no hindsight', 4, { agents: 9, reports: 0 }),
  exPost('nine agents', 5, { agents: 9, alternatives: 13, classes: 13 }),
  exPost('one class', 6, { classes: 1 }),
  exPost('67 alternatives, 17 draws', 7, { alternatives: 67, classes: 31, coordinates: 17, reports: 33 }),
  exPost('ties everywhere', 8, { coordinates: 2 }, true),
  exPost('ties everywhere, two agents', 9, { agents: 2, coordinates: 1 }, true),
  efficient('VCG, private values', 10, 3, 4, true, 'vcg'),
  efficient('VCG, interdependent values', 11, 3, 4, false, 'vcg'),
  efficient('Groves, two agents', 12, 2, 3, true, 'groves'),
  efficient('no transfers', 13, 4, 5, true, 'none'),
  exPost('across 2^32', 14, {}, false, 2 ** 32 - 100),
];
