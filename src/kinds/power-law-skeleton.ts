/** The law of one's own in skeletons that say little of laws; the double auction's says more. */

/** TypeScript, with a blank line at its end. */
export const POWER_LAW = `\
/** A law is a cdf and its inverse on a bounded interval, without atoms; \`text\` names it. This one has cdf x^strength on [0, 1]. */
const powerLaw = (strength: number): Distribution => ({
  text: \`power(\${strength})\`,
  support: [0, 1],
  cdf: (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x ** strength),
  quantile: (p) => p ** (1 / strength),
});

`;
