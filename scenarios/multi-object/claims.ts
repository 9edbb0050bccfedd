/** What JM01 and Song22 say of several objects, held against a finished study. */
import type { Claim } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { notApplicable, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { incongruences } from './congruence.ts';
import { problemOf, VCG } from './environment.ts';

/** What fixed-point arithmetic may leave of an exact zero, for each object. */
const ROUNDING = 1e-4;

const isPrivate = (values: ParameterValues): boolean => Number(values.externality) === 0;

/** From the coefficients: an efficient mechanism that is incentive compatible for bidder 1 cannot exist. */
function violated(values: ParameterValues): { readonly status: 'violated' | 'holds' | 'unknown'; readonly words: string } {
  const problem = problemOf(values);
  const found = incongruences(problem, 0);
  if (!found) return { status: 'unknown', words: 'values are not linear' };
  const pairs = (problem.alternatives.length * (problem.alternatives.length - 1)) / 2;
  const [first] = found;
  if (!first) return { status: 'holds', words: `private and social rates agree for all ${pairs} pairs of alternatives` };
  return {
    status: 'violated',
    words:
      `violated by ${found.length} of ${pairs} pairs of alternatives, such as '${problem.alternatives[first.alternative]}' and `
      + `'${problem.alternatives[first.other]}'`,
  };
}

const congruent = (values: ParameterValues): Finding => {
  const { status, words } = violated(values);
  if (isPrivate(values)) {
    return status === 'unknown'
      ? notApplicable(words)
      : { status: status === 'holds' ? 'pass' : 'fail', evidence: `externality 0: ${words}` };
  }
  return status === 'violated' ? { status: 'pass', evidence: words } : notApplicable(words);
};

const unlessViolated = (values: ParameterValues): string | undefined => {
  if (isPrivate(values)) return 'values are private';
  const { status, words } = violated(values);
  return status === 'violated' ? undefined : words;
};

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'private-values', source: 'JM01 section 1, models 1 and 2; Vickrey, Clarke, Groves',
    text: 'Values private, with or without allocative externalities: VCG gains no lie anything',
    unless: (values) => (isPrivate(values) ? undefined : `values are interdependent at externality ${values.externality}`),
    rows: ['epsilonIc', 'epsilonLic'].map((quantity) =>
      ({ quantity, mechanism: VCG.name, relation: 'zero', resolution: (values) => ROUNDING * Number(values.objects) })),
  },
  {
    id: 'condition-4.8', source: 'JM01 (4.8), Theorem 4.3, Example 4.4', point: (values) => [congruent(values)],
    text:
      'Private and social rates of information substitution agree where values are private, and not in general where they are '
      + 'interdependent',
  },
  {
    id: 'theorem-4.3', source: 'JM01 Theorems 4.1 and 4.3', unless: unlessViolated,
    text: 'Where the rates disagree no efficient mechanism is incentive compatible: under the generalised VCG some lie gains',
    rows: [{ quantity: 'epsilonIc', mechanism: VCG.name, relation: 'above' }],
  },
  {
    id: 'generalised-vcg', source: 'JM01 section 1, model 3; Song22 section 6.2.1', unless: (values) =>
      (isPrivate(values) ? 'values are private' : undefined),
    text: 'With informational externalities the generalised VCG is not incentive compatible, whether or not another mechanism is',
    rows: [{ quantity: 'epsilonIc', mechanism: VCG.name, relation: 'above' }],
  },
  {
    id: 'efficient', source: 'JM01 section 2', text: 'The assignment is efficient',
    rows: [{ quantity: 'welfareShare', mechanism: VCG.name, relation: 'equals', bound: 1 }],
  },
];

export const multiObjectClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
