/** Vitest's reporter that ends a run by how many tests it left to `npm run evidence`, and why. */
import type { TestModule } from 'vitest/node';
import { EVIDENCE, TAGS } from './tags.ts';

export default class Left {
  onTestRunEnd(files: readonly TestModule[]): void {
    if (EVIDENCE) return;
    const tags = files.flatMap((file) => [...file.children.allTests('skipped')].flatMap((test) => test.tags));
    const lines = Object.entries(TAGS)
      .map(([name, why]) => [tags.filter((tag) => tag === name && name.startsWith('evidence/')).length, why] as const)
      .filter(([count]) => count > 0);
    if (lines.length > 0) console.log('\nLeft to npm run evidence:');
    for (const [count, why] of lines) console.log(`${String(count).padStart(6)}  ${why}`);
  }
}
