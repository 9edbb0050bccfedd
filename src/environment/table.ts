/**
 * A table of coefficients and constants (JM01 section 2): coefficients[k][i][j] = a_ki^j is the weight of agent j's
 * signal in agent i's value of alternative k. Signals are
 *   one-dimensional            V_k^i = sum_j a_ki^j s^j          (JM01 section 5)
 *   per-alternative            V_k^i = sum_j a_ki^j s_k^j        (JM01 Theorem 4.3)
 *   per-alternative-and-agent  V_k^i = sum_j a_ki^j s_ki^j       (JM01 section 2, Theorem 4.1)
 * plus constants[k][i]. Coordinates whose coefficient is zero everywhere are left out.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { requireAgents, requireAlternatives, requireCoordinates, requireFinite, requireLength, zeroCoefficients } from './checks.ts';
import type { SignalCoordinate, SocialChoiceProblem } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export const SIGNAL_SHAPES = ['one-dimensional', 'per-alternative', 'per-alternative-and-agent'] as const;
export type SignalShape = (typeof SIGNAL_SHAPES)[number];

export interface ValueTable {
  readonly agents: readonly string[];
  readonly alternatives: readonly string[];
  readonly signals: SignalShape;
  /** Law of agent j's coordinate for alternative k and affected agent i (0 where the shape has none). */
  readonly law: Distribution | ((owner: number, alternative: number, affected: number) => Distribution);
  /** [K][N][N] */
  readonly coefficients: readonly (readonly (readonly number[])[])[];
  /** [K][N]; default 0. */
  readonly constants?: readonly (readonly number[])[];
}

interface Placed extends SignalCoordinate {
  /** Alternatives and agents that the coordinate can enter; -1: all. */
  readonly alternative: number;
  readonly affected: number;
}

export function valueTable(table: ValueTable): SocialChoiceProblem {
  const { agents, alternatives, coefficients: a, constants } = table;
  checkTable(table);
  const signals = placedCoordinates(table).filter(({ owner, alternative, affected }) =>
    a.some((rows, k) =>
      (alternative < 0 || alternative === k) && rows.some((row, i) => (affected < 0 || affected === i) && row[owner] !== 0)));
  const coefficients = zeroCoefficients(agents.length, alternatives.length, signals.length);
  signals.forEach(({ owner, alternative, affected }, d) => {
    for (let i = 0; i < agents.length; i++) {
      for (let k = 0; k < alternatives.length; k++) {
        if ((alternative < 0 || alternative === k) && (affected < 0 || affected === i)) coefficients[i]![k]![d] = a[k]![i]![owner]!;
      }
    }
  });
  const problem: SocialChoiceProblem = {
    kind: 'social-choice',
    agents,
    alternatives,
    signals: signals.map(({ owner, name, law }) => ({ owner, name, law })),
    valuations: { kind: 'linear', constants: agents.map((_, i) => alternatives.map((_, k) => constants?.[k]![i] ?? 0)), coefficients },
  };
  validateProblem(problem);
  return problem;
}

function checkTable({ agents, alternatives, signals, coefficients, constants }: ValueTable): void {
  requireAgents('agents', agents?.length ?? 0);
  requireAlternatives('alternatives', alternatives?.length ?? 0);
  if (!SIGNAL_SHAPES.includes(signals)) throw new InputError('signals', `accepted here: ${SIGNAL_SHAPES.join(', ')}`);
  requireLength('coefficients', coefficients, alternatives.length, 'alternatives');
  coefficients.forEach((rows, k) => {
    requireLength(`coefficients[${k}]`, rows, agents.length, 'agents');
    rows.forEach((row, i) => {
      requireLength(`coefficients[${k}][${i}]`, row, agents.length, 'agents');
      row.forEach((value, j) => requireFinite(`coefficients[${k}][${i}][${j}]`, value));
    });
  });
  if (!constants) return;
  requireLength('constants', constants, alternatives.length, 'alternatives');
  constants.forEach((row, k) => {
    requireLength(`constants[${k}]`, row, agents.length, 'agents');
    row.forEach((value, i) => requireFinite(`constants[${k}][${i}]`, value));
  });
}

function placedCoordinates({ agents, alternatives, signals, law }: ValueTable): Placed[] {
  const lawOf = typeof law === 'function' ? law : () => law;
  const perAlternative = signals === 'one-dimensional' ? 1 : alternatives.length;
  const perAgent = signals === 'per-alternative-and-agent' ? agents.length : 1;
  requireCoordinates('signals', agents.length * perAlternative * perAgent);
  const placed: Placed[] = [];
  for (let owner = 0; owner < agents.length; owner++) {
    for (let k = 0; k < perAlternative; k++) {
      for (let i = 0; i < perAgent; i++) {
        const place = [...(perAlternative > 1 ? [alternatives[k]] : []), ...(perAgent > 1 ? [i + 1] : [])].join(',');
        const name = place === '' ? `s${owner + 1}` : `s${owner + 1}[${place}]`;
        placed.push({
          owner, name, law: lawOf(owner, k, i), alternative: signals === 'one-dimensional' ? -1 : k,
          affected: signals === 'per-alternative-and-agent' ? i : -1,
        });
      }
    }
  }
  return placed;
}
