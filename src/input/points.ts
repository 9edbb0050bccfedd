/** Points as text: coordinates between colons, points between slashes; `*` leaves a coordinate open. */

export const NO_POINTS = 'none';
export const OPEN = '*';

/** [points][coordinates]; undefined where a coordinate is open. The text is one that the schema of parameters accepts. */
export const readPoints = (text: string): (number | undefined)[][] =>
  (text === NO_POINTS ? [] : text.split('/').map((point) => point.split(':').map((x) => (x === OPEN ? undefined : Number(x)))));

/** The text of points, `none` where there are none: what `readPoints` reads back. */
export const pointsText = (points: readonly (readonly (number | undefined)[])[]): string =>
  (points.length === 0 ? NO_POINTS : points.map((point) => Array.from(point, (x) => x ?? OPEN).join(':')).join('/'));
