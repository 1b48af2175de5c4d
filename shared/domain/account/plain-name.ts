/** Control characters, line separators, and what makes text run the other way: a name that could pass for other text. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const longest = 100;

/** Whether a name holds nothing that is not seen. */
export const isPlainName = (name: string): boolean => !unseen.test(name);

/** A name as another service gives it, without what a name may not hold; null where nothing is left. */
export function plainName(given: string | null): string | null {
  const name = (given ?? '').replace(new RegExp(unseen, 'gu'), ' ').trim();
  return [...name].slice(0, longest).join('') || null;
}
