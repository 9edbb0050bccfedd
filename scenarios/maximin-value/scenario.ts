/** Guo18 section 3.6.3: maximin value allocations of an exchange economy of two agents. */
import type { Claim } from '../../src/results/document.ts';
import { claim, notApplicable, overPoints, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, Scenario } from '../../src/study/scenario.ts';
import { exchangeScenario } from '../support/exchange.ts';

/** Ann owns the wine and bob the bread; up to a taste of 2 nobody wants to trade. */
const ECONOMY = { endowments: { ann: [0, 2], bob: [2, 0] }, coolAnn: [3, 4], keenBob: [3, 1], coolBob: [4, 2] } as const;

const number = (value: number): string => String(Number(value.toPrecision(6)));

const weightsClaim = (view: ClaimView): Claim =>
  claim(
    { id: 'positive-weights', text: 'All weights are positive', source: 'hypothesis of Guo18 Corollary 3.6.3' },
    overPoints(view, (_, rows) => rows.filter(({ quantity }) => quantity === 'valueWeight').map((row): Finding =>
      ({ status: row.estimate > 0 ? 'pass' : 'fail', evidence: `${row.agent} ${row.point.profile}: ${row.exact}` }))),
  );

const rationalClaim = (view: ClaimView): Claim =>
  claim(
    { id: 'individually-rational', text: 'At its value nobody has less than her endowment', source: 'Guo18 Corollary 3.6.3' },
    overPoints(view, (_, rows) => rows.filter(({ quantity }) => quantity === 'valueUtility').map((row): Finding => {
      const types = String(row.point.profile).slice(1, -1).split(', ');
      const own = rows.find(({ quantity, agent, point }) =>
        quantity === 'endowmentUtility' && agent === row.agent && point.type === types[row.agent === 'ann' ? 0 : 1]);
      if (own === undefined) return { status: 'undecided', evidence: 'no utility of the endowment' };
      const holds = row.estimate >= own.estimate;
      const evidence = `${row.agent} ${row.point.profile}: ${number(row.estimate)} against ${number(own.estimate)}`;
      return { status: holds ? 'pass' : 'fail', evidence };
    })),
  );

const efficientClaim = (view: ClaimView): Claim =>
  claim(
    { id: 'efficient', text: 'A maximin value allocation is ambiguous Pareto efficient', source: 'Guo18 Corollary 3.6.3' },
    view.points.map((values): Finding => {
      const verdict = view.verdicts.find(({ id, point }) =>
        id === 'ambiguous-pareto-efficient' && Object.entries(values).every(([name, value]) => point[name] === value));
      if (verdict === undefined) return notApplicable('there is no value allocation');
      return { status: verdict.holds ? 'pass' : 'fail', evidence: verdict.text };
    }),
  );

export const maximinValueScenario: Scenario = {
  name: 'maximin-value',
  title: 'Maximin value allocations of an exchange economy',
  description:
    'An economy of two goods, and whether weights by profile make everyone\'s worst case her Shapley value (Guo18 section 3.6.3). With '
      + 'two agents each profile has one value, Nash\'s bargaining solution from the endowments, so a value allocation exists only where '
      + 'that solution gives each type the same against all types of the other: here, as long as nobody wants to trade.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 3.6.3',
  ...exchangeScenario(ECONOMY, 'value'),
  claims: (view) => [weightsClaim(view), rationalClaim(view), efficientClaim(view)],
};
