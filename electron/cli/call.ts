/** What a command is given and answers with, and the reading of its options. */
import { readFileSync } from 'node:fs';
import type { Core } from '../core/core.ts';
import { customerOf } from '../core/handlers/views.ts';
import { chatPoint, documentPoint, mailPoint, phonePoint } from '../core/identity/address.ts';
import { contactPointId } from '../core/identity/ids.ts';
import { DeskError } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';

export type Options = Record<string, string | boolean | string[] | undefined>;
export type CommandCall = { core: Core; args: string[]; options: Options };
/** `errors`: part of it was done, and these are told besides the value. `failed`: the value itself says what does not hold. */
export type CommandResult = { value: unknown; failed?: boolean; errors?: ErrorData[] };

export function usage(what: string): DeskError {
  return new DeskError('bad-request', { what });
}

/** @throws DeskError bad-request */
export function need(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw usage(`--${name} is missing`);
  return value;
}

export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option that may be given several times. */
export function list(options: Options, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

/** A secret or a text in a file of its own, without the line end that editors put behind it. @throws DeskError bad-request, file-missing */
export function fileText(options: Options, name: string): string {
  return readText(need(options, name)).replace(/\r?\n$/, '');
}

/** `-` is standard input. @throws DeskError file-missing */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (thrown) {
    throw new DeskError('file-missing', {}, { cause: thrown });
  }
}

/** An id as it is, or the id of the contact point that the text names, in any spelling. @throws DeskError not-found */
export function resolveId(core: Core, named: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(named) && customerOf(core.store, named.toLowerCase()) !== null) return named.toLowerCase();
  const { country } = core.query('settings.get', {});
  const phone = phonePoint(named, country);
  const refs = [mailPoint(named), chatPoint('xmpp', named), phone === 'withheld' ? null : phone, documentPoint(named, country), phone === null || phone === 'withheld' ? null : chatPoint('whatsapp', phone.value)];
  for (const ref of refs) {
    if (ref === null) continue;
    const id = contactPointId(ref);
    if (customerOf(core.store, id) !== null) return id;
  }
  const exact = core.store.prepare('SELECT uuid FROM contact_point WHERE value = ?').get(named) as { uuid: string } | undefined;
  if (exact !== undefined) return exact.uuid;
  throw new DeskError('not-found', { what: 'customer' });
}

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+90m`, `+2h`, `+1d`, or a date and time: with a zone as it says, without one in this machine's. @throws DeskError bad-request */
export function readTime(written: string, nowMs: number): number {
  const ahead = /^\+(\d{1,6})([smhd])$/.exec(written);
  if (ahead !== null) return nowMs + Number(ahead[1]) * (UNITS_MS[ahead[2] ?? ''] ?? 0);
  const atMs = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(written) ? Date.parse(written.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(atMs)) throw usage('a time is +90m, +2h, +1d or 2026-11-23T09:00');
  return atMs;
}
