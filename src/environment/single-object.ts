/**
 * One object for N bidders (Song22 Example 1): alternative i gives it to bidder i, and values are zero elsewhere.
 *
 *   private            v_i = s^i
 *   one-dimensional    v_i = s^i + sum_{j != i} weights[i][j] s^j
 *   multi-dimensional  Song22 section 6.2: coordinate s^i_kj of bidder i's signal enters the value of bidder j in
 *                      alternative k, here only k = j, so that bidder i sees s^i_jj for all j, and
 *                      v_j = s^j_jj + size sum_{i != j} s^i_jj,   of informational size `size`
 */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { numbered, requireAgents, requireFinite, requireLaw, requireLength, SIGNAL_LAWS, zeroCoefficients, zeros } from './checks.ts';
import type { SignalCoordinate, SocialChoiceProblem } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export type Interdependence =
  | { readonly kind: 'one-dimensional'; readonly weights: readonly (readonly number[])[] }
  /** `informationLaws[i]`: law of the coordinates of bidder i that enter others' values; default her own value's. */
  | { readonly kind: 'multi-dimensional'; readonly size: number; readonly informationLaws?: readonly Distribution[] };

export interface SingleObject {
  /** [N] law of bidder i's own signal. */
  readonly laws: readonly Distribution[];
  /** Absent: private values. */
  readonly interdependence?: Interdependence;
  /** Alternative 0 then leaves the object with the seller, worth nothing to the bidders. */
  readonly sellerMayKeep?: boolean;
}

export function singleObject({ laws, interdependence, sellerMayKeep = false }: SingleObject): SocialChoiceProblem {
  const n = laws?.length ?? 0;
  if (n === 0) throw new InputError('laws', 'needs at least one bidder');
  requireAgents('laws', n);
  laws.forEach((law, i) => requireLaw(`laws[${i}]`, law, SIGNAL_LAWS));
  const bidders = numbered('bidder', n);
  const first = sellerMayKeep ? 1 : 0;
  const multi = interdependence?.kind === 'multi-dimensional';
  const signals: SignalCoordinate[] = multi
    ? multiDimensionalSignals(laws, interdependence)
    : laws.map((law, owner) => ({ owner, name: `s${owner + 1}`, law }));
  const coefficients = zeroCoefficients(n, n + first, signals.length);
  for (let i = 0; i < n; i++) {
    const row = coefficients[i]![i + first]!;
    signals.forEach((_, d) => (row[d] = multi ? multiWeight(interdependence.size, n, i, d) : oneWeight(interdependence, n, i, d)));
  }
  const problem: SocialChoiceProblem = {
    kind: 'social-choice',
    agents: bidders,
    alternatives: [...(sellerMayKeep ? ['unsold'] : []), ...bidders.map((name) => `${name} wins`)],
    signals,
    valuations: { kind: 'linear', constants: bidders.map(() => zeros(n + first)), coefficients },
  };
  validateProblem(problem);
  return problem;
}

/** Coordinate i N + j: what bidder i knows of bidder j's value. */
function multiDimensionalSignals(
  laws: readonly Distribution[],
  { size, informationLaws }: Extract<Interdependence, { kind: 'multi-dimensional' }>,
): SignalCoordinate[] {
  requireFinite('interdependence.size', size);
  if (informationLaws) {
    requireLength('interdependence.informationLaws', informationLaws, laws.length, 'bidders');
    informationLaws.forEach((law, i) => requireLaw(`interdependence.informationLaws[${i}]`, law, SIGNAL_LAWS));
  }
  return laws.flatMap((own, owner) =>
    laws.map((_, j) => ({ owner, name: `s${owner + 1}[${j + 1}]`, law: j === owner ? own : (informationLaws?.[owner] ?? own) })));
}

function multiWeight(size: number, n: number, i: number, d: number): number {
  if (d % n !== i) return 0;
  return Math.floor(d / n) === i ? 1 : size;
}

function oneWeight(interdependence: SingleObject['interdependence'], n: number, i: number, d: number): number {
  if (d === i) return 1;
  if (interdependence?.kind !== 'one-dimensional') return 0;
  requireLength('interdependence.weights', interdependence.weights, n, 'bidders');
  requireLength(`interdependence.weights[${i}]`, interdependence.weights[i], n, 'bidders');
  const weight = interdependence.weights[i]![d]!;
  requireFinite(`interdependence.weights[${i}][${d}]`, weight);
  return weight;
}
