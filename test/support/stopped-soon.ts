/** Signals that are aborted by an event, so that nothing but a turn of the loop lets it in: by the first turn that work takes. */
export function stoppedSoon(): AbortSignal {
  const controller = new AbortController();
  // Immediates run in the order in which they were asked for; a timer, however short, may come after a turn or two.
  setImmediate(() => controller.abort());
  return controller.signal;
}
