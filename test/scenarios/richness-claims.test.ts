/** Claims of `richness`, on rows made of the exact values and on rows that contradict them. */
import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../scenarios/richness/environment.ts';
import { MECHANISMS, RAISED, SHADED } from '../../scenarios/richness/favour.ts';
import { richnessScenario as scenario } from '../../scenarios/richness/scenario.ts';
import { defaultValues, judged, row } from './support/rows.ts';

type Changes = Readonly<Record<string, number | string>>;
const at = (changes: Changes = {}) => defaultValues(scenario, changes);

describe('claims', () => {
  const of = (values: ReturnType<typeof at>) => [
    ...scenario.references!(values).flatMap(({ quantity, agent, mechanism, metric, reference }) => {
      const found = row(values, mechanism!, agent, quantity, reference!.value - 1e-5, reference!.value + 1e-5);
      return [metric === undefined ? found : { ...found, point: { ...found.point, metric } }];
    }),
    ...MECHANISMS.flatMap((mechanism) => AGENTS.map((agent) => row(values, mechanism, agent, 'monotonicityViolation', -0.1, 0))),
  ];
  const statuses = (rows: ReturnType<typeof of>, points: readonly ReturnType<typeof at>[]) =>
    Object.fromEntries(Object.entries(judged(scenario, points, rows)).map(([id, { status }]) => [id, status]));
  const values = at();
  const exact = of(values);

  it('hold on the exact values', () => {
    expect(statuses(exact, [values])).toEqual({
      'locally-implementable': 'pass', 'theorem-4.2': 'pass', 'exact-delta': 'pass', 'not-rich': 'pass', 'no-best-case': 'pass',
      'footnote-18': 'not-applicable',
    });
    const rich = at({ bonus: 0 });
    expect(statuses(of(rich), [rich])).toMatchObject({
      'theorem-4.2': 'pass', 'exact-delta': 'pass', 'not-rich': 'not-applicable', 'no-best-case': 'not-applicable',
    });
    const careful = at({ residual: 0.5, bonus: 0 });
    expect(statuses(of(careful), [careful])).toMatchObject({ 'theorem-4.2': 'not-applicable', 'footnote-18': 'pass' });
    const dictator = at({ rule: 'dictatorial' });
    expect(statuses(of(dictator), [dictator])).toMatchObject({
      'not-rich': 'pass', 'no-best-case': 'pass', 'theorem-4.2': 'not-applicable',
    });
  });

  it.each([
    ['locally-implementable', SHADED, 'bidder 1', 'epsilonLic', 0.2, 0.3, 'fail'],
    ['locally-implementable', RAISED, 'bidder 2', 'epsilonBounded', 0.2, 0.3, 'fail'],
    ['locally-implementable', RAISED, 'bidder 2', 'epsilonBounded', 0, 0.3, 'undecided'],
    ['locally-implementable', SHADED, 'bidder 1', 'monotonicityViolation', 0.1, 0.2, 'fail'],
    ['theorem-4.2', SHADED, 'bidder 2', 'deltaStar', 0.2, 0.3, 'fail'],
    ['theorem-4.2', SHADED, 'bidder 2', 'deltaStar', 0.02, 0.3, 'undecided'],
    ['exact-delta', RAISED, 'bidder 1', 'deltaStar', 0.01, 0.02, 'fail'],
    ['not-rich', SHADED, 'bidder 1', 'waldGain', -0.1, 0, 'fail'],
    ['not-rich', SHADED, 'bidder 1', 'waldGain', 0, 0.03, 'undecided'],
    ['no-best-case', RAISED, 'bidder 2', 'waldGain', 0.1, 0.2, 'fail'],
  ])('%s where %s, %s, has %s in [%d, %d]: %s', (id, mechanism, agent, quantity, lower, upper, status) => {
    const changed = exact.map((r) =>
      (r.point.mechanism === mechanism && r.agent === agent && r.quantity === quantity ? { ...r, lower, upper } : r));
    expect(statuses(changed, [values])[id]).toBe(status);
  });

  it('below the exact delta* two bidders contradict it, three may have missed the lie that binds; contamination is beyond the theorem',
    () => {
    const low = (changes: Changes) => {
      const there = at(changes);
      return statuses(of(there).map((r) => (r.quantity === 'deltaStar' ? { ...r, lower: 0.01, upper: 0.02 } : r)), [there]);
    };
    expect(low({})['exact-delta']).toBe('fail');
    expect(low({ bidders: 3 })['exact-delta']).toBe('undecided');
    expect(low({ metrics: 'contamination' })['theorem-4.2']).toBe('not-applicable');
  });

  it('a delta* where none is claimed to exist fails', () => {
    const some = row(values, SHADED, 'bidder 1', 'deltaStar', 0.2, 0.3);
    expect(statuses([...exact, { ...some, point: { ...some.point, metric: 'prokhorov' } }], [values])['not-rich']).toBe('fail');
  });
});
