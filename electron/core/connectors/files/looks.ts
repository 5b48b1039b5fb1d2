/** Whether bytes look like mail: the sniffing that both the folder reader and the detection of kinds need. */

const WELL_KNOWN = new Set(['from', 'to', 'cc', 'date', 'subject', 'message-id', 'received', 'mime-version', 'return-path', 'delivered-to', 'content-type', 'reply-to', 'sender', 'in-reply-to', 'x-mailer', 'dkim-signature']);

/** One mail (RFC 5322): a header block with at least two fields that only mail has. An mbox is not one mail. */
export function looksLikeMail(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  const names = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break;
    const field = /^([!-9;-~]{1,76})[ \t]*:/.exec(line)?.[1]?.toLowerCase();
    if (field === undefined && !/^[ \t]/.test(line)) break;
    if (field !== undefined && WELL_KNOWN.has(field)) names.add(field);
  }
  return names.size >= 2;
}
