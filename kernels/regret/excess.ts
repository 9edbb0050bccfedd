/**
 * How far amounts are from an allocation: at most 0 where every entry is a share and no object, and no bidder of unit demand, gets
 * more.
 */
export function excessOf(amounts: ArrayLike<number>, bidders: number, objects: number, unitDemand: boolean): number {
  let most = -Infinity;
  for (let j = 0; j < objects; j++) {
    let given = 0;
    for (let i = 0; i < bidders; i++) {
      given += amounts[i * objects + j]!;
      most = Math.max(most, -amounts[i * objects + j]!);
    }
    most = Math.max(most, given - 1);
  }
  for (let i = 0; unitDemand && i < bidders; i++) {
    let got = 0;
    for (let j = 0; j < objects; j++) got += amounts[i * objects + j]!;
    most = Math.max(most, got - 1);
  }
  return most;
}
