/** Titles of axes that large letters make longer than their axis are broken into lines. */
import { brokenLines } from '../labels.ts';
import { textWidth } from './fonts.ts';
import { AXIS_TITLE_SIZE } from './theme.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object' && !Array.isArray(value);
const pixels = (value: unknown, outer: number): number => (typeof value === 'number' ? value : outer);

function broken(channel: unknown, room: number, letters: number): unknown {
  if (!isNode(channel) || typeof channel.title !== 'string') return channel;
  const linesOf = (text: string): string[] => brokenLines(text, room, (line) => textWidth(line, AXIS_TITLE_SIZE * letters, false));
  if (linesOf(channel.title).length === 1) return channel;
  // The unit has a line of its own.
  return { ...channel, title: channel.title.split(/ (?=\([^()]*\)$)/).flatMap(linesOf) };
}

const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat'] as const;

/** The same panels with their axes' titles broken where `letters` times their size is too long for the panel's width or height. */
export function withFittingTitles(panel: object, letters: number, outer = { width: Infinity, height: Infinity }): object {
  const node = panel as Node;
  const room = { width: pixels(node.width, outer.width), height: pixels(node.height, outer.height) };
  const { encoding } = node;
  const inner = CHILDREN.flatMap((name) => {
    const children = node[name];
    return Array.isArray(children) ? [[name, children.map((child: object) => withFittingTitles(child, letters, room))] as const] : [];
  });
  return {
    ...node, ...Object.fromEntries(inner),
    ...(isNode(encoding)
      ? { encoding: { ...encoding, x: broken(encoding.x, room.width, letters), y: broken(encoding.y, room.height, letters) } }
      : {}),
  };
}
