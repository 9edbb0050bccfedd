/**
 * The union bound (Boole's inequality): error probability of each of `statements` statements that are to hold at once with
 * probability 1 - alpha, however they depend on each other. At least one statement.
 */
export const union = (alpha: number, statements: number): number => alpha / Math.max(1, statements);
