import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { askServer } from './ask-server.ts';
import { endOnError } from './end-on-error.ts';

const usage = 'npm run seed -- [--admin ADDRESS]… [--allow ADDRESS]…';

/**
 * `npm run seed -- --admin ADDRESS --allow ADDRESS`: the first administrators of the running server, who choose their
 * password by a mail, and addresses for the beta list. Asked again it changes nothing. The demo has the sample products.
 */
async function seed(): Promise<void> {
  const rest = process.argv.slice(2);
  const admins = takeAll(rest, '--admin');
  const allowed = takeAll(rest, '--allow');
  if (admins.length + allowed.length === 0) throw new ConfigError(usage);
  const settings = readSettings(rest, process.env);
  for (const email of admins) {
    const { ok, status, body } = await askServer(settings, '/api/admin/users', { email, role: 'super-admin' });
    if (!ok && status !== 409) throw new ConfigError(`${email}: ${body.detail}`);
    process.stdout.write(ok ? `${email} gets a mail to choose a password\n` : `${email} has an account already\n`);
  }
  for (const email of allowed) {
    const { ok, body } = await askServer(settings, '/api/admin/beta-list', { email });
    if (!ok) throw new ConfigError(`${email}: ${body.detail}`);
    process.stdout.write(`${email} is on the beta list\n`);
  }
}

/** Takes a flag with its value out of the arguments, as often as it is given. */
function takeAll(argv: string[], flag: string): string[] {
  const values: string[] = [];
  for (let at = argv.indexOf(flag); at >= 0; at = argv.indexOf(flag)) {
    const [, value] = argv.splice(at, 2);
    if (!value) throw new ConfigError(usage);
    values.push(value);
  }
  return values;
}

endOnError(seed());
