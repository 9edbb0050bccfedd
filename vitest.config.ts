import { defineConfig } from 'vitest/config';
import { EVIDENCE, TAGS } from './test/support/tags.ts';
import { LongestFirst } from './test/support/order.ts';

// By test/run.mjs, which is `npm test`; else the TypeScript is run as it is.
const compiled = process.env.MISREPORT_TEST_COMPILED === '1';
const ending = compiled ? 'js' : 'ts';

export default defineConfig({
  test: {
    include: [`test/**/*.test.${ending}`],
    globalSetup: [`swiftshader.${ending}`, 'build.mjs', `order.${ending}`].map((name) => `test/support/${name}`),
    experimental: { viteModuleRunner: !compiled, nodeLoader: false },
    // Processes, not threads: Dawn must find its Vulkan loader when a process starts.
    pool: 'forks',
    // A process takes file after file and keeps the modules it has loaded: tests leave nothing behind in them.
    isolate: false,
    // Most of what studies make is gone a moment later: a larger nursery saves a tenth of the time. Nor does much
    // run long enough to be worth optimising: a twelfth.
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=128', '--interrupt-budget=600000'],
    // Vitest leaves a core to itself by default, which of two is half.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    reporters: ['default', `test/support/left.${ending}`],
    ...(EVIDENCE ? {} : { tagsFilter: ['!evidence/*'] }),
    // Who takes how long: `npm run test:times`.
    ...(process.env.MISREPORT_TEST_TIMES === undefined ? {} : { runner: `test/support/processor-times.${ending}` }),
    // Other files want the cores too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
