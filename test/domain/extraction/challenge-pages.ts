const page = (title: string, body: string, head = '') =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body>${body}</body></html>`;

/** What each protection serves in place of a page, beside its plainest form in test/fixtures/pages: vendor, what, document. */
export const challengePages: readonly (readonly [vendor: string, what: string, html: string])[] = [
  [
    'cloudflare',
    'a check in German',
    page('Nur einen Moment…', '<script>window._cf_chl_opt={cType:"managed"}</script>'),
  ],
  ['cloudflare', 'a block', page('Attention Required! | Cloudflare', '<h1>Sorry, you have been blocked</h1>')],
  ['cloudflare', 'a rule of the shop', page('Access denied | shop.example used Cloudflare to restrict access', '')],
  [
    'cloudflare',
    'a block without its title',
    page('shop.example', '<div id="cf-error-details"><h1>Sorry, you have been blocked</h1></div>'),
  ],
  ['akamai', 'an interstitial', page('', '<div id="sec-if-cpt-container"></div><script src="/x/y"></script>')],
  ['akamai', 'a proof of work', page('', '', `<meta http-equiv="refresh" content="5; URL='/p?bm-verify=AAQA'">`)],
  [
    'datadome',
    'a captcha',
    page('shop.example', `<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>`),
  ],
  ['perimeterx', 'press and hold', page('Robot or human?', '<p>Activate and hold the button to confirm</p>')],
  [
    'perimeterx',
    'a captcha of the shop’s own host',
    page('Shop', `<script>window._pxAppId='PX1';</script><script src="/PX1/captcha/captcha.js?a=c"></script>`),
  ],
  [
    'imperva',
    'a check by script',
    page(
      '',
      '<script src="/_Incapsula_Resource?SWJIYLWA=5074a744,719d34d3"></script>',
      '<meta name="robots" content="noindex, nofollow">',
    ),
  ],
  ['imperva', 'an interruption', page('Pardon Our Interruption', '<p>Something about your browser</p>')],
  [
    'aws-waf',
    'a check by script',
    page(
      '',
      `<script src="https://a.token.awswaf.com/a/challenge.js"></script><script>AwsWafIntegration.saveReferrer();
       AwsWafIntegration.checkForceRefresh().then(() => AwsWafIntegration.getToken())</script>`,
    ),
  ],
  [
    'amazon',
    'a button',
    page('Amazon.com', '<form action="/errors/validateCaptcha"><button>Continue shopping</button></form>'),
  ],
  ['amazon', 'a refusal', page('Sorry!', '<!-- For automated access contact api-services-support@amazon.com -->')],
  [
    'kasada',
    'a check by script',
    page('', '<script src="/149e9513/2d206a39/ips.js?KP_UIDz=0x1&x-kpsdk-v=j"></script>'),
  ],
  ['ebay', 'a measure', page('Security Measure | eBay', '<p>To continue, solve the task below</p>')],
  [
    'recaptcha',
    'Google’s own words',
    page('Sorry', '<p>We have detected unusual traffic</p><div class="g-recaptcha" data-sitekey="k"></div>'),
  ],
  [
    'recaptcha',
    'hCaptcha',
    page('One more step', '<div class="h-captcha" data-sitekey="k"></div><p>Please verify you are human</p>'),
  ],
  [
    'recaptcha',
    'a gate in Spanish',
    page('Un momento', '<p>Confirma que no eres un robot</p><div class="g-recaptcha"></div>'),
  ],
  ['unknown', 'a gate of a vendor nobody knows', page('Security check', '<p>Please wait</p>')],
];

/** What ordinary pages of protected shops load. */
export const protectionScripts: readonly (readonly [vendor: string, html: string])[] = [
  ['cloudflare', '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'],
  [
    'cloudflare',
    '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script><div class="cf-turnstile"></div>',
  ],
  ['akamai', '<script src="/akam/13/5a2b3c"></script><noscript><img src="/akam/13/pixel_5a2b3c"></noscript>'],
  ['akamai', '<script>window.bmak={ver:2}</script>'],
  ['datadome', '<script src="https://js.datadome.co/tags.js"></script><script>window.ddjskey="K"</script>'],
  [
    'perimeterx',
    '<script>window._pxAppId="PXabc"</script><script src="https://client.px-cloud.net/PXabc/main.min.js"></script><script src="https://www.google.com/recaptcha/api.js"></script>',
  ],
  ['imperva', '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e&ns=1&cb=17461"></script>'],
  [
    'aws-waf',
    '<script src="https://x.token.awswaf.com/challenge.js"></script><script>AwsWafIntegration.getToken()</script>',
  ],
  ['kasada', '<script>window.KPSDK={}</script><script src="/149e9513/2d206a39/p.js"></script>'],
  ['recaptcha', '<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha"></div>'],
  ['hcaptcha', '<script src="https://js.hcaptcha.com/1/api.js"></script><div class="h-captcha"></div>'],
];
