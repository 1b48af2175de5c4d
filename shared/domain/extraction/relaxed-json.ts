/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_DEPTH = 100;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

/**
 * Reads one JSON value at `start`, as forgiving as a browser: also JavaScript literals (bare keys, single quotes,
 * comments, trailing commas, undefined), raw line breaks and unknown escapes in strings, quotes somebody forgot to
 * escape, and text that ends too early. What is not a literal (a call, a variable) becomes null. Never throws;
 * undefined where not even a value begins.
 */
export function readRelaxedJson(text: string, start = 0): { value: JsonValue; end: number } | undefined {
  return new RelaxedReader(text, start).read();
}

/** JSON where it is valid, repaired where it is not; undefined where nothing can be made of it. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    // JSON.parse answers `any`; what it can hold is exactly JsonValue.
    return JSON.parse(text) as JsonValue;
  } catch {
    const begin = text.search(/[[{]/);
    return begin === -1 ? undefined : readRelaxedJson(text, begin)?.value;
  }
}

class RelaxedReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  read(): { value: JsonValue; end: number } | undefined {
    this.#skipBlank();
    if (this.#at >= this.#text.length) return undefined;
    const value = this.#value(0);
    return { value, end: this.#at };
  }

  #value(depth: number): JsonValue {
    this.#skipBlank();
    const first = this.#text[this.#at];
    if (first === '{' && depth < MAX_DEPTH) return this.#object(depth);
    if (first === '[' && depth < MAX_DEPTH) return this.#array(depth);
    if (first === '"' || first === "'" || first === '`') return this.#string(first);
    return this.#word();
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = Object.create(null);
    this.#at += 1;
    while (this.#at < this.#text.length) {
      this.#skipBlank();
      const next = this.#text[this.#at];
      if (next === '}') {
        this.#at += 1;
        break;
      }
      if (next === ',' || next === ';') {
        this.#at += 1;
        continue;
      }
      if (next === undefined || next === ']' || next === ')') break;
      const before = this.#at;
      const key = next === '"' || next === "'" ? this.#string(next) : this.#bareKey();
      this.#skipBlank();
      if (this.#text[this.#at] === ':') {
        this.#at += 1;
        object[key] = this.#value(depth + 1);
      }
      if (this.#at === before) this.#at += 1;
    }
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length) {
      this.#skipBlank();
      const next = this.#text[this.#at];
      if (next === ']') {
        this.#at += 1;
        break;
      }
      if (next === ',') {
        this.#at += 1;
        continue;
      }
      if (next === undefined || next === '}' || next === ')') break;
      const before = this.#at;
      array.push(this.#value(depth + 1));
      if (this.#at === before) this.#at += 1;
    }
    return array;
  }

  #string(quote: string): string {
    let result = '';
    let from = this.#at + 1;
    let at = from;
    for (; at < this.#text.length; at += 1) {
      const char = this.#text[at];
      if (char === '\\') {
        const [replacement, length] = this.#escape(at + 1);
        result += this.#text.slice(from, at) + replacement;
        at += length;
        from = at + 1;
      } else if (char === quote && this.#endsString(at)) break;
    }
    result += this.#text.slice(from, at);
    this.#at = at + 1;
    return result;
  }

  #escape(at: number): readonly [replacement: string, length: number] {
    const char = this.#text[at] ?? '';
    const hexLength = char === 'u' ? 4 : char === 'x' ? 2 : 0;
    if (hexLength > 0) {
      const hex = this.#text.slice(at + 1, at + 1 + hexLength);
      if (hex.length === hexLength && /^[0-9a-f]+$/i.test(hex)) {
        return [String.fromCharCode(Number.parseInt(hex, 16)), hexLength + 1];
      }
    }
    return [SIMPLE_ESCAPES[char] ?? char, 1];
  }

  /** A quote ends the string only where JSON can go on after it; else it is one that should have been escaped. */
  #endsString(at: number): boolean {
    let next = at + 1;
    while (isBlank(this.#text.charCodeAt(next))) next += 1;
    const char = this.#text[next];
    return char === undefined || ',:}]);+/'.includes(char);
  }

  #bareKey(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && /[^\s:,{}[\]"']/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text.slice(from, this.#at);
  }

  #word(): JsonValue {
    const from = this.#at;
    let nesting = 0;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const char = this.#text[this.#at] ?? '';
      if (char === '(') nesting += 1;
      else if (char === ')') {
        if (nesting === 0) break;
        nesting -= 1;
      } else if (nesting === 0 && (char === ',' || char === '}' || char === ']' || char === ';' || char === '\n'))
        break;
    }
    const word = this.#text.slice(from, this.#at).trim();
    if (word === 'true' || word === '!0') return true;
    if (word === 'false' || word === '!1') return false;
    return /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(word) ? Number(word) : null;
  }

  #skipBlank(): void {
    for (;;) {
      while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
      if (this.#text.startsWith('/*', this.#at)) {
        const end = this.#text.indexOf('*/', this.#at + 2);
        this.#at = end === -1 ? this.#text.length : end + 2;
      } else if (this.#text.startsWith('//', this.#at)) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end + 1;
      } else return;
    }
  }
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}
