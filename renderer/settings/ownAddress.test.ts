import { describe, expect, it } from 'vitest';
import { isOwn, normalOwn, suggestedOwn } from './ownAddress.ts';

describe('own addresses', () => {
  it('are taken as people type them', () => {
    expect(normalOwn('  Ventas@CasaNorte.example ')).toBe('ventas@casanorte.example');
    expect(normalOwn('@casanorte.example')).toBe('casanorte.example');
    expect(normalOwn('mailto:a@b.example')).toBe('a@b.example');
    expect(normalOwn('ñandú.example')).toBe('ñandú.example');
  });

  it.each(['', 'casanorte', 'a@b', 'a b@c.example', 'https://casanorte.example', 'a@@b.example', 'a@b.c'])('are not %j', (typed) => {
    expect(normalOwn(typed)).toBeNull();
  });

  it('suggest the domain, unless everybody has it', () => {
    expect(suggestedOwn('ventas@casanorte.example')).toBe('casanorte.example');
    expect(suggestedOwn('ana.rios@gmail.com')).toBe('ana.rios@gmail.com');
    expect(suggestedOwn('ana@yahoo.com.ar')).toBe('ana@yahoo.com.ar');
    expect(suggestedOwn('nothing')).toBeNull();
  });

  it('cover an address by itself or by its domain', () => {
    expect(isOwn('Ana@casanorte.example', ['casanorte.example'])).toBe(true);
    expect(isOwn('ana@casanorte.example', ['ana@casanorte.example'])).toBe(true);
    expect(isOwn('ana@other.example', ['casanorte.example'])).toBe(false);
  });
});
