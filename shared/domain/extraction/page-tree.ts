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
/** Deeper elements are kept as siblings; at the hopeless depth reading stops. */
const MAX_DEPTH = 400;
const HOPELESS_DEPTH = 3_000;

/**
 * Start tags of elements whose content is not markup to read; more than half of a shop's page is inside them. Those in
 * capitals, rare and slower to look for, are left to the parser.
 */
const opaqueStart = /<(script|style|svg)(?=[\s>/])(?:[^>"']|"[^"]*"|'[^']*'){0,400}>/g;
const opaqueEnd = { script: /<\/script/gi, style: /<\/style/gi, svg: /<\/svg/gi } as const;
const withoutText: ReadonlySet<string> = new Set(['style', 'svg', 'iframe', 'object', 'canvas', 'audio']);

/** Reads HTML into a lean tree in one streaming pass. Never throws; time and memory grow linearly with the text. */
export function readPageTree(html: string): PageTree {
  const tree = new GrowingTree();
  const parser = new Parser({
    onopentag: (tag, attributes) => tree.open(tag, attributes),
    ontext: (text) => tree.text(text),
    onclosetag: (tag) => tree.close(tag),
  });
  const end = Math.min(html.length, MAX_CHARS);
  let at = 0;
  const feed = (to: number): void => {
    while (at < to && !tree.isHopeless) {
      const next = Math.min(at + CHUNK_CHARS, to);
      parser.write(html.slice(at, next));
      at = next;
    }
  };
  opaqueStart.lastIndex = 0;
  for (let match = opaqueStart.exec(html); match !== null && !tree.isHopeless; match = opaqueStart.exec(html)) {
    const from = match.index + match[0].length;
    if (from >= end) break;
    feed(from);
    const tag = match[1];
    // In a comment or an attribute the same characters start nothing.
    if (tag !== tree.openTag || (tag !== 'script' && tag !== 'style' && tag !== 'svg') || match[0].endsWith('/>'))
      continue;
    const closing = opaqueEnd[tag];
    closing.lastIndex = from;
    const to = Math.min(closing.exec(html)?.index ?? end, end);
    if (tag === 'script') tree.text(html.slice(from, to));
    at = to;
    opaqueStart.lastIndex = to;
  }
  feed(end);
  parser.end();
  return { root: tree.root, elements: tree.elements, scripts: tree.scripts, truncated: at < html.length };
}

class GrowingTree {
  readonly root: PageElement = { tag: '', attributes: {}, parent: null, children: [], order: 0 };
  readonly elements: PageElement[] = [];
  readonly scripts: PageScript[] = [];
  readonly #open: PageElement[] = [this.root];
  #current = this.root;
  #depth = 0;
  #muted = 0;
  #scriptText: string | null = null;

  get openTag(): string {
    return this.#current.tag;
  }

  get isHopeless(): boolean {
    return this.#depth >= HOPELESS_DEPTH || this.elements.length >= MAX_ELEMENTS;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    const element: PageElement = {
      tag,
      attributes,
      parent: this.#current,
      children: [],
      order: this.elements.length + 1,
    };
    if (this.#muted === 0) {
      this.elements.push(element);
      this.#current.children.push(element);
    }
    if (withoutText.has(tag)) this.#muted += 1;
    if (tag === 'script') this.#scriptText = '';
    if (this.#depth < MAX_DEPTH) {
      this.#open.push(element);
      this.#current = element;
    }
  }

  text(text: string): void {
    if (this.#scriptText !== null) this.#scriptText += text;
    else if (this.#muted === 0) this.#current.children.push(text);
  }

  close(tag: string): void {
    if (tag === 'script' && this.#scriptText !== null) {
      const attributes = this.#current.tag === 'script' ? this.#current.attributes : {};
      this.scripts.push({ attributes, text: this.#scriptText });
      this.#scriptText = null;
    }
    if (withoutText.has(tag)) this.#muted = Math.max(0, this.#muted - 1);
    this.#depth -= 1;
    if (this.#depth < MAX_DEPTH - 1 && this.#open.length > 1) {
      this.#open.pop();
      this.#current = this.#open[this.#open.length - 1] ?? this.root;
    }
  }
}
