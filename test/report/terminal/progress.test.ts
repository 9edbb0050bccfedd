import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../src/report/terminal/progress.ts';

function fixture(isTTY: boolean, quiet = false) {
  const stream = Object.assign(
    new PassThrough(), { isTTY, columns: 100, rows: 24, cursorTo: () => true, moveCursor: () => true, clearLine: () => true }
  ) as unknown as NodeJS.WriteStream & PassThrough;
  let time = 0;
  const progress = createProgress({ stream, quiet, now: () => time });
  const written = (): string => String(stream.read() ?? '');
  return { progress, written, at: (ms: number) => void (time = ms) };
}

describe('createProgress without a terminal', () => {
  it('writes a plain line every few seconds, with the time left', () => {
    const { progress, written, at } = fixture(false);
    for (let ms = 0; ms <= 20_000; ms += 100) {
      at(ms);
      progress.update('sellers, M = 8', ms / 40_000);
    }
    progress.stop();
    const lines = written().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('sellers, M = 8: 16% after 6.5 s, about 34 s left');
  });

  it('writes nothing for short work or after stop', () => {
    const { progress, written, at } = fixture(false);
    at(1000);
    progress.update('all', 0.9);
    progress.stop();
    at(60_000);
    progress.update('all', 1);
    expect(written()).toBe('');
  });
});

describe('createProgress on a terminal', () => {
  it('shows a bar once the work has run a while, with stage and time left', () => {
    const { progress, written, at } = fixture(true);
    at(1000);
    progress.update('sellers', 0.2);
    expect(written()).toBe('');
    at(2000);
    progress.update('sellers', 0.25);
    expect(written()).toMatch(/25%.*about 6\.0 s left.*sellers/s);
    progress.stop();
    progress.stop();
  });

  it('copes with shares that are no shares', () => {
    const { progress, written, at } = fixture(true);
    at(2000);
    progress.update('sellers', Number.NaN);
    expect(written()).toContain('time left unknown');
    progress.update('sellers', 7);
    progress.stop();
  });
});

describe('quiet', () => {
  for (const isTTY of [true, false]) {
    it(`writes nothing (terminal: ${isTTY})`, () => {
      const { progress, written, at } = fixture(isTTY, true);
      at(60_000);
      progress.update('all', 0.5);
      progress.stop();
      expect(written()).toBe('');
    });
  }
});
