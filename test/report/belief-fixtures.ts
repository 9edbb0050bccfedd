/** Worst beliefs of a bidder with two uniform rivals whom a lie lets lose, from the formulas: she wins iff both are below her report. */
import seedrandom from 'seedrandom';
import { worstBelief, type CoupledBeliefs } from '../../src/beliefs/worst-belief.ts';
import type { Point, ResultDocument, WorstBelief } from '../../src/results/document.ts';
import { auctionDocument } from './social-fixtures.ts';

const TYPE = 0.75;
const REPORT = 0.6;
const DRAWS = 4096;

const random = seedrandom('rivals');
const RIVALS = Array.from({ length: DRAWS }, () => [random(), random()] as const);

/** Type 0.75 reporting 0.6: h = 0.15 where both rivals are below 0.6, else 0. `axes`: both rivals, or the higher one. */
export function rivalsBelief(
  beliefs: CoupledBeliefs, axes: 1 | 2, point: Point = { bidders: 3, mechanism: 'first price', metric: beliefs.kind }
): WorstBelief {
  const delta = beliefs.kind === 'prokhorov' ? beliefs.delta : 0;
  const payoff = (radius: number): number[] => RIVALS.map((pair) => (Math.max(...pair) + radius < REPORT ? TYPE - REPORT : 0));
  const shown = (pair: readonly number[]): readonly number[] => (axes === 2 ? pair : [Math.max(...pair)]);
  return worstBelief(beliefs, { values: payoff(0), eroded: payoff(delta), least: 0 }, {
    agent: 'bidder 1', point, witness: { type: TYPE, report: REPORT },
    axes: axes === 2 ? ["bidder 2's value", "bidder 3's value"] : ['highest value of the other bidders'],
    base: 0, // bids are taken for values, so the truth pays nothing whatever the type
    ranges: axes === 2 ? [[0, 1], [0, 1]] : [[0, 1]],
    from: (draw) => shown(RIVALS[draw]!),
    moved: (draw) => shown(RIVALS[draw]!.map((value) => (value === Math.max(...RIVALS[draw]!) ? REPORT : value))),
    sent: () => shown([0.8, 0.9]),
  });
}

export const PROKHOROV = { kind: 'prokhorov', delta: 0.1 } as const;

/** Both metrics on the plane and on the line. */
export function beliefsDocument(): ResultDocument {
  return { ...auctionDocument(), beliefs: [rivalsBelief(PROKHOROV, 2), rivalsBelief({ kind: 'totalVariation', delta: 0.1 }, 1)] };
}
