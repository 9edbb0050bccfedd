import { expect, it } from 'vitest';
import { coarseUnitNote } from '../../../src/kinds/social-choice/coarse-units.ts';

const asked = (lowest: number, rounding: number) => ({
  rounding, question: { reports: [[lowest], [lowest + 0.5], [lowest + 1]] },
});

it('says why intervals are wide where payoffs are large beside what types differ by, and nothing elsewhere', () => {
  expect(coarseUnitNote('bidder 1', asked(1e6, 2))).toEqual([
    'bidder 1: payoffs are sums of whole numbers, whose units in the last place move one by up to 2, and her types differ by 1 at most: '
    + 'intervals that rest on sums of payoffs are at least as wide as that; measure values from their lowest, where what is common to all '
    + 'does not matter',
  ]);
  expect(coarseUnitNote('bidder 1', asked(0, 1e-6))).toEqual([]);
  expect(coarseUnitNote('bidder 1', { ...asked(1e6, 2), question: { reports: [[1e6]] } })).toEqual([]);
});
