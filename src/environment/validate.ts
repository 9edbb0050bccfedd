/** Everything about a social choice problem that can be known to be wrong before a run. */
import { requireShare, requireTheta } from '../distributions/dependence.ts';
import { InputError } from '../errors.ts';
import { requireAgents, requireAlternatives, requireCoordinates, requireFinite, requireLaw, requireLength, SIGNAL_LAWS } from './checks.ts';
import { blamedLaw } from './digits.ts';
import {
  VALUE_STRUCTURES, type Dependence, type GeneralValuations, type LinearValuations, type SignalCoordinate, type SocialChoiceProblem,
} from './social-choice.ts';

/** Throws InputError naming the field. */
export function validateProblem(problem: SocialChoiceProblem): void {
  const { agents, alternatives, signals, valuations, dependence } = problem;
  if (!Array.isArray(agents) || agents.length === 0) throw new InputError('agents', 'needs at least one agent');
  requireAgents('agents', agents.length);
  if (!Array.isArray(alternatives)) throw new InputError('alternatives', 'needs at least one alternative');
  requireAlternatives('alternatives', alternatives.length);
  requireDistinct('agents', agents);
  requireDistinct('alternatives', alternatives);
  validateSignals(signals, agents.length);
  if (valuations.kind === 'linear') {
    validateLinear(valuations, agents.length, alternatives.length, signals.length);
    requireResolution(problem, valuations);
  }
  else if (valuations.kind === 'general') validateGeneral(valuations);
  else throw new InputError('valuations.kind', `accepted here: linear, general`);
  if (dependence) validateDependence(dependence, signals);
}

function requireDistinct(field: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(field, `names must differ, and '${twice}' occurs twice`);
}

function validateSignals(signals: readonly SignalCoordinate[], agents: number): void {
  if (!Array.isArray(signals) || signals.length === 0) {
    throw new InputError('signals', 'needs at least one coordinate: without private information there is nothing to misreport');
  }
  requireCoordinates('signals', signals.length);
  signals.forEach(({ owner, law }, d) => {
    if (!Number.isInteger(owner) || owner < 0 || owner >= agents) {
      throw new InputError(`signals[${d}].owner`, `must be the index of an agent, 0 to ${agents - 1}, got ${owner}`);
    }
    requireLaw(`signals[${d}].law`, law, SIGNAL_LAWS);
  });
  requireDistinct('signals', signals.map(({ name }) => name));
}

function validateLinear({ constants, coefficients }: LinearValuations, n: number, k: number, d: number): void {
  requireLength('valuations.constants', constants, n, 'agents');
  requireLength('valuations.coefficients', coefficients, n, 'agents');
  constants.forEach((row, i) => {
    requireLength(`valuations.constants[${i}]`, row, k, 'alternatives');
    row.forEach((value, a) => requireFinite(`valuations.constants[${i}][${a}]`, value));
  });
  coefficients.forEach((table, i) => {
    requireLength(`valuations.coefficients[${i}]`, table, k, 'alternatives');
    table.forEach((row, a) => {
      requireLength(`valuations.coefficients[${i}][${a}]`, row, d, 'signal coordinates');
      for (let c = 0; c < d; c++) requireFinite(`valuations.coefficients[${i}][${a}][${c}]`, row[c]!);
    });
  });
}

/** Doubles keep 53 bits of the largest value: signals must move some of them by a million steps, for the digits of their chances. */
const RESOLUTION = 2 ** -31;

