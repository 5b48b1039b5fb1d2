import { describe, expect, it } from 'vitest';
import { dialledIn, dialledNumber } from './telLink.ts';

describe('the number of a tel: link', () => {
  it.each([
    ['tel:+5491161234410', '+5491161234410'],
    ['tel:+54-9-11-6123-4410', '+5491161234410'],
    ['TEL:(011)%204444.5555', '01144445555'],
    ['tel:+1-201-555-0123;ext=99;phone-context=+1', '+12015550123'],
    ['callto://+34911234567?x=1', '+34911234567'],
    ['tel:*31%2311612', '*31#11612'],
  ])('%s names %s', (link, number) => {
    expect(dialledNumber(link)).toBe(number);
  });

  it.each(['tel:', 'tel:+', 'tel:ana', 'tel:--help', 'tel:1%', 'tel:12 34<script>', `tel:${'1'.repeat(61)}`, 'http://example.com/tel:12', 'mailto:12', '--tel=12', ''])('%s names nobody', (link) => {
    expect(dialledNumber(link)).toBeNull();
  });

  it('is found among the arguments of a start', () => {
    expect(dialledIn(['/opt/hilo', '--no-sandbox', 'tel:+541144445555'])).toBe('+541144445555');
    expect(dialledIn(['/opt/hilo', '--customer', 'x'])).toBeNull();
  });
});
