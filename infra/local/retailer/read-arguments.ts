import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strategy } from '../../../shared/domain/fetching/strategy.ts';
import { ConfigError } from '../../../shared/runtime/errors.ts';

const usage = 'npm run retailer:new -- ID URL|FILE… [--host HOST of saved files] [--way http|browser|jina]';
const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const hostForm = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** What `npm run retailer:new` was told. @throws ConfigError in one line */
export function readArguments(argv: readonly string[]) {
  const rest = [...argv];
  const take = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const host = take('--host');
  const way = strategy.safeParse(take('--way') ?? 'http');
  const root = resolve(take('--root') ?? '.');
  const firstFlag = rest.findIndex((each) => each.startsWith('-'));
  const [id, ...targets] = firstFlag < 0 ? rest : rest.slice(0, firstFlag);
  if (id === undefined) throw new ConfigError(usage);
  if (!idForm.test(id)) throw new ConfigError(`ID: found "${id}"; allowed: words of a-z and 0-9 joined by hyphens`);
  if (existsSync(join(root, `shared/retailers/${id}.json`)))
    throw new ConfigError(`ID: found "${id}"; allowed: one that shared/retailers does not have already`);
  if (targets.length === 0) throw new ConfigError(`needs the address or saved page of a product; ${usage}`);
  const unknown = targets.find((target) => !existsSync(target) && !isWebAddress(target));
  if (unknown !== undefined) throw new ConfigError(`${unknown}: neither a file nor a web address (https://…)`);
  if (host !== undefined && !hostForm.test(host))
    throw new ConfigError(`--host: found "${host}"; allowed: a host name in lower case`);
  if (!way.success) throw new ConfigError(`--way: allowed: ${strategy.options.join(', ')}`);
  return { id, targets, host, way: way.data, root, flags: firstFlag < 0 ? [] : rest.slice(firstFlag) };
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
