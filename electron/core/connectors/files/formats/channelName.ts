/** What the name of a channel of Asterisk says of the end it stands for: `PJSIP/1001-0000002a`, `Local/1001@from-queue-0000000a;1`. */

/** `id`: an extension, a trunk's name. `isLocal`: a pseudo-channel inside the exchange that leads to whatever its id names. */
export type ChannelEnd = { technology: string; id: string; isLocal: boolean };

/** Null for what is no channel name. */
export function endOfChannel(channel: string): ChannelEnd | null {
  const slash = channel.indexOf('/');
  if (slash < 0) return null;
  const rest = channel.slice(slash + 1).replace(/;\d+$/, '');
  const id = rest.replace(/-[0-9a-f]{1,12}$/i, '').split('@', 1)[0]?.replace(/^(?:FMPR|FMGL|LC|RG)-/i, '') ?? '';
  return { technology: channel.slice(0, slash), id, isLocal: /^local\//i.test(channel) };
}

/** Extensions where nobody says which there are: numbers of two to five digits. */
export function looksLikeExtension(text: string): boolean {
  return /^\d{2,5}$/.test(text);
}

/** Dial plan contexts into which calls from outside, and from telephones of ours, are put by FreePBX and by usual hand-made plans. */
export const INBOUND_CONTEXT = /from[-_]?(?:trunk|pstn|did|outside|external|voip|sip-external)|incoming|inbound|entrant|ext-did/i;
export const OUTBOUND_CONTEXT = /from[-_]?(?:internal|inside|users?)|outgoing|outbound|salient|dialout/i;
