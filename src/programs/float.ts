/**
 * Linear programs in floating point, by HiGHS in WebAssembly. What comes back is a proposal: optimal within its tolerances,
 * with the basis it ended in. Large programs may be kept as sparse rows in typed arrays, with bounds on rows and columns.
 */
import { setFlagsFromString } from 'node:v8';
import type { Highs } from 'highs';

/** cost · x over rowLower <= A x <= rowUpper, lower <= x <= upper; bounds may be infinite. Row r has entries starts[r] .. starts[r + 1]. */
export interface FloatProgram {
  readonly direction: 'minimise' | 'maximise';
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

export interface FloatSolution {
  /** `failed`: no status, stalled, or numbers that HiGHS refuses. */
  readonly status: 'optimal' | 'infeasible' | 'unbounded' | 'infeasible-or-unbounded' | 'failed';
  readonly objective: number;
  readonly primal: Float64Array;
  /** Multipliers of the rows, as prices: d objective / d bound. */
  readonly dual: Float64Array;
  /** 1 where a column, or a row's slack, is basic. */
  readonly basicColumns: Uint8Array;
  readonly basicRows: Uint8Array;
}

export interface FloatOptions {
  readonly seconds?: number;
  /** Default `choose`; `off` keeps the basis of the program as it stands. */
  readonly presolve?: 'choose' | 'off';
}

/** What answers such programs: `solveFloat` itself, or a run that keeps what was solved (`run.solve`). */
export type SolveFloat = (program: FloatProgram) => Promise<FloatSolution>;

let loading: Promise<Highs> | undefined;

/** One compiled solver for the process, and only where a program is solved. */
const highs = (): Promise<Highs> => (loading ??= compile());

/**
 * How long a function of WebAssembly runs before V8 optimises it, roughly in bytes executed: of HiGHS, and V8's own for everything else.
 * Most programs here are small, and to optimise hundreds of functions for them takes longer than it saves; large ones soon reach it.
 */
const [PATIENT, USUAL] = [60_000_000, 1_800_000];

async function compile(): Promise<Highs> {
  // The package's types describe its CommonJS form, where the loader is one `default` further down.
  const { default: load } = (await import('highs')) as unknown as { readonly default: () => Promise<Highs> };
  setFlagsFromString(`--wasm-tiering-budget=${PATIENT}`);
  try {
    return await load();
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${USUAL}`);
  }
}

const BASIC = 1;
const statuses: Readonly<Record<number, FloatSolution['status']>> = {
  6: 'optimal',
  7: 'optimal',
  8: 'infeasible',
  9: 'infeasible-or-unbounded',
  10: 'unbounded',
};

const failed = (columns: number, rows: number): FloatSolution => ({
  status: 'failed', objective: 0, primal: new Float64Array(columns), dual: new Float64Array(rows),
  basicColumns: new Uint8Array(columns), basicRows: new Uint8Array(rows).fill(1),
});

/** Never throws over numbers: a solver that stalls or refuses has failed. */
export async function solveFloat(program: FloatProgram, options: FloatOptions = {}): Promise<FloatSolution> {
  const solver = await highs();
  const columns = program.cost.length;
  const rows = program.rowLower.length;
  const { minimize, maximize } = solver.constants.objectiveSense;
  try {
    return solver.withModel(
      {
        numCols: columns,
        numRows: rows,
        sense: program.direction === 'maximise' ? maximize : minimize,
        colCost: program.cost,
        colLower: program.lower,
        colUpper: program.upper,
        rowLower: program.rowLower,
        rowUpper: program.rowUpper,
        matrix: {
          format: 'csr',
          numRows: rows,
          numCols: columns,
          starts: program.starts,
          indices: program.indices,
          values: program.values,
        },
      },
      (model): FloatSolution => {
        model.options.set({
          output_flag: false,
          presolve: options.presolve ?? 'choose',
          ...(options.seconds === undefined ? {} : { time_limit: options.seconds }),
        });
        model.run();
        const status = statuses[model.getModelStatus()] ?? 'failed';
        if (status !== 'optimal') return { ...failed(columns, rows), status };
        const { colValue, rowDual } = model.getSolution();
        const { colStatus, rowStatus } = model.getBasis();
        return {
          status,
          objective: model.getObjectiveValue(),
          primal: colValue,
          dual: rowDual,
          basicColumns: Uint8Array.from(colStatus, (value) => (value === BASIC ? 1 : 0)),
          basicRows: Uint8Array.from(rowStatus, (value) => (value === BASIC ? 1 : 0)),
        };
      },
    );
  } catch {
    return failed(columns, rows);
  }
}
