/** What has a golden result: every scenario at its defaults, and studies of commands that no scenario stands for. */
import { scenarios } from '../../scenarios/registry.ts';
import type { RandomEnvironment } from '../../src/experiments/finite/random-environment.ts';
import type { Scenario } from '../../src/study/scenario.ts';

/** `misreport survey revenue-gap` and `stake`. */
const surveyAmounts: Scenario = {
  name: 'survey-amounts', title: 'Amounts among random environments', description: 'Gaps at π* and stakes.', source: 'tests',
  parameters: {}, size: () => 1, primaryAgent: () => 'market',
  environment: () => {
    const law = (counts: readonly number[]): RandomEnvironment =>
      ({ counts, concentration: 1, beliefs: 'prior', outcomes: 3, values: 'private' });
    return {
      kind: 'finite',
      questions: [
        { ask: 'survey', statistic: 'revenue-gap', law: law([3, 2]) },
        { ask: 'survey', statistic: 'stake', law: law([2, 2]), transfers: 'bayesian', balance: 'exact' },
      ],
    };
  },
};

const PROFILES = 20_000;
/** Fewer where mechanisms are played as tensor ops on the host, or every draw is a program. */
const FEWER: Readonly<Record<string, number>> = { 'bilateral-trade': 4000, 'public-good': 4000, 'survey-amounts': 40 };

export const goldenCases = [...scenarios, surveyAmounts].map((scenario) => ({
  name: scenario.name,
  scenario,
  values: Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default])),
  profiles: FEWER[scenario.name] ?? PROFILES,
}));
