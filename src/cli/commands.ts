/** The commands, one line each, grouped by what one wants to do. */

export interface CommandEntry {
  readonly summary: string;
  load(): Promise<(argv: readonly string[]) => Promise<number>>;
}

type Group = Readonly<Record<string, CommandEntry>>;

export const COMMAND_GROUPS: Readonly<Record<string, Group>> = {
  'Ask a study': {
    run: { summary: 'estimate and certify gains from misreporting', load: async () => (await import('./run.ts')).run },
    rate: { summary: 'how fast gains vanish as the market grows', load: async () => (await import('./rate.ts')).rate },
    field: { summary: 'how far a field of chances is from a monotone gradient', load: async () => (await import('./field.ts')).field },
    'second-best': {
      summary: 'the most welfare under incentive constraints', load: async () => (await import('./second-best.ts')).secondBest,
    },
    certify: { summary: 'what a mechanism given as a function of the bids lets bidders gain', load: async () =>
      (await import('./certify.ts')).certify },
    'least-epsilon': { summary: 'how small an ε any transfers reach', load: async () => (await import('./least-epsilon.ts')).leastEpsilon },
    robust: { summary: 'how far beliefs may stray from the baseline', load: async () => (await import('./robust.ts')).robust },
  },
  'Decide exactly, on finite types': {
    check: { summary: 'conditions on an environment, with witnesses', load: async () => (await import('./check.ts')).check },
    design: {
      summary: 'the mechanism for a goal, or the proof that there is none', load: async () => (await import('./design.ts')).design,
    },
    threshold: { summary: 'where a verdict flips as a parameter moves', load: async () => (await import('./threshold.ts')).threshold },
    survey: {
      summary: 'how typical a verdict is among random environments', load: async () => (await import('./survey.ts')).surveyCommand,
    },
    verify: { summary: 'check a mechanism or a certificate', load: async () => (await import('./verify.ts')).verify },
  },
  'Find and write scenarios': {
    list: { summary: 'scenarios that come with misreport', load: async () => (await import('./list.ts')).list },
    describe: { summary: 'what a scenario is, its parameters and quantities', load: async () => (await import('./describe.ts')).describe },
    new: { summary: 'write the skeleton of a scenario of your own', load: async () => (await import('./new.ts')).newScenario },
  },
  'Go on, and spread out': {
    resume: { summary: 'go on with a study that was killed or interrupted', load: async () => (await import('./resume.ts')).resume },
    plan: { summary: 'divide a study among many tasks', load: async () => (await import('./plan.ts')).plan },
    shard: { summary: 'draw one task\'s part of a plan', load: async () => (await import('./shard.ts')).shard },
    submit: { summary: 'hand a plan to Slurm, Kubernetes or GNU parallel', load: async () => (await import('./submit.ts')).submit },
    status: { summary: 'how far the shards of a plan are', load: async () => (await import('./status.ts')).status },
    merge: { summary: 'the result of a plan, as of a single run', load: async () => (await import('./merge.ts')).merge },
    ledger: { summary: 'what is kept of what was drawn, and room made', load: async () => (await import('./ledger.ts')).ledger },
  },
  'Write it up': {
    reproduce: {
      summary: 'every numbered item of the papers, and whether it holds', load: async () => (await import('./reproduce.ts')).reproduce,
    },
    cite: { summary: 'what to cite, as BibTeX', load: async () => (await import('./cite.ts')).cite },
  },
  'Look after the installation': {
    doctor: { summary: 'devices, optional packages and a check of each', load: async () => (await import('./doctor.ts')).doctor },
    bench: { summary: 'timings beside what one would write instead', load: async () => (await import('./bench.ts')).bench },
    completion: {
      summary: 'a script that completes commands in your shell', load: async () => (await import('./completion.ts')).completion,
    },
  },
};

export const COMMANDS: Group = Object.assign({}, ...Object.values(COMMAND_GROUPS)) as Group;
