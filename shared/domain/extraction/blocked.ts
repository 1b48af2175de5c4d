import type { Page } from './extraction.ts';

/** A bot challenge instead of a page: whose it is and by what it was recognised. */
interface Challenge {
  readonly vendor: string;
  readonly reason: string;
}

interface ChallengeRule {
  readonly vendor: string;
  /** What only the challenge page itself carries. Product pages load the same vendors' scripts, so those prove nothing. */
  readonly proof: RegExp;
  /** A reader sees no more words on it; where absent, the general limit. */
  readonly mostWords?: number;
}

/** What a gate says in some languages: "not a robot", "verify that you are human". */
const gateWords =
  "(unusual traffic|verify (that )?you(?:'| a)?re (a )?human|are you a (?:robot|human)|not a robot|kein Roboter|pas un robot|no (?:soy|eres) un robot|non sono un robot|geen robot|não (?:sou|é) um robô|nie jestem robotem|ロボットではありません)";
const gateWidget = '(?:g-recaptcha|h-captcha|hcaptcha|cf-turnstile)';

const rules: readonly ChallengeRule[] = [
  {
    vendor: 'cloudflare',
    proof:
      /<title>\s*(Just a moment\.\.\.|Attention Required! \| Cloudflare|Access denied \| [^<]* used Cloudflare)|id="challenge-form"|window\._cf_chl_opt|cf-error-details[\s\S]{0,3000}(you have been blocked|banned|rate limited)|\/cdn-cgi\/l\/chk_(captcha|jschl)/i,
  },
  {
    vendor: 'datadome',
    proof: /geo\.captcha-delivery\.com|ct\.captcha-delivery\.com|captcha-delivery\.com\/(captcha|interstitial)/i,
  },
  {
    vendor: 'perimeterx',
    proof:
      /id="px-captcha"|window\._pxAppId\s*=[\s\S]{0,2000}(\/captcha\/captcha\.js|blockScript)|captcha\.px-(cdn|cloud)\.net|Access to this page has been denied|<title>\s*Robot or human/i,
  },
  {
    vendor: 'akamai',
    proof:
      /<title>\s*Access Denied\s*<\/title>[\s\S]{0,1500}(Reference(&#32;|\s)*(&#35;|#)|errors\.edgesuite\.net)|sec-if-cpt-container|bm-verify=|id="sec-cpt/i,
  },
  {
    vendor: 'imperva',
    proof:
      /_Incapsula_Resource\?[^"']*(incident_id|[CS]WUDNSAI)|noindex[\s\S]{0,1500}_Incapsula_Resource\?SWJIYLWA=|Request unsuccessful\. Incapsula incident|Pardon Our Interruption/i,
  },
  {
    vendor: 'aws-waf',
    proof: /AwsWafIntegration\.checkForceRefresh|window\.gokuProps|<title>\s*Human Verification\s*<\/title>/i,
  },
  {
    vendor: 'amazon',
    proof: /\/errors\/validateCaptcha|\/errors_page\/validateCaptcha|api-services-support@amazon\.com/i,
  },
  { vendor: 'kasada', proof: /ips\.js\?[^"']*KP_UIDz/i },
  { vendor: 'ebay', proof: /<title>\s*(Pardon Our Interruption|Security Measure)/i },
  {
    vendor: 'recaptcha',
    proof: new RegExp(`${gateWords}[^]{0,4000}${gateWidget}|${gateWidget}[^]{0,4000}${gateWords}`, 'i'),
    // A review form may say the same beside the same widget, on a page that shows more than that.
    mostWords: 120,
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
  for (const { vendor, proof, mostWords = MAX_WORDS } of rules) {
    const match = proof.exec(page.html);
    if (match && countWords() <= mostWords)
      return { vendor, reason: `page shows "${match[0].slice(0, 60).replace(/\s+/g, ' ')}"` };
  }
  if (page.status === 429) return { vendor: 'unknown', reason: 'status 429' };
  if (page.status === 403 && countWords() < 60) return { vendor: 'unknown', reason: 'status 403 with an empty page' };
  return undefined;
}
