/** Order of test files: those that take longest first, so that no worker is left with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By processor time, longest first; half of all of it. */
const LONGEST = [
  'scenarios/golden', 'contract/kernels', 'scenarios/own-scenario', 'kinds/social-choice/coverage', 'cli/pack',
  'experiments/integer/interim', 'cli/executable',
  'kinds/double-auction/run-study', 'cli/scenario-file', 'kinds/double-auction/coverage', 'scenarios/interdependent-ambiguity',
  'kinds/social-choice/ambiguity',
  'scenarios/richness', 'cli/bad-input', 'kinds/double-auction/ends', 'kinds/social-choice/certificates', 'scenarios/public-good',
  'scenarios/approximate-efficiency',
].map((name) => `test/${name}.test.ts`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** Throws where a file of the list is gone: it was moved, and its place with it. */
export default function setup({ config: { root } }: { readonly config: { readonly root: string } }): void {
  const gone = LONGEST.filter((name) => !existsSync(join(root, name)));
  if (gone.length > 0) throw new Error(`test/support/order.ts names files that are not there: ${gone.join(', ')}`);
}
