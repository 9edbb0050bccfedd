/** Timings of the general engine, beside what a user would write for the same in numpy or PyTorch. */
import { spawnSync } from 'node:child_process';
import { interim } from '../kernels/interim/cpu.ts';
import type { InterimParameters } from '../kernels/interim/spec.ts';
import { firstPriceScenario } from '../scenarios/first-price/scenario.ts';
import { openDevice } from '../src/engine/open-device.ts';
import { streamKey } from '../src/engine/streams.ts';
import { strategyLoss } from '../src/notions/epsilon-ic.ts';
import { fusedInterimSampler } from '../src/experiments/fused.ts';
import type { SocialChoiceStudy } from '../src/kinds/social-choice/study-point.ts';
import { auction, manyAlternatives, multiObject } from './social-choice-problems.ts';
import { median, type Row } from './timing.ts';
import { drawOn } from '../src/run/run.ts';

const KEY = streamKey('bench', 'social-choice');
const OPPONENT_PROFILES = 16_384;
const MULTI_OBJECT_PROFILES = 2 ** 20;

/** A whole experiment on one core: tables, draws, sums. */
function experiment(parameters: InterimParameters, profiles: number): () => void {
  return () => interim.prepareCpu(parameters)(KEY, 0, profiles, interim.emptyStatistics(parameters));
}

async function auctions(rows: Row[]): Promise<void> {
  for (const bidders of [2, 10]) {
    for (const format of ['first', 'second'] as const) {
      for (const pairs of [0, 64]) {
        const seconds = await median(experiment(auction(bidders, format, 64, pairs), OPPONENT_PROFILES));
        const what =
          `${format} price, ${bidders} bidders, 64 x 64 x ${OPPONENT_PROFILES}, ${pairs ? 'with standard errors' : 'means only'}`;
        rows.push({ what, who: 'misreport, 1 core', figure: seconds * 1e3, unit: 'ms' });
      }
    }
  }
}

async function alternativesOfOneDimension(rows: Row[]): Promise<void> {
  for (const alternatives of [4, 16, 64, 256]) {
    const seconds = await median(experiment(manyAlternatives(alternatives, 257), 8192));
    rows.push({
      what: `one dimension, ${alternatives} alternatives, 257 reports`, who: 'misreport, 1 core', figure: (seconds / 8192) * 1e9,
      unit: 'ns/profile',
    });
  }
}

async function multiObjectAuction(rows: Row[]): Promise<void> {
  const device = await openDevice({ device: 'cpu', workers: 2 });
  for (const pairs of [0, 64]) {
    const parameters = multiObject(64, pairs);
    const seconds = await median(() => device.run({ kernel: 'interim', parameters, stream: KEY, first: 0, count: MULTI_OBJECT_PROFILES }));
    const what = `multi-object, 64 alternatives, 64 reports, 2^20 profiles: ${pairs ? 'with standard errors' : 'means only'}`;
    rows.push({ what, who: 'misreport, pool of 2', figure: seconds, unit: 's' });
  }
  await device.close();
}

/** Everything within a second on two workers: tables, draws, and the certificate at 99%. */
async function certifiedLoss(rows: Row[]): Promise<void> {
  const device = await openDevice({ device: 'cpu', workers: 2 });
  for (const [bidders, steps, profiles] of [[2, 4096, 2 ** 22], [10, 4096, 2 ** 20]] as const) {
    const study = firstPriceScenario.environment({ bidders, value: 'uniform(0,1)' }) as SocialChoiceStudy;
    const mechanism = study.mechanisms.find(({ strategies, transfers }) => strategies && transfers.kind === 'first-price')!;
    const question = {
      agent: 0, reports: Array.from({ length: steps + 1 }, (_, r) => [r / steps]), paired: [0, steps], groupSize: 64, line: true,
    };
    const certify = async (): Promise<number> => {
      const sampler = fusedInterimSampler(study.problem, mechanism, question, drawOn(device));
      if ('unsupported' in sampler) throw new Error(sampler.unsupported);
      const sums = await sampler.run(KEY, 0, profiles);
      return strategyLoss(sums, { served: (type) => mechanism.strategies![0]!.bid(type), unserved: () => 0 }, 0.01)!.upper;
    };
    const seconds = await median(certify);
    rows.push({
      what: `loss at the first-price equilibrium, ${bidders} bidders, ${profiles} profiles: time`, who: 'misreport, pool of 2',
      figure: seconds, unit: 's',
    });
    rows.push({
      what: `loss at the first-price equilibrium, ${bidders} bidders: certified upper bound, 99%`, who: 'misreport',
      figure: await certify(), unit: 'of the values\' range',
    });
  }
  await device.close();
}

function alternatives(rows: Row[]): void {
  const script = new URL('alternatives.py', import.meta.url).pathname;
  const python = spawnSync(process.env.MISREPORT_PYTHON ?? 'python3', [script], { input: '"social-choice"', encoding: 'utf8' });
  if (python.status !== 0) {
    process.stderr.write(python.stderr);
    return;
  }
  for (
    const { library, what, figure, unit } of JSON.parse(python.stdout) as { library: string; what: string; figure: number; unit: string }[]
  ) {
    rows.push({ what, who: library, figure, unit });
  }
}

export async function socialChoiceRows(): Promise<Row[]> {
  const rows: Row[] = [];
  await auctions(rows);
  await multiObjectAuction(rows);
  alternatives(rows);
  await alternativesOfOneDimension(rows);
  await certifiedLoss(rows);
  return rows;
}
