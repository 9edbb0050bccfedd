/** Counts of masks from the radius at which each class comes within reach, as differences from one radius to the next. */
import { entriesOf, type ReachParameters } from './spec.ts';

export interface MaskCounts {
  /** `from[c]`: number of the first radius at which class c is within reach; at or above D for never. The chosen class always is. */
  add(report: number, chosen: number, from: Int32Array): void;
  /** Adds all to `into` and begins anew. */
  flush(into: Float64Array): void;
}

export function createMaskCounts(parameters: ReachParameters): MaskCounts {
  const { classes, radii, reports } = parameters;
  const masks = 2 ** classes;
  const stride = reports * classes * masks;
  const changes = new Int32Array(entriesOf(parameters));
  return {
    add(report, chosen, from) {
      const at = (report * classes + chosen) * masks;
      let mask = 1 << chosen;
      let next = radii;
      for (let c = 0; c < classes; c++) {
        const begin = from[c]!;
        if (c === chosen) continue;
        if (begin <= 0) mask |= 1 << c;
        else if (begin < next) next = begin;
      }
      changes[at + mask]!++;
      while (next < radii) {
        const i = next;
        const place = i * stride + at;
        changes[place + mask]!--;
        next = radii;
        for (let c = 0; c < classes; c++) {
          const begin = from[c]!;
          if (c === chosen) continue;
          if (begin === i) mask |= 1 << c;
          else if (begin > i && begin < next) next = begin;
        }
        changes[place + mask]!++;
      }
    },
    flush(into) {
      for (let at = 0; at < stride; at++) {
        let count = 0;
        for (let i = at; i < changes.length; i += stride) {
          count += changes[i]!;
          into[i]! += count;
          changes[i] = 0;
        }
      }
    },
  };
}
