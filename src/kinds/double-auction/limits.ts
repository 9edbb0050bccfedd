/** Sizes of markets beyond which a study would not end. */

/** Most others that are counted where types depend. */
export const OTHERS_MAX = 2 ** 13;

/** Units of both sides of which the fate of a trader of several units is counted out. */
export const COUNTED_MAX = 2 ** 16;
