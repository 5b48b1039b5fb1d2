/** The chat scripts to WhatsApp exports: a text file as Android phones make it, a zip with `_chat.txt` as iPhones do. */
import { zipSync } from 'fflate';
import { SHOP, personOf } from './people.ts';
import { shownPhone } from './phones.ts';
import type { PictureName } from './pictures.ts';
import { jpegPicture } from './pictures.ts';
import { clockText, fillDates, fixedNumber, instantOf, localTime, two } from './storyClock.ts';
import { CHATS } from './stories/chats.ts';
import type { ChatStory } from './storyTypes.ts';

export type ChatMessage = { atMs: number; kind: 'theirs' | 'ours' | 'system'; text: string; photo: PictureName | null; isOmitted: boolean };
export type RenderedChat = { person: string; path: string; messages: ChatMessage[]; bytes: Uint8Array };

const MARK = '\u200e';
const WORDS = {
  en: {
    encryption: 'Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.',
    androidOmitted: '<Media omitted>', androidAttached: '(file attached)', iosAttached: 'attached', iosOmitted: 'image omitted',
    androidTitle: 'WhatsApp Chat with', iosTitle: 'WhatsApp Chat -',
  },
  es: {
    encryption: 'Los mensajes y las llamadas están cifrados de extremo a extremo. Solo las personas en este chat pueden leerlos, escucharlos o compartirlos.',
    androidOmitted: '<Multimedia omitido>', androidAttached: '(archivo adjunto)', iosAttached: 'adjunto', iosOmitted: 'imagen omitida',
    androidTitle: 'Chat de WhatsApp con', iosTitle: 'WhatsApp Chat -',
  },
};

export function renderChats(nowMs: number): RenderedChat[] {
  return CHATS.map((story) => {
    const person = personOf(story.person);
    const title = story.title === 'name' ? person.name : shownPhone(person.phones[0]!);
    const messages = messagesOf(story, nowMs);
    const words = WORDS[story.locale];
    return story.shape === 'android'
      ? { person: story.person, messages, path: `chat/${words.androidTitle} ${title}.txt`, bytes: Buffer.from(androidText(story, title, messages), 'utf8') }
      : { person: story.person, messages, path: `chat/${words.iosTitle} ${title}.zip`, bytes: iosZip(story, title, messages) };
  });
}

/** Reads a script: see ChatStory. Messages without a time of their own follow one to three minutes apart. */
function messagesOf(story: ChatStory, nowMs: number): ChatMessage[] {
  const { lang } = personOf(story.person);
  const messages: ChatMessage[] = [];
  let atMs = 0;
  let isClockSet = false;
  for (const [index, line] of story.script.trim().split('\n').entries()) {
    const rest = line.slice(2);
    if (line.startsWith('= ')) {
      atMs = instantOf(rest, nowMs);
      isClockSet = true;
    } else if (line.startsWith('+')) {
      atMs += Number(line.slice(1)) * 60_000;
      isClockSet = true;
    } else if (line.startsWith('| ')) {
      messages.at(-1)!.text += `\n${rest}`;
    } else {
      const variety = fixedNumber(`${story.person} ${index}`);
      if (!isClockSet) atMs += line.startsWith('* ') ? 0 : (1 + (variety % 2)) * 60_000;
      isClockSet = line.startsWith('* ');
      const photo = /^\[photo:(\w+)\] ?/.exec(rest);
      messages.push({
        atMs, kind: line.startsWith('* ') ? 'system' : line.startsWith('< ') ? 'theirs' : 'ours',
        text: line.startsWith('* ') ? WORDS[story.locale].encryption : fillDates(photo ? rest.slice(photo[0].length) : rest.replace(/^\[omitted\]$/, ''), atMs, lang),
        photo: photo ? photo[1] as PictureName : null, isOmitted: rest === '[omitted]',
      });
    }
  }
  return messages;
}

/** `24/8/26, 10:42 - Lucía: ...`; what stands below a file's name is its caption. */
function androidText(story: ChatStory, title: string, messages: readonly ChatMessage[]): string {
  const words = WORDS[story.locale];
  let files = 0;
  const lines = messages.map((message) => {
    const t = localTime(message.atMs);
    const head = `${t.day}/${t.month + 1}/${two(t.year % 100)}, ${clockText(t)} - `;
    if (message.kind === 'system') return `${head}${message.text}`;
    const author = message.kind === 'ours' ? SHOP.name : title;
    if (message.isOmitted) return `${head}${author}: ${words.androidOmitted}`;
    if (!message.photo) return `${head}${author}: ${message.text}`;
    const name = `IMG-${t.year}${two(t.month + 1)}${two(t.day)}-WA${String(files++).padStart(4, '0')}.jpg`;
    return `${head}${author}: ${MARK}${name} ${words.androidAttached}${message.text ? `\n${message.text}` : ''}`;
  });
  return `${lines.join('\n')}\n`;
}

/** `[24/8/26, 10:42:15] Chloe: ...`, photographs beside it; numbers stand between marks of writing direction. */
function iosZip(story: ChatStory, title: string, messages: readonly ChatMessage[]): Uint8Array {
  const words = WORDS[story.locale];
  const peer = story.title === 'number' ? `\u202a${title}\u202c` : title;
  const files: Record<string, Uint8Array> = {};
  const lines = messages.map((message, index) => {
    const t = localTime(message.atMs);
    const second = message.kind === 'system' ? 0 : fixedNumber(`${story.person} second ${index}`) % 60;
    const head = `[${t.day}/${t.month + 1}/${two(t.year % 100)}, ${clockText(t)}:${two(second)}] ${message.kind === 'ours' ? SHOP.name : peer}: `;
    if (message.kind === 'system') return `${head}${MARK}${message.text}`;
    if (message.isOmitted) return `${MARK}${head}${MARK}${words.iosOmitted}`;
    if (!message.photo) return `${head}${message.text}`;
    const name = `${String(index).padStart(8, '0')}-PHOTO-${t.year}-${two(t.month + 1)}-${two(t.day)}-${two(t.hour)}-${two(t.minute)}-${two(second)}.jpg`;
    files[name] = jpegPicture(message.photo);
    return `${MARK}${head}${message.text ? `${message.text} ` : ''}${MARK}<${words.iosAttached}: ${name}>`;
  });
  files['_chat.txt'] = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
  // A zip keeps local date fields, and a Date made of local fields gives the same ones on every machine.
  return zipSync(files, { mtime: new Date(2020, 0, 1), level: 6 });
}
