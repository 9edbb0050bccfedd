/** What has a golden result: every scenario at its defaults. */
import { scenarios } from '../../scenarios/registry.ts';

const PROFILES = 5000;
/** Fewer where mechanisms are played as tensor ops on the host, or every draw is a program. */
const FEWER: Readonly<Record<string, number>> = { 'bilateral-trade': 1500, 'public-good': 1500, 'survey-amounts': 40 };

export const goldenCases = scenarios.map((scenario) => ({
  name: scenario.name,
  scenario,
  values: Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default])),
  profiles: FEWER[scenario.name] ?? PROFILES,
}));
