/** Order of test files: those that take longest first, so that no worker is left with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what they took in `npm test` (`npm run test:times`), longest first; more than half of all of it. */
const LONGEST = [
  'scenarios/golden', 'contract/kernels', 'cli/shards', 'kinds/conformance', 'kinds/units-and-origin', 'library/docs', 'cli/ledger',
  'kinds/social-choice/coverage', 'notions/least-epsilon/double-auction', 'cli/interruption', 'library/user-functions',
  'cli/executable', 'scenarios/second-best', 'notions/verify/market', 'contract/samplers', 'kinds/social-choice/studies',
  'kinds/double-auction/dependence', 'cli/pack', 'kinds/double-auction/run-study', 'faults/workers', 'cli/documents', 'faults/streams',
  'faults/kills', 'scenarios/equivalence', 'kinds/field', 'report/write', 'mechanism/finite/design', 'kinds/social-choice/ambiguity',
  'kinds/finite/survey', 'report/formats/csv', 'notions/verify/formula-field', 'scenarios/interdependent-ambiguity',
  'mechanism/gain-slopes', 'report/labels', 'kinds/formula-field', 'kinds/assignment/dependence', 'cli/reproduce',
  'kinds/second-best-nonlinear', 'kinds/social-choice/interrupted', 'kernels/direct-webgpu', 'kernels/ex-post', 'kinds/nonlinear-field',
  'report/looks', 'scenarios/own-scenario', 'kernels/interim', 'kernels/linear-webgpu', 'scenarios/weak-congruence',
  'notions/dependent-slopes', 'experiments/integer/interim', 'kinds/assignment/study', 'scenarios/first-price', 'scenarios/richness',
  'report/figures', 'scenarios/wide-laws', 'faults/disks', 'engine/cpu', 'cli/scenario-file', 'kinds/social-choice/mixtures',
  'scenarios/monotone-repair', 'experiments/tensor/webgpu', 'kinds/double-auction/data-error',
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
