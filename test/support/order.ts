/** Order of test files: those that take longest first, so that no worker is left with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what they took, longest first; two thirds of all of it. */
const LONGEST = [
  'scenarios/golden', 'faults/kills', 'cli/pack', 'kinds/conformance', 'contract/kernels', 'cli/scenario-file', 'faults/streams',
  'scenarios/own-scenario', 'cli/executable', 'faults/disks', 'cli/ledger', 'cli/shards', 'report/write',
  'notions/least-epsilon/double-auction', 'cli/reproduce', 'cli/interruption', 'experiments/integer/interim',
  'kinds/double-auction/run-study', 'scenarios/richness', 'kinds/finite/survey', 'faults/signals', 'kinds/social-choice/coverage',
  'library/user-functions', 'mechanism/gain-slopes', 'faults/workers', 'kernels/interim', 'scenarios/equivalence',
  'kinds/social-choice/certificates', 'kinds/social-choice/studies', 'scenarios/approximate-efficiency', 'faults/two-writers',
  'kinds/double-auction/ends', 'report/reading-results', 'scenarios/monotone-repair', 'report/figures', 'faults/crash-points',
  'notions/verify/two-alternatives', 'scenarios/interdependent-ambiguity', 'cli/documents', 'kinds/double-auction/dependence',
  'kinds/social-choice/ambiguity', 'kernels/regret', 'experiments/tensor/webgpu', 'kinds/double-auction/atoms', 'scenarios/wide-laws',
  'report/formats/csv', 'kinds/double-auction/exact', 'kinds/assignment/study', 'cli/finite', 'scenarios/second-best',
  'scenarios/weak-congruence', 'mechanism/finite/design', 'scenarios/double-auction-ambiguity', 'contract/samplers',
  'kinds/social-choice/interrupted', 'kinds/double-auction/delta-star', 'kernels/ex-post', 'kernels/linear-webgpu',
  'scenarios/first-price', 'library/study',
].map((name) => `test/${name}.test.`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.includes(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** Throws where a file of the list is gone: it was moved, and its place with it. */
export default function setup({ config: { root } }: { readonly config: { readonly root: string } }): void {
  const gone = LONGEST.filter((name) => !existsSync(join(root, `${name}ts`)));
  if (gone.length > 0) throw new Error(`test/support/order.ts names files that are not there: ${gone.join(', ')}`);
}
