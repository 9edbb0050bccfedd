/**
 * Alternatives of one class that score alike from like coordinates, one each and one of them alone: the best of them where the profile is
 * has the best raised and lowered score too. So they are one alternative, whose coordinate is at the highest of their positions, or at
 * the lowest.
 */
import type { ReachParameters } from './spec.ts';

/** Of a coordinate that stands for several: they, and whether the highest counts. */
export interface Gathered {
  readonly coordinates: readonly number[];
  readonly highest: boolean;
}

/** An alternative and the one coordinate that enters it and no other, through a direction of its own. */
interface Single {
  readonly k: number;
  readonly x: number;
  readonly slope: number;
}

function singlesIn({ alternatives, classOf, coordinates, directionOf, directions, signs, slopes }: ReachParameters): Single[] {
  const inDirection = Array.from({ length: directions }, (): number[] => []);
  for (const x of coordinates.keys()) if (directionOf[x]! >= 0) inDirection[directionOf[x]!]!.push(x);
  const ownDirections = Array.from(classOf, (): number[] => []);
  const alone = new Uint8Array(directions);
  for (let g = 0; g < directions; g++) {
    const owners = [...classOf.keys()].filter((k) => slopes[g * alternatives + k] !== 0);
    alone[g] = owners.length === 1 && inDirection[g]!.length === 1 ? 1 : 0;
    if (inDirection[g]!.length > 0) for (const k of owners) ownDirections[k]!.push(g);
  }
  return [...classOf.keys()].filter((k) => ownDirections[k]!.length === 1 && alone[ownDirections[k]![0]!] === 1).map((k) => {
    const x = inDirection[ownDirections[k]![0]!]![0]!;
    return { k, x, slope: signs[x]! * slopes[directionOf[x]! * alternatives + k]! };
  });
}

/** Lists of two or more that are alike in all that reach asks of them. */
function familiesIn(parameters: ReachParameters): Single[][] {
  const { alternatives, classOf, constants, coordinates, excluded, hulls, radii, reports, shifts } = parameters;
  if (hulls) return [];
  const column = (length: number, entry: (i: number) => number): number[] => Array.from({ length }, (_, i) => entry(i));
  const families = new Map<string, Single[]>();
  for (const single of singlesIn(parameters)) {
    const { k, slope, x } = single;
    const key = JSON.stringify([
      classOf[k], constants[k], slope, column(radii, (i) => shifts[i * coordinates.length + x]!),
      column(reports, (r) => excluded[r * alternatives + k]!),
    ]);
    const family = families.get(key);
    if (family) family.push(single);
    else families.set(key, [single]);
  }
  return [...families.values()].filter(({ length }) => length > 1);
}

/** Parameters in which such alternatives are one, and what each of their coordinates stands for. */
export function gatherAlike(parameters: ReachParameters): { readonly parameters: ReachParameters; readonly gathered: readonly Gathered[] } {
  const { alternatives, classOf, constants, coordinates, directionOf, directions, signs, slopes, sure } = parameters;
  const families = familiesIn(parameters);
  const others = families.flatMap(([, ...rest]) => rest);
  const [gone, drawnOnly] = [new Set(others.map(({ k }) => k)), new Set(others.map(({ x }) => x))];
  const left = [...classOf.keys()].filter((k) => !gone.has(k));
  const axes = [...coordinates.keys()].filter((x) => !drawnOnly.has(x));
  const emptied = new Set(others.map(({ x }) => directionOf[x]!));
  const sides = Array.from({ length: directions }, (_, g) => g).filter((g) => !emptied.has(g));
  const standsFor = new Map(families.map((family) => [family[0]!.x, family] as const));
  const numbers = new Map(sides.map((g, n) => [g, n] as const));
  const columns = <T extends Int32Array | Uint8Array>(table: T, width: number, kept: ReadonlySet<number>): T =>
    table.filter((_, at) => kept.has(at % width)) as T;
  return {
    parameters: {
      ...parameters, alternatives: left.length, directions: sides.length,
      classOf: Int32Array.from(left, (k) => classOf[k]!), constants: Int32Array.from(left, (k) => constants[k]!),
      sure: Uint8Array.from(left, (k) => sure[k]!),
      coordinates: axes.map((x) => coordinates[x]!),
      directionOf: Int32Array.from(axes, (x) => numbers.get(directionOf[x]!) ?? -1), signs: Int32Array.from(axes, (x) => signs[x]!),
      slopes: Int32Array.from(sides.flatMap((g) => left.map((k) => slopes[g * alternatives + k]!))),
      shifts: columns(parameters.shifts, coordinates.length, new Set(axes)),
      excluded: columns(parameters.excluded, alternatives, new Set(left)),
    },
    gathered: axes.map((x) => {
      const family = standsFor.get(x);
      return family ? { coordinates: family.map((one) => one.x), highest: family[0]!.slope > 0 } : { coordinates: [x], highest: true };
    }),
  };
}
