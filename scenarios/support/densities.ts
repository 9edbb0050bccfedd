/** Claims about types with densities on intervals, where a law that was given has atoms or gaps. */
import { gapsOf } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Claim } from '../../src/results/document.ts';
import type { ClaimView } from '../../src/study/scenario.ts';

/** The same claims, none of which applies where one of the parameters' `laws` has atoms or gaps: what fields are is then another matter. */
export const ofDensities = (laws: readonly string[], claims: (view: ClaimView) => Claim[]) => (view: ClaimView): Claim[] => {
  const odd = view.points.flatMap((values) => laws.map((name) => parseDistribution(String(values[name]), name)))
    .find((law) => law.atoms?.length || gapsOf(law).length > 0);
  const held = claims(view);
  return odd === undefined ? held
    : held.map((claim) => ({ ...claim, status: 'not-applicable', evidence: `about types with densities, unlike ${odd.text}` }));
};
