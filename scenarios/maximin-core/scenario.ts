/** Guo18 section 3.6.2: the maximin core of an exchange economy, as the set that it is. */
import type { Claim } from '../../src/results/document.ts';
import { claim, notApplicable, rowsAt, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { exchangeScenario } from '../support/exchange.ts';

/** Ann has more bread and bob more wine than they like best. */
const ECONOMY = { endowments: { ann: [3, 1], bob: [1, 2] }, coolAnn: [2, 2], keenBob: [4, 2], coolBob: [3, 1] } as const;

const verdictAt = (view: ClaimView, values: ParameterValues, id: string) =>
  view.verdicts.find((row) => row.id === id && Object.entries(values).every(([name, value]) => row.point[name] === value));

/** The verdict is yes wherever there is a core allocation to put to it. */
const ofAllocations = (view: ClaimView, head: Pick<Claim, 'id' | 'text' | 'source'>, id: string): Claim =>
  claim(head, view.points.map((values): Finding => {
    const verdict = verdictAt(view, values, id);
    if (verdict === undefined) return notApplicable('the core is empty');
    return { status: verdict.holds ? 'pass' : 'fail', evidence: verdict.text };
  }));

/** With one type of bob the core is that of complete information, type by type of ann: it is not empty. */
const oneTypeClaim = (view: ClaimView): Claim =>
  claim(
    {
      id: 'one-informed', text: 'Where one agent alone has types the core is not empty',
      source: 'Guo18 Definition 3.6.1; each profile is a convex economy',
    },
    view.points.map((values): Finding => {
      if (values.bob !== 1) return notApplicable('both agents have types');
      const row = rowsAt(view, values).find(({ quantity }) => quantity === 'coreNonEmpty');
      return row === undefined
        ? { status: 'undecided', evidence: 'the core is not decided' }
        : { status: row.estimate === 1 ? 'pass' : 'fail', evidence: row.basis ?? '' };
    }),
  );

/** Everything to one agent is efficient, so the set of all efficient functions has no bad outcome, the hypothesis of Corollary 3.6.1. */
const efficientSetClaim = (view: ClaimView): Claim =>
  claim(
    {
      id: 'corollary-3.6.1', text: 'In an exchange economy the set of all efficient functions has no bad outcome, as Corollary 3.6.1 asks',
      source: 'Guo18 Corollary 3.6.1, Definition 3.4.1',
    },
    view.points.map((values): Finding => {
      const verdict = verdictAt(view, values, 'bad-outcome-of-efficient-set');
      if (verdict === undefined) return notApplicable('there is one agent');
      return { status: verdict.status === 'no' ? 'pass' : 'undecided', evidence: verdict.text };
    }),
  );

export const maximinCoreScenario: Scenario = {
  name: 'maximin-core',
  title: 'The maximin core of an exchange economy',
  description:
    'Two agents with types trade two goods and fear the worst of each other\'s types (Guo18 section 3.6.2). In the core everyone is '
      + 'fully insured: a type\'s utility does not move with the other\'s type, so one vector of utilities by type has to lie on the '
      + 'frontiers of all profiles. With two types each that is as many equations as unknowns: the core may be empty. Decided by facets '
      + 'of frontiers, with multipliers where it is empty.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 3.6.2',
  ...exchangeScenario(ECONOMY, 'core'),
  claims: (view) => [
    oneTypeClaim(view), efficientSetClaim(view),
    ofAllocations(
      view, { id: 'lemma-3.6.1', text: 'Core allocations are ambiguous strong incentive compatible', source: 'Guo18 Lemma 3.6.1' },
      'ambiguous-strong-ic',
    ),
    ofAllocations(
      view,
      {
        id: 'lemma-3.6.2', text: 'A deception that leaves the core lowers the worst case of some type',
        source: 'Guo18 Lemma 3.6.2, Corollary 3.6.2',
      },
      'ambiguous-strong-monotonicity',
    ),
    ofAllocations(
      view, { id: 'corollary-3.6.2', text: 'Nothing for all is a bad outcome of the core', source: 'Guo18 Corollary 3.6.2' }, 'bad-outcome',
    ),
  ],
};
