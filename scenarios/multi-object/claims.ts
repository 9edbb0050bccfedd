/** What JM01 and Song22 say of several objects, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { claim, equals, notApplicable, overPoints, positive, rowsOf, vanishes, type Finding } from '../support/claims.ts';
import { incongruences } from './congruence.ts';
import { problemOf, VCG } from './environment.ts';

/** What fixed-point arithmetic may leave of an exact zero, for each object. */
const ROUNDING = 1e-4;

const isPrivate = (values: ParameterValues): boolean => Number(values.externality) === 0;

const dominant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (!isPrivate(values)) return [notApplicable(`values are interdependent at externality ${values.externality}`)];
  return ['epsilonIc', 'epsilonLic'].flatMap((quantity) =>
    rowsOf(rows, quantity, VCG.name).map((row) => vanishes(row, ROUNDING * Number(values.objects))));
};

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

const impossible = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (isPrivate(values)) return [notApplicable('values are private')];
  const { status, words } = violated(values);
  if (status !== 'violated') return [notApplicable(words)];
  return rowsOf(rows, 'epsilonIc', VCG.name).map((row) => positive(row));
};

const interdependent = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  isPrivate(values) ? [notApplicable('values are private')] : rowsOf(rows, 'epsilonIc', VCG.name).map((row) => positive(row));

export const multiObjectClaims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'private-values', text: 'Values private, with or without allocative externalities: VCG gains no lie anything',
      source: 'JM01 section 1, models 1 and 2; Vickrey, Clarke, Groves',
    },
    overPoints(view, dominant),
  ),
  claim(
    {
      id: 'condition-4.8',
      text:
        'Private and social rates of information substitution agree where values are private, and not in general where they are '
        + 'interdependent',
      source: 'JM01 (4.8), Theorem 4.3, Example 4.4',
    },
    view.points.map(congruent),
  ),
  claim(
    {
      id: 'theorem-4.3',
      text: 'Where the rates disagree no efficient mechanism is incentive compatible: under the generalised VCG some lie gains',
      source: 'JM01 Theorems 4.1 and 4.3',
    },
    overPoints(view, impossible),
  ),
  claim(
    {
      id: 'generalised-vcg',
      text: 'With informational externalities the generalised VCG is not incentive compatible, whether or not another mechanism is',
      source: 'JM01 section 1, model 3; Song22 section 6.2.1',
    },
    overPoints(view, interdependent),
  ),
  claim(
    { id: 'efficient', text: 'The assignment is efficient', source: 'JM01 section 2' },
    overPoints(view, (_, rows) => rowsOf(rows, 'welfareShare', VCG.name).map((row) => equals(row, 1))),
  ),
];
