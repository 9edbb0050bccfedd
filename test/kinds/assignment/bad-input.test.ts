/** Markets and mechanisms that cannot be studied: the field is named, before anything is computed. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { assignmentMarket } from '../../../src/environment/assignment-market.ts';
import type { AssignmentStudy } from '../../../src/kinds/assignment/study-point.ts';
import { checkEnvironment } from '../../../src/study/sweep.ts';

describe('bad input is named before anything is computed', () => {
  const good: AssignmentStudy = {
    kind: 'assignment', market: assignmentMarket({ bidders: 3, objects: 2, law: parseDistribution('uniform(0,1)') }), mechanisms: [
      { name: 'VCG', payments: 'vcg' }, { name: 'bids', payments: 'pay-as-bid' },
    ],
  };
  const market = good.market;
  const negative = parseDistribution('uniform(-1,1)');
  it.each([
    ['market', { ...good, market: undefined }, 'environment.market: must be an assignment market'],
    ['bidders', { ...good, market: { ...market, bidders: 0 } }, 'environment.market.bidders: must be a whole number from 1 to 1024, got 0'],
    ['objects', { ...good, market: { ...market, objects: 2.5 } }, 'environment.market.objects: must be a whole number'],
    ['laws', { ...good, market: { ...market, laws: market.laws.slice(1) } }, 'environment.market.laws: must be a list of 6 laws'],
    [
      'a law', { ...good, market: { ...market, laws: [...market.laws.slice(1), 'uniform(0,1)'] } },
      'environment.market.laws[5]: must be a distribution',
    ],
    [
      'a negative law', { ...good, market: { ...market, laws: [...market.laws.slice(1), negative] } },
      'environment.market.laws[5]: must not go below 0',
    ],
    ['no mechanism', { ...good, mechanisms: [] }, 'environment.mechanisms: must be a list of at least one'],
    ['a name', { ...good, mechanisms: [{ name: ' ', payments: 'vcg' }] }, 'environment.mechanisms[0].name: must be a text'],
    [
      'payments', { ...good, mechanisms: [{ name: 'a', payments: 'first' }] },
      'environment.mechanisms[0].payments: must be one of vcg, pay-as-bid, got first',
    ],
    ['names twice', { ...good, mechanisms: [good.mechanisms[0], good.mechanisms[0]] }, 'environment.mechanisms: must have different names'],
    ['agents', { ...good, agents: [3] }, 'environment.agents: must list bidders by index, 0 to 2'],
    ['primary agent', { ...good, agents: [1] }, "primaryAgent: must return one of the agents studied (bidder 2), got 'bidder 1'"],
  ])('%s', (_title, point, message) => {
    expect(() => checkEnvironment(point, 'bidder 1')).toThrow(message);
  });
  it('and what is right passes', () => expect(() => checkEnvironment(good, 'bidder 1')).not.toThrow());
});
