/** An element of a document, in the order of their beginnings. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

const TOKEN = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>|([^<]+)/gy;
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;

/** Reads XML without declarations, comments and CDATA; throws where it is not well-formed. */
export function parseXml(text: string): Element[] {
  const all: Element[] = [];
  const open: Element[] = [];
  let at = 0;
  for (const [token, closing, name, attributes = '', empty, content] of text.matchAll(TOKEN)) {
    at += token.length;
    const inside = open.at(-1);
    if (content !== undefined) {
      if (REFERENCE.test(content) || (!inside && content.trim() !== '')) throw new Error(`stray text: ${content}`);
      if (inside) inside.text += content;
    } else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`);
    } else {
      if (!inside && all.length > 0) throw new Error(`a second root: ${name}`);
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]);
      const keys = pairs.map(([key]) => key);
      if (new Set(keys).size < keys.length) throw new Error(`an attribute twice: ${token}`);
      const element = { name: name ?? '', attributes: Object.fromEntries(pairs), text: '' };
      all.push(element);
      if (!empty) open.push(element);
    }
  }
  if (at < text.length) throw new Error(`no XML: ${text.slice(at, at + 40)}`);
  if (open.length > 0) throw new Error(`not closed: ${open.map(({ name }) => name).join()}`);
  return all;
}
