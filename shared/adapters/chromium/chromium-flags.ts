/**
 * What Chromium is started with beside puppeteer's own flags. The first group is a security line: nothing but the
 * proxy is reachable, by no protocol and no name; `<-loopback>` takes back Chromium's rule that loopback and link-local
 * addresses (with the cloud's metadata server) go around a proxy.
 */
export function chromiumFlags({
  proxyPort,
  sandbox,
}: {
  readonly proxyPort: number;
  readonly sandbox: boolean;
}): string[] {
  return [
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--disable-quic',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-sync',
    '--dns-prefetch-disable',
    '--no-pings',
    ...(sandbox ? [] : ['--no-sandbox']),
    // Nobody looks at the page.
    '--disable-gpu',
    '--disable-webgl',
    '--mute-audio',
    '--blink-settings=imagesEnabled=false',
    // Of memory: one renderer for one page, and a script may fill a quarter of a gigabyte.
    '--renderer-process-limit=2',
    '--js-flags=--max-old-space-size=256',
    '--disk-cache-size=1',
  ];
}

/** Advertising, measuring and recording: half of a shop page's requests, and none of its price. */
export const blockedHosts: ReadonlySet<string> = new Set([
  ...[
    'doubleclick.net',
    'googlesyndication.com',
    'googleadservices.com',
    'google-analytics.com',
    'googletagservices.com',
  ],
  ...['facebook.net', 'bat.bing.com', 'clarity.ms', 'hotjar.com', 'hotjar.io', 'mouseflow.com', 'fullstory.com'],
  ...[
    'criteo.com',
    'criteo.net',
    'amazon-adsystem.com',
    'adnxs.com',
    'adsrvr.org',
    'rubiconproject.com',
    'pubmatic.com',
  ],
  ...['openx.net', 'casalemedia.com', 'taboola.com', 'outbrain.com', 'scorecardresearch.com', 'quantserve.com'],
  ...['demdex.net', 'omtrdc.net', 'everesttech.net', 'bluekai.com', 'krxd.net', 'rlcdn.com', 'crwdcntrl.net'],
  ...['nr-data.net', 'newrelic.com', 'sentry.io', 'bugsnag.com', 'segment.io', 'segment.com', 'mixpanel.com'],
  ...['amplitude.com', 'heapanalytics.com', 'analytics.tiktok.com', 'ads-twitter.com', 'ct.pinterest.com'],
  ...['sc-static.net', 'mc.yandex.ru', 'quantummetric.com', 'contentsquare.net', 'contentsquare.com', 'liveperson.net'],
]);
