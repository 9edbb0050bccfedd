/** Song22 section 4.3 and Theorem 4.2, and what is left of them where types surely win or never do, held against a finished study. */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { contains, GRID, NO_THEOREM, ofMetric } from '../support/ambiguity-claims.ts';
import { claim, inWords, missing, notApplicable, overPoints, positive, rowsOf, vanishes, type Finding } from '../../src/study/findings.ts';
import { AGENTS, favourOf } from './environment.ts';
import { MECHANISMS, RAISED, SHADED, type Favour, type MechanismName } from './favour.ts';
import { exactDelta, exactOfTable, locallyImplements, serviceOf, unmoved, type ChanceOfWinning } from './reference.ts';

/** To what violations that are zero are resolved, and what fixed-point arithmetic and tables may leave of them. */
const SMALL = 0.02;
const ROUNDING = 1e-3;

interface Case {
  readonly agent: (typeof AGENTS)[number];
  readonly mechanism: MechanismName;
  readonly favour: Favour;
  readonly chance: ChanceOfWinning;
  /** Some types with an off utility are beyond any belief. */
  readonly beyond: boolean;
  /** Monotone and bounded, so that Theorem 4.2 speaks of it. */
  readonly local: boolean;
}

function casesOf(values: ParameterValues): Case[] {
  const favour = favourOf(values);
  return MECHANISMS.flatMap((mechanism) => AGENTS.map((agent, i) => {
    const chance = serviceOf(favour, i === 0);
    return {
      agent, mechanism, favour, chance, beyond: unmoved(favour, chance, mechanism) > 0, local: locallyImplements(favour, chance, mechanism),
    };
  }));
}

/** Findings on the rows of the cases that a claim is about; not applicable where it is about none. */
const about = (
  concerns: (one: Case) => boolean,
  otherwise: string,
  find: (one: Case, rows: (quantity: string) => Estimate[], values: ParameterValues) => readonly Finding[],
) =>
  (view: ClaimView): Finding[] => overPoints(view, (values, rows) => {
    const cases = casesOf(values).filter(concerns);
    if (cases.length === 0) return [notApplicable(otherwise)];
    return cases.flatMap((one) => find(one, (quantity) => rowsOf(rows, quantity, one.mechanism, one.agent), values));
  });

const local = about((one) => one.local, 'none of the mechanisms is monotone and bounded', ({ agent, favour, chance, mechanism }, rows) => {
  const { epsilon } = favour;
  const needed = (quantity: string, find: (row: Estimate) => Finding): readonly Finding[] => {
    const found = rows(quantity);
    return found.length === 0 ? [missing(quantity, mechanism, agent)] : found.map(find);
  };
  return [
    ...needed('epsilonLic', (row) => contains(row, exactOfTable(favour, chance, mechanism).epsilonLic)),
    ...needed('monotonicityViolation', (row) => vanishes(row, SMALL, ROUNDING)),
    ...needed('epsilonBounded', (row) => ({
      status: row.lower > epsilon + ROUNDING ? 'fail' : row.upper <= epsilon + SMALL ? 'pass' : 'undecided',
      evidence: `${inWords(row)}, at most ${epsilon} claimed`,
    })),
  ];
});

const exact = ({ favour, chance, mechanism }: Case, rows: (quantity: string) => Estimate[], values: ParameterValues): Finding[] =>
  metricsOf(values).flatMap((metric: Metric) => ofMetric(rows('deltaStar'), metric).map((row) => {
    const delta = exactDelta(favour, chance, mechanism, metric);
    const found = contains(row, delta);
    // Of more bidders the lies tried are those that gain most, which need not be those that need most.
    return favour.bidders > 2 && delta !== undefined && row.upper < delta ? { ...found, status: 'undecided' } : found;
  }));

const rich = about(({
  beyond, local: applies, favour,
}) =>
  !beyond
    && applies
    && favour.residual === 0, 'no case is rich in both directions, or a bidder who loses cares for her signal', (_, rows) =>
  rows('deltaStar').flatMap((row) =>
    (row.point.metric === 'contamination' ? [notApplicable(NO_THEOREM)] : rows('sufficientDelta').map((enough) =>
      enoughFor(row, enough)))));

/**
 * What the theorem derives from certified constants is the upper end of `enough`; delta* may equal it, and is resolved to a share of it.
 */
function enoughFor(row: Estimate, enough: Estimate): Finding {
  const most = enough.upper * (1 + GRID);
  return {
    status: row.lower > most ? 'fail' : row.upper <= most ? 'pass' : 'undecided',
    evidence: `${inWords(row)} (${row.point.metric}), at most ${inWords(enough)} claimed`,
  };
}

const known = about(({ beyond, local: applies }) => !beyond && applies, 'all cases have types beyond any belief', exact);

const weaker = about(
  ({ beyond, local: applies, favour }) => !beyond && applies && favour.residual > 0,
  'the bidder who loses is indifferent: the rule is rich, or fails the weaker condition too', exact,
);

/** Certified that no ambiguity helps, with no delta* in the result, and by as much as the types beyond any belief allow. */
const hopeless = (name: MechanismName, otherwise: string) =>
  about(({
    beyond, local: applies, mechanism,
  }) => mechanism === name && beyond && applies, otherwise, ({ favour, chance, mechanism }, rows) => [
  ...rows('waldGain').flatMap((row) => [positive(row), containsAbout(row, favour.epsilon * unmoved(favour, chance, mechanism))]),
  ...rows('deltaStar').map((row): Finding => ({ status: 'fail', evidence: `${inWords(row)}, and no such delta claimed to exist` })),
]);

/** The exact value, which a grid of reports may miss by a little. */
function containsAbout(row: Estimate, value: number): Finding {
  const holds = row.lower <= value * (1 + 1e-6) + 1e-6 && row.upper >= value * (1 - GRID);
  return { status: holds ? 'pass' : 'fail', evidence: `${inWords(row)}, ${Number(value.toPrecision(4))} exactly` };
}

export const richnessClaims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'locally-implementable',
      text: 'The mechanisms are epsilon-LIC with constant epsilon, monotone and epsilon-bounded, rich rule or not',
      source: 'Song22 Definition 5, Lemma 4.1',
    },
    local(view),
  ),
  claim(
    {
      id: 'theorem-4.2',
      text: 'Where every type may win and may lose delta* exists, and is at most what the theorem asks for',
      source: 'Song22 Theorem 4.2',
    },
    rich(view),
  ),
  claim({ id: 'exact-delta', text: 'There delta* is the exact one', source: 'scenarios/richness/reference.ts' }, known(view)),
  claim(
    {
      id: 'not-rich',
      text: 'Bidder 1 who surely wins has nothing to fear: shading gains under every belief, and no delta makes truth-telling optimal',
      source: 'Song22 section 4.3',
    },
    hopeless(SHADED, 'no type of the region surely wins')(view),
  ),
  claim(
    {
      id: 'no-best-case',
      text:
        'A rival who never wins has nothing to hope for: though every type of hers may lose, no delta makes truth-telling optimal with '
        + 'this utility',
      source: 'Song22 section 4.4, proof of Theorem 4.2, case s < t; scenarios/richness/reference.ts',
    },
    hopeless(RAISED, 'every type of the region may win')(view),
  ),
  claim(
    {
      id: 'footnote-18',
      text: 'Where no alternative leaves a bidder indifferent, a smaller slope that may come about is as good: delta* is the same',
      source: 'Song22 section 4.3, footnote 18',
    },
    weaker(view),
  ),
];
