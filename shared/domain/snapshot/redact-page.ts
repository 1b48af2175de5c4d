import { Parser } from 'htmlparser2';
import {
  cleanAddress,
  cleanScript,
  isPlaceOfPeople,
  namesPersonalData,
  removed,
  withoutPersonalData,
} from './personal-data.ts';

/** A page larger than this is cut before it is looked through. */
const MAX_CHARS = 4_000_000;
const MAX_ATTRIBUTE = 2_000;
/** Pictures and typefaces within the page say nothing of its prices. */
const embeddedData = /^data:/i;

const dropped: ReadonlySet<string> = new Set([
  'style',
  'svg',
  'iframe',
  'object',
  'embed',
  'noscript-tracking',
  'canvas',
  'video',
  'audio',
]);
const voidTags: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
const addressAttributes: ReadonlySet<string> = new Set([
  'href',
  'src',
  'action',
  'content',
  'data-href',
  'data-url',
  'srcset',
  'formaction',
  'value',
]);

export interface Redacted {
  readonly html: string;
  /** The page was too large to be kept whole. */
  readonly truncated: boolean;
}

/**
 * A page as it may be kept: its markup, texts and data without cookies, tokens, e-mail addresses, phone numbers, hidden
 * form values, and without what stands where the shop greets its visitor or names its reviewers. Drawings, styles and
 * comments are left out. Never throws; linear in the page's length.
 */
export function redactPage(html: string): Redacted {
  const writer = new Redaction();
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => writer.open(tag, attributes),
      ontext: (text) => writer.text(text),
      onclosetag: (tag) => writer.close(tag),
    },
    { decodeEntities: true },
  );
  parser.write(html.slice(0, MAX_CHARS));
  parser.end();
  return { html: writer.html, truncated: html.length > MAX_CHARS };
}

class Redaction {
  readonly #parts: string[] = [];
  /** How deep within what is left out, and within a place that speaks of people. */
  #dropped = 0;
  #people = 0;
  #peopleDepth = 0;
  #depth = 0;
  #script: string | undefined;

  get html(): string {
    return this.#parts.join('');
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const isVoid = voidTags.has(tag);
    if (!isVoid) this.#depth += 1;
    if (dropped.has(tag) && !isVoid) this.#dropped += 1;
    if (this.#dropped > 0) return;
    if (!isVoid && tag !== 'html' && tag !== 'body' && this.#people === 0 && speaksOfPeople(attributes)) {
      this.#people = 1;
      this.#peopleDepth = this.#depth;
    }
    this.#parts.push(`<${tag}${attributesOf(tag, attributes, this.#people > 0)}>`);
    if (tag === 'script') this.#script = '';
  }

  text(text: string): void {
    if (this.#dropped > 0) return;
    if (this.#script !== undefined) this.#script += text;
    else if (this.#people > 0) this.#parts.push(text.trim() === '' ? text : removed);
    else this.#parts.push(escapeText(withoutPersonalData(text)));
  }

  close(tag: string): void {
    if (voidTags.has(tag)) return;
    if (tag === 'script' && this.#script !== undefined && this.#dropped === 0) {
      // No value may end the element early.
      if (isData(this.#script)) this.#parts.push(cleanScript(this.#script).replaceAll('</', '<\\/'));
      this.#script = undefined;
    }
    if (this.#dropped === 0) this.#parts.push(`</${tag}>`);
    if (dropped.has(tag)) this.#dropped -= 1;
    if (this.#people > 0 && this.#depth === this.#peopleDepth) this.#people = 0;
    this.#depth -= 1;
  }
}

/** Programs say nothing of the page's product, and much of its visitor. */
function isData(script: string): boolean {
  return script.includes('rice') || script.includes('urrency') || script.includes('@type');
}

function speaksOfPeople({
  class: className = '',
  id = '',
  itemprop = '',
  ...others
}: Readonly<Record<string, string>>): boolean {
  const words = `${className} ${id} ${others['data-testid'] ?? ''} ${others['data-test'] ?? ''}`
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  return isPlaceOfPeople(words) || itemprop === 'author' || itemprop === 'telephone' || itemprop === 'email';
}

function attributesOf(tag: string, attributes: Readonly<Record<string, string>>, ofPeople: boolean): string {
  const subject = `${attributes.name ?? ''} ${attributes.id ?? ''} ${attributes.property ?? ''} ${attributes.itemprop ?? ''}`;
  const isSecret = subject.split(' ').some((word) => word !== '' && namesPersonalData(word));
  // What a form carries back unseen is the visit's own, unless it is a plain word or number.
  const isHidden = tag === 'input' && attributes.type === 'hidden';
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    const carries = name === 'value' || name === 'content' || name === 'data-value';
    const taken =
      value !== '' &&
      ((carries && (isSecret || (isHidden && !/^[\w .,:/#-]{1,24}$/.test(value)))) ||
        (namesPersonalData(name) && name !== 'itemprop') ||
        (ofPeople && (carries || name === 'title' || name === 'alt' || name === 'aria-label')));
    text += ` ${name}="${taken ? removed : escapeAttribute(cleanValue(name, value))}"`;
  }
  return text;
}

function cleanValue(name: string, value: string): string {
  if (embeddedData.test(value)) return 'data:,';
  const kept =
    value.length > MAX_ATTRIBUTE && !/^[[{]/.test(value) ? value.slice(0, MAX_ATTRIBUTE).toWellFormed() : value;
  if (/^\s*[[{]/.test(kept)) return cleanScript(kept);
  return addressAttributes.has(name) ? cleanAddress(kept) : withoutPersonalData(kept);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
