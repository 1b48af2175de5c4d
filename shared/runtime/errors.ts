/** Will never succeed: the message is acknowledged and recorded as a dead letter. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** May succeed later: the message is delivered again. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** The configuration is wrong: the process says which key, what was found, what is allowed, and ends with code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
