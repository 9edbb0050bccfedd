/** Outcomes and regrets of profiles, block by block, on every worker. */
import type { FunctionRegretParameters } from '../../../kernels/function-regret/spec.ts';
import type { RegretParameters, RegretsAsked } from '../../../kernels/regret/spec.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { Draw } from '../../run/run.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { signalDraws } from '../tensor/draws.ts';
import { scaleOf } from './scale.ts';

/** Profiles in one request: their types travel with it. */
const BLOCK = 2 ** 16;

/** The mechanism, and the kernel that looks at its profiles with its effort. */
export type Searched =
  | ({ readonly kernel: 'regret' } & Pick<RegretParameters, 'mechanism' | 'effort'>)
  | ({ readonly kernel: 'function-regret' } & Pick<FunctionRegretParameters, 'mechanism' | 'search'>);

export interface ProfilesAsked {
  readonly by: Searched;
  /** [bidders][objects]. */
  readonly laws: readonly (readonly Distribution[])[];
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly unit: number;
  readonly unitDemand: boolean;
  /** Bidders whose regret is bounded; none asks for outcomes alone. */
  readonly agents: readonly number[];
  readonly profiles: number;
}

/** Numbers of profiles 0 .. profiles - 1, in money; arrays of kernels/regret/spec.ts, a list for every row. */
export interface ProfileSums {
  readonly profiles: number;
  readonly lower: readonly Float64Array[];
  readonly upper: readonly Float64Array[];
  /** Boxes looked at, and 1 where the proof was finished. */
  readonly boxes: readonly Float64Array[];
  readonly finished: readonly Float64Array[];
  /** [agents][objects]. */
  readonly report: readonly (readonly Float64Array[])[];
  readonly utility: readonly Float64Array[];
  readonly welfare: Float64Array;
  readonly revenue: Float64Array;
  readonly excess: Float64Array;
  /** [profiles, bidders * objects]. */
  readonly types: Float64Array;
}

/** Fewer profiles, from the first on, where the run was stopped. */
export async function drawProfiles(
  asked: ProfilesAsked, run: Draw, stream: StreamKey, onProgress: (profiles: number) => void,
): Promise<ProfileSums> {
  const { by: { kernel, ...searched }, agents, profiles } = asked;
  const { bidders, objects } = searched.mechanism;
  const signals = asked.laws.flatMap((own, owner) => own.map((law, j) => ({ owner, name: `object ${j + 1}`, law })));
  const draws = signalDraws({ signals });
  const rows = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(profiles));
  const [lower, upper, boxes, finished, report] = [rows(agents.length), rows(agents.length), rows(agents.length), rows(agents.length),
    rows(agents.length * objects)];
  const [utility, [welfare, revenue, excess]] = [rows(bidders), rows(3) as [Float64Array, Float64Array, Float64Array]];
  const types = new Float64Array(profiles * bidders * objects);
  const { low, high, unit, unitDemand } = asked;
  const scale = scaleOf(asked);
  let done = 0;
  while (done < profiles) {
    const count = Math.min(BLOCK, profiles - done);
    const block = draws.draw(stream, done, count);
    const parameters: RegretsAsked = {
      ...searched, low, high, first: done, types: block, agents, unit, unitDemand, ...(scale === 1 ? {} : { amountUnit: unit / scale }),
    };
    const before = done;
    const { statistics, profiles: drawn } = await run.draw(
      { kernel, parameters, stream, first: done, count }, { onProgress: (part) => onProgress(before + part) },
    );
    const take = (to: readonly Float64Array[], from: Float64Array, scale: number): void =>
      to.forEach((array, row) => {
        for (let p = 0; p < drawn; p++) array[before + p] = from[row * count + p]! * scale;
      });
    take(lower, statistics.lower!, unit);
    take(upper, statistics.upper!, unit);
    take(boxes, statistics.boxes!, 1);
    take(finished, statistics.finished!, 1);
    take(report, statistics.report!, unit);
    take(utility, statistics.utility!, unit);
    take([welfare], statistics.welfare!, unit);
    take([revenue], statistics.revenue!, unit);
    take([excess], statistics.excess!, unit / scale);
    types.set(block.subarray(0, drawn * bidders * objects), before * bidders * objects);
    done += drawn;
    if (drawn < count) break;
  }
  const cut = (arrays: readonly Float64Array[]): Float64Array[] => arrays.map((array) => array.subarray(0, done));
  return {
    profiles: done, lower: cut(lower), upper: cut(upper), boxes: cut(boxes), finished: cut(finished),
    report: agents.map((_, a) => cut(report.slice(a * objects, (a + 1) * objects))), utility: cut(utility),
    welfare: welfare.subarray(0, done), revenue: revenue.subarray(0, done), excess: excess.subarray(0, done),
    types: types.subarray(0, done * bidders * objects),
  };
}
