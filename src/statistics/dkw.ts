/**
 * Half-width of a band round an empirical distribution function of n independent draws that holds everywhere at once with
 * probability 1 - alpha (Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant of 1990).
 */
export const dkwHalfWidth = (n: number, alpha: number): number => Math.sqrt(Math.log(2 / alpha) / (2 * n));
