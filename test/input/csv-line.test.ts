import { describe, expect, it } from 'vitest';
import { cellsOfLine, numberedLines } from '../../src/input/csv-line.ts';

describe('cellsOfLine', () => {
  it.each([
    ['a,b', ['a', 'b']], ['', ['']], ['a,', ['a', '']], [',', ['', '']], [' a , 2 ', ['a', '2']],
    ['"Smith, J",1999,12', ['Smith, J', '1999', '12']], ['"a ""b""",1', ['a "b"', '1']], [' "x" ,"",3', ['x', '', '3']],
    ['"open,1', ['"open', '1']], ['"1', ['"1']], ['5" pipe,2', ['5" pipe', '2']], ['"a"b,2', ['"a"b', '2']],
  ])('%s', (line, cells) => expect(cellsOfLine(line)).toEqual(cells));
});

it('lines keep their numbers in the file, whatever ends them', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(numberedLines(['', 'a', ' ', 'b', ''].join(end))).toEqual([{ text: 'a', number: 2 }, { text: 'b', number: 4 }]);
  }
});
