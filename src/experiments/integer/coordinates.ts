/** Laws of signals, and of the bids that strategies make of them, as cells; and the coordinates that functionals refer to. */
import { FINE_BITS, POSITIONS } from '../../../kernels/linear/positions.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import type { Strategy } from '../../mechanism/mechanism.ts';
import { cellLaw, type CellLaw, type DrawnLaw } from './cells.ts';
import { trimmed } from './trimmed.ts';
import type { CoordinateInfo } from './functional.ts';

/** All that exceeds `cut` put there, where that saves most of the support. */
function upTo(law: DrawnLaw, cut: number): DrawnLaw {
  const [low, high] = law.support;
  if (!(cut > low) || high - low <= 2 * (cut - low)) return law;
  const { outside: beyond } = law;
  const rest = beyond ? { outside: { ...beyond, above: 0 } } : {};
  return { support: [low, cut], cdf: (x) => (x >= cut ? 1 : law.cdf(x)), isCut: true, ...rest };
}

/** Bids of types from `law`: Pr(bid <= b) = Pr(type <= the largest type that bids at most b). */
const bidLaw = (law: Distribution, { range, inverse }: Strategy): DrawnLaw =>
  ({ support: range, cdf: (b) => (b >= range[1] ? 1 : b < range[0] ? 0 : law.cdf(inverse(b))), outside: outside(law) });

/** With what the places of a law's chances may be off. */
function grained(cells: CellLaw, { grain }: Distribution): CellLaw {
  if (!grain) return cells;
  return {
    ...cells, distance: cells.distance + cells.concentration(grain), shift: cells.shift + grain,
    concentration: (length) => cells.concentration(length + 2 * grain),
  };
}

/** Special functions are slow and laws are shared: those of signals are kept by their text. */
const known = new Map<string, CellLaw>();
const knownBids = new WeakMap<Strategy, Map<string, CellLaw>>();

/** `fine`: whether a kernel takes fine coordinates. `cut`: beyond which it makes no difference what a signal is. */
export function integerSignalLaw(law: Distribution, fine: boolean, cut = Infinity): CellLaw {
  const key = `${fine} ${cut} ${law.text}`;
  const kept = known.get(key)
    ?? grained(cellLaw(upTo({ support: law.support, cdf: (x) => law.cdf(x), outside: outside(law) }, cut), fine), law);
  known.set(key, kept);
  return kept;
}

/** The same for whole profiles: positions are spent on what is drawn of the law. */
export function profileSignalLaw(law: Distribution): CellLaw {
  const bulk = trimmed(law);
  if (!bulk) return integerSignalLaw(law, true);
  const key = `trimmed ${law.text}`;
  const kept = known.get(key) ?? grained(cellLaw(bulk, true), law);
  known.set(key, kept);
  return kept;
}

export function integerBidLaw(law: Distribution, strategy: Strategy, cut = Infinity): CellLaw {
  const key = `${cut} ${law.text}`;
  const laws = knownBids.get(strategy) ?? new Map<string, CellLaw>();
  knownBids.set(strategy, laws);
  const kept = laws.get(key) ?? grained(cellLaw(upTo(bidLaw(law, strategy), cut), true), law);
  laws.set(key, kept);
  return kept;
}

export interface PlacedCoordinates {
  /** Of every position: those of the laws, then the rests of fine ones. */
  readonly infos: readonly CoordinateInfo[];
  /** For every position the law that it comes from. */
  readonly lawOf: readonly number[];
}

/**
 * What positions stand for. Of a fine coordinate the upper 20 bits are multiples of a step on the support and the rest goes through one
 * step; a functional takes a position for the middle of its own step, which is set right here.
 */
export function placedCoordinates(laws: readonly CellLaw[], owners: readonly number[]): PlacedCoordinates {
  const infos = laws.map(({ support: [low, high], coordinate: { fine } }, x): CoordinateInfo => {
    const half = fine ? (high - low) / (2 * POSITIONS) : 0;
    return { owner: owners[x]!, support: [low - half, high - half] };
  });
  const lawOf = laws.map((_, x) => x);
  laws.forEach(({ support: [low, high], coordinate: { fine } }, x) => {
    if (!fine) return;
    const step = (high - low) / POSITIONS;
    const start = step / 2 ** (FINE_BITS + 1) - step / (2 * POSITIONS);
    infos.push({ owner: owners[x]!, support: [start, start + step] });
    lawOf.push(x);
  });
  return { infos, lawOf };
}
