/** Ranges of profiles, sixteen at a time. */
import { LANES } from '../simd/layout.ts';

/** Profiles start .. start + times LANES - 1, of the sixteen at a time only those from .. to - 1. */
export type AddStretch = (start: number, times: number, from: number, to: number) => void;

/** All of from .. to - 1, in stretches that are whole multiples of sixteen, or lie within one. */
export function addStretches(from: number, to: number, add: AddStretch): void {
  for (let at = from; at < to; ) {
    const lane = at % LANES;
    const whole = lane === 0 ? Math.floor((to - at) / LANES) : 0;
    const end = whole > 0 ? at + whole * LANES : Math.min(to, at - lane + LANES);
    add(at - lane, Math.max(1, whole), lane, whole > 0 ? LANES : lane + end - at);
    at = end;
  }
}

/** Bits from .. to - 1. */
export const laneBits = (from: number, to: number): number => (1 << to) - (1 << from);
