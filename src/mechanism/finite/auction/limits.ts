/** Profiles beyond which the program (P'), whose rows are long, is not posed. */
export const PROFILES_MAX = 100;
