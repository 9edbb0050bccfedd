/** The program of `bent-relaxation.ts`, as its columns and rows. */
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import type { BentCell, BentCells } from './bent-cells.ts';
import type { Enclosed } from './enclosed-cells.ts';
import type { Constraints, Most } from './relaxed-program.ts';

const rest = ({ rest: [low, high] }: Enclosed): number => (high - low) / 2;
const range = (length: number): number[] => Array.from({ length }, (_, j) => j);

interface AgentTypes {
  readonly coordinates: readonly number[];
  /** [T] joint cells of which it is part, in the order of the others' cells; its mass, and places of its signals. */
  readonly members: readonly (readonly number[])[];
  readonly masses: readonly number[];
  readonly places: readonly (readonly number[])[];
  readonly u: readonly number[];
}

/** What a row says of one agent's utilities: cells by their numbers, among those of her types. */
export type BentRow =
  | { readonly kind: 'lie'; readonly agent: number; readonly from: number; readonly to: number }
  | {
    readonly kind: 'slope'; readonly agent: number; readonly above: number; readonly below: number; readonly coordinate: number;
    readonly side: 1 | -1;
  }
  | { readonly kind: 'end'; readonly agent: number; readonly type: number; readonly end: 'low' | 'high' }
  | { readonly kind: 'budget' };

export class BentProgram {
  /** By rows. */
  readonly marks = new Map<number, BentRow>();
  readonly build = new FloatBuilder('maximise');
  readonly p: number[][] = [];
  private readonly y: number[][] = [];
  /** [joint][K][D]; -1 where the signal moves nothing, or cannot vary. */
  private readonly c: number[][][] = [];
  private readonly welfare: FloatTerm[] = [];
  readonly agents: readonly AgentTypes[];
  readonly spread: number;
  private readonly taken = new Set<string>();
  private readonly data: BentCells;
  /** [D] whether anything moves with the signal. */
  private readonly moves: readonly boolean[];
  private readonly constraints: Constraints;
  private readonly relevant: readonly (readonly boolean[])[];
  private readonly most: Most;

  /** `relevant`: [agents][C] which of her signals enter her own value. */
  constructor(data: BentCells, constraints: Constraints, relevant: readonly (readonly boolean[])[], of: Most = 'welfare') {
    this.most = of;
    this.data = data;
    this.constraints = constraints;
    this.relevant = relevant;
    const { cells, supports } = data;
    this.moves = supports.map((_, d) => cells.some(({ own, social }) => [...own, social].some((list) =>
      list.some(({ slopes, ranges }) => slopes[d] !== 0 || ranges[d]![0] !== 0 || ranges[d]![1] !== 0))));
    cells.forEach((cell) => this.jointColumns(cell));
    // No value less that at her middle type is larger in size over any cell.
    const reach = data.agents.map((_, i) => 2 * cells.reduce((most, { own }) => Math.max(most, ...own[i]!.map(({ size }) => size)), 0));
    const lengths = data.agents.map(({ coordinates }, i) => coordinates.reduce((sum, d, c) =>
      sum + (relevant[i]![c] ? supports[d]![1] - supports[d]![0] : 0), 0));
    const spreads = reach.map((most, i) => most + constraints.epsilon * lengths[i]!);
    this.spread = Math.max(Number.MIN_VALUE, ...spreads);
    const most = cells.reduce((sum, cell) => sum + cell.mass * Math.abs(cell.most.upper), 0);
    this.agents = data.agents.map(({ coordinates }, i) => this.agentTypes(coordinates, spreads[i]!, most));
    const { participation, deficit } = constraints;
    if (participation && deficit !== undefined) {
      const rents = this.agents.flatMap(({ u, masses }) => u.map((column, t): FloatTerm => [column, -masses[t]!]));
      this.marks.set(this.build.row([...this.welfare, ...rents], -deficit), { kind: 'budget' });
    }
    this.agents.forEach((_, i) => this.nearest(i));
  }

  private jointColumns({ mass, sides, social, most }: BentCell): void {
    const { build } = this;
    const alternatives = range(social.length);
    const p = alternatives.map(() => build.column(0, 1));
    build.row(p.map((column) => [column, 1]), 1, 1);
    const isEven = sides.every(({ even }) => even);
    const shared = social.length === 2 ? this.leastColumn(p[0]!, isEven) : undefined;
    const y = p.map((column) => shared ?? this.leastColumn(column, isEven));
    const c = p.map(() => sides.map(() => -1));
    sides.forEach(({ low, high, mean, error }, d) => {
      const radius = Math.max(high - mean, mean - low) + error;
      if (!(radius > 0) || !this.moves[d]) return;
      alternatives.forEach((k) => {
        const column = build.column(-radius / 2, radius / 2);
        build.row([[column, -1], [y[k]!, radius]], 0);
        build.row([[column, 1], [y[k]!, radius]], 0);
        c[k]![d] = column;
      });
      build.row(c.map((row) => [row[d]!, 1]), 0, 0);
    });
    this.p.push(p);
    this.y.push(y);
    this.c.push(c);
    const worth = build.column(Math.min(most.upper, -Math.max(...social.map(({ size }) => size))), most.upper, mass);
    build.row([[worth, -1], ...this.expected(this.p.length - 1, social, social.map(({ mean }) => mean[1]), 1)], 0);
    this.welfare.push([worth, mass]);
  }

