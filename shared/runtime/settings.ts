import * as z from 'zod';
import { ConfigError } from './errors.ts';
import { hostMapForm, parseHostMap } from './host-map.ts';

interface Setting<T> {
  readonly meaning: string;
  /** In the words of an error message: "a port number, 0–65535". */
  readonly allowed: string;
  /** As text, the way it would stand in the environment; undefined where nothing is set by default. */
  readonly fallback: string | undefined;
  readonly schema: z.ZodType<T, string | undefined>;
}

const text = (meaning: string, fallback: string, allowed = 'text', form = /\S/): Setting<string> => ({
  meaning,
  allowed,
  fallback,
  schema: z.string().regex(form),
});
const webAddress = (meaning: string, fallback: string): Setting<string> => ({
  meaning,
  allowed: 'an http or https address without user name or password',
  fallback,
  schema: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).username === '' && new URL(url).password === '')
    .transform((url) => url.replace(/\/$/, '')),
});
const wholeNumber = (meaning: string, fallback: number, min: number, max: number): Setting<number> => ({
  meaning,
  allowed: `a whole number, ${min}–${max}`,
  fallback: String(fallback),
  schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max)),
});
const amount = (meaning: string, fallback: number): Setting<number> => ({
  meaning,
  allowed: 'a number, 0 or more',
  fallback: String(fallback),
  schema: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
});
const onOff = (meaning: string, fallback: boolean): Setting<boolean> => ({
  meaning,
  allowed: 'true or false',
  fallback: String(fallback),
  schema: z.enum(['true', 'false']).transform((value) => value === 'true'),
});
const oneOf = <const T extends string>(meaning: string, values: readonly [T, ...T[]]): Setting<T> => ({
  meaning,
  allowed: values.join(' or '),
  fallback: values[0],
  // Parsed from text, like every other setting.
  schema: z.enum(values) as unknown as z.ZodType<T, string | undefined>,
});

/** Every setting there is. The flag is `--kebab-name`, the environment variable `PRICEHAWK_SNAKE_NAME`. */
export const settingsTable = {
  port: wholeNumber('port of the local server', 8080, 0, 65_535),
  host: text('address the local server listens on', '127.0.0.1', 'an address of this machine'),
  data: text('folder of the local database, blobs and outbox', '.pricehawk', 'a folder'),
  demo: onOff('run the demo shops and their subscriber', true),
  demoPort: wholeNumber('port of the demo shops', 8081, 0, 65_535),
  platform: oneOf('where documents and messages live', ['embedded', 'emulator']),
  retailers: text('folder with retailer files added to the built-in ones', 'none', 'a folder, or none'),
  hostMap: {
    meaning: 'hosts reached at another address, for local shops',
    allowed: hostMapForm,
    fallback: 'none',
    schema: z.string().refine(isHostMap),
  },
  publicUrl: webAddress(
    'address people reach this server under; links in mails begin with it',
    'http://localhost:8080',
  ),
  chrome: text(
    'browser for pages that need one: auto takes the one that comes along (Linux on x64, else none)',
    'auto',
    'auto, off, or the path of an installed Chrome',
  ),
  jinaUrl: webAddress("address of Jina's Reader", 'https://r.jina.ai'),
  jinaWithoutKey: onOff('use Jina Reader even without JINA_API_KEY, at its lower rate', false),
  debug: onOff('write DEBUG log lines', false),
  skipWithinMinutes: wholeNumber('do not look at a page again within this time', 15, 0, 1_440),
  hostSlotMinutes: wholeNumber('how far ahead visits to a host are planned', 10, 1, 60),
  quarantineSeconds: wholeNumber('how long a suspect price may wait for a second look', 60, 5, 3_600),
  mailFrom: text(
    'sender of mails',
    'PriceHawk <deals@pricehawk.localhost>',
    'Name <address>',
    /^[^<>\n]*<?[^<>\s]+@[^<>\s]+>?$/,
  ),
  resendUrl: webAddress("address of Resend's API", 'https://api.resend.com'),
  vapidSubject: text(
    'contact named to push services',
    'mailto:operator@pricehawk.localhost',
    'a mailto: or https: address',
    /^(mailto:.+@.+|https:\/\/.+)$/,
  ),
  stripeUrl: webAddress("address of Stripe's API", 'https://api.stripe.com'),
  geminiUrl: webAddress("address of Gemini's API", 'https://generativelanguage.googleapis.com'),
  geminiModel: text('Gemini model that judges prices', 'gemini-2.5-flash'),
  geminiInputUsdPerMillion: amount('price of a million input tokens, US dollars', 0.3),
  geminiOutputUsdPerMillion: amount('price of a million output tokens, US dollars', 2.5),
  geminiStrongModel: text(
    'Gemini model asked once more where the first is not sure',
    'gemini-2.5-pro',
    'a model, or none',
  ),
  geminiStrongInputUsdPerMillion: amount('price of a million input tokens, US dollars', 1.25),
  geminiStrongOutputUsdPerMillion: amount('price of a million output tokens, US dollars', 10),
  openrouterUrl: webAddress("address of OpenRouter's API", 'https://openrouter.ai/api/v1'),
  openrouterModel: text('OpenRouter model that judges prices', 'deepseek/deepseek-chat-v3.1'),
  openrouterInputUsdPerMillion: amount('price of a million input tokens, US dollars', 0.25),
  openrouterOutputUsdPerMillion: amount('price of a million output tokens, US dollars', 1),
  aiAnswerDays: wholeNumber('how long a model is not asked the same question again', 30, 1, 365),
  trustedProxies: wholeNumber('proxies of ours in front, each adding to X-Forwarded-For', 0, 0, 5),
  corsOrigins: {
    meaning: 'origins whose pages may use the API',
    allowed: 'https://a.example,https://b.example, or none',
    fallback: 'none',
    schema: z.string().regex(/^(none|https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)$/),
  },
  rateLimitScale: amount('multiplies every rate limit', 1),
  betaMode: onOff('let only addresses of the beta list in', false),
  googleClientId: text('client id of Sign in with Google; none switches it off', 'none', 'a client id, or none'),
  googleKeysUrl: webAddress("where the keys of Google's id tokens are", 'https://www.googleapis.com/oauth2/v1/certs'),
  githubClientId: text('client id of Sign in with GitHub; none switches it off', 'none', 'a client id, or none'),
  githubUrl: webAddress('where people sign in at GitHub', 'https://github.com'),
  githubApiUrl: webAddress("address of GitHub's API", 'https://api.github.com'),
  facebookClientId: text('app id of Sign in with Facebook; none switches it off', 'none', 'an app id, or none'),
  facebookUrl: webAddress('where people sign in at Facebook', 'https://www.facebook.com/v21.0'),
  facebookGraphUrl: webAddress("address of Facebook's Graph API", 'https://graph.facebook.com/v21.0'),
  aiBudgetUsd: amount('what judging may cost in a month, US dollars; then rules decide', 20),
} as const satisfies Record<string, Setting<unknown>>;

