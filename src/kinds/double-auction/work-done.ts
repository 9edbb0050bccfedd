/** The share of a point's work that is done, by expected cost; a further look makes the whole longer. */
export class WorkDone {
  #spent = 0;
  #total: number;
  readonly #report: (stage: string, share: number) => void;

  constructor(total: number, report: (stage: string, share: number) => void) {
    this.#total = total;
    this.#report = report;
  }

  show(stage: string, cost = 0, extra = 0): void {
    this.#report(stage, Math.min(1, (this.#spent + cost) / (this.#total + extra)));
  }

  /** Listener to the profiles of a part whose profiles cost `cost` each and of which `expected` was planned in all. */
  part(stage: string, cost: number, expected: number): (done: number, target: number) => void {
    return (done, target) => this.show(stage, done * cost, Math.max(0, target * cost - expected));
  }

  finish(cost: number, expected: number): void {
    this.#spent += cost;
    this.#total += cost - expected;
  }
}
