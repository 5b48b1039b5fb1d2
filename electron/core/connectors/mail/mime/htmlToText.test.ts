import { describe, expect, it } from 'vitest';
import { htmlToText } from './htmlToText.ts';

describe('HTML as plain text', () => {
  it.each([
    ['<p>Hola <b>Ana</b>,</p><p>adiós</p>', 'Hola Ana,\n\nadiós'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['a <b> b </b> c', 'a b c'],
    ['<div>a</div>\n\n<div>b</div>', 'a\nb'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['x<blockquote>y<blockquote>z</blockquote></blockquote>w', 'x\n\n> y\n>\n> > z\n\nw'],
    ['<pre>a  b\n\n  c</pre>d', 'a  b\n\n  c\nd'],
    ['&lt;&amp;&nbsp;&eacute;&#8364;&#x20ac;&copy &bogus;', '<& é€€© &bogus;'],
    ['<head><title>t</title><style>p{}</style></head><script>x()</script>a<!-- b --><!--[if mso]>c<![endif]-->d', 'ad'],
    ['a<style>x', 'a'],
    ['a<svg><text>never closed', 'anever closed'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<a href="x>y">link</a>', 'link'],
    ["<a title='it is'>don't</a>", "don't"],
    ['<a title="never closed>x</a>', 'x'],
    ['so\u00adft\u200b hy\u00adphen', 'soft hyphen'],
    ['<P STYLE="x">UPPER</P>', 'UPPER'],
    ['', ''],
    ['<', '<'],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
});
