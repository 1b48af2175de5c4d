/** MON-1. The upper end only keeps hashing from being a weapon. */
export const passwordLength = { min: 8, max: 200 } as const;

const rules: readonly { readonly words: string; readonly holds: (password: string) => boolean }[] = [
  {
    words: `at least ${passwordLength.min} characters`,
    holds: (password) => [...password].length >= passwordLength.min,
  },
  {
    words: `at most ${passwordLength.max} characters`,
    holds: (password) => [...password].length <= passwordLength.max,
  },
  { words: 'an upper-case letter', holds: (password) => /\p{Lu}/u.test(password) },
  { words: 'a lower-case letter', holds: (password) => /\p{Ll}/u.test(password) },
  { words: 'a digit', holds: (password) => /\p{Nd}/u.test(password) },
];

/** All of them, in words. */
export const passwordRules = rules.map(({ words }) => words).join(', ');

/** What a password lacks, in words that follow "needs"; empty when it may be taken. */
export function passwordLacks(password: string): string[] {
  return rules.filter(({ holds }) => !holds(password)).map(({ words }) => words);
}

/** One form for what keyboards write in several (RFC 8265, OpaqueString). */
export function preparePassword(password: string): string {
  return password.normalize('NFC');
}
