/** A deliberate fault: one text of one file changed. The tests named must notice it. */
export interface Mutation {
  /** What is wrong after it, in words. */
  readonly name: string;
  /** Stands exactly once in all of `src`, `kernels`, `scenarios` and `test/support`, so that files may move. */
  readonly find: string;
  readonly replace: string;
  /** Test files, of which at least one must fail. */
  readonly tests: readonly string[];
  /** Only tests whose full name matches, where the files are long. */
  readonly only?: string;
}
