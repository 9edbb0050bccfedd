/** Order of test files: those that take longest first, so that no worker is left with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what they took, longest first; two thirds of all of it. */
const LONGEST = [
  'scenarios/golden', 'contract/kernels', 'kinds/conformance', 'library/docs', 'scenarios/own-scenario', 'experiments/integer/interim',
  'cli/shards', 'cli/pack', 'kinds/double-auction/run-study', 'cli/executable', 'contract/samplers', 'cli/ledger',
  'scenarios/equivalence', 'report/write', 'kinds/double-auction/atoms', 'cli/scenario-file', 'report/formats/csv',
  'scenarios/monotone-repair', 'library/user-functions', 'scenarios/richness', 'notions/delta-star/ladder',
  'scenarios/interdependent-ambiguity', 'faults/streams', 'scenarios/modified-vcg', 'kinds/double-auction/coverage',
  'kernels/direct-webgpu', 'kinds/social-choice/ambiguity', 'kinds/finite/survey', 'experiments/tensor/webgpu', 'mechanism/gain-slopes',
  'kinds/social-choice/coverage', 'faults/kills', 'kinds/double-auction/dependence', 'notions/verify/two-alternatives',
  'cli/interruption', 'report/figures', 'kernels/linear-webgpu', 'kinds/double-auction/ends', 'notions/least-epsilon/double-auction',
  'faults/workers', 'kinds/double-auction/delta-star', 'scenarios/approximate-efficiency', 'scenarios/second-best',
  'scenarios/first-price',
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
