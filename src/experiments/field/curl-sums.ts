/**
 * The cross-derivative gap of an agent's field over the cells of a grid of her types, profile by profile of the others, in double precision
 * on the host. Q = Σ_k q_k A_k with linear values; in coordinates x, y the gap is a density of ties at the top (JM01 (7.9), (7.10)):
 *
 *     ∂_y Q_x - ∂_x Q_y = Σ_{k<l} τ_kl [ (A_k - A_l)_x (B_k - B_l)_y - (A_k - A_l)_y (B_k - B_l)_x ].
 *
 * Under one profile a pair ties along a line of her types, on the part of it where no other alternative is better. So one coordinate of
 * the tie is integrated out exactly: the mean of τ_kl over a cell is E[length of that part inside the cell] / (|B_k - B_l| area), which
 * needs no density of any law and takes both cross-derivatives from the same draw. It is minus the circulation round the cell over its
 * area (a walk of kind `path`, counterclockwise). Congruent pairs add nothing and are left out. A tie through a corner or along an edge
 * has probability zero unless laws have atoms; the line is then put to one of the two cells.
 */
import { othersCoordinatesOf } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { signalDraws } from '../tensor/draws.ts';
import { gradientsOf, type Gradients, type LinearProblem } from './walk-sums.ts';

/** Equal cells of two of her coordinates, the others held. */
export interface CurlPlane {
  /** x and y, positions among her own coordinates. */
  readonly axes: readonly [number, number];
  /** [C] where the other coordinates are held. */
  readonly held: readonly number[];
  /** Of x and of y. */
  readonly low: readonly [number, number];
  readonly step: readonly [number, number];
  readonly cells: readonly [number, number];
}

export interface CurlSums {
  readonly profiles: number;
  /** Σ gap and Σ gap² over profiles, of the cells of each plane, x running fastest. */
  readonly gap: Float64Array;
  readonly squares: Float64Array;
}

/** (A_k - A_l)_x (B_k - B_l)_y - (A_k - A_l)_y (B_k - B_l)_x; 0 where the products differ by rounding of coefficients alone. */
export function bracketOf({ own, social }: Gradients, [k, l]: readonly [number, number], [x, y]: readonly [number, number]): number {
  const products = [
    (own[k]![x]! - own[l]![x]!) * (social[k]![y]! - social[l]![y]!), (own[k]![y]! - own[l]![y]!) * (social[k]![x]! - social[l]![x]!),
  ] as const;
  const bracket = products[0] - products[1];
  return Math.abs(bracket) > EQUAL * Math.max(...products.map(Math.abs)) ? bracket : 0;
}

const EQUAL = 1e-9;

/** Of one plane and pair: the line, in units of cells, is X = atX c + fromX + goX t, with c how much better k is than l at held signals. */
interface TieLine {
  readonly pair: readonly [number, number];
  readonly excess: number;
  readonly atX: number;
  readonly fromX: number;
  readonly goX: number;
  readonly atY: number;
  readonly fromY: number;
  readonly goY: number;
  readonly columns: number;
  readonly rows: number;
  readonly firstCell: number;
  /** Gap of the cell per unit of t. */
  readonly weight: number;
  /** Every other alternative m: k is better by base_k - base_m + more + across c + along t. */
  readonly others: readonly { readonly m: number; readonly more: number; readonly across: number; readonly along: number }[];
}

function tieLines(plane: CurlPlane, gradients: Gradients, firstCell: number): TieLine[] {
  const { axes: [x, y], held, low, step, cells } = plane;
  const { social } = gradients;
  const heldPart = social.map((row) => row.reduce((sum, b, c) => (c === x || c === y ? sum : sum + b * held[c]!), 0));
  const lines: TieLine[] = [];
  for (let k = 0; k < social.length; k++) {
    for (let l = k + 1; l < social.length; l++) {
      const bracket = bracketOf(gradients, [k, l], plane.axes);
      if (bracket === 0) continue;
      const [bx, by] = [social[k]![x]! - social[l]![x]!, social[k]![y]! - social[l]![y]!];
      const square = bx * bx + by * by;
      lines.push({
        pair: [k, l], excess: heldPart[k]! - heldPart[l]!, columns: cells[0], rows: cells[1], firstCell,
        atX: -bx / square / step[0], fromX: -low[0] / step[0], goX: -by / step[0],
        atY: -by / square / step[1], fromY: -low[1] / step[1], goY: bx / step[1],
        weight: bracket / (step[0] * step[1]),
        others: social.flatMap((row, m) => {
          if (m === k || m === l) return [];
          const [mx, my] = [social[k]![x]! - row[x]!, social[k]![y]! - row[y]!];
          return [{ m, more: heldPart[k]! - heldPart[m]!, across: -(mx * bx + my * by) / square, along: my * bx - mx * by }];
        }),
      });
    }
  }
  return lines;
}

/** Of a cell: Σ gap, Σ gap², the last profile that touched it (counted from 1) and what that one adds. */
const PARTS = 4;

/** Sums of all cells. */
class CellSums {
  private readonly parts: Float64Array;

