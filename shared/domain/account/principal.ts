import * as z from 'zod';

/** WP-5, from the least to the most powerful. */
export const roles = ['user', 'premium', 'admin', 'super-admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What an API key may be made for. A key never does more than its owner might. */
export const scopes = ['account:read', 'preferences:write', 'watches:write', 'operations:read', 'people:read'] as const;
export const scope = z.enum(scopes);
export type Scope = z.infer<typeof scope>;

/** On whose behalf a request is made. */
export type Principal =
  | { readonly type: 'public' }
  | {
      readonly type: 'user';
      readonly userId: string;
      readonly role: Role;
      readonly sessionId: string;
      readonly isVerified: boolean;
    }
  | {
      readonly type: 'api-key';
      readonly userId: string;
      readonly role: Role;
      readonly keyId: string;
      readonly scopes: readonly Scope[];
      readonly isVerified: boolean;
    }
  /** Whoever presents the admin secret. */
  | { readonly type: 'operator' };

export type SignedIn = Extract<Principal, { readonly userId: string }>;

export function hasRole(given: Role, least: Role): boolean {
  return roles.indexOf(given) >= roles.indexOf(least);
}

/** Names a principal in logs, limits and the audit; never a person. */
export function principalId(principal: Principal): string {
  switch (principal.type) {
    case 'user':
      return `user:${principal.userId}`;
    case 'api-key':
      return `key:${principal.keyId}`;
    default:
      return principal.type;
  }
}
