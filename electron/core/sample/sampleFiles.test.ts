import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { unzipSync } from 'fflate';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { AGENTS, PEOPLE } from './people.ts';
import { sampleCalls } from './renderCalls.ts';
import { renderChats } from './renderChats.ts';
import type { RenderedMail } from './renderMbox.ts';
import { renderMails } from './renderMbox.ts';
import { sampleFiles, sampleSettings } from './sampleFiles.ts';
import { fillDates, instantOf, localTime } from './storyClock.ts';

/** 10:54 at the shop, on a Sunday. */
const NOW_MS = Date.UTC(2026, 10, 22, 13, 54);
const HOUR_MS = 3_600_000;
const OTHER_TIMES = [Date.UTC(2027, 0, 1, 3, 0, 0, 1), Date.UTC(2028, 1, 29, 2, 59), Date.UTC(2027, 5, 15, 22, 30)];

const files = sampleFiles(NOW_MS);
const mails = renderMails(NOW_MS);
const chats = renderChats(NOW_MS);
const calls = sampleCalls(NOW_MS);

const fileText = (path: string): string => new TextDecoder().decode(files.find((file) => file.path === path)!.bytes);
const rawOf = (mail: RenderedMail): Buffer => Buffer.from(mail.raw, 'latin1');
const trimmed = (text: string): string => text.replaceAll('\r\n', '\n').trim();

type Touch = { atMs: number; waits: boolean };

/** What each customer and the shop said to each other, as one list a person. */
function touchesByPerson(): Map<string, Touch[]> {
  const touches = new Map<string, Touch[]>();
  const add = (person: string, touch: Touch): void => void touches.set(person, [...(touches.get(person) ?? []), touch]);
  for (const mail of mails) if (mail.person) add(mail.person, { atMs: mail.atMs, waits: mail.inbound });
  for (const chat of chats) for (const message of chat.messages) if (message.kind !== 'system') add(chat.person, { atMs: message.atMs, waits: message.kind === 'theirs' });
  for (const call of calls) add(call.person, { atMs: call.atMs, waits: call.isInbound && !call.isAnswered });
  return touches;
}

