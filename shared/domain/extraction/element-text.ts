import type { PageElement } from './page-tree.ts';

/** What lies between two pieces of text: nothing (a comment), an inline tag, a line, or a tag that lifts decimals. */
type Gap = 'none' | 'inline' | 'line' | 'decimals';

const inlineTags: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo big cite code data em font i ins label mark q s del small span strike strong sub sup time u wbr'.split(
    ' ',
  ),
);
const silentTags: ReadonlySet<string> = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'select']);
const decimalsClass = /(cents?|decimals?|fraction(al)?|superscript|kopecks?)($|[\s_-])/i;

/**
 * The text of an element as a reader sees it: blanks collapsed, neighbouring elements kept apart, and decimals that are
 * set off only by their looks (`12<sup>99</sup>`) given their separator. Cut off after about `limit` characters.
 */
export function elementText(element: PageElement, limit = 2_000): string {
  const line = new LineOfText(limit);
  line.addChildren(element);
  return line.text;
}

class LineOfText {
  text = '';
  readonly #limit: number;
  #gap: Gap = 'none';
  #blank = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  addChildren(element: PageElement): void {
    for (const child of element.children) {
      if (this.text.length >= this.#limit) return;
      if (typeof child === 'string') this.#add(child);
      else if (!silentTags.has(child.tag)) {
        const gap = gapOf(child);
        this.#widen(gap);
        this.addChildren(child);
        this.#widen(gap === 'decimals' ? 'inline' : gap);
      }
    }
  }

  #widen(gap: Gap): void {
    if (this.#gap !== 'line' && this.#gap !== 'decimals') this.#gap = gap;
    else if (gap === 'line') this.#gap = gap;
  }

  #add(piece: string): void {
    const trimmed = piece.trim();
    if (trimmed === '') {
      this.#blank ||= piece !== '';
      return;
    }
    const words = / {2}|[^\S ]/.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
    this.#blank ||= /^\s/.test(piece);
    this.text += this.#joint(words) + words;
    this.#blank = /\s$/.test(piece.slice(-1));
    this.#gap = 'none';
  }

  #joint(next: string): string {
    const last = this.text.at(-1);
    if (last === undefined) return '';
    if (this.#gap === 'decimals' && /\d/.test(last) && /^\d\d(?!\d)/.test(next)) {
      return /\d\.\d+$/.test(this.text) ? ',' : '.';
    }
    if (this.#blank || this.#gap === 'line') return ' ';
    if (this.#gap === 'none') return '';
    return /^[.,]/.test(next) || !/[\p{L}\p{N}]/u.test(last) ? '' : ' ';
  }
}

function gapOf(element: PageElement): Gap {
  const className = element.attributes.class;
  if (element.tag === 'sup' || (className !== undefined && decimalsClass.test(className))) return 'decimals';
  return inlineTags.has(element.tag) ? 'inline' : 'line';
}
