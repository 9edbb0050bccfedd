/**
 * Ctrl-C, SIGTERM and SIGHUP: the first asks the study to stop and hand over what it knows, the second ends the process, as soon as what it
 * was writing is as it was, and the third at once.
 */
import { EXIT } from '../errors.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening: from here on a signal ends the process as usual. */
  release(): void;
}

const EXIT_BY_SIGNAL = { SIGINT: EXIT.interruptedTwice, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof EXIT_BY_SIGNAL;
const SIGNALS = Object.keys(EXIT_BY_SIGNAL) as Signal[];

/** `onSecond` removes unfinished files before the process ends, which waits for the promise where there is one. */
export function listenForInterruption(say: (text: string) => void, onSecond: () => Promise<void> | void): Interruption {
  const controller = new AbortController();
  let isEnding = false;
  const onSignal = (name: Signal): void => {
    if (controller.signal.aborted) {
      const undone = isEnding ? undefined : onSecond();
      if (undone === undefined) process.exit(EXIT_BY_SIGNAL[name]);
      isEnding = true;
      void undone.finally(() => process.exit(EXIT_BY_SIGNAL[name]));
      return;
    }
    say(
      `misreport: ${name === 'SIGINT' ? 'interrupted' : 'asked to stop'}; handing over what is known so far (once more to stop at once)\n`
    );
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => { for (const name of SIGNALS) process.off(name, onSignal); },
  };
}

/** The value, or undefined as soon as the signal comes: for what knows nothing that could be handed over, and need not end by itself. */
export async function unlessInterrupted<T>(value: Promise<T>, signal: AbortSignal): Promise<{ readonly value: T } | undefined> {
  let forget = (): void => undefined;
  const stopped = new Promise<undefined>((resolve) => {
    const onAbort = (): void => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    forget = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([value.then((found) => ({ value: found })), stopped]);
  } finally {
    forget();
  }
}
