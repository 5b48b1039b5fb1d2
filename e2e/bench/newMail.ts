/**
 * From handing a mail to the server to its sender standing in the queue on screen: Dovecot, IDLE, core and window
 * together. Another session appends the mail (RFC 3501 6.3.11): through the test server's LMTP it would come without a
 * return path, as machines write, and machines do not wait in the queue.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { startDovecot } from '../world/dovecot.ts';
import { newProfile, startBuiltCore } from './builtCore.ts';
import { OWN_DOMAIN, planLetters } from './corpus.ts';
import { ask, openDesktop } from './desktop.ts';
import { median, round } from './figures.ts';
import type { Figures } from './figures.ts';
import { addAccount, untilStored, workFolder } from './imap.ts';
import { mailDate, renderLetter } from './renderLetter.ts';

const ALREADY_THERE = 300;
const LIVE_LIMIT_MS = 60_000;
const USER = 'ana';
const PASSWORD = 'pw-ana';

export async function measureNewMail(mails: number, say: (line: string) => void): Promise<Figures> {
  const folder = workFolder();
  const server = await startDovecot({ users: { [USER]: PASSWORD }, tls: false });
  try {
    server.writeMaildir(USER, 'INBOX', planLetters({ letters: ALREADY_THERE, seed: 4 }).map((letter) => ({ raw: renderLetter(letter), receivedAtMs: letter.sentAtMs })));
    const profile = newProfile(join(folder, 'profile'));
    const core = await startBuiltCore(profile);
    await core.command('settings.set', { own: [OWN_DOMAIN], country: 'ES', notifications: false });
    await addAccount(core, { server, user: USER, password: PASSWORD, messages: ALREADY_THERE });
    await untilStored(core, 0);
    await core.stop();
    const sender = new ImapFlow({ host: server.host, port: server.imapPort, secure: false, doSTARTTLS: false, auth: { user: USER, pass: PASSWORD }, logger: false });
    await sender.connect();
    const desktop = await openDesktop(profile);
    try {
      const { page } = desktop;
      await untilLive(() => ask<{ accounts: { phase: string }[] }>(page, 'sync.state', {}));
      const times: number[] = [];
      for (let nth = 1; nth <= mails; nth++) {
        const name = `Visitante ${nth}`;
        // Settles with the time of the frame after the one that shows the name.
        await page.evaluate((wanted) => {
          const seen = new Promise<number | null>((resolve) => {
            setTimeout(() => resolve(null), 20_000);
            const look = (): boolean => [...document.querySelectorAll('.listbox .row-name')].some((element) => element.textContent === wanted);
            const observer = new MutationObserver(() => {
              if (!look()) return;
              observer.disconnect();
              requestAnimationFrame(() => setTimeout(() => resolve(Date.now()), 0));
            });
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          });
          Object.assign(window, { benchSeen: seen });
        }, name);
        const startedAtMs = Date.now();
        await sender.append('INBOX', newMail(name, nth, startedAtMs));
        const seenAtMs = await page.evaluate(() => (window as unknown as { benchSeen: Promise<number | null> }).benchSeen);
        if (seenAtMs === null) throw new Error('a new mail did not come to the screen');
        times.push(seenAtMs - startedAtMs);
      }
      say(`new mail: ${times.map((time) => `${time} ms`).join(', ')}`);
      return { new_mail_on_screen_ms: round(median(times), 0), new_mail_on_screen_max_ms: Math.max(...times) };
    } finally {
      await desktop.close();
      await sender.logout();
    }
  } finally {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilLive(state: () => Promise<{ accounts: { phase: string }[] }>): Promise<void> {
  for (const end = Date.now() + LIVE_LIMIT_MS; Date.now() < end;) {
    if ((await state()).accounts[0]?.phase === 'live') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the account did not come up in time');
}

function newMail(name: string, nth: number, atMs: number): string {
  return [
    `Message-ID: <visit.${nth}.${atMs}@correo.example>`, `Date: ${mailDate(atMs, 0)}`, `From: ${name} <visitante${nth}@correo.example>`, `To: soporte@${OWN_DOMAIN}`,
    'Subject: Una consulta', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', 'Hola, tengo una consulta sobre mi pedido.', '',
  ].join('\r\n');
}
