/**
 * Timings of networks: one evaluation of a graph, one vector of bids at a time and many, all gains of a list of reports, enclosures of
 * cells of reports, and boxes of types and reports. The least of 100 short runs or more each, of half a second of processor time.
 */
import { spawnSync } from 'node:child_process';
import { cellErrors } from '../kernels/cell-errors/cpu.ts';
import { batchIn, batchOf, LANES, SINGLE } from '../kernels/network/batch.ts';
import type { Graph, Node } from '../kernels/network/graph.ts';
import { pairPayoffOf } from '../kernels/network/pair-payoff.ts';
import { gainGraph } from '../kernels/network/payoff-graph.ts';
import { tapeOf } from '../kernels/network/tape.ts';
import { reportGains } from '../kernels/report-gains/cpu.ts';
import { worstRegrets } from '../kernels/worst-regret/cpu.ts';
import { reportList } from '../src/experiments/network/report-gains.ts';
import { streamKey } from '../src/engine/streams.ts';
import { least, type Row } from './timing.ts';

const EVALUATIONS = 2 ** 9;
const PROFILES = 2 ** 7;
/** Cells an axis, and boxes of types and a report. */
const CELLS = 8;
const BOXES = 64;

/** Weights that are neither small nor large, the same in every run. */
const weights = (size: number): Float64Array => Float64Array.from({ length: size }, (_, k) => ((k * 7919) % 1009) / 1009 - 0.5);

/** inputs - hidden - .. - outputs: matrix products, and a function after each but the last. */
function layered(by: 'tanh' | 'leaky', widths: readonly number[]): Graph {
  const graph: Node[] = [{ op: 'bids', size: widths[0]! }];
  for (const [layer, outputs] of widths.slice(1).entries()) {
    const inputs = widths[layer]!;
    graph.push({ op: 'dense', of: graph.length - 1, size: outputs, rows: 1, inputs, outputs, weights: weights(inputs * outputs),
      bias: weights(outputs) });
    if (layer < widths.length - 2) graph.push({ op: 'map', by, of: graph.length - 1, size: outputs, leak: 0 });
  }
  return graph;
}

export async function networkRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const widths of [[4, 32, 6], [4, 100, 100, 6]]) {
    for (const by of ['leaky', 'tanh'] as const) {
      const name = `network ${widths.join('-')}, ${by === 'leaky' ? 'relu' : by}`;
      const what = `${name}, doubles`;
      const graph = layered(by, widths);
      const [tape, batch, singles] = [tapeOf(graph, 0), batchOf(graph), batchIn(SINGLE, graph)];
      tape.cells[0]!.value.set(weights(4));
      batch.values[0]!.set(weights(4 * LANES));
      singles.values[0]!.set(weights(4 * SINGLE.lanes));
      const alone = await least(() => { for (let n = 0; n < EVALUATIONS; n += LANES) tape.forward(); });
      rows.push({ what, who: 'misreport, 1 core, one at a time', figure: (alone / EVALUATIONS) * LANES * 1e6, unit: 'us/evaluation' });
      const together = await least(() => { for (let n = 0; n < EVALUATIONS; n += LANES) batch.run(); });
      rows.push({ what, who: 'misreport, 1 core', figure: (together / EVALUATIONS) * 1e6, unit: 'us/evaluation' });
      const singly = await least(() => { for (let n = 0; n < EVALUATIONS; n += SINGLE.lanes) singles.run(); });
      rows.push({ what: `${name}, singles`, who: 'misreport, 1 core', figure: (singly / EVALUATIONS) * 1e6, unit: 'us/evaluation' });
    }
  }
  const [low, high] = [new Float64Array(2), new Float64Array(2).fill(1)];
  const outcome = layered('tanh', [4, 32, 6]);
  const mechanism = {
    graph: [
      ...outcome,
      ...[[0, 1, 2, 3], [4, 5]].map((entries): Node =>
        ({ op: 'gather', of: [outcome.length - 1], size: entries.length, source: new Int32Array(entries.length),
          index: Int32Array.from(entries) })),
    ],
    bidders: 2, objects: 2, result: { kind: 'outcome', amounts: outcome.length, payments: outcome.length + 1 },
  } as const;
  const parameters = {
    mechanism, bidder: 0, reports: reportList(low, high), first: 0, types: weights(4 * PROFILES).map(Math.abs), unit: 2 ** -36,
    coarse: 2 ** -13, parted: true,
  };
  const [run, into] = [reportGains.prepareCpu(parameters), reportGains.emptyStatistics(parameters)];
  const seconds = await least(() => run(streamKey('bench', 'bench'), 0, PROFILES, into));
  rows.push({
    what: 'network 4-32-6, tanh: 64 reports, gains of all 4096 pairs and their squares', who: 'misreport, 1 core',
    figure: (seconds / PROFILES) * 1e6, unit: 'us/profile',
  });
  const cells = Array.from({ length: CELLS ** 2 }, (_, cell) => [(cell % CELLS) / CELLS, Math.floor(cell / CELLS) / CELLS]).flat();
  const errors = {
    mechanism, bidder: 0, low: Float64Array.from(cells), high: Float64Array.from(cells, (end) => end + 1 / CELLS),
    caps: new Float64Array(CELLS ** 2 * 4).fill(1), first: 0, types: parameters.types.slice(0, 4), unit: 2 ** -20,
  };
  const [enclose, sums] = [cellErrors.prepareCpu(errors), cellErrors.emptyStatistics(errors)];
  const enclosing = await least(() => enclose(streamKey('bench', 'bench'), 0, 1, sums));
  rows.push({
    what: 'network 4-32-6, tanh: affine forms over a cell of two bids', who: 'misreport, 1 core',
    figure: (enclosing / CELLS ** 2) * 1e6, unit: 'us/cell',
  });
  const forms = pairPayoffOf(gainGraph(mechanism, mechanism.result, 0), 6);
  const formed = await least(() => {
    for (let box = 0; box < BOXES; box += 2) {
      for (const { setBid } of forms.lanes) for (let c = 0; c < 6; c++) setBid(c, c, 0, 0.125);
      forms.enclose();
    }
  });
  rows.push({
    what: 'network 4-32-6, tanh: two affine forms over a box of four types and two bids', who: 'misreport, 1 core, forms alone',
    figure: (formed / BOXES) * 1e6, unit: 'us/box',
  });
  const worst = {
    mechanism, low: new Float64Array(4), high: new Float64Array(4).fill(1), first: 0, agents: [0], floors: [0], gap: 1e-12, boxes: BOXES,
    unit: 2 ** -36,
  };
  const [bound, ends] = [worstRegrets.prepareCpu(worst), worstRegrets.emptyStatistics(worst)];
  const bounding = await least(() => bound(streamKey('bench', 'bench'), 0, 1, ends));
  rows.push({
    what: 'network 4-32-6, tanh: two affine forms over a box of four types and two bids',
    who: 'misreport, 1 core, traced back, cut and kept', figure: (bounding / BOXES) * 1e6, unit: 'us/box',
  });
  const python = spawnSync(process.env.MISREPORT_PYTHON ?? 'python3', [new URL('network_alternatives.py', import.meta.url).pathname],
    { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' } });
  if (python.status === 0) rows.push(...(JSON.parse(python.stdout) as Row[]));
  else process.stderr.write(python.stderr ?? '');
  return rows;
}
