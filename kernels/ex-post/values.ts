/** Functionals of the present profile, each evaluated once however many agents ask for it. */
import { prepareRows, writeValues, type PooledFunctional, type RowPool } from '../linear/pool.ts';

/** Values of whole functionals in the present profile, each functional once. */
export interface ProfileValues {
  /** [K], rewritten for every profile. */
  all(functional: PooledFunctional): Int32Array;
  /** [rows], rewritten for every profile. */
  readonly rows: Int32Array;
}

/** Registers the functionals asked for, so that `write` fills them all. */
export function createValues(pool: RowPool, alternatives: number): ProfileValues & { write(positions: Int32Array): void } {
  const wanted = new Map<PooledFunctional, Int32Array>();
  const rows = new Int32Array(pool.rows);
  const writeRows = prepareRows(pool);
  return {
    rows,
    all(functional) {
      const values = wanted.get(functional) ?? new Int32Array(alternatives);
      wanted.set(functional, values);
      return values;
    },
    write(positions) {
      writeRows(positions, rows);
      for (const [functional, values] of wanted) writeValues(functional, rows, values);
    },
  };
}

export function largest(values: Int32Array): number {
  let most = values[0]!;
  for (let k = 1; k < values.length; k++) if (values[k]! > most) most = values[k]!;
  return most;
}
