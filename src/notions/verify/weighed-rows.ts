/** What weighed rows of `second-best.ts` say of one agent, added up. */
import type { CellsOfAgent } from './type-boxes.ts';

/** An agent's cells, and what the rows weighed so far say of her utilities, chances and covariances. */
export class Weighed {
  readonly cells: CellsOfAgent;
  readonly u: Float64Array;
  /** [T][K] and [T][K][C] */
  readonly q: readonly Float64Array[];
  readonly c: readonly (readonly Float64Array[])[];
  /** [T][C] */
  readonly spread: readonly Float64Array[];
  /** [T][K] of min(p_k, 1 - p_k), besides what covariances are worth. */
  readonly bent: readonly Float64Array[];

  constructor(cells: CellsOfAgent) {
    this.cells = cells;
    const { size, rates, signals } = cells;
    const types = Array.from({ length: size }, (_, t) => t);
    this.u = new Float64Array(size);
    this.q = types.map(() => new Float64Array(rates.length));
    this.c = types.map(() => rates.map(() => new Float64Array(signals.length)));
    this.bent = types.map(() => new Float64Array(rates.length));
    this.spread = types.map(() => new Float64Array(signals.length));
  }

  private widthOf(t: number, d: number): number {
    const { low, high } = this.cells.side(t, d);
    return high - low;
  }

  /** Adds factor · Σ_k A_kd (q_k(T) reach + sign c_kd(T)). */
  private rise(t: number, d: number, factor: number, reach: number, sign: number): void {
    this.cells.rates.forEach((row, k) => {
      this.q[t]![k]! += factor * row[d]! * reach;
      this.c[t]![k]![d]! += factor * row[d]! * sign;
    });
  }

  /** What the row leaves besides, at its weight. */
  lie(s: number, t: number, by: number, epsilon: number): number {
    const { signals, enters, rates } = this.cells;
    this.u[s]! += by;
    this.u[t]! -= by;
    let rest = 0;
    signals.forEach((_, d) => {
      const [from, to] = [this.cells.side(t, d), this.cells.side(s, d)];
      const step = to.mean - from.mean;
      this.rise(t, d, by, -step, 1);
      const off = from === to ? 0 : from.off + to.off;
      const way = from === to ? (from.high - from.low) / (from.even ? 3 : 2) + 2 * from.beyond : Math.abs(step) + off;
      rest += by * (off * Math.max(...rates.map((row) => Math.abs(row[d]!))) + (enters[d] ? epsilon * way : 0));
    });
    return rest;
  }

  slope(s: number, t: number, d: number, by: number, epsilon: number): number {
    const [lower, upper] = [this.widthOf(t, d), this.widthOf(s, d)];
    this.u[s]! += by;
    this.u[t]! -= by;
    this.rise(t, d, -by, lower / 2, 1);
    this.rise(s, d, -by, upper / 2, -1);
    return this.cells.enters[d] ? (Math.abs(by) * epsilon * (lower + upper)) / 2 : 0;
  }

  /** Either side of what utility rises by from T to S, under a density. */
  bend(s: number, t: number, d: number, side: 'least' | 'most', by: number, epsilon: number): number {
    const { rates, enters } = this.cells;
    const [from, to] = [this.cells.side(t, d), this.cells.side(s, d)];
    const [lower, upper] = [this.cells.bends(t, d).below, this.cells.bends(s, d).above];
    const sign = side === 'least' ? by : -by;
    this.u[s]! += sign;
    this.u[t]! -= sign;
    this.rise(t, d, -sign, from.high - from.mean, 1);
    this.rise(s, d, -sign, to.mean - to.low, -1);
    const own = rates.map((row) => row[d]!);
    const middle = (Math.min(...own) + Math.max(...own)) / 2;
    own.forEach((rate, k) => {
      this.bent[t]![k]! += 2 * by * Math.abs(rate - middle) * lower;
      this.bent[s]![k]! += 2 * by * Math.abs(rate - middle) * upper;
    });
    const off = from.off + to.off;
    return by * (off * Math.max(...own.map(Math.abs)) + (enters[d] ? epsilon * (to.mean - from.mean + off) : 0));
  }

  end(t: number, end: 'low' | 'high', by: number, epsilon: number): number {
    const width = this.widthOf(t, 0);
    this.u[t]! += by;
    if (end === 'high') this.rise(t, 0, by, width / 2, 1);
    else this.rise(t, 0, -by, width / 2, -1);
    return (by * epsilon * width) / 2;
  }

  /** Takes in what covariances add to welfare. */
  hide(by: number): void {
    const { social, masses } = this.cells;
    this.c.forEach((rows, t) => rows.forEach((row, k) => row.forEach((_, d) => { row[d]! += by * masses[t]! * social[k]![d]!; })));
  }

  /** What covariances are worth at most beside that, because types lie beyond ends of cells. */
  worthBeyond(): number {
    return this.c.reduce((sum, rows, t) => sum + rows.reduce((more, row) => row.reduce((total, x, d) => {
      const { beyond } = this.cells.side(t, d);
      return beyond === 0 ? total : total + beyond * Math.abs(x - this.spread[t]![d]!);
    }, more), 0), 0);
  }

  /** [K] what a unit of min(p_k, 1 - p_k) is worth at most in cell T. */
  worthOfDoubt(t: number): number[] {
    return this.c[t]!.map((row, k) => row.reduce((sum, x, d) => {
      const { low, high, mean, off } = this.cells.side(t, d);
      return sum + (Math.max(high - mean, mean - low) + off) * Math.abs(x - this.spread[t]![d]!);
    }, this.bent[t]![k]!));
  }
}