/** What signals do must not drown in numbers that they do not move: all values would look alike. */
function requireResolution({ agents, alternatives, signals }: SocialChoiceProblem, { constants, coefficients }: LinearValuations): void {
  const ends = signals.map(({ law: { support: [low, high] } }) => ({
    largest: Math.max(Math.abs(low), Math.abs(high)), width: high - low,
  }));
  const most = (of: (i: number, k: number) => number): number =>
    agents.reduce((top, _, i) => alternatives.reduce((best, _name, k) => Math.max(best, of(i, k)), top), 0);
  const largest = most((i, k) =>
    signals.reduce((sum, _, d) => sum + Math.abs(coefficients[i]![k]![d]!) * ends[d]!.largest, Math.abs(constants[i]![k]!)));
  const swing = most((i, k) => signals.reduce((top, _, d) => Math.max(top, Math.abs(coefficients[i]![k]![d]!) * ends[d]!.width), 0));
  if (swing > 0 && swing < RESOLUTION * largest) {
    throw new InputError(
      'valuations',
      `signals move values by ${swing} at most, beside values of up to ${largest}: too little to be told apart; measure signals from `
      + `the lower end of their support, or values in other units${blamedLaw(signals, true)}`,
    );
  }
}

function validateGeneral({ structure, evaluate, range }: GeneralValuations): void {
  if (!VALUE_STRUCTURES.includes(structure)) throw new InputError('valuations.structure', `accepted here: ${VALUE_STRUCTURES.join(', ')}`);
  if (typeof evaluate !== 'function') throw new InputError('valuations.evaluate', 'must be a function of tensors');
  requireLength('valuations.range', range, 2, 'bounds');
  range.forEach((bound, i) => requireFinite(`valuations.range[${i}]`, bound));
  if (range[0] > range[1]) throw new InputError('valuations.range', `must be [lowest, highest], got [${range.join(', ')}]`);
}

function validateDependence(dependence: Dependence, signals: readonly SignalCoordinate[]): void {
  if (dependence.kind === 'clayton') return requireTheta(dependence.theta, 'dependence.theta');
  if (dependence.kind === 'common-factor') {
    const { loadings } = dependence;
    if (typeof loadings === 'number') return requireShare(loadings, 'dependence.loadings');
    requireLength('dependence.loadings', loadings, signals.length, 'signal coordinates');
    loadings.forEach((loading, d) => requireShare(loading, `dependence.loadings[${d}]`));
    return;
  }
  if (dependence.kind !== 'gaussian-copula') {
    throw new InputError('dependence.kind', 'accepted here: gaussian-copula, common-factor, clayton');
  }
  if (typeof dependence.correlations === 'number') return requireShare(dependence.correlations, 'dependence.correlations');
  validateCorrelations(dependence.correlations, signals.length);
}

function validateCorrelations(correlations: readonly (readonly number[])[], coordinates: number): void {
  requireLength('dependence.correlations', correlations, coordinates, 'signal coordinates');
  correlations.forEach((row, d) => {
    requireLength(`dependence.correlations[${d}]`, row, coordinates, 'signal coordinates');
    row.forEach((value, e) => {
      const field = `dependence.correlations[${d}][${e}]`;
      if (!(Math.abs(value) <= 1)) throw new InputError(field, `must be in [-1, 1], got ${value}`);
      if (d === e && value !== 1) throw new InputError(field, `must be 1 on the diagonal, got ${value}`);
      if (value !== correlations[e]![d]) throw new InputError(field, 'the matrix must be symmetric');
    });
  });
  const bad = firstNegativePivot(correlations);
  if (bad !== undefined) {
    throw new InputError('dependence.correlations', `no such correlations exist: the matrix is not positive definite (row ${bad})`);
  }
}

/** Cholesky; the first row whose pivot is not positive, or undefined. */
function firstNegativePivot(matrix: readonly (readonly number[])[]): number | undefined {
  const factor: number[][] = [];
  for (const [d, row] of matrix.entries()) {
    const own: number[] = [];
    for (let e = 0; e < d; e++) own.push((row[e]! - own.reduce((sum, x, c) => sum + x * (factor[e]![c] ?? 0), 0)) / factor[e]![e]!);
    const pivot = row[d]! - own.reduce((sum, x) => sum + x * x, 0);
    if (!(pivot > 1e-12)) return d;
    factor.push([...own, Math.sqrt(pivot)]);
  }
  return undefined;
}
