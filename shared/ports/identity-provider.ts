/** Who somebody is at a service they signed in with. */
export interface Identity {
  readonly provider: 'google';
  /** Their id there, which never changes. */
  readonly subject: string;
  readonly email: string;
  /** The service itself gives out addresses of this domain, so that whoever it says it is owns the mailbox now. */
  readonly ownsAddress: boolean;
  readonly isVerified: boolean;
  readonly name: string | null;
}

export type Identification =
  | { readonly type: 'identity'; readonly identity: Identity }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'unavailable'; readonly reason: string };

/** Checks what a service says of somebody (an OpenID Connect id token). */
export interface IdentityProvider {
  identify(idToken: string): Promise<Identification>;
}
