/** Seals personal data field by field, and names people by keyed hashes. */
export interface FieldCipher {
  /** The same text sealed twice differs. `place` (`users/<id>/email`) is bound in: a sealed value works nowhere else. */
  seal(text: string, place: string): string;
  /** @throws Error when it was sealed under a key no longer kept, for another place, or changed */
  open(sealed: string, place: string): string;
  /** Whether it is sealed under the newest key; false for plain text. */
  isNewest(sealed: string): boolean;
  /** Keyed hashes of a value, under the newest key first; the others find what older keys named. */
  idsOf(kind: string, value: string): readonly [string, ...string[]];
}
