/** Services somebody can sign in with beside a password. */
export const providers = ['google', 'github', 'facebook'] as const;
export type ProviderName = (typeof providers)[number];

/** Who somebody is at a service they signed in with. */
export interface Identity {
  readonly provider: ProviderName;
  /** Their id there, which never changes. */
  readonly subject: string;
  readonly email: string;
  /** The service has made sure, at some time, that the mailbox is theirs. */
  readonly isVerified: boolean;
  /**
   * It also stands for it now: because it gives out addresses of this domain, or because it is where it writes to them.
   * Only then does it open an account whose address was confirmed here.
   */
  readonly ownsAddress: boolean;
  readonly name: string | null;
}

export type Identification =
  | { readonly type: 'identity'; readonly identity: Identity }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'unavailable'; readonly reason: string };

/** What a browser brings back from a service: an id token, or a code that is exchanged there. */
export type Evidence =
  | { readonly idToken: string }
  /** `verifier`: the secret this browser began with (RFC 7636). */
  | { readonly code: string; readonly verifier: string };

/** A service that says who somebody is. */
export interface IdentityProvider<E extends Evidence = Evidence> {
  readonly name: ProviderName;
  identify(evidence: E): Promise<Identification>;
}

/** One that is asked with a code (RFC 6749 section 4.1): the browser goes there first, and comes back with it. */
export interface CodeProvider extends IdentityProvider<Extract<Evidence, { readonly code: string }>> {
  /** Where the browser goes. `challenge`: hash of the verifier. */
  authorizeUrl(given: { readonly state: string; readonly challenge: string }): string;
}
