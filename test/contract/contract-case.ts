/** One run of a kernel on every device. */
export interface ContractCase {
  readonly title: string;
  readonly parameters: unknown;
  /** First profile and number of profiles; counts are no multiples of anything. */
  readonly first: number;
  readonly count: number;
}
