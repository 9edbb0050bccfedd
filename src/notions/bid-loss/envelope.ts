/** Upper envelopes of lines: what the best bid is worth to a type is one, where worth is linear in the type. */

/** Worth at most slope v + intercept. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly bid: number;
}

export const valueOf = ({ slope, intercept }: Line, value: number): number => slope * value + intercept;

/** Asked at values that do not fall. */
export function envelopeOf(lines: readonly Line[]): (value: number) => Line {
  const hull: Line[] = [];
  // c above the crossing of a and c leaves nothing of b.
  const useless = (a: Line, b: Line, c: Line): boolean =>
    (c.intercept - a.intercept) * (b.slope - a.slope) >= (b.intercept - a.intercept) * (c.slope - a.slope);
  for (const line of [...lines].sort((a, b) => a.slope - b.slope)) {
    const last = hull.at(-1);
    if (last && last.slope === line.slope) {
      if (last.intercept >= line.intercept) continue;
      hull.pop();
    }
    while (hull.length >= 2 && useless(hull.at(-2)!, hull.at(-1)!, line)) hull.pop();
    hull.push(line);
  }
  let at = 0;
  return (value) => {
    while (at + 1 < hull.length && valueOf(hull[at + 1]!, value) >= valueOf(hull[at]!, value)) at++;
    return hull[at]!;
  };
}
