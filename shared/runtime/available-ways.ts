import type { Strategy } from '../domain/fetching/strategy.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Settings } from './settings.ts';

/** Whether pages can be had one way here, and if not, what would change that. */
type WayState = { readonly type: 'on' } | { readonly type: 'off'; readonly reason: string };

/** Which ways to get a page are available with these settings, on this machine, with these keys. */
export async function availableWays({
  settings,
  secrets,
}: {
  readonly settings: Settings;
  readonly secrets: Secrets;
}): Promise<Readonly<Record<Strategy, WayState>>> {
  return { http: { type: 'on' }, browser: browserState(settings), jina: await jinaState(settings, secrets) };
}

function browserState({ chrome }: Settings): WayState {
  if (chrome === 'off') return { type: 'off', reason: 'switched off by --chrome off' };
  const { platform, arch } = process;
  if (chrome !== 'auto' || (platform === 'linux' && arch === 'x64')) return { type: 'on' };
  return {
    type: 'off',
    reason: `no browser comes along for ${platform} on ${arch}: name an installed one by --chrome`,
  };
}

async function jinaState({ jinaWithoutKey }: Settings, secrets: Secrets): Promise<WayState> {
  if (jinaWithoutKey) return { type: 'on' };
  const key = await secrets.get('JINA_API_KEY').catch(() => undefined);
  return key ? { type: 'on' } : { type: 'off', reason: 'no JINA_API_KEY (--jina-without-key does without)' };
}
