/** Scenarios of other kinds as questions about their field. */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { asField } from '../../src/study/as-field.ts';

const ALL = { market: true };

describe('asField', () => {
  const named = (name: string) => scenarios.find((scenario) => scenario.name === name)!;
  const defaults = ({ parameters }: { parameters: Readonly<Record<string, { default: number | string }>> }) =>
    Object.fromEntries(Object.entries(parameters).map(([name, { default: value }]) => [name, value]));

  it('turns double auctions and social choice problems into questions, with flags of their own', () => {
    const auction = asField(named('double-auction'), { market: true });
    expect(auction.environment({ ...defaults(auction), deficit: -0.25 })).toMatchObject({
      kind: 'field', question: 'least-epsilon', deficits: [-0.25], market: { sellers: 8 },
    });
    expect(auction.primaryAgent(defaults(auction))).toBe('market');
    const problem = asField(named('modified-vcg'), { market: false });
    expect(problem.parameters.agent).toMatchObject({ default: 'bidder 1', choices: ['bidder 1', 'bidder 2'] });
    expect(
      problem.environment({ ...defaults(problem), agent: 'bidder 2', cells: 5 })
    ).toMatchObject({ kind: 'field', question: 'field', agent: 'bidder 2', cells: 5 });
    expect(problem.primaryAgent({ ...defaults(problem), agent: 'bidder 2' })).toBe('bidder 2');
    expect(problem.claims).toBeUndefined();
  });

  it('leaves what is such a question already as it is but for the deficit, claims included', () => {
    const own = asField(named('least-epsilon'), { market: true });
    const described = (scenario: typeof own) =>
      fieldKind.describe(scenario.environment(defaults(own)) as Parameters<typeof fieldKind.describe>[0]);
    expect(described(own)).toEqual({ ...described(named('least-epsilon')) as object, deficits: [0] });
    expect(own.claims).toBeDefined();
  });

  it('asks a scenario that shows several deficits for one, and judges its claims where it is 0 or left open', () => {
    const own = asField(named('myerson-satterthwaite'), { market: true });
    const at = (more: object) => ({ ...defaults(own), ...more });
    expect(own.environment(at({}))).toMatchObject({ deficits: [-0.1, -0.05, 0, 0.05, 0.1, 0.2] });
    for (const deficit of [0.05, -0.1, 0]) expect(own.environment(at({ deficit }))).toMatchObject({ deficits: [deficit] });
    const claims = (deficit: number | 'none') => {
      const row = {
        quantity: 'leastEpsilon', agent: 'market', estimate: 0.2063, lower: 0.2049, upper: 0.2077, confidence: 1, profiles: 0,
        guarantee: 'continuum', point: { ...at({}), deficit: 0 },
      } as const;
      const view = { command: 'run', estimates: [row], fits: [], verdicts: [], points: [at({ deficit })], confidence: 1 } as const;
      return own.claims!(view).map(({ id, status }) => [id, status]);
    };
    const known = [['impossible', 'pass'], ['covered', 'not-applicable'], ['uniform', 'pass']];
    expect(claims('none')).toEqual(known);
    expect(claims(0)).toEqual(known);
    expect(claims(0.05)).toEqual([]);
  });

  it('asks by default what a question about a field asks itself, and any of it otherwise', () => {
    const congruence = named('congruence');
    const own = {
      cells: 5, nodes: 3, slice: [undefined, 0.25], loop: [[0, 0], [0.5, 0], [1, 1]], stage: 'ex-post', opponents: 'law', notion: 'weak',
      bounded: true, monotone: false, individuallyRational: 'interim', budget: 'ex-ante', deficit: 0.5,
    };
    // Not all at once: slices and single profiles are of one agent.
    const parts = [
      { cells: own.cells }, { nodes: own.nodes }, { slice: own.slice }, { loop: own.loop }, { stage: own.stage }, { notion: own.notion },
      { opponents: 'grid', cells: 3 }, { bounded: own.bounded }, { monotone: true },
      { budget: own.budget, individuallyRational: own.individuallyRational, deficit: own.deficit },
    ];
    for (const part of parts) {
      const given = asField({ ...congruence, environment: (values) => ({ ...congruence.environment(values), ...part }) as never }, ALL);
      expect(given.environment(defaults(given))).toMatchObject(part);
    }
    const given = asField({ ...congruence, environment: (values) => ({ ...congruence.environment(values), cells: 4 }) as never }, ALL);
    expect(given.environment({ ...defaults(given), cells: 6 })).toMatchObject({ cells: 6 });
  });

  it('refuses what is wrong with the question itself, whatever flags say', () => {
    const congruence = named('congruence');
    const asked = (change: object) => () =>
      asField({ ...congruence, environment: (values) => ({ ...congruence.environment(values), ...change }) as never }, ALL);
    expect(asked({ agent: 'nobody' })).toThrow(/^environment\.agent: must be one of agent 1, agent 2, got 'nobody'/);
    expect(asked({ agent: 'agent 2' })).toThrow(/^primaryAgent: must return one of the agents studied \(agent 2\), got 'agent 1'/);
    expect(asked({ question: 'nonsense' })).toThrow(/^environment\.question: must be one of/);
    expect(asked({ cells: 1 })).toThrow(/^environment\.cells: must be a whole number from 2 on/);
  });

  it('a market on a grid of its own stays there unless it is asked off it', () => {
    const market = named('least-epsilon');
    const on = asField({
      ...market, environment: (values) => ({ ...market.environment(values), opponents: 'grid', cells: 7 }) as never,
    }, { market: true });
    expect(on.environment(defaults(on))).toMatchObject({ opponents: 'grid', cells: 7 });
    expect(on.environment({ ...defaults(on), opponents: 'law', cells: 0 })).not.toHaveProperty('opponents');
  });

  it('refuses what has no field', () => {
    expect(() => asField(named('guo-1-4-1'), { market: true })).toThrow(
      /scenario: needs to be a double auction or a social choice problem/
    );
  });
});
