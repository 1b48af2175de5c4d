/** HTML that may be put into a page as it stands. */
export class Markup {
  readonly #html: string;
  constructor(html: string) {
    this.#html = html;
  }
  toString(): string {
    return this.#html;
  }
}

type Content = string | number | Markup | readonly Content[] | false | undefined;

/** Template tag: texts are escaped, Markup and lists of it go in as they are, `false` and `undefined` give nothing. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((page, part, index) => page + render(contents[index - 1]) + part));
}

/** A `<script>` element carrying data, safe against a closing tag inside a text. */
export function dataScript(attributes: string, data: unknown): Markup {
  return new Markup(`<script ${attributes}>${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`);
}

function render(content: Content): string {
  if (content === undefined || content === false) {
    return '';
  }
  if (typeof content === 'string') {
    return content.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }
  return Array.isArray(content) ? content.map(render).join('') : String(content);
}
