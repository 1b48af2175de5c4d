/** Secret values by name. Undefined where none is configured: the service behind it is then off, and said to be. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
}
