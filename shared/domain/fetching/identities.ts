/** A browser as servers see it. Everything it sends follows from these few facts, so that no two headers disagree. */
export interface Identity {
  readonly browser: 'chrome' | 'edge' | 'firefox' | 'safari';
  /** Major version. */
  readonly version: number;
  readonly system: 'windows' | 'mac' | 'linux' | 'android' | 'iphone' | 'ipad';
  readonly viewport: { readonly width: number; readonly height: number };
}

const desktop = { width: 1_920, height: 1_080 };
const laptop = { width: 1_440, height: 900 };
const small = { width: 1_366, height: 768 };
const phone = { width: 412, height: 915 };

/** Browsers that many people use; raise the versions together with the Chromium package. */
export const identities: readonly Identity[] = [
  { browser: 'chrome', version: 147, system: 'windows', viewport: desktop },
  { browser: 'chrome', version: 146, system: 'windows', viewport: small },
  { browser: 'chrome', version: 147, system: 'mac', viewport: laptop },
  { browser: 'chrome', version: 146, system: 'mac', viewport: laptop },
  { browser: 'chrome', version: 147, system: 'linux', viewport: desktop },
  { browser: 'chrome', version: 147, system: 'android', viewport: phone },
  { browser: 'edge', version: 147, system: 'windows', viewport: desktop },
  { browser: 'edge', version: 146, system: 'windows', viewport: small },
  { browser: 'firefox', version: 149, system: 'windows', viewport: desktop },
  { browser: 'firefox', version: 149, system: 'mac', viewport: laptop },
  { browser: 'firefox', version: 148, system: 'linux', viewport: desktop },
  { browser: 'firefox', version: 140, system: 'windows', viewport: small },
  { browser: 'safari', version: 26, system: 'mac', viewport: laptop },
  { browser: 'safari', version: 26, system: 'iphone', viewport: { width: 393, height: 852 } },
  { browser: 'safari', version: 18, system: 'ipad', viewport: { width: 820, height: 1_180 } },
];

/** One of the pool, other than the one to avoid. `fraction` is a random number in [0, 1). */
export function pickIdentity(fraction: number, avoid?: Identity, from = identities): Identity {
  const pool = from.filter((identity) => identity !== avoid);
  const picked = pool[Math.floor(fraction * pool.length)];
  if (picked === undefined) throw new RangeError(`a fraction is in [0, 1), not ${fraction}`);
  return picked;
}

/** Apple has frozen the system version that Safari names; Chrome and Firefox have frozen theirs on desktops. */
const platformTokens: Readonly<Record<Identity['system'], string>> = {
  windows: 'Windows NT 10.0; Win64; x64',
  mac: 'Macintosh; Intel Mac OS X 10_15_7',
  linux: 'X11; Linux x86_64',
  android: 'Linux; Android 10; K',
  iphone: 'iPhone; CPU iPhone OS 18_7 like Mac OS X',
  ipad: 'iPad; CPU OS 18_6 like Mac OS X',
};

export function userAgent({ browser, version, system }: Identity): string {
  const platform = platformTokens[system];
  switch (browser) {
    case 'chrome':
    case 'edge': {
      const mobile = system === 'android' ? 'Mobile ' : '';
      const edge = browser === 'edge' ? ` Edg/${version}.0.0.0` : '';
      const engine = `AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 ${mobile}Safari/537.36`;
      return `Mozilla/5.0 (${platform}) ${engine}${edge}`;
    }
    case 'firefox': {
      const geckoPlatform = system === 'mac' ? 'Macintosh; Intel Mac OS X 10.15' : platform;
      return `Mozilla/5.0 (${geckoPlatform}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
    }
    case 'safari': {
      const mobile = system === 'mac' ? '' : ' Mobile/15E148';
      return `Mozilla/5.0 (${platform}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version}.0${mobile} Safari/${system === 'mac' ? '605.1.15' : '604.1'}`;
    }
  }
}