describe('the sample shop as files', () => {
  it('is the same for the same time, and no file is empty', () => {
    const again = sampleFiles(NOW_MS);
    expect(again.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    again.forEach(({ bytes }, i) => expect(Buffer.from(bytes).equals(Buffer.from(files[i]!.bytes))).toBe(true));
    for (const { path, bytes } of files) expect(bytes.length, path).toBeGreaterThan(500);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  });

  it('has about 40 customers, 600 interactions over a year and a part for every channel', () => {
    const messages = chats.flatMap((chat) => chat.messages).filter(({ kind }) => kind !== 'system');
    expect(PEOPLE.length).toBeGreaterThanOrEqual(40);
    expect(mails.length).toBeGreaterThan(180);
    expect(messages.length).toBeGreaterThan(220);
    expect(calls.length).toBeGreaterThan(135);
    const total = mails.length + messages.length + calls.length;
    expect(total).toBeGreaterThan(560);
    expect(total).toBeLessThan(680);
    const oldest = Math.min(...mails.map(({ atMs }) => atMs), ...calls.map(({ atMs }) => atMs));
    expect((NOW_MS - oldest) / (24 * HOUR_MS)).toBeGreaterThan(340);
  });

  it('lets every customer take part in something', () => {
    const touches = touchesByPerson();
    for (const person of PEOPLE) expect(touches.get(person.key)?.length ?? 0, person.key).toBeGreaterThan(0);
  });

  it('leaves exactly the promised customers waiting, the newest minutes ago', () => {
    const waiting = [...touchesByPerson()]
      .map(([person, touches]) => ({ person, last: touches.toSorted((a, b) => a.atMs - b.atMs).at(-1)! }))
      .filter(({ last }) => last.waits)
      .sort((a, b) => b.last.atMs - a.last.atMs);
    expect(waiting.map(({ person }) => person)).toEqual([
      'lucia', 'delsur', 'maidana', 'vpaz', 'ortega', 'chloe', 'esteban', 'toledo', 'phoneonly', 'emily', 'carolina', 'begona', 'ines', 'siobhan', 'kohan',
    ]);
    expect(NOW_MS - waiting[0]!.last.atMs).toBe(12 * 60_000);
    for (const { person, last } of waiting) expect(NOW_MS - last.atMs, person).toBeLessThan(96 * HOUR_MS);
  });

  it.each([NOW_MS, ...OTHER_TIMES])('has no date after now (%i)', (nowMs) => {
    for (const mail of renderMails(nowMs)) expect(mail.atMs, mail.id).toBeLessThan(nowMs);
    for (const chat of renderChats(nowMs)) for (const { atMs } of chat.messages) expect(atMs, chat.path).toBeLessThan(nowMs);
    for (const { rows } of sampleCalls(nowMs)) for (const row of rows) expect(row.endMs).toBeLessThan(nowMs);
  });

  it.each([NOW_MS, ...OTHER_TIMES])('keeps every chat in order (%i)', (nowMs) => {
    for (const chat of renderChats(nowMs)) {
      const times = chat.messages.map(({ atMs }) => atMs);
      expect(times, chat.path).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('gives the settings that tell the own side', () => {
    expect(sampleSettings).toMatchObject({ country: 'AR', timeZone: 'America/Argentina/Buenos_Aires' });
    expect(sampleSettings.own).toContain('casanorte.example');
    expect(sampleSettings.agents).toEqual(AGENTS.map(({ extension, name }) => ({ extension, name })));
  });
});

describe('the mail of the sample shop', () => {
  it('is read by two MIME libraries with the intended subject, text and attachments', async () => {
    for (const mail of mails) {
      const postal = await PostalMime.parse(rawOf(mail));
      const parsed = await simpleParser(rawOf(mail));
      // The libraries show a bounce's machine part as text each in its own way: what people read comes first in both.
      const readable = (text: string | undefined): string => (mail.id.startsWith('bounce') ? trimmed(text ?? '').slice(0, trimmed(mail.text).length) : trimmed(text ?? ''));
      expect([postal.subject, parsed.subject], mail.id).toEqual([mail.subject, mail.subject]);
      expect([readable(postal.text), readable(parsed.text)], mail.id).toEqual([trimmed(mail.text), trimmed(mail.text)]);
      expect(postal.attachments.filter(({ mimeType, disposition }) => disposition === 'attachment' && !/rfc822|delivery/.test(mimeType)).map(({ filename }) => filename), mail.id).toEqual(mail.attachments);
      expect([postal.messageId, Date.parse(postal.date!), postal.from?.address], mail.id).toEqual([`<${mail.messageId}>`, mail.atMs, mail.from]);
      expect(`${postal.text}${postal.html ?? ''}`, mail.id).not.toMatch(/\uFFFD|\{(day|date)|undefined/);
    }
  }, 30_000);

  it('answers only mails that exist, are older and have other ids', () => {
    const atById = new Map(mails.map((mail) => [mail.messageId, mail.atMs]));
    expect(atById.size).toBe(mails.length);
    for (const mail of mails) for (const id of mail.references) expect(atById.get(id), mail.id).toBeLessThan(mail.atMs);
    expect(Math.max(...mails.map(({ references }) => references.length))).toBeGreaterThanOrEqual(15);
  });

  it('keeps each Message-ID whenever it is made', () => {
    const later = renderMails(NOW_MS + 400 * 24 * HOUR_MS);
    expect(new Set(later.map(({ messageId }) => messageId))).toEqual(new Set(mails.map(({ messageId }) => messageId)));
  });

  it('stands whole in the mbox, with From lines of bodies marked', () => {
    const mbox = Buffer.from(files.find(({ path }) => path.endsWith('.mbox'))!.bytes).toString('latin1');
    const pieces = mbox.split(/^From [^\n]*\n/m).slice(1);
    expect(pieces).toHaveLength(mails.length);
    pieces.forEach((piece, i) => expect(piece.replace(/^>(>*From )/gm, '$1')).toBe(`${mails[i]!.raw}\n`));
    expect(mbox).toMatch(/^>From what/m);
  });

  it('comes in the shapes that mail has: charsets, parts, lists, machines, both directions', () => {
    const all = mails.map(({ raw }) => raw).join('\n');
    for (const shape of ['charset="iso-8859-1"', 'charset="windows-1252"', 'quoted-printable', 'base64', '8bit', 'multipart/alternative', 'multipart/mixed', 'multipart/related', 'multipart/report', 'List-Id:', 'Auto-Submitted: auto-replied', 'Content-ID:', 'application/pdf', 'image/png']) expect(all).toContain(shape);
    expect(mails.filter(({ inbound }) => inbound).length).toBeGreaterThan(60);
    expect(mails.filter(({ inbound }) => !inbound).length).toBeGreaterThan(60);
    for (const mail of mails) expect(Math.max(...mail.raw.split('\n').map(({ length }) => length)), mail.id).toBeLessThan(998);
  });
});

describe('the other files of the sample shop', () => {
  it('calls: 21 columns, groups by linkedid, every kind of ending', () => {
    const rows: string[][] = parse(fileText('calls/Master.csv'), { relax_column_count: true });
    for (const row of rows) expect(row).toHaveLength(21);
    expect(new Set(rows.map((row) => row[19])).size).toBe(calls.length);
    expect(new Set(rows.map((row) => row[20])).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row[14]))).toEqual(new Set(['ANSWERED', 'NO ANSWER', 'BUSY']));
    expect(rows.filter((row) => row[1] === '' && row[4] === '').length).toBeGreaterThan(2);
    expect(rows.map((row) => row[11]!)).toEqual(rows.map((row) => row[11]!).toSorted());
    for (const row of rows) expect(Buffer.byteLength(row.join('","'))).toBeLessThan(1_000);
  });

  it('calls: times are the shop\'s, whatever zone the machine is in', () => {
    const row = fileText('calls/Master.csv').split('\n').find((line) => line.includes('61234410') && line.includes('"2026-11-22 09:1'));
    expect(row).toContain(',221,"ANSWERED"');
  });

  it('chats: Android texts and iPhone zips, their photographs inside', () => {
    const texts = files.filter(({ path }) => path.endsWith('.txt'));
    const zips = files.filter(({ path }) => path.endsWith('.zip'));
    expect(texts.length + zips.length).toBeGreaterThanOrEqual(12);
    expect(files.some(({ path }) => path === 'chat/WhatsApp Chat with +54 9 11 6123-4410.txt')).toBe(true);
    for (const { path, bytes } of texts) expect(new TextDecoder().decode(bytes), path).toMatch(/^\d{1,2}\/\d{1,2}\/\d\d, \d\d:\d\d - /);
    for (const { path, bytes } of zips) {
      const inside = unzipSync(bytes);
      const chat = new TextDecoder().decode(inside['_chat.txt']);
      expect(chat, path).toMatch(/^\[\d{1,2}\/\d{1,2}\/\d\d, \d\d:\d\d:\d\d\] /);
      const named = [...chat.matchAll(/<(?:attached|adjunto): ([^>]+)>/g)].map((match) => match[1]!);
      expect(Object.keys(inside).toSorted(), path).toEqual([...named, '_chat.txt'].toSorted());
    }
    expect(fileText('chat/WhatsApp Chat with +54 9 11 6123-4410.txt').trimEnd().split('\n').slice(-2)).toEqual([
      '22/11/26, 10:40 - +54 9 11 6123-4410: Hola! Al final me decidí por la Patrick',
      '22/11/26, 10:42 - +54 9 11 6123-4410: ¿Puedo retirar hoy en la sucursal?',
    ]);
  });

  it('contacts: cards of both versions folded by bytes, and a table with the Spanish headings', () => {
    const cards = fileText('contacts/clientes.vcf');
    expect(cards.match(/^BEGIN:VCARD/gm)).toHaveLength(PEOPLE.filter(({ vcard }) => vcard).length);
    expect(cards).toContain('VERSION:3.0');
    expect(cards).toContain('VERSION:4.0');
    for (const line of cards.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const table: string[][] = parse(fileText('contacts/clientes-web.csv'), { delimiter: ';', bom: true });
    expect(table[0]).toEqual(['Nombre', 'Apellido', 'Correo', 'Teléfono', 'DNI', 'Ciudad', 'Cliente desde']);
    expect(table.length).toBeGreaterThan(18);
  });
});

describe('the story clock', () => {
  it('keeps yesterday before the last minutes at any hour', () => {
    for (let nowMs = NOW_MS; nowMs < NOW_MS + 24 * HOUR_MS; nowMs += 17 * 60_000) expect(instantOf('d1 19:59', nowMs)).toBeLessThan(instantOf('m240', nowMs));
  });

  it('writes dates from the day on which a text is said', () => {
    expect(fillDates('el {day+2}, hasta el {date-22}', NOW_MS, 'es')).toBe('el martes 24, hasta el 31 de octubre');
    expect(fillDates('{day+2}', NOW_MS, 'en')).toBe('Tuesday 24');
    expect(localTime(Date.UTC(2026, 0, 1, 2, 30))).toMatchObject({ year: 2025, month: 11, day: 31, hour: 23 });
  });

  it('refuses instants that could fall into the future or out of order', () => {
    for (const wrong of ['d0 10:00', 'd1 20:00', 'm0', 'm241', '10:00']) expect(() => instantOf(wrong, NOW_MS)).toThrow(RangeError);
  });
});
