/** Assignment markets whose worths depend on each other, against simulation and enumeration of their own. */
import { describe, expect, it } from 'vitest';
import type { Dependence } from '../../../src/distributions/dependence.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { assignmentMarket, type AssignmentStudy } from '../../../src/kinds/assignment/study-point.ts';
import { validateAssignmentStudy } from '../../../src/kinds/assignment/validate.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { lieOf } from '../../../src/results/witness.ts';
import { runStudy } from '../../../src/study/study.ts';
import { unitDemandScenario } from '../../../scenarios/unit-demand/scenario.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const GAUSSIAN: Dependence = { kind: 'gaussian-copula', correlations: 0.5 };

type Depends = Dependence | undefined;
const studyOf = (bidders: number, objects: number, dependence: Depends, law = 'uniform(0,1)'): AssignmentStudy => assignmentMarket({
  bidders, objects, law: parseDistribution(law), ...(dependence ? { dependence } : {}), agents: [0],
  mechanisms: [{ name: 'VCG', payments: 'vcg' }],
});

const answered = (bidders: number, objects: number, dependence: string | undefined, profiles: number, value = 'uniform(0,1)') => runStudy({
  command: 'run', scenario: unitDemandScenario, points: [{ bidders, objects, value }], profiles, maxProfiles: profiles, confidence: 0.999,
  seed: 'tests', sampler: 'auto', ...(dependence === undefined ? {} : { dependence }),
}, inProcessDevice(), {});

const rowOf = ({ estimates }: ResultDocument, quantity: string, mechanism = 'VCG') =>
  estimates.find((row) => row.quantity === quantity && row.point.mechanism === mechanism)!;

describe('worths that depend on each other', () => {
  it('leave bidders and the market what simulations by other means say, and gains of those who know their own', async () => {
    // numpy, 400,000 profiles of three bidders and two objects, all assignments tried, standard errors below 0.001; the others drawn given
    // [0.8, 0.8], who reports [0.5625, 0.55], and given [0.98, 0.98], who reports [0.8116, 0.8269].
    for (const [dependence, welfare, revenue, utility, gain] of [
      ['gaussian(0.5)', 1.31289, 0.86496, 0.14955, 0.08034], ['clayton(2)', 1.24192, 0.88654, 0.11832, 0.0712],
    ] as const) {
      const document = await answered(3, 2, dependence, 2 ** 12);
      for (const [quantity, wanted] of [['welfare', welfare], ['revenue', revenue], ['exAnteUtility', utility]] as const) {
        const { estimate, lower, upper } = rowOf(document, quantity);
        // Four standard errors.
        expect(Math.abs(estimate - wanted), quantity).toBeLessThan(0.035);
        expect([lower < wanted, wanted < upper]).toEqual([true, true]);
      }
      expect(rowOf(document, 'epsilonIc')).toMatchObject({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
      // The least utility is at most that of a type at 1/64 of every law.
      expect(rowOf(document, 'interimIr')).toMatchObject({ lower: 0 });
      expect(rowOf(document, 'interimIr').upper).toBeGreaterThan(0.00202);
      expect(rowOf(document, 'interimIr').upper).toBeLessThan(0.003);
      const row = rowOf(document, 'epsilonIc', 'pay-as-bid');
      expect(row.guarantee).toBe('grid');
      // The best report found is no worse than that one, and not much better.
      expect(row.upper).toBeGreaterThan(gain);
      expect(row.lower).toBeLessThan(gain + 0.002);
      expect(Math.abs(row.estimate - gain)).toBeLessThan(0.006);
      expect(document.notes.join()).toMatch(/worths are correlated across agents/);
    }
  });

  it('of discrete laws take an atom for all the chances that lead to it', async () => {
    // Type 4 of discrete(1:0.2,2:0.5,4:0.3) who reports a hair above 2 wins where the other has 1 or 2: by the bivariate normal law.
    const row = rowOf(await answered(2, 1, 'gaussian(0.5)', 2 ** 12, 'discrete(1:0.2,2:0.5,4:0.3)'), 'epsilonIc', 'pay-as-bid');
    expect(row.lower).toBeLessThan(0.95488452878386);
    expect(row.upper).toBeGreaterThan(0.95488452878386);
    expect(row.upper - row.lower).toBeLessThan(0.25);
    expect(lieOf(row.witness!)).toMatchObject({ type: 4, report: 2 });
  });

  it('that hardly depend are as good as independent ones', async () => {
    const [near, none] = await Promise.all(['gaussian(1e-9)', undefined].map((dependence) => answered(3, 2, dependence, 2 ** 12)));
    for (const quantity of ['welfare', 'revenue', 'exAnteUtility']) {
      expect(Math.abs(rowOf(near!, quantity).estimate - rowOf(none!, quantity).estimate), quantity).toBeLessThan(0.03);
    }
    // Over the types that were tried no gain exceeds that of the highest.
    expect(rowOf(near!, 'epsilonIc', 'pay-as-bid').lower).toBeLessThan(rowOf(none!, 'epsilonIc', 'pay-as-bid').upper);
  });

  it('are asked for by an option, and refused where nothing is certified', async () => {
    const refused = (study: AssignmentStudy): string => {
      try {
        validateAssignmentStudy(study);
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused(studyOf(3, 2, GAUSSIAN))).toBe('accepted');
    expect(refused(studyOf(3, 2, { kind: 'clayton', theta: 0 }))).toMatch(/^dependence\.theta: /);
    expect(refused(studyOf(2, 1, { kind: 'gaussian-copula', correlations: [[1, 0.5], [0.5, 1]] }))).toMatch(/^dependence\.correlations: /);
    expect(refused(studyOf(3, 2, GAUSSIAN, 'exponential(1)'))).toMatch(/^law: exponential\(1\) has no end/);
    expect(refused(studyOf(3, 2, GAUSSIAN, 'mixture(0.5:1,0.5:uniform(0,2))'))).toMatch(/^law: .* has a density beside/);
    const document = await answered(2, 1, 'clayton(2)', 512);
    expect(rowOf(document, 'epsilonIc', 'pay-as-bid').guarantee).toBe('grid');
    expect(document.claims ?? []).toEqual([]);
  });
});