export type Settings = { readonly [N in keyof typeof settingsTable]: z.output<(typeof settingsTable)[N]['schema']> };

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const flagOf = (name: string) => `--${kebab(name)}`;
const variableOf = (name: string) => `PRICEHAWK_${kebab(name).toUpperCase().replaceAll('-', '_')}`;

// The keys of a constant are exactly its keys.
const names = Object.keys(settingsTable) as readonly (keyof typeof settingsTable)[];

/** Flags as given → text by setting name. Boolean settings take `--x`, `--no-x` and `--x=true|false`. */
function readFlags(argv: readonly string[]): Map<string, { readonly place: string; readonly found: string }> {
  const flags = new Map<string, { place: string; found: string }>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    const [flag = '', inline] = argument.split(/=(.*)/s);
    const name = names.find((candidate) => flagOf(candidate) === flag);
    const negated = names.find((candidate) => `--no-${kebab(candidate)}` === flag);
    const isBoolean = (candidate: string | undefined) =>
      names.some((known) => known === candidate && settingsTable[known].allowed === 'true or false');
    if (negated && isBoolean(negated) && inline === undefined) {
      flags.set(negated, { place: flag, found: 'false' });
    } else if (name && isBoolean(name)) {
      flags.set(name, { place: flag, found: inline ?? 'true' });
    } else if (name) {
      const found = inline ?? argv[++i];
      if (found === undefined) throw new ConfigError(`${flag}: needs a value; allowed: ${settingsTable[name].allowed}`);
      flags.set(name, { place: flag, found });
    } else {
      // Only its name: what somebody took for a flag may carry a secret.
      throw new ConfigError(`${shown(flag)}: unknown flag; --help lists all`);
    }
  }
  return flags;
}

/**
 * Settings from flags, else environment, else defaults.
 *
 * @throws ConfigError naming the flag or variable, what was found and what is allowed
 */
export function readSettings(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const flags = readFlags(argv);
  const known = new Set(names.map(variableOf));
  for (const variable of Object.keys(env)) {
    if (variable.startsWith('PRICEHAWK_') && !known.has(variable)) {
      throw new ConfigError(`${variable}: unknown setting; --help lists all`);
    }
  }
  const entries = names.map((name) => {
    const setting: Setting<unknown> = settingsTable[name];
    const variable = variableOf(name);
    const fromEnv = env[variable] === undefined ? undefined : { place: variable, found: env[variable] };
    const given = flags.get(name) ?? fromEnv ?? { place: 'default', found: setting.fallback };
    const result = setting.schema.safeParse(given.found);
    if (!result.success)
      throw new ConfigError(`${given.place}: found "${shown(given.found)}"; allowed: ${setting.allowed}`);
    return [name, result.data] as const;
  });
  // Every name of the table is present with what its own schema gave.
  return Object.fromEntries(entries) as Settings;
}

/** The settings as the environment of another process that is to have the same. */
export function settingsEnvironment(settings: Settings): Record<string, string> {
  return Object.fromEntries(names.map((name) => [variableOf(name), String(settings[name])]));
}

/** A value as an error may show it: short, and without what stands before the @ of an address. */
function shown(value: string | undefined): string {
  const text = (value ?? '').replace(/(?<=\/\/)[^/\s]*@/g, '…@');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isHostMap(value: string): boolean {
  try {
    parseHostMap(value);
    return true;
  } catch {
    return false;
  }
}

/** The table as `--help` prints it. */
export function settingsHelp(): string {
  const rows = names.map((name) => {
    const setting: Setting<unknown> = settingsTable[name];
    return [flagOf(name), variableOf(name), setting.fallback ?? '', `${setting.meaning} (${setting.allowed})`];
  });
  const header = ['flag', 'environment', 'default', 'meaning'];
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
