/** The constraints of a file `misreport.formula-bound/1`, added up by their weights: what they leave, and its mean over draws. */
import { parseDistribution } from '../../../distributions/parse.ts';
import type { Distribution } from '../../../distributions/distribution.ts';
import { InputError } from '../../../errors.ts';
import { meansOf, uniforms } from '../draws.ts';
import type { BoundFile, BoundRow } from './bound-shape.ts';
import { Bounds } from './bounds.ts';
import { valuesOf, type Ends } from './model.ts';
import type { Sum, Sums } from './sums.ts';

/** Draws of a lie's own type. */
const WITHIN = 4;
/** Looks at values of lies' own types at most, and cells of an agent. */
const LOOKS_MAX = 2e8;
const CELLS_MAX = 2 ** 16;
/** Chances that differ by no more are the same: a law is even in a cell where quarters of it have quarters of its chance. */
const EVEN = 1e-9;

/** A lie to a cell, from another. */
interface Lie {
  readonly from: string;
  readonly rate: number;
}

/** (y - l) ∂v or (h - y) ∂v along one of her signals, times a rate. */
interface Tent {
  readonly place: number;
  readonly from: 'low' | 'high';
  readonly rate: number;
}

interface Cell {
  readonly box: readonly Ends[];
  readonly mass: number;
  readonly lies: Lie[];
  readonly tents: Tent[];
  /** c_T */
  left: number;
}

interface Agent {
  readonly index: number;
  readonly mine: readonly number[];
  /** [K] values, and [C][K] slopes. */
  readonly values: readonly Sum[];
  readonly slopes: readonly (readonly Sum[])[];
  readonly relevant: readonly boolean[];
  readonly cells: Map<string, Cell>;
  /** [C] steepest slope, and the most that two of her types' values differ by. */
  readonly steepest: readonly number[];
  readonly spread: number;
}

const key = (places: readonly number[]): string => places.join();

/** Ends of sums over a box. */
function rangesOf(list: readonly Sum[], box: readonly Ends[]): Ends[] {
  const bounds = new Bounds([...list]);
  bounds.overBox(box);
  return list.map((_, j) => [bounds.lowOf(j), bounds.highOf(j)] as const);
}

export class Added {
  readonly agents: readonly Agent[];
  readonly laws: readonly Distribution[];
  readonly social: readonly Sum[];
  readonly sums: Sums;
  readonly box: readonly Ends[];
  /** λ, and what rows give. */
  money = 0;
  given = 0;
  private readonly file: BoundFile;

