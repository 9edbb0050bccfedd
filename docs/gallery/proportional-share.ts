/** One object: chances are squares of bids over their sum and a quarter, and each pays half of what she bids for. */
export default function (bids: number[][]) {
  const squares = bids.map(([bid]) => bid! ** 2);
  const total = squares.reduce((sum, square) => sum + square, 0.25);
  const chances = squares.map((square) => square / total);
  return { allocation: chances.map((chance) => [chance]), payments: bids.map(([bid], i) => (bid! * chances[i]!) / 2) };
}
