import { describe, expect, it } from 'vitest';
import { cellsOfLine } from '../../src/input/csv-line.ts';

describe('cellsOfLine', () => {
  it.each([
    ['a,b', ['a', 'b']], ['', ['']], ['a,', ['a', '']], [',', ['', '']], [' a , 2 ', ['a', '2']],
    ['"Smith, J",1999,12', ['Smith, J', '1999', '12']], ['"a ""b""",1', ['a "b"', '1']], [' "x" ,"",3', ['x', '', '3']],
    ['"open,1', ['open,1']], ['5" pipe,2', ['5" pipe', '2']], ['"a"b,2', ['"a"b', '2']],
  ])('%s', (line, cells) => expect(cellsOfLine(line)).toEqual(cells));
});
