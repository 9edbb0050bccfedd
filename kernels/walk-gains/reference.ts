/** Plain twin of kernel `walk-gains`: who is best at one x after the other, halving where two ends of a stretch differ. */
import type { ChunkRunner } from '../kernel.ts';
import { referenceFunctional, referencePositions } from '../linear/evaluate.ts';
import { EXCESS_MAX, PARTS, type WalkGainsParameters } from './spec.ts';

export function prepareWalkReference(parameters: WalkGainsParameters): ChunkRunner {
  const { coordinates, classes, classOf, objective, starts, paths, pointObjective, drops } = parameters;
  const rowOf = (p: number, table: Int32Array): number[] => [...table.subarray(p * classes, (p + 1) * classes)];
  const all = Array.from({ length: classes }, (_, c) => c);
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const welfare = referenceFunctional(objective, referencePositions(key, profile, coordinates));
      const base = all.map((c) => Math.max(...welfare.filter((_, k) => classOf[k] === c)));
      paths.forEach((isPath, w) => {
        const [from, to] = [starts[w]!, starts[w + 1]!];
        let sum = 0;
        for (let p = from; p < to; p++) {
          const [here, there] = [p, p + 1 < to ? p + 1 : from].map((q) => rowOf(q, pointObjective).map((x, c) => base[c]! + x));
          const drop = rowOf(p, drops);
          if (isPath === 0) {
            sum += PARTS * drop[there!.indexOf(Math.max(...there!))]!;
            continue;
          }
          const rise = all.map((c) => there![c]! - here![c]!);
          const worth = (c: number, j: number): number => here![c]! * 2 * PARTS + rise[c]! * (2 * j + 1);
          const bestAt = (j: number): number => all.toSorted((a, b) => worth(b, j) - worth(a, j) || rise[a]! - rise[b]! || a - b)[0]!;
          // Upper envelope: who is best at both ends of a stretch is best all along it.
          const along = (left: number, right: number): number => {
            const [one, other] = [bestAt(left), bestAt(right)];
            if (one === other || right - left < 2) return drop[one]! + (right > left ? drop[other]! + drop[one]! * (right - left - 1) : 0);
            const middle = Math.floor((left + right) / 2);
            return along(left, middle) + along(middle + 1, right);
          };
          sum += along(0, PARTS - 1);
        }
        const excess = BigInt(Math.floor(sum / PARTS));
        into.gain![w]! += Number(excess);
        into.squares![w]! += Number(excess ** 2n / BigInt(EXCESS_MAX));
        into.squares![paths.length + w]! += Number(excess ** 2n % BigInt(EXCESS_MAX));
      });
    }
  };
}
