/** Nodes of kernel `report-gains` that are taken in parts (kernels/network/parted.ts), on its workbench. */
import { LANES, type Precision } from '../network/batch.ts';
import { othersWeights, ownFactors, type Parted } from '../network/parted.ts';
import { NETWORK_ITEM } from '../simd/layout.ts';
import type { Workbench } from '../simd/workbench.ts';
import type { Loops } from './loops.ts';
import type { ReportGainsParameters } from './spec.ts';

/** Nodes taken in parts: factors of the others' bids for LANES profiles at once, then a node's values at one of them, block by block. */
export interface Parts {
  /** Profiles from `first` on, of which `many` are looked at. */
  others(first: number, many: number): void;
  /** Of the profile at that lane. */
  fill(lane: number, block: number): void;
}

/** Where the node's values are filled in is known when the graph is laid out. */
export type Filling = (valuesAt: number) => Parts;

export function partOf(
  part: Parted, { reports, mechanism: { objects }, bidder, types }: ReportGainsParameters,
  { name, lanes, zeros }: Precision<Float32Array | Float64Array>, reportAt: (lane: number) => number, blocks: number, bench: Workbench,
): Filling {
  const [all, own] = [part.weights.length / part.size, bidder * objects];
  const { dense64, power64, [`parted${name}` as const]: curves } = bench.loops as Loops;
  const row = part.size * NETWORK_ITEM;
  const factors = Array.from({ length: blocks * lanes }, (_, lane) =>
    ownFactors(part, reports.subarray(reportAt(lane) * objects, (reportAt(lane) + 1) * objects), own));
  const owns = zeros(blocks * part.size * lanes);
  for (let k = 0; k < owns.length; k++) {
    owns[k] = factors[Math.floor(k / (part.size * lanes)) * lanes + (k % lanes)]![Math.floor(k / lanes) % part.size]!;
  }
  const factorsAt = bench.put(owns);
  const outputs = Math.ceil(part.size / 4) * 4;
  const weights = othersWeights(part, own, own + objects);
  const weightsAt = bench.put(Float64Array.from({ length: outputs * all }, (_, k) => {
    const [o, c] = [Math.floor(k / (4 * all)) * 4 + (k % 4), Math.floor(k / 4) % all];
    return o < part.size ? weights[o * all + c]! : 0;
  }));
  const [biasAt, bidsAt, othersAt] = [outputs * 8, all * NETWORK_ITEM, outputs * NETWORK_ITEM].map((bytes) => bench.reserve(bytes)) as [
    number, number, number];
  return (valuesAt) => {
    const bids = bench.doubles(bidsAt, all * LANES);
    return {
      others(first, many) {
        for (let c = 0; c < all; c++) {
          if (c >= own && c < own + objects) continue;
          for (let s = 0; s < many; s++) bids[c * LANES + s] = types[(first + s) * all + c]!;
        }
        dense64(bidsAt, othersAt, weightsAt, biasAt, all, part.size);
        power64(othersAt, othersAt + row, othersAt);
      },
      fill: (lane, block) => curves(factorsAt + block * row, factorsAt + (block + 1) * row, othersAt + 8 * lane, valuesAt, part.factor),
    };
  };
}
