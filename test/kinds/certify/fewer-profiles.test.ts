/** Rows of those who know their own type alone say where they rest on fewer profiles than were asked for. */
import { expect, it } from 'vitest';
import { fewerProfiles, type InterimSample } from '../../../src/kinds/certify/interim-rows.ts';

const sample = (bidder: number, ...drawn: readonly number[]): InterimSample =>
  ({ bidder, complete: true, stages: drawn.map((profiles) => ({ places: [], sums: { profiles } })) }) as unknown as InterimSample;

it('names the bidders, what they had and what was asked for, by the last stage', () => {
  const [note, ...more] = fewerProfiles([sample(0, 512, 1000), sample(1, 512, 4096), sample(2, 9, 5000)], 5000);
  expect(note).toMatch(/^bidder 1, bidder 2: .* rest on 4096 profiles or fewer of the 5000 asked for/);
  expect(more).toEqual([]);
});

it('is silent where all were drawn, and where a study was cut short', () => {
  expect(fewerProfiles([sample(0, 64, 5000)], 5000)).toEqual([]);
  expect(fewerProfiles([{ ...sample(0, 64), complete: false }], 5000)).toEqual([]);
});
