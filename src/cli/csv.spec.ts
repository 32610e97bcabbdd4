import { readCsv } from './csv';

describe('readCsv', () => {
  it.each([
    [
      'name,order\nWood,1\nStone,2',
      [
        { name: 'Wood', order: '1' },
        { name: 'Stone', order: '2' },
      ],
    ],
    ['\uFEFFname\r\nWood\r\n', [{ name: 'Wood' }]],
    ['name,slogan\n"Wood, hard","say ""wood""\nagain"\n', [{ name: 'Wood, hard', slogan: 'say "wood"\nagain' }]],
    [
      'name,slogan,order\nWood,,3\nStone,"",\n\nSteel',
      [{ name: 'Wood', order: '3' }, { name: 'Stone' }, { name: 'Steel' }],
    ],
    ['name,slogan\nWood,x,y', [{ name: 'Wood', slogan: 'x' }]],
    ['name\n', []],
    ['', []],
  ])('reads %j', (text, rows) => expect(readCsv(text)).toEqual(rows));

  it.each([
    ['name\n"Wood', 2],
    ['name\nWood\nSt"one', 3],
    ['name\n"Wood"x', 2],
  ])('refuses %j and names the line', (text, line) => expect(() => readCsv(text)).toThrow(`Line ${line}:`));
});
