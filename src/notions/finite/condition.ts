/** A condition on an environment, decided, with the witness in words. */
export interface Condition {
  /** Stable, e.g. `beliefs-determine-preferences`. */
  readonly id: string;
  /** The agent it speaks of; `market` for all together. */
  readonly agent: string;
  readonly holds: boolean;
  /** A sentence with the witness where there is one. */
  readonly text: string;
}
