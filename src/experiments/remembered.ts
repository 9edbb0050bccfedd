/** f, which remembers: for places that are asked again and again. */
export function remembered(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    let value = known.get(x);
    if (value === undefined) known.set(x, value = f(x));
    return value;
  };
}
