import { describe, expect, it } from 'vitest';
import { parseMailDate } from './mailDate.ts';

const at = (iso: string): number => Date.parse(iso);

describe('dates of mails', () => {
  it.each([
    ['Tue, 5 Mar 2024 10:20:30 +0100', '2024-03-05T09:20:30Z'],
    ['5 Mar 2024 10:20 -0330', '2024-03-05T13:50:00Z'],
    ['Tue, 05 Mar 24 10:20:30 GMT', '2024-03-05T10:20:30Z'],
    ['Tue, 05 Mar 99 10:20:30 EST', '1999-03-05T15:20:30Z'],
    ['Tue, 05 Mar 104 10:20:30 PDT', '2004-03-05T17:20:30Z'],
    ['(comment (nested)) Tue , 5 Mar 2024 10 : 20 : 30 (x) +0000 (UTC)', '2024-03-05T10:20:30Z'],
    ['Tue, 5 Mar 2024 10:20:60 Z', '2024-03-05T10:20:59Z'],
    ['Tue, 5 Mar 2024 10:20:30 A', '2024-03-05T10:20:30Z'],
    ['Tue Mar  5 10:20:30 2024', '2024-03-05T10:20:30Z'],
    ['Tue Mar  5 10:20:30 CET 2024', '2024-03-05T09:20:30Z'],
    ['2024-03-05T10:20:30+01:00', '2024-03-05T09:20:30Z'],
    ['mar, 5 dic 2023 10:20:30 +0000', '2023-12-05T10:20:30Z'],
    ['Thu, 29 Feb 2024 00:00:00 +0000', '2024-02-29T00:00:00Z'],
  ])('%s', (header, expected) => {
    expect(parseMailDate(header)).toBe(at(expected));
  });

  it.each(['', 'yesterday', 'Tue, 29 Feb 2023 10:00:00 +0000', 'Tue, 32 Mar 2024 10:00:00 +0000', 'Tue, 5 Foo 2024 10:00:00 +0000', '5 Mar 2024 25:00:00 +0000', '5 Mar 2024 10:61:00 +0000', '5 Mar 2024 10:00:00 +9999', '0 Mar 2024 10:00:00 +0000', '1700000000'])(
    'no date: %s',
    (header) => {
      expect(parseMailDate(header)).toBeNull();
    },
  );
});
