/**
 * A stanza's text as a tree: the XML that XMPP allows (RFC 6120, 11: no DTD, no entities beyond the five, no comments).
 * Reads stored bytes, which may be anything: what is no single whole element is null, and nothing is ever resolved or fetched.
 */

export type XmlNode = { name: string; namespace: string; attributes: Readonly<Record<string, string>>; children: XmlNode[]; text: string };

const TAG = /<(?:(\/)([^\s/>]+)\s*|!\[CDATA\[([\s\S]*?)\]\]|([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/)?)>/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** A chat program nests a dozen; a tree that is deeper was made to break a reader. */
const MAX_DEPTH = 100;

type Open = { node: XmlNode; rawName: string; namespaces: Readonly<Record<string, string>> };

/** Null when the text is not one well-formed element. Never throws. */
export function readXml(text: string): XmlNode | null {
  const open: Open[] = [];
  let root: XmlNode | null = null;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('<', at);
    const said = text.slice(at, next < 0 ? text.length : next);
    const inside = open.at(-1);
    if (inside !== undefined) inside.node.text += unescape(said);
    else if (said.trim() !== '') return null;
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(text);
    if (tag === null || (root !== null && inside === undefined)) return null;
    at = TAG.lastIndex;
    const [, closes, closed, cdata, name = '', attributes = '', isEmpty] = tag;
    if (cdata !== undefined) {
      if (inside === undefined) return null;
      inside.node.text += cdata;
    } else if (closes !== undefined) {
      if (inside?.rawName !== closed) return null;
      open.pop();
    } else {
      const element = newElement(name, attributes, inside?.namespaces ?? {});
      if (element === null || open.length >= MAX_DEPTH) return null;
      if (inside === undefined) root = element.node;
      else inside.node.children.push(element.node);
      if (isEmpty === undefined) open.push(element);
    }
  }
  return open.length === 0 ? root : null;
}

/** The first child of this name and, unless it is left out, this namespace. */
export function childOf(node: XmlNode | undefined, name: string, namespace?: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === name && (namespace === undefined || child.namespace === namespace));
}

function newElement(rawName: string, text: string, outer: Open['namespaces']): Open | null {
  const attributes: Record<string, string> = {};
  const namespaces: Record<string, string> = { ...outer };
  for (const [, key = '', double, single] of text.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attributes, key)) return null;
    const value = unescape(double ?? single ?? '');
    attributes[key] = value;
    if (key === 'xmlns') namespaces[''] = value;
    else if (key.startsWith('xmlns:')) namespaces[key.slice(6)] = value;
  }
  const colon = rawName.indexOf(':');
  const prefix = colon < 0 ? '' : rawName.slice(0, colon);
  return { node: { name: rawName.slice(colon + 1), namespace: namespaces[prefix] ?? '', attributes, children: [], text: '' }, rawName, namespaces };
}

function unescape(text: string): string {
  return !text.includes('&') ? text : text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10_ff_ff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
  });
}
