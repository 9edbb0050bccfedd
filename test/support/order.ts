/** Order of test files: those that take longest first, so that no worker is left with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what they took, longest first; two thirds of all of it. */
const LONGEST = [
  'contract/kernels', 'scenarios/golden', 'cli/pack', 'kinds/conformance', 'kinds/social-choice/coverage', 'cli/shards',
  'kinds/double-auction/dependence', 'mechanism/gain-slopes', 'cli/executable', 'scenarios/own-scenario', 'faults/streams',
  'cli/ledger', 'cli/scenario-file', 'library/docs', 'faults/kills', 'kernels/interim', 'kinds/social-choice/studies',
  'cli/reproduce', 'kinds/double-auction/ends', 'report/write', 'experiments/integer/interim', 'contract/samplers',
  'report/figures', 'kinds/certify/code', 'scenarios/approximate-efficiency', 'scenarios/weak-congruence',
  'kinds/social-choice/mixtures', 'scenarios/equivalence', 'scenarios/interdependent-ambiguity', 'report/formats/csv',
  'faults/workers', 'kinds/field', 'cli/documents', 'library/study', 'scenarios/monotone-repair', 'kinds/finite/survey',
  'library/user-functions', 'faults/crash-points', 'mechanism/finite/design', 'kinds/double-auction/delta-star',
  'kernels/linear-webgpu', 'faults/disks', 'scenarios/richness', 'kinds/assignment/study', 'cli/interruption',
  'kinds/double-auction/run-study', 'kinds/double-auction/atoms', 'faults/two-writers', 'scenarios/double-auction-ambiguity',
  'cli/bad-input',
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