  /** Of p (1 - p), from above. */
  private leastColumn(chance: number, isEven: boolean): number {
    const column = this.build.column(0, isEven ? 0.25 : 0.5);
    this.build.row([[chance, 1], [column, -1]], 0);
    this.build.row([[chance, -1], [column, -1]], -1);
    if (isEven) {
      this.build.row([[chance, 0.5], [column, -1]], -1 / 16);
      this.build.row([[chance, -0.5], [column, -1]], -9 / 16);
    }
    return column;
  }

  /** Σ_k p_k mean_k + g_k·c_k + 2 R_k y_k over a joint cell, times a factor, at the end that is more generous where the factor is. */
  private expected(a: number, of: readonly Enclosed[], means: readonly number[], factor: number): FloatTerm[] {
    return of.flatMap((one, k): FloatTerm[] => [
      [this.p[a]![k]!, factor * means[k]!], [this.y[a]![k]!, 2 * factor * rest(one)],
      ...one.slopes.flatMap((slope, d): FloatTerm[] => (this.c[a]![k]![d]! < 0 ? [] : [[this.c[a]![k]![d]!, factor * slope]])),
    ]);
  }

  private agentTypes(coordinates: readonly number[], spread: number, welfare: number): AgentTypes {
    const { cells, size } = this.data;
    const { participation, deficit = 0 } = this.constraints;
    const types = size ** coordinates.length;
    const members: number[][] = Array.from({ length: types }, () => []);
    const masses = new Array<number>(types).fill(0);
    const places: number[][] = Array.from({ length: types }, () => []);
    cells.forEach(({ places: at, mass }, a) => {
      const own = coordinates.map((d) => at[d]!);
      const t = own.reduce((so, j) => so * size + j, 0);
      members[t]!.push(a);
      masses[t]! += mass;
      places[t] = own;
    });
    const high = participation ? spread + welfare + Math.abs(deficit) : spread;
    return {
      coordinates, members, masses, places,
      u: range(types).map((t) => this.build.column(
        participation ? 0 : t === 0 ? 0 : -high, t === 0 && !participation ? 0 : high, this.most === 'money' ? -masses[t]! : 0,
      )),
    };
  }

  /** How far two types of these cells are apart, on average, at most. */
  private distance(i: number, s: number, t: number): number {
    const { coordinates, members } = this.agents[i]!;
    const [from, to] = [this.data.cells[members[s]![0]!]!.sides, this.data.cells[members[t]![0]!]!.sides];
    return coordinates.reduce((sum, d, c) => {
      if (!this.relevant[i]![c]) return sum;
      const [one, other] = [from[d]!, to[d]!];
      return sum + (one.low === other.low ? (one.high - one.low) / (one.even ? 3 : 2) : Math.abs(one.mean - other.mean) + 2 * one.error);
    }, 0);
  }

  /** False where the lie is in already. */
  takeIn(i: number, s: number, t: number): boolean {
    const name = `${i} ${s} ${t}`;
    if (this.taken.has(name)) return false;
    this.taken.add(name);
    const { u } = this.agents[i]!;
    const give = this.constraints.epsilon * this.distance(i, s, t);
    const row = this.build.row([...(s === t ? [] : [[u[s]!, 1], [u[t]!, -1]] as const), ...this.gain(i, s, t)], -give);
    this.marks.set(row, { kind: 'lie', agent: i, from: s, to: t });
    return true;
  }

  /** Minus what types of S gain by the reports of T, at least. */
  gain(i: number, s: number, t: number): FloatTerm[] {
    const { coordinates, members, masses } = this.agents[i]!;
    const { cells } = this.data;
    return members[t]!.flatMap((a, b) => {
      const share = cells[a]!.mass / masses[t]!;
      const here = cells[a]!.own[i]!;
      const there = cells[members[s]![b]!]!.own[i]!;
      return here.flatMap((one, k): FloatTerm[] => {
        const other = there[k]!;
        return [
          [this.p[a]![k]!, share * (one.mean[1] - other.mean[0])],
          [this.y[a]![k]!, 2 * share * (rest(one) + (isOwn(other, coordinates) ? 0 : rest(other)))],
          ...one.slopes.flatMap((slope, d): FloatTerm[] => {
            const column = this.c[a]![k]![d]!;
            return column < 0 ? [] : [[column, share * (slope - (coordinates.includes(d) ? 0 : other.slopes[d]!))]];
          }),
        ];
      });
    });
  }

