/** Progress on stderr: a bar with the time left on a terminal, a line now and then elsewhere, nothing for short runs. */
import cliProgress from 'cli-progress';
import { formatSeconds } from '../numbers.ts';

export interface Progress {
  /** `share` of the whole that is done, in [0, 1]. */
  update(stage: string, share: number): void;
  /** Takes the bar away; further updates do nothing. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly quiet: boolean;
  /** Milliseconds; tests bring their own clock. */
  readonly now?: () => number;
}

const SHOW_AFTER_MS = 1500;
const LINE_EVERY_MS = 5000;
const STEPS = 1000;
const STAGE_WIDTH = 40;

const silent: Progress = { update: () => undefined, stop: () => undefined };

const clampShare = (share: number): number => (share > 0 ? Math.min(1, share) : 0);

/** Milliseconds and share of the work that must have passed before anything is said of the rest. */
const KNOWN_AFTER_MS = 3000;
const KNOWN_SHARE = 0.02;

/**
 * Time left if the rest goes as fast as what was done since the work began: pilots, and what a ledger had, are no measure of it.
 * Unknown until enough is done.
 */
function pace(): (now: number, share: number) => string {
  let begun: { readonly at: number; readonly share: number } | undefined;
  let last = 0;
  return (now, share) => {
    if (share > last && begun === undefined) begun = { at: now, share };
    last = share;
    if (begun === undefined) return 'time left unknown';
    const [took, done] = [now - begun.at, share - begun.share];
    if (took < KNOWN_AFTER_MS || done < KNOWN_SHARE) return 'time left unknown';
    return `about ${formatSeconds((took / 1000) * ((1 - share) / done))} left`;
  };
}

function barProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const start = now();
  const timeLeft = pace();
  let bar: cliProgress.SingleBar | undefined;
  let stopped = false;
  return {
    update(stage, rawShare) {
      const time = now();
      const share = clampShare(rawShare);
      const left = timeLeft(time, share);
      if (stopped || time - start < SHOW_AFTER_MS) return;
      const payload = { stage: [...stage].slice(0, STAGE_WIDTH).join(''), left };
      if (!bar) {
        bar = new cliProgress.SingleBar({
          stream, format: '{bar} {percentage}% · {left} · {stage}', barsize: 24, hideCursor: true, clearOnComplete: true,
          stopOnComplete: false, gracefulExit: false,
        }, cliProgress.Presets.shades_classic);
        bar.start(STEPS, Math.round(STEPS * share), payload);
      } else bar.update(Math.round(STEPS * share), payload);
    },
    stop() {
      stopped = true;
      bar?.stop();
      bar = undefined;
    },
  };
}

function lineProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const start = now();
  const timeLeft = pace();
  let last = start + SHOW_AFTER_MS - LINE_EVERY_MS;
  let stopped = false;
  return {
    update(stage, rawShare) {
      const time = now();
      const share = clampShare(rawShare);
      const left = timeLeft(time, share);
      if (stopped || time - last < LINE_EVERY_MS) return;
      last = time;
      stream.write(`${stage}: ${Math.floor(100 * share)}% after ${formatSeconds((time - start) / 1000)}, ${left}\n`);
    },
    stop() {
      stopped = true;
    },
  };
}

export function createProgress({ stream, quiet, now = Date.now }: ProgressOptions): Progress {
  if (quiet) return silent;
  return stream.isTTY ? barProgress(stream, now) : lineProgress(stream, now);
}