  constructor(file: BoundFile) {
    this.file = file;
    const { problem, cuts, epsilon } = file;
    const { sums, box, all } = valuesOf(problem);
    this.sums = sums;
    this.box = box;
    this.laws = problem.signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`));
    const tabled = problem.signals.findIndex(({ tabulated }) => tabulated);
    if (tabled >= 0) throw new InputError(`problem.signals.${tabled}.law`, 'must be a law that is known by its text');
    if (cuts.length !== box.length || cuts.some((ends, d) => ends[0] !== box[d]![0] || ends.at(-1) !== box[d]![1]
      || ends.some((x, j) => j > 0 && !(x > ends[j - 1]!)))) {
      throw new InputError('cuts', 'must rise from one end of the support to the other, for every signal');
    }
    this.social = problem.alternatives.map((_, k) => sums.plus(...all.map((row) => [1, row[k]!] as const)));
    this.agents = problem.agents.flatMap((_, index): Agent[] => {
      const mine = problem.signals.flatMap(({ owner }, d) => (owner === index ? [d] : []));
      if (mine.length === 0) return [];
      const values = all[index]!;
      const slopes = mine.map((d) => values.map((sum) => sums.slope(sum, d)));
      const relevant = mine.map((d) => values.some((sum) => sums.moves(sum, d)));
      const steepest = slopes.map((list) => rangesOf(list, box).reduce((most, ends) => Math.max(most, ...ends.map(Math.abs)), 0));
      const held = sums.fixing((d) => (mine.includes(d) ? (box[d]![0] + box[d]![1]) / 2 : undefined));
      const lengths = mine.reduce((sum, d, c) => sum + (relevant[c] ? box[d]![1] - box[d]![0] : 0), 0);
      const spread = rangesOf(values.map((sum) => sums.minus(sum, held(sum))), box)
        .reduce((most, [low, high]) => Math.max(most, high - low), 0) + epsilon * lengths;
      return [{ index, mine, values, slopes, relevant, steepest, spread, cells: new Map() }];
    });
    if (file.most === 'money') {
      if (!file.participation || file.deficit === undefined) throw new InputError('deficit', 'must be told, of agents who may stay away');
      this.money = 1;
    }
    file.rows.forEach((row, j) => this.add(row, `rows.${j}`));
  }

  private agent(name: string, field: string): Agent {
    const found = this.agents.find(({ index }) => this.file.problem.agents[index] === name);
    if (!found) throw new InputError(`${field}.agent`, `must be an agent who sees a signal, got '${name}'`);
    return found;
  }

  private cell({ mine, cells }: Agent, places: readonly number[], field: string): Cell {
    const known = cells.get(key(places));
    if (known) return known;
    const { cuts } = this.file;
    if (places.length !== mine.length || places.some((j, c) => j + 1 >= cuts[mine[c]!]!.length)) {
      throw new InputError(field, 'must be a cell for each of her signals');
    }
    const box = places.map((j, c): Ends => [cuts[mine[c]!]![j]!, cuts[mine[c]!]![j + 1]!]);
    const mass = box.reduce((product, [low, high], c) => product * (this.laws[mine[c]!]!.cdf(high) - this.laws[mine[c]!]!.cdf(low)), 1);
    if (!(mass > 0)) throw new InputError(field, 'must be a cell that types lie in');
    const made: Cell = { box, mass, lies: [], tents: [], left: 0 };
    cells.set(key(places), made);
    return made;
  }

  private isEven(d: number, [low, high]: Ends): boolean {
    const law = this.laws[d]!;
    const mass = law.cdf(high) - law.cdf(low);
    return [0.25, 0.5, 0.75].every((share) => Math.abs(law.cdf(low + share * (high - low)) - law.cdf(low) - share * mass) <= EVEN * mass);
  }

  private add(row: BoundRow, field: string): void {
    const { epsilon, participation, deficit } = this.file;
    if (row.kind === 'budget') {
      if (!participation || deficit === undefined || this.file.most === 'money') {
        throw new InputError(field, 'needs participation and a deficit, and welfare that is to be the most');
      }
      this.money += row.weight;
      this.given += row.weight * deficit;
      return;
    }
    const agent = this.agent(row.agent, field);
    if (row.kind === 'lie') {
      const [from, to] = [this.cell(agent, row.from, `${field}.from`), this.cell(agent, row.to, `${field}.to`)];
      from.left += row.weight;
      to.left -= row.weight;
      to.lies.push({ from: key(row.from), rate: row.weight / to.mass });
      if (epsilon > 0) this.given += row.weight * epsilon * this.apart(agent, from, to, field);
      return;
    }
    if (row.kind === 'end') {
      if (!participation || agent.mine.length > 1) throw new InputError(field, 'needs participation, and an agent of one signal');
      const at = this.cell(agent, row.type, `${field}.type`);
      this.requireEven(agent, at, 0, field);
      at.left += row.weight;
      at.tents.push({ place: 0, from: row.end === 'high' ? 'low' : 'high', rate: ((row.end === 'high' ? 1 : -1) * row.weight) / at.mass });
      this.given += (row.weight * epsilon * (at.box[0]![1] - at.box[0]![0])) / 2;
      return;
    }
    const c = row.signal;
    if (c >= agent.mine.length) throw new InputError(`${field}.signal`, `must be below ${agent.mine.length}`);
    const below = this.cell(agent, row.below, `${field}.below`);
    const above = this.cell(agent, row.below.map((j, o) => (o === c ? j + 1 : j)), `${field}.below`);
    this.requireEven(agent, below, c, field);
    this.requireEven(agent, above, c, field);
    below.left += row.side * row.weight;
    above.left -= row.side * row.weight;
    below.tents.push({ place: c, from: 'low', rate: (row.side * row.weight) / below.mass });
    above.tents.push({ place: c, from: 'high', rate: (row.side * row.weight) / above.mass });
    if (agent.relevant[c]) this.given += (row.weight * epsilon * (above.box[c]![1] - below.box[c]![0])) / 2;
  }

  /** Slopes bear a row where the law is even there and they have bounds. */
  private requireEven({ mine, steepest }: Agent, { box }: Cell, c: number, field: string): void {
    if (!this.isEven(mine[c]!, box[c]!)) throw new InputError(field, 'speaks of slopes where the law is not even in a cell');
    if (!Number.isFinite(steepest[c]!)) throw new InputError(field, 'speaks of slopes that have no bound');
  }

  /** The mean distance of two types, of even laws. */
  private apart({ mine, relevant }: Agent, from: Cell, to: Cell, field: string): number {
    return mine.reduce((sum, d, c) => {
      if (!relevant[c]) return sum;
      const [one, other] = [from.box[c]!, to.box[c]!];
      if (!this.isEven(d, one) || !this.isEven(d, other)) {
        throw new InputError(field, 'counts how far types are apart where the law is not even');
      }
      return sum + (one[0] === other[0] ? (one[1] - one[0]) / 3 : Math.abs(one[0] + one[1] - other[0] - other[1]) / 2);
    }, 0);
  }

  /** What utilities that are left over may come to: of who may stay away no less than 0. */
  utilitiesLeft(): number {
    const { participation, deficit = 0, cuts } = this.file;
    const most = rangesOf(this.social, this.box).reduce((sum, ends) => Math.max(sum, ...ends.map(Math.abs)), 0);
    return this.agents.reduce((sum, agent) => {
      const { mine, cells, spread } = agent;
      const count = mine.reduce((all, d) => all * (cuts[d]!.length - 1), 1);
      if (count > CELLS_MAX) throw new InputError('cuts', `make ${count} cells of one agent, more than ${CELLS_MAX}`);
      if (participation && this.money > 0) {
        // Money is taken from every cell, named or not.
        const all = mine.reduce<number[][]>((rows, d) => rows.flatMap((row) => cuts[d]!.slice(1).map((_, j) => [...row, j])), [[]]);
        for (const places of all) this.cell(agent, places, 'cuts').left -= this.money * this.cell(agent, places, 'cuts').mass;
      }
      return sum + [...cells.values()].reduce((total, { left }) => total
        + (participation ? Math.max(0, left) * (spread + most + Math.abs(deficit)) : Math.abs(left) * spread), 0);
    }, 0);
  }

  /** How far X may lie from what welfare alone makes of it, at any profile. */
  private reach(): number {
    return this.agents.reduce((sum, { cells, steepest }) => sum + [...cells.values()].reduce((most, { box, lies, tents }) => {
      const far = (other: readonly Ends[]): number => box.reduce((all, [low, high], c) =>
        all + steepest[c]! * Math.max(Math.abs(other[c]![1] - low), Math.abs(high - other[c]![0])), 0);
      const byLies = lies.reduce((all, { from, rate }) => all + rate * far(cells.get(from)!.box), 0);
      const byTents = tents.reduce((all, { place, rate }) =>
        all + Math.abs(rate) * steepest[place]! * (box[place]![1] - box[place]![0]), 0);
      return Math.max(most, byLies + byTents);
    }, 0), 0);
  }

  /** Throws InputError where a look at every lie would take too long. */
  private requireFew(draws: number): void {
    const lies = this.agents.reduce((sum, { cells }) =>
      sum + [...cells.values()].reduce((all, cell) => all + cell.mass * cell.lies.length, 0), 0);
    if (draws * lies * WITHIN > LOOKS_MAX) throw new InputError('rows', 'are too many to go through');
  }

  /** The mean of max_k X_k over draws, and by how much welfare may differ between two profiles. */
  mean(draws: number): { readonly mean: number; readonly half: number; readonly span: number } {
    this.requireFew(draws);
    const { cuts } = this.file;
    const uniform = uniforms('verify the bound of formulas');
    const welfare = new Bounds([...this.social]);
    const played = this.agents.map(({ values, slopes }) =>
      ({ values: new Bounds([...values]), all: new Bounds([...values, ...slopes.flat()]) }));
    const K = this.social.length;
    // What is collected is welfare less utilities.
    const money = this.file.most === 'money' ? 1 : 1 + this.money;
    const ranges = rangesOf(this.social, this.box);
    const reach = this.reach();
    const [low, high] = [Math.min(...ranges.map(([x]) => x)), Math.max(...ranges.map(([, x]) => x))];
    const range: Ends = [money * low - reach, money * high + reach];
    if (!range.every(Number.isFinite)) {
      throw new InputError('problem.values', 'have no bounds, or slopes that have none, over the supports');
    }
    const [found] = meansOf(draws, () => {
      const at = this.laws.map((law): Ends => {
        const x = law.quantile(uniform());
        return [x, x];
      });
      welfare.overBox(at);
      const X = Array.from({ length: K }, (_, k) => money * welfare.highOf(k));
      this.agents.forEach((agent, i) => {
        const { mine, cells } = agent;
        const places = mine.map((d) => Math.min(cuts[d]!.length - 2, cuts[d]!.findLastIndex((cut) => cut <= at[d]![0])));
        const here = cells.get(key(places));
        if (!here) return;
        const { all, values } = played[i]!;
        all.overBox(at);
        const own = Array.from({ length: K }, (_, k) => [all.lowOf(k), all.highOf(k)] as const);
        for (const { place, from, rate } of here.tents) {
          const y = at[mine[place]!]![0];
          const times = rate * (from === 'low' ? y - here.box[place]![0] : here.box[place]![1] - y);
          for (let k = 0; k < K; k++) {
            const j = K + place * K + k;
            X[k]! += Math.max(times * all.lowOf(j), times * all.highOf(j));
          }
        }
        for (const { from, rate } of here.lies) {
          const { box } = cells.get(from)!;
          for (let n = 0; n < WITHIN; n++) {
            const other = [...at];
            mine.forEach((d, c) => {
              const law = this.laws[d]!;
              const [start, end] = box[c]!.map((x) => law.cdf(x)) as [number, number];
              // The first signal's stretches are gone through, so that means are nearer.
              const share = c === 0 ? (n + uniform()) / WITHIN : uniform();
              const x = law.quantile(start + (end - start) * share);
              other[d] = [x, x];
            });
            values.overBox(other);
            for (let k = 0; k < K; k++) X[k]! -= (rate / WITHIN) * (values.lowOf(k) - own[k]![1]);
          }
        }
      });
      return [Math.min(range[1], Math.max(range[0], Math.max(...X)))];
    }, [range]);
    return { ...found!, span: high - low };
  }
}

