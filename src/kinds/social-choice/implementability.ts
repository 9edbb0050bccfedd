/** Song22 Definitions 5 and 8 in words, for a mechanism and the agents studied. */
import type { ValueStructure } from '../../environment/social-choice.ts';
import { localImplementability } from '../../notions/local-implementability.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { INFINITE_EPSILON_IC, INFINITE_EPSILON_LIC, verdict } from '../../results/verdict.ts';
import type { AgentResults } from './agent-results.ts';

interface ImplementabilityInput {
  readonly mechanism: Mechanism;
  readonly structure: ValueStructure;
  readonly results: readonly AgentResults[];
  readonly point: Point;
  readonly confidence: number;
}

/** A violation below this share of an agent's range of payoffs is not told from none. */
const TOLERANCE = 0.02;

export function implementability({ mechanism, structure, results, point, confidence }: ImplementabilityInput): Verdict[] {
  const separable = structure === 'private' || structure === 'additively-separable';
  const endless = results.flatMap(({ name, endless: why }): Verdict[] => (why === undefined ? [] : [{
    id: INFINITE_EPSILON_IC, ...verdict(name, point, 'no',
      `'${mechanism.name}' is ε-IC for no ε as far as ${name} goes: its ε-IC constant is infinite, since ${why}.`),
  }]));
  return [...endless, ...results.map(({ name, jumps, infinite, lic, bounded, monotone, sample }): Verdict => {
    if (jumps) {
      return verdict(
        name,
        point,
        'undecided',
        `Whether '${mechanism.name}' is ε-LIC for some ε was not examined as far as ${name} goes: its payoffs jump at the truth where `
        + `values of others have positive probability, so that the shortest lie may gain as much as a long one, and no ε-LIC constant `
        + `is given.`,
      );
    }
    if (infinite !== undefined) {
      const text = `'${mechanism.name}' is ε-LIC for no ε as far as ${name} goes: its ε-LIC constant is infinite, since ${infinite}.`;
      return { id: INFINITE_EPSILON_LIC, ...verdict(name, point, 'no', text) };
    }
    // Reports and types are one list: of a single type whatever is said of all lies is empty.
    if (sample.sums.question.paired.length < 2) {
      return verdict(
        name,
        point,
        'undecided',
        `Whether the rule of '${mechanism.name}' is ε-locally implementable was not examined as far as ${name} goes: one type alone `
        + `is listed, of which no lie can be told. List at least two reports that differ.`,
      );
    }
    const [low, high] = sample.sums.truthRange;
    const spread = sample.space.supports.reduce((widest, [from, to]) => Math.max(widest, to - from), 0);
    const found = localImplementability({
      lic,
      monotone,
      tolerance: TOLERANCE * (high - low),
      payoffSlope: (high - low) / spread,
      ...(separable && bounded ? { bounded } : {}),
    });
    const definition = separable ? 'Song22 Definition 5' : 'Song22 Definition 8';
    const scope = {
      exact: 'by an exact proof',
      continuum: 'on the whole continuum',
      grid: 'over the grid alone, between whose points a lie may gain more',
      point: 'at the points listed',
    }[found.guarantee];
    const status = { holds: 'yes', fails: 'no', undecided: 'undecided' } as const;
    return verdict(
      name,
      point,
      status[found.status],
      `As far as ${name} goes, the rule of '${mechanism.name}' is ${found.text} (${definition}; ${scope}, each part at confidence `
      + `${confidence}).`,
    );
  })];
}
