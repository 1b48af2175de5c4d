import type { User } from '../../documents/user.ts';
import { hasRole } from './principal.ts';

/** While the beta lasts, who is not on its list stays outside; who operates the service does not. */
export const mayEnter = (betaMode: boolean, { isBetaUser, role }: Pick<User, 'isBetaUser' | 'role'>): boolean =>
  !betaMode || isBetaUser || hasRole(role, 'admin');
