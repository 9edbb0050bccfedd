/** Which rows of scenarios of one signal an agent are still about a list of types or reports: none but these. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Estimate } from '../../src/results/document.ts';

const ONE_SIGNAL = [
  'single-object', 'bilateral-trade', 'public-good', 'first-price', 'approximate-efficiency', 'monotone-repair', 'weak-congruence',
  'equivalence', 'interdependent-ambiguity', 'epsilon-ic-is-not-enough', 'richness',
];
/** Gains in hindsight where neither structure nor laws tell them (docs/intervals.md); their lower ends hold for all reports. */
const LISTED = [
  'epsilon-ic-is-not-enough, as printed: exPostGainProbability', 'epsilon-ic-is-not-enough, least ambiguity: exPostGainProbability',
  'interdependent-ambiguity, generalised VCG: exPostGainProbability', 'monotone-repair, monotone repair: exPostGainProbability',
  'weak-congruence, generalised VCG: exPostGainProbability',
];

it('in golden results, whose upper ends alone are', () => {
  const found = ONE_SIGNAL.flatMap((name) => {
    const { estimates } = JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as { estimates: Estimate[] };
    const listed = estimates.filter(({ guarantee }) => guarantee === 'grid');
    for (const { lowerGuarantee, basis } of listed) expect([lowerGuarantee, basis?.slice(0, 9)]).toEqual(['continuum', 'a list of']);
    return listed.map(({ quantity, point }) => `${name}, ${point.mechanism}: ${quantity}`);
  });
  expect([...new Set(found)].sort()).toEqual(LISTED);
});
