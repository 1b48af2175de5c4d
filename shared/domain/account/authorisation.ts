import { hasRole, type Principal, type Role, type Scope } from './principal.ts';

/** `anyone`, or at least that role. From `admin` on the operator's secret opens it too. */
export type Access = 'anyone' | Role;

interface Rule {
  readonly least: Access;
  /** What a key needs to do it; where absent, no key may. */
  readonly scope?: Scope;
  /** Only once the address is known to be theirs. */
  readonly verified?: true;
}

/** THE authorisation table: what can be done, and who may. Every endpoint names its action. */
export const authorisation = {
  'read-public': { least: 'anyone' },
  'sign-in': { least: 'anyone' },
  'stop-mails': { least: 'anyone' },
  /** Whoever has a mail has the link in it. */
  'use-mail-link': { least: 'anyone' },
  /** Who brings news proves it by a signature of their own. */
  'bring-signed-news': { least: 'anyone' },
  'manage-own-plan': { least: 'user', verified: true },
  'read-own-account': { least: 'user', scope: 'account:read' },
  'change-own-account': { least: 'user' },
  'manage-own-keys': { least: 'user', verified: true },
  'change-own-preferences': { least: 'user', scope: 'preferences:write' },
  /** Whoever gives a destination has us write there: never before an address is known, and by no key. */
  'manage-own-destinations': { least: 'user', verified: true },
  'watch-pages': { least: 'admin', scope: 'watches:write' },
  'see-operations': { least: 'admin', scope: 'operations:read' },
  operate: { least: 'admin' },
  'see-people': { least: 'admin', scope: 'people:read' },
  'manage-people': { least: 'admin' },
  'appoint-people': { least: 'super-admin' },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof authorisation;

export type Permission =
  | { readonly type: 'allowed' }
  | { readonly type: 'sign-in-needed' }
  | { readonly type: 'forbidden'; readonly reason: string };

const allowed: Permission = { type: 'allowed' };
const forbidden = (reason: string): Permission => ({ type: 'forbidden', reason });

/** Whether a principal may do it. */
export function permission(principal: Principal, action: Action): Permission {
  const { least, scope, verified }: Rule = authorisation[action];
  const byRole = accessPermission(principal, least);
  if (byRole.type !== 'allowed' || least === 'anyone' || principal.type === 'public' || principal.type === 'operator') {
    return byRole;
  }
  if (principal.type === 'api-key' && (!scope || !principal.scopes.includes(scope))) {
    return forbidden(scope ? `the key needs the scope ${scope}` : 'no API key may do that');
  }
  return verified && !principal.isVerified ? forbidden('the email address has to be verified first') : allowed;
}

/** Whether a principal is at least that; what a path prefix asks before its endpoints ask more. */
export function accessPermission(principal: Principal, least: Access): Permission {
  if (least === 'anyone') return allowed;
  if (principal.type === 'public') return { type: 'sign-in-needed' };
  if (principal.type === 'operator') {
    return hasRole(least, 'admin') ? allowed : forbidden('the operator has no account of their own');
  }
  return hasRole(principal.role, least) ? allowed : forbidden(`only ${least} or above may do that`);
}

/** Whether a principal may change somebody of that role: admins change those below them, a super-admin everybody but themselves. */
export function mayChange(principal: Principal, target: { readonly userId: string; readonly role: Role }): Permission {
  if (principal.type === 'operator') return allowed;
  if (principal.type === 'public') return { type: 'sign-in-needed' };
  if (principal.userId === target.userId) return forbidden('nobody changes their own account this way');
  const isBelow = principal.role === 'super-admin' || !hasRole(target.role, principal.role);
  return isBelow ? allowed : forbidden(`only super-admin may do that to somebody who is ${target.role}`);
}
