/** Slopes and welfare at single profiles, whatever values are made of. */
import type { OwnValues } from '../../environment/value-algebra.ts';
import type { Gradients } from '../../experiments/field/walk-sums.ts';

/** What `make` gives, made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export interface PointValues {
  /** [K][C] slopes of her own values and of welfare by her signals. */
  slopesAt(at: readonly number[]): Gradients;
  /** [K] */
  welfareAt(at: readonly number[]): readonly number[];
}

export function pointValues<E>({ algebra, own, social }: OwnValues<E>, coordinates: readonly number[]): PointValues {
  const slopesOf = (list: readonly E[]): E[] => list.flatMap((e) => coordinates.map((d) => algebra.derivative(e, d)));
  const slopes = algebra.values([...slopesOf(own), ...slopesOf(social)]);
  const rows = (list: readonly number[], from: number): number[][] => own.map((_, k) =>
    coordinates.map((__, c) => list[(from + k) * coordinates.length + c]!));
  const welfareAt = algebra.values(social);
  return {
    welfareAt,
    slopesAt: (at) => {
      const list = slopes(at);
      return { own: rows(list, 0), social: rows(list, own.length) };
    },
  };
}
