/** Timings of questions about beliefs: random bilinear values, and radii of balls. */
import { openDevice } from '../src/engine/open-device.ts';
import { parseDistribution } from '../src/distributions/parse.ts';
import { affine } from '../src/beliefs/affine-product.ts';
import { quantileCells } from '../src/beliefs/quantile-cells.ts';
import { boundedPayoff } from '../src/beliefs/worst-mean.ts';
import { ballRadius } from '../src/notions/robust/ball-radius.ts';
import { planRandom } from '../src/kinds/robust/random.ts';
import { robustKind } from '../src/kinds/robust/kind.ts';
import { openRun } from '../src/run/run.ts';
import { median, type Row } from './timing.ts';

const VALUES = 100_000;

export async function robustRows(): Promise<Row[]> {
  const rows: Row[] = [];
  const device = await openDevice({ device: 'cpu', workers: 1 });
  let seed = 0;
  const problem = { kind: 'robust', question: 'random-values', dimensions: [2, 2], entries: 'normal' } as const;
  const point = { values: {}, size: 1, primaryAgent: 'market', kind: robustKind, problem, pictures: false, references: () => [] };
  const aim = { command: 'run', profiles: VALUES, maxProfiles: VALUES, confidence: 0.99, sampler: 'auto' } as const;
  const seconds = await median(async () => {
    const planned = await planRandom(point, aim);
    await planned.study(openRun(device, `bench ${seed++}`));
  });
  await device.close();
  rows.push({ what: 'random bilinear values, 10^5, 2 x 2', who: 'misreport, 1 core', figure: seconds, unit: 's' });
  for (const metric of ['totalVariation', 'prokhorov'] as const) {
    const cells = quantileCells([parseDistribution('uniform(0,1)')]);
    const radius = await median(() => void ballRadius(metric, boundedPayoff(affine({ constant: -1, slopes: [3] }), cells)));
    rows.push({ what: `radius of a ball, ${metric}`, who: 'misreport, 1 core', figure: radius, unit: 's' });
  }
  return rows;
}
