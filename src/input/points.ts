/** Points as text: coordinates between colons, points between slashes; `*` leaves a coordinate open. */

export const NO_POINTS = 'none';
export const OPEN = '*';

/** [points][coordinates]; undefined where a coordinate is open. The text is one that the schema of parameters accepts. */
export const readPoints = (text: string): (number | undefined)[][] =>
  (text === NO_POINTS ? [] : text.split('/').map((point) => point.split(':').map((x) => (x === OPEN ? undefined : Number(x)))));
