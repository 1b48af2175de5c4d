/** Turns passwords into what may be kept of them. Slow on purpose. */
export interface Passwords {
  /** A PHC string with its own salt and parameters. */
  hash(password: string): Promise<string>;
  /** Takes the same time where there is nothing to compare with; false then. */
  verify(password: string, hash: string | null): Promise<boolean>;
}
