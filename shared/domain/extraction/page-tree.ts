import { Parser } from 'htmlparser2';

/** One element of a page: only what reading it needs. `order` counts elements in document order. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: PageElement | null;
  readonly children: (PageElement | string)[];
  readonly order: number;
}

export interface PageScript {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A page in one pass: its elements in document order, its scripts, nothing of styles and drawings. */
export interface PageTree {
  readonly root: PageElement;
  readonly elements: readonly PageElement[];
  readonly scripts: readonly PageScript[];
  /** The page was larger or deeper than any shop's page; what follows the limit was not read. */
  readonly truncated: boolean;
}

/** htmlparser2 moves its whole stack on every tag, so hostile nesting is noticed between chunks and cut off. */
const CHUNK_CHARS = 65_536;
const MAX_CHARS = 12_000_000;
const MAX_ELEMENTS = 150_000;
const MAX_DEPTH = 400;
/** Depth at which parsing stops; between this and MAX_DEPTH elements are kept, but as siblings. */
const HOPELESS_DEPTH = 3_000;

const withoutText: ReadonlySet<string> = new Set(['style', 'svg', 'path', 'iframe', 'object', 'canvas', 'audio']);

/** Reads HTML into a lean tree in one streaming pass. Never throws; time and memory grow linearly with the text. */
export function readPageTree(html: string): PageTree {
  const root: PageElement = { tag: '', attributes: {}, parent: null, children: [], order: 0 };
  const elements: PageElement[] = [];
  const scripts: PageScript[] = [];
  const open: PageElement[] = [root];
  let depth = 0;
  let current = root;
  let scriptParts: string[] | null = null;
  let muted = 0;

  const parser = new Parser({
    onopentag(tag, attributes) {
      depth += 1;
      if (withoutText.has(tag)) muted += 1;
      if (tag === 'script') scriptParts = [];
      const element: PageElement = { tag, attributes, parent: current, children: [], order: elements.length + 1 };
      if (muted === 0 || tag === 'svg') {
        elements.push(element);
        current.children.push(element);
      }
      if (depth < MAX_DEPTH) {
        open.push(element);
        current = element;
      }
    },
    ontext(text) {
      if (scriptParts !== null) scriptParts.push(text);
      else if (muted === 0) current.children.push(text);
    },
    onclosetag(tag) {
      if (tag === 'script' && scriptParts !== null) {
        const attributes = current.tag === 'script' ? current.attributes : {};
        scripts.push({ attributes, text: scriptParts.length === 1 ? (scriptParts[0] ?? '') : scriptParts.join('') });
        scriptParts = null;
      }
      if (withoutText.has(tag)) muted = Math.max(0, muted - 1);
      depth -= 1;
      if (depth < MAX_DEPTH - 1 && open.length > 1) {
        open.pop();
        current = open[open.length - 1] ?? root;
      }
    },
  });

  const end = Math.min(html.length, MAX_CHARS);
  let at = 0;
  while (at < end && depth < HOPELESS_DEPTH && elements.length < MAX_ELEMENTS) {
    parser.write(html.slice(at, Math.min(at + CHUNK_CHARS, end)));
    at += CHUNK_CHARS;
  }
  parser.end();
  return { root, elements, scripts, truncated: at < html.length };
}
