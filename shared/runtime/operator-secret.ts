import { ConfigError } from './errors.ts';
import { splitKeys } from './field-cipher.ts';

/** Beyond this nobody guesses a random one, however many at once they try. */
const shortestSecret = 16;

/**
 * A secret the operator chooses that opens or signs something.
 *
 * @throws ConfigError where it could be guessed
 */
export function checkOperatorSecret(name: 'ADMIN_SECRET' | 'SESSION_KEYS' | 'DATA_KEYS', secret: string): void {
  if (name !== 'ADMIN_SECRET') splitKeys(secret, name);
  else if (secret.length < shortestSecret)
    throw new ConfigError(
      `${name}: found ${secret.length} characters; allowed: at least ${shortestSecret}, best random ones`,
    );
}
