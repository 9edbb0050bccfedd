/** Uniform numbers for tests that simulate, by seed and place. */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';

/** In [0, 1): a function of its three whole numbers. */
export const uniformWord = (seed: number, draw: number, place: number): number =>
  threefry2x32({ k0: seed, k1: place }, [draw, 0])[0] / 2 ** 32;
