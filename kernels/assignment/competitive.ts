/** Whether prices are competitive, and the lowest such prices: judged by their definitions, not by how they were found. */

export interface Trade {
  readonly bidders: number;
  readonly objects: number;
  /** [N M] */
  readonly worth: ArrayLike<number>;
  /** [N] object of each bidder, or -1. */
  readonly objectOf: ArrayLike<number>;
  /** [M] */
  readonly prices: ArrayLike<number>;
}

const surplus = ({ worth, objects, prices }: Trade, i: number, j: number): number => (j < 0 ? 0 : worth[i * objects + j]! - prices[j]!);

/** [M] bidder of each object, or -1; undefined where two have the same. */
function owners({ bidders, objects, objectOf }: Trade): Int32Array | undefined {
  const ownerOf = new Int32Array(objects).fill(-1);
  for (let i = 0; i < bidders; i++) {
    const j = objectOf[i]!;
    if (j < 0) continue;
    if (ownerOf[j]! >= 0) return undefined;
    ownerOf[j] = i;
  }
  return ownerOf;
}

/** No price is negative, what is not sold costs nothing, and nobody would rather have another object, or none. */
export function isCompetitive(trade: Trade): boolean {
  const { bidders, objects, objectOf, prices } = trade;
  const ownerOf = owners(trade);
  if (!ownerOf) return false;
  for (let j = 0; j < objects; j++) if (prices[j]! < 0 || (ownerOf[j]! < 0 && prices[j] !== 0)) return false;
  for (let i = 0; i < bidders; i++) {
    const has = surplus(trade, i, objectOf[i]!);
    if (has < 0) return false;
    for (let j = 0; j < objects; j++) if (surplus(trade, i, j) > has) return false;
  }
  return true;
}

/**
 * Of competitive prices: the lowest (Demange, Gale and Sotomayor 1986). They are unless some objects with positive prices
 * could all become cheaper by a little, which holds for a set of objects that nobody but their owners is indifferent to.
 * So every object must be held up: it costs nothing, or a bidder without an object, or the owner of an object that is held
 * up, would as soon have it.
 */
export function isLowest(trade: Trade): boolean {
  const { bidders, objects, objectOf, prices } = trade;
  const ownerOf = owners(trade);
  if (!ownerOf) return false;
  const isHeld = new Uint8Array(objects);
  const open: number[] = [];
  const hold = (j: number): void => {
    if (isHeld[j] === 1) return;
    isHeld[j] = 1;
    if (ownerOf[j]! >= 0) open.push(ownerOf[j]!);
  };
  for (let j = 0; j < objects; j++) if (prices[j] === 0) hold(j);
  for (let i = 0; i < bidders; i++) if (objectOf[i]! < 0) open.push(i);
  while (open.length > 0) {
    const i = open.pop()!;
    const has = surplus(trade, i, objectOf[i]!);
    for (let j = 0; j < objects; j++) if (surplus(trade, i, j) === has) hold(j);
  }
  return isHeld.every((held) => held === 1);
}
