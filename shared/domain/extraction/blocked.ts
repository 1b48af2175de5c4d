import type { Page } from './extraction.ts';

/** A bot challenge instead of a page: whose it is and by what it was recognised. */
export interface Challenge {
  readonly vendor: string;
  readonly reason: string;
}

interface ChallengeRule {
  readonly vendor: string;
  /** What only the challenge page itself carries. Product pages load the same vendors' scripts, so those prove nothing. */
  readonly proof: RegExp;
}

const rules: readonly ChallengeRule[] = [
  {
    vendor: 'cloudflare',
    proof:
      /<title>\s*(Just a moment\.\.\.|Attention Required! \| Cloudflare|Access denied \| [^<]* used Cloudflare)|id="challenge-form"|window\._cf_chl_opt|cf-error-details|\/cdn-cgi\/l\/chk_(captcha|jschl)/i,
  },
  {
    vendor: 'datadome',
    proof: /geo\.captcha-delivery\.com|ct\.captcha-delivery\.com|captcha-delivery\.com\/(captcha|interstitial)/i,
  },
  {
    vendor: 'perimeterx',
    proof:
      /id="px-captcha"|window\._pxAppId\s*=[\s\S]{0,2000}captcha|captcha\.px-(cdn|cloud)\.net|Access to this page has been denied|<title>\s*Robot or human/i,
  },
  {
    vendor: 'akamai',
    proof:
      /<title>\s*Access Denied\s*<\/title>[\s\S]{0,1500}(Reference(&#32;|\s)*(&#35;|#)|errors\.edgesuite\.net)|sec-if-cpt-container|bm-verify=|id="sec-cpt/i,
  },
  {
    vendor: 'imperva',
    proof:
      /_Incapsula_Resource\?[^"']*(incident_id|CWUDNSAI|SWJIYLWA=[^"']*&)|Request unsuccessful\. Incapsula incident|Pardon Our Interruption/i,
  },
  {
    vendor: 'aws-waf',
    proof:
      /AwsWafIntegration\.(checkForceRefresh|getToken)|window\.gokuProps|<title>\s*Human Verification\s*<\/title>/i,
  },
  {
    vendor: 'amazon',
    proof: /\/errors\/validateCaptcha|\/errors_page\/validateCaptcha|api-services-support@amazon\.com/i,
  },
  { vendor: 'kasada', proof: /ips\.js\?[^"']*KP_UIDz|window\.KPSDK\s*=/i },
  { vendor: 'ebay', proof: /<title>\s*(Pardon Our Interruption|Security Measure)/i },
  {
    vendor: 'recaptcha',
    proof:
      /(unusual traffic|verify (that )?you('| a)?re (a )?human|are you a (robot|human)|not a robot)[\s\S]{0,4000}(g-recaptcha|h-captcha|hcaptcha)|(g-recaptcha|h-captcha|hcaptcha)[\s\S]{0,4000}(unusual traffic|verify (that )?you('| a)?re (a )?human|are you a (robot|human)|not a robot)/i,
  },
  {
    vendor: 'unknown',
    proof:
      /<title>[^<]*(security check|are you (a )?(robot|human)|bot (check|verification)|verify you are human|checking your browser|ddos protection|captcha|access (to this page has been )?denied|zugriff verweigert|accès refusé)[^<]*<\/title>/i,
  },
];

/** Challenge pages are short; a page with this much text shows something, whatever scripts it loads. */
const MAX_WORDS = 350;
const MAX_HTML = 400_000;

/**
 * Recognises the page that a bot protection serves instead of the one asked for. `countWords` tells how many words a
 * reader sees, asked only where it matters; `sellsSomething` says that the page carries a product's data, which no challenge does.
 */
export function recogniseChallenge(
  page: Page,
  countWords: () => number,
  sellsSomething: boolean,
): Challenge | undefined {
  if (sellsSomething || page.html.length > MAX_HTML) return undefined;
  for (const { vendor, proof } of rules) {
    const match = proof.exec(page.html);
    if (match && countWords() <= MAX_WORDS)
      return { vendor, reason: `page shows "${match[0].slice(0, 60).replace(/\s+/g, ' ')}"` };
  }
  if (page.status === 429) return { vendor: 'unknown', reason: 'status 429' };
  if (page.status === 403 && countWords() < 60) return { vendor: 'unknown', reason: 'status 403 with an empty page' };
  return undefined;
}
