import { describe, expect, it } from 'vitest';
import type { InteractionDisplay } from '../../shared/contract.ts';
import { mailDocument, serveMail } from './mailProtocol.ts';

const ID = '6f0f0b7e-3c53-4c3e-8f0e-2f6f2a0a9c11';
const html = (content: string): InteractionDisplay => ({ html: content, text: '', remoteBlocked: 0 });

describe('a mail as a page', () => {
  it('runs nothing and fetches nothing, but images when asked', async () => {
    const asked: [string, boolean][] = [];
    const read = async (id: string, allowRemote: boolean): Promise<InteractionDisplay> => { asked.push([id, allowRemote]); return html('<p>Hola</p>'); };
    const closed = (await serveMail(`hilo-mail://message/${ID}?remote=0`, read)).headers.get('Content-Security-Policy') ?? '';
    const open = (await serveMail(`hilo-mail://message/${ID}?remote=1`, read)).headers.get('Content-Security-Policy') ?? '';
    expect(asked).toEqual([[ID, false], [ID, true]]);
    expect(closed).toContain("default-src 'none'");
    expect(closed).toContain('img-src data:;');
    expect(open).toContain('img-src data: https: http:;');
    for (const policy of [closed, open]) expect(policy).not.toContain('script-src');
  });

  it('does not exist for a wrong address or an unknown id', async () => {
    const none = async (): Promise<null> => null;
    for (const url of [`hilo-mail://message/${ID}`, 'hilo-mail://message/..%2f', 'hilo-mail://other/x', 'https://message/x']) {
      expect((await serveMail(url, none)).status).toBe(404);
    }
  });

  it('shows text as text', () => {
    expect(mailDocument({ html: null, text: 'a < b & <script>', remoteBlocked: 0 }, false)).toContain('a &lt; b &amp; &lt;script&gt;');
  });

  it('sends links to the lock on navigation and shows where they lead', () => {
    const page = mailDocument(html('<a class="b" href="https://example.com/?a=1&amp;b=2" target="_blank">x</a>'), false);
    expect(page).toContain('<a href="hilo-mail://link/#https://example.com/?a=1&amp;b=2" title="https://example.com/?a=1&amp;b=2" class="b">');
    expect(mailDocument(html('<a href="#abajo">x</a><a name="abajo">y</a>'), false)).toContain('<a href="#abajo">x</a><a name="abajo">y</a>');
    expect(mailDocument(html(`<a href='x"y'>z</a>`), false)).toContain('href="hilo-mail://link/#x&quot;y"');
  });

  it('is dark only when the mail brings no colours of its own', () => {
    const theme = (content: string): string | undefined => /<html class="(\w+)"/.exec(mailDocument(html(content), true))?.[1];
    expect(theme('<p>Hola</p>')).toBe('dark');
    expect(theme('<p>El color: rojo</p>')).toBe('light');
    expect(theme('<td bgcolor="#fff">x</td>')).toBe('light');
    expect(theme('<p style="color:#333">x</p>')).toBe('light');
  });
});
