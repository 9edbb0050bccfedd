/** What tables need to know of the terminal. */

/** FORCE_COLOR decides where it is set, 0 and false against; else a terminal has colours unless NO_COLOR is set or it is dumb. */
export function wantsColor({ FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** Columns and colours of the terminal. */
export function tableOptions(): { width: number; color: boolean } {
  return {
    width: process.stdout.columns ?? (Number(process.env.COLUMNS) || 100), color: wantsColor(process.env, process.stdout.isTTY === true),
  };
}
