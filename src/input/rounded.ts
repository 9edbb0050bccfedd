/** The largest number of so many significant decimal digits that is at most x: a limit that is named is one that is kept. */
export function roundedDown(x: number, digits: number): number {
  const near = Number(x.toPrecision(digits));
  if (near <= x || x === 0) return near;
  // One unit of the last digit of x, and decimals again, since doubles hold few of them exactly.
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) + 1 - digits);
  return Number((near - unit).toPrecision(digits));
}

export const roundedUp = (x: number, digits: number): number => 0 - roundedDown(-x, digits);