  constructor(cells: number) {
    this.parts = new Float64Array(PARTS * cells);
  }

  part(which: 0 | 1): Float64Array {
    return Float64Array.from({ length: this.parts.length / PARTS }, (_, cell) => this.parts[PARTS * cell + which]!);
  }

  /** Goes along the tie of one pair, cell by cell. */
  follow(line: TieLine, base: Float64Array, profile: number): void {
    const { pair: [k, l], goX, goY, columns, rows, weight, firstCell, others } = line;
    const c = base[k]! - base[l]! + line.excess;
    let [t, end] = [-Infinity, Infinity];
    for (let j = 0; j < others.length; j++) {
      const { m, more, across, along } = others[j]!;
      const better = base[k]! - base[m]! + more + across * c;
      if (along > 0) t = Math.max(t, -better / along);
      else if (along < 0) end = Math.min(end, -better / along);
      else if (better < 0) return;
    }
    const startX = line.atX * c + line.fromX;
    const startY = line.atY * c + line.fromY;
    if (goX === 0) {
      if (!(startX >= 0 && startX < columns)) return;
    } else {
      const [one, other] = [-startX / goX, (columns - startX) / goX];
      t = Math.max(t, Math.min(one, other));
      end = Math.min(end, Math.max(one, other));
    }
    if (goY === 0) {
      if (!(startY >= 0 && startY < rows)) return;
    } else {
      const [one, other] = [-startY / goY, (rows - startY) / goY];
      t = Math.max(t, Math.min(one, other));
      end = Math.min(end, Math.max(one, other));
    }
    if (!(t < end)) return;
    let column = Math.min(columns - 1, Math.max(0, Math.floor(startX + goX * t)));
    let row = Math.min(rows - 1, Math.max(0, Math.floor(startY + goY * t)));
    const perX = Math.abs(1 / goX);
    const perY = Math.abs(1 / goY);
    const turnX = goX > 0 ? 1 : -1;
    const turnY = goY > 0 ? 1 : -1;
    let nextX = goX === 0 ? Infinity : (column + (goX > 0 ? 1 : 0) - startX) / goX;
    let nextY = goY === 0 ? Infinity : (row + (goY > 0 ? 1 : 0) - startY) / goY;
    const { parts } = this;
    while (column >= 0 && column < columns && row >= 0 && row < rows) {
      const until = nextX < nextY ? (nextX < end ? nextX : end) : nextY < end ? nextY : end;
      if (until > t) {
        const at = PARTS * (firstCell + row * columns + column);
        const value = weight * (until - t);
        parts[at]! += value;
        // Several ties of one profile may cross a cell: the square is of what they add together.
        const before = parts[at + 2] === profile ? parts[at + 3]! : 0;
        parts[at + 1]! += value * (value + 2 * before);
        parts[at + 2] = profile;
        parts[at + 3] = before + value;
        t = until;
      }
      if (until >= end) break;
      if (nextX < nextY) {
        column += turnX;
        nextX += perX;
      } else {
        row += turnY;
        nextY += perY;
      }
    }
  }
}

export function curlExperiment(problem: LinearProblem, agent: number, planes: readonly CurlPlane[]): TensorExperiment<CurlSums> {
  const gradients = gradientsOf(problem, agent);
  const firsts = planes.map((_, p) => planes.slice(0, p).reduce((sum, { cells: [columns, rows] }) => sum + columns * rows, 0));
  const cells = planes.reduce((sum, { cells: [columns, rows] }) => sum + columns * rows, 0);
  const lines = planes.flatMap((plane, p) => tieLines(plane, gradients, firsts[p]!));
  const { constants, coefficients } = problem.valuations;
  const others = othersCoordinatesOf(problem, agent);
  const fixed = problem.alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  const weights = others.map((d) => fixed.map((_, k) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  return {
    name: 'field-curl',
    parameters: { problem, agent, planes },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const sums = new CellSums(cells);
      const sumsOf = (profiles: number): CurlSums => ({ profiles, gap: sums.part(0), squares: sums.part(1) });
      const draws = signalDraws(problem, agent);
      const base = new Float64Array(fixed.length);
      for (let done = 0; done < count; done += BLOCK) {
        if (signal?.aborted) return sumsOf(done);
        onProgress?.(done);
        await turn();
        const size = Math.min(BLOCK, count - done);
        const rows = draws.draw(stream, first + done, size);
        for (let i = 0; i < size; i++) {
          base.set(fixed);
          for (let n = 0; n < others.length; n++) {
            const x = rows[i * problem.signals.length + others[n]!]!;
            const row = weights[n]!;
            for (let k = 0; k < base.length; k++) base[k]! += row[k]! * x;
          }
          for (const line of lines) sums.follow(line, base, done + i + 1);
        }
      }
      return sumsOf(count);
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      gap: earlier.gap.map((value, c) => value + later.gap[c]!),
      squares: earlier.squares.map((value, c) => value + later.squares[c]!),
    }),
  };
}

/** Profiles between two looks at whether to stop. */
const BLOCK = 2048;
/** A second's work, or a few. */
const CHUNK = 2 ** 20;
