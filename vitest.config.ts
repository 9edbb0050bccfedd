import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/swiftshader.ts', 'test/support/build.ts'],
    // Processes, not threads: Dawn must find its Vulkan loader when a process starts.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
