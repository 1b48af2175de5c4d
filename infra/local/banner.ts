/** What somebody who has just started PriceHawk wants to know, and no more. */
export function banner(about: {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly demo: string | undefined;
  /** Where documents and messages are while it runs on Google's emulators. */
  readonly emulators?: { readonly firestoreHost: string; readonly pubsubHost: string; readonly projectId: string };
  readonly made: { readonly adminSecret: string } | null;
}): string {
  const here = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(about.host);
  const address = `http://${here ? 'localhost' : about.host.includes(':') ? `[${about.host}]` : about.host}:${about.port}`;
  const lines = [
    `PriceHawk runs at ${address}`,
    ...(isLoopback(about.host)
      ? []
      : ['  open to the network: anyone who reaches this machine can read it, but for the mails']),
    `  deals and rejections   ${address}/`,
    `  mails it would send    ${address}/outbox`,
    `  health                 ${address}/health`,
    ...(about.demo ? [`  demo shops             ${about.demo}/   (npm start -- --no-demo starts empty)`] : []),
    `  data                   ${about.data}`,
    ...(about.emulators
      ? [
          `  emulators              Firestore ${about.emulators.firestoreHost}, Pub/Sub ${about.emulators.pubsubHost}, project ${about.emulators.projectId}; empty again at the next start`,
        ]
      : []),
    about.made
      ? `  admin secret           ${about.made.adminSecret}   (shown once; kept in ${about.data}/secrets.json)`
      : `  admin secret           in ${about.data}/secrets.json, or ADMIN_SECRET`,
    'Watch a page: npm run watch -- URL   Settings: npm start -- --help   Stop: Ctrl-C',
  ];
  return `${lines.join('\n')}\n`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
