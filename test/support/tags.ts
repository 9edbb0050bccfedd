/** Tags of tests and what is run by default: the rule is in evidence.ts. */

/** Tags, and why a test that has one is not in `npm test`; the last is in both. */
export const TAGS = {
  'evidence/scenarios': 'further scenarios, kinds of study and mechanisms of a check that `npm test` makes of others',
  'evidence/laws': 'further laws, dependences and beliefs',
  'evidence/sizes': 'more agents, alternatives, profiles or points than it takes to fail',
  'evidence/seeds': 'further seeds, random cases and ways to be interrupted',
  'evidence/devices': 'further devices, numbers of workers and formats',
  'evidence/ways': 'further ways to install, start, interrupt and break the same commands',
  seeds: 'coverage over a third of the seeds that `npm run evidence` takes (replications.ts)',
} as const;

type Evidence = keyof typeof TAGS;
export type What = Evidence extends `evidence/${infer Name}` | 'seeds' ? Name : never;

/** Whether what is evidence is run too: MISREPORT_EVIDENCE=1. */
export const EVIDENCE = process.env.MISREPORT_EVIDENCE === '1';