  /** U(S) - U(T) is at least minus this. */
  gained(i: number, s: number, t: number, primal: Float64Array): number {
    return valueOf(this.gain(i, s, t), primal) + this.constraints.epsilon * this.distance(i, s, t);
  }

  /** Lies within a cell and between neighbours, slopes, and ends of cells where all may stay away. */
  private nearest(i: number): void {
    const { places, coordinates } = this.agents[i]!;
    const { size } = this.data;
    places.forEach((place, t) => {
      this.takeIn(i, t, t);
      coordinates.forEach((d, c) => {
        if (place[c]! + 1 >= size) return;
        const s = t + size ** (coordinates.length - 1 - c);
        this.takeIn(i, s, t);
        this.takeIn(i, t, s);
        this.slope(i, [s, t], d, c);
      });
      if (this.constraints.participation && coordinates.length === 1) this.ends(i, t, coordinates[0]!);
    });
  }

  /**
   * Σ E[(y - low) p ∂v | T] (`low`) or E[(high - y) p ∂v | T], as terms at its upper (1) or lower (-1) end, the sign given; undefined where
   * slopes have no bound.
   */
  private within(
    i: number, t: number, d: number, { end, side }: { readonly end: 'low' | 'high'; readonly side: 1 | -1 },
  ): FloatTerm[] | undefined {
    const { members, masses } = this.agents[i]!;
    const terms: FloatTerm[] = [];
    for (const a of members[t]!) {
      const { own, sides, mass } = this.data.cells[a]!;
      const { low, high } = sides[d]!;
      const share = mass / masses[t]!;
      const faces = this.data.face(a, i, d, end === 'low' ? 'high' : 'low');
      for (const [k, { mean, ranges }] of own[i]!.entries()) {
        const [least, most] = ranges[d]!;
        if (!Number.isFinite(most - least)) return undefined;
        const face = faces[k]!;
        const ends = end === 'low' ? [face[0] - mean[1], face[1] - mean[0]] : [mean[0] - face[1], mean[1] - face[0]];
        terms.push([this.p[a]![k]!, share * ends[side > 0 ? 1 : 0]!], [this.y[a]![k]!, side * share * (high - low) * (most - least)]);
        const column = this.c[a]![k]![d]!;
        const steep = (least + most) / 2;
        if (column >= 0) terms.push([column, (end === 'low' ? share : -share) * steep]);
        else if (steep !== 0) return undefined;
      }
    }
    return terms;
  }

  private slope(i: number, [s, t]: readonly [number, number], d: number, c: number): void {
    const { u, members } = this.agents[i]!;
    const [above, below] = [this.data.cells[members[s]![0]!]!.sides[d]!, this.data.cells[members[t]![0]!]!.sides[d]!];
    if (!above.even || !below.even) return;
    const give = this.relevant[i]![c] ? this.constraints.epsilon * (above.mean - below.mean) : 0;
    for (const side of [1, -1] as const) {
      const [one, other] = [this.within(i, t, d, { end: 'low', side }), this.within(i, s, d, { end: 'high', side })];
      if (!one || !other) return;
      const row = [[u[s]!, side], [u[t]!, -side], ...minus([...one, ...other], side)] as const;
      // side 1: U(S) - U(T) - (upper end) <= give; side -1: (lower end) - (U(S) - U(T)) <= give.
      this.marks.set(this.build.row(row, -Infinity, give), { kind: 'slope', agent: i, above: s, below: t, coordinate: c, side });
    }
  }

  /** U at the low end of a cell is its mean less E[(high - y) U'], at the high end its mean and E[(y - low) U']. */
  private ends(i: number, t: number, d: number): void {
    const { u, members } = this.agents[i]!;
    const { even, low, high } = this.data.cells[members[t]![0]!]!.sides[d]!;
    const [falls, rises] = [this.within(i, t, d, { end: 'high', side: -1 }), this.within(i, t, d, { end: 'low', side: 1 })];
    if (!even || !falls || !rises) return;
    const give = (this.constraints.epsilon * (high - low)) / 2;
    this.marks.set(this.build.row([[u[t]!, 1], ...minus(falls, 1)], -give), { kind: 'end', agent: i, type: t, end: 'low' });
    this.marks.set(this.build.row([[u[t]!, 1], ...rises], -give), { kind: 'end', agent: i, type: t, end: 'high' });
  }
}

/** Whether nothing but her own signals moves it: then its mean over her types is a number. */
const isOwn = ({ ranges }: Enclosed, coordinates: readonly number[]): boolean =>
  ranges.every(([low, high], d) => coordinates.includes(d) || (low === 0 && high === 0));

const minus = (terms: readonly FloatTerm[], factor: number): FloatTerm[] => terms.map(([column, x]) => [column, -factor * x]);

const valueOf = (terms: readonly FloatTerm[], primal: Float64Array): number =>
  terms.reduce((sum, [column, factor]) => sum + factor * primal[column]!, 0);
