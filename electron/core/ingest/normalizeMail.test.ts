import { describe, expect, it } from 'vitest';
import { composeMail } from '../connectors/mail/composeMail.ts';
import type { DeskFacts } from './normalised.ts';
import { normalizeMail } from './normalizeMail.ts';

const DESK: DeskFacts = { country: 'AR', own: ['tienda.example'], extensions: [], timeZone: 'UTC' };
const NOW_MS = Date.UTC(2026, 2, 4, 12);
const ID = '<hilo.7@tienda.example>';
const read = (raw: Uint8Array) => normalizeMail({ raw, receivedAtMs: null }, DESK, NOW_MS);

const sent = (): Promise<Uint8Array> => composeMail({
  messageId: ID, dateMs: NOW_MS - 60_000, from: { address: 'ventas@tienda.example', name: 'Ventas' }, to: ['Luz <luz@casa.example>'], cc: [], subject: 'Presupuesto', text: 'Va.', html: '<p>Va.</p>',
  inReplyTo: '<dos@casa.example>', references: ['<uno@casa.example>', '<dos@casa.example>'], attachments: [],
});

describe('a mail that leaves', () => {
  it('is the same interaction when it comes back from the Sent folder, in its thread, under the key it was sent with', async () => {
    const raw = Buffer.from(await sent());
    const here = read(raw);
    // A server puts its own lines on top, and may write LF.
    const filed = read(Buffer.from(`Return-Path: <ventas@tienda.example>\nReceived: by mx.tienda.example; Wed, 4 Mar 2026 12:00:01 +0000\n${raw.toString('latin1').replaceAll('\r\n', '\n')}`, 'latin1'));
    expect(here.interaction).toMatchObject({ direction: 'outbound', wireId: ID, threadKey: 'mail:uno@casa.example', occurredAtMs: NOW_MS - 60_000, dateDoubtful: false, parties: [{ point: { kind: 'mail', value: 'luz@casa.example' }, role: 'to' }] });
    expect([filed.recordKey, filed.interaction?.key]).toEqual([here.recordKey, here.interaction?.key]);
    expect(here.deliveries).toEqual([]);
  });

  it('is named by the bounce that comes of it', async () => {
    const raw = Buffer.from(await sent()).toString('latin1');
    const bounce = [
      'Return-Path: <>', 'From: Mail Delivery Subsystem <mailer-daemon@mx.casa.example>', 'To: ventas@tienda.example', 'Subject: Delivery Status Notification (Failure)', 'Message-ID: <b1@mx.casa.example>',
      'Date: Wed, 4 Mar 2026 11:59:30 +0000', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'No such user.', '--b',
      'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.casa.example', '', 'Final-Recipient: rfc822; luz@casa.example', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 No such user', '',
      '--b', 'Content-Type: message/rfc822', '', raw, '--b--', '',
    ].join('\r\n');
    const { interaction, deliveries } = read(Buffer.from(bounce, 'latin1'));
    expect(deliveries).toEqual([{ about: ID, state: 'bounced', recipient: 'luz@casa.example', detail: '550 5.1.1 No such user' }]);
    expect(interaction).toMatchObject({ direction: 'inbound', bounce: true, automatic: true, wireId: '<b1@mx.casa.example>' });
  });

  it('is not named by mails without an id or a report', () => {
    const { interaction, deliveries } = read(Buffer.from('From: luz@casa.example\r\nSubject: Hola\r\n\r\nHola\r\n'));
    expect([interaction?.wireId, deliveries]).toEqual([null, []]);
  });
});
