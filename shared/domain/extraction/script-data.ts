import type { PageScript } from './page-tree.ts';
import { type JsonValue, readRelaxedJson } from './relaxed-json.ts';

/** Scripts larger than this are programs, not data about one product. */
const MAX_SCRIPT_CHARS = 3_000_000;
const MAX_LITERALS = 60;

/** Where an object or array literal begins that is assigned, passed to a call, or follows a call's first arguments. */
const literalStart = /(?:[=(,]|return|push\()\s*(?=[{[]\s*["'{[\w}])/g;

/** All object literals of the page's scripts that speak of prices: JSON blocks, assigned state, arguments of analytics calls. */
export function readScriptData(scripts: readonly PageScript[]): JsonValue[] {
  return scripts.flatMap(({ attributes, text }) => {
    if (text.length > MAX_SCRIPT_CHARS || !mentionsPrice(text)) return [];
    const type = attributes.type ?? '';
    if (/ld\+json|template|html/i.test(type)) return [];
    return /json/i.test(type) ? jsonOf(text) : literalsOf(text);
  });
}

function jsonOf(text: string): JsonValue[] {
  try {
    // JSON.parse answers `any`; what it can hold is exactly JsonValue.
    return [JSON.parse(text) as JsonValue];
  } catch {
    return literalsOf(`=${text}`);
  }
}

function literalsOf(text: string): JsonValue[] {
  const literals: JsonValue[] = [];
  literalStart.lastIndex = 0;
  for (
    let match = literalStart.exec(text);
    match !== null && literals.length < MAX_LITERALS;
    match = literalStart.exec(text)
  ) {
    const start = literalStart.lastIndex;
    const whole = wholeRest(text, start);
    if (whole !== undefined) {
      literals.push(whole);
      break;
    }
    const literal = readRelaxedJson(text, start);
    if (literal === undefined) break;
    if (mentionsPrice(text.slice(start, Math.min(literal.end, start + 200_000)))) literals.push(literal.value);
    literalStart.lastIndex = Math.max(literal.end, start + 1);
  }
  return literals;
}

/** The usual case, read fast: a script that is one assignment of valid JSON. */
function wholeRest(text: string, start: number): JsonValue | undefined {
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  if (text.length - end > 3 || end - start < 5_000) return undefined;
  try {
    // JSON.parse answers `any`; what it can hold is exactly JsonValue.
    return JSON.parse(text.slice(start, end + 1)) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Plain searches are many times faster than one that ignores case, and every script is asked. */
function mentionsPrice(text: string): boolean {
  return text.includes('rice') || text.includes('totalvalue');
}
