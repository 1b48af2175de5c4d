import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import type { Settings } from '../../shared/runtime/settings.ts';

/** One way to a page, for a command that wants a single one; only what that way needs is loaded. */
export async function pageSourceFor(
  way: Strategy,
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PageSource & { close(): Promise<void> }> {
  const { systemClock: clock, systemRandom: random } = await import('../../shared/adapters/system.ts');
  const allowedHosts = parseHostMap(settings.hostMap);
  switch (way) {
    case 'http': {
      const { httpPageSource } = await import('../../shared/adapters/http/http-page-source.ts');
      return httpPageSource({ clock, random, allowedHosts });
    }
    case 'browser': {
      const { chromiumPageSource } = await import('../../shared/adapters/chromium/chromium-page-source.ts');
      return chromiumPageSource({ clock, random, allowedHosts, chrome: settings.chrome, concurrency: 1 });
    }
    case 'jina': {
      const { jinaPageSource } = await import('../../shared/adapters/jina.ts');
      return jinaPageSource({ clock, baseUrl: settings.jinaUrl, secrets: { get: async (name) => env[name] } });
    }
  }
}
