import { facebookIdentity } from '../../shared/adapters/facebook-identity.ts';
import { githubIdentity } from '../../shared/adapters/github-identity.ts';
import { googleIdentity } from '../../shared/adapters/google-identity.ts';
import { openPayments } from '../../shared/adapters/open-payments.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import { httpFunction } from '../../shared/runtime/function.ts';
import { openApiEndpoints } from '../../shared/runtime/openapi/openapi-endpoints.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { sessionTokensOf } from '../../shared/runtime/session-tokens.ts';
import { anomalyEndpoints } from './anomalies.ts';
import type { Accounts } from './auth/accounts.ts';
import { addressEndpoints } from './auth/change-address.ts';
import { identityEndpoints } from './auth/identities.ts';
import { loginEndpoints } from './auth/login.ts';
import { oauthEndpoints, returnPath } from './auth/oauth.ts';
import { registerEndpoints } from './auth/register.ts';
import { resetEndpoints } from './auth/reset.ts';
import { sessionEndpoints } from './auth/session.ts';
import { verifyEndpoints } from './auth/verify.ts';
import { billingEndpoints } from './billing/checkout.ts';
import { demoPaymentPages } from './billing/demo-pages.ts';
import { planPage } from './billing/plan-page.ts';
import { planEndpoints } from './billing/plans.ts';
import { dealEndpoints } from './deals/deals.ts';
import { feedEndpoints } from './deals/feeds.ts';
import { healthEndpoints } from './health.ts';
import { apiKeyEndpoints } from './me/api-keys.ts';
import { destinationEndpoints } from './me/destinations.ts';
import { leaveEndpoints } from './me/leave.ts';
import { ownSessionEndpoints } from './me/own-sessions.ts';
import { profileEndpoints } from './me/profile.ts';
import { pushDeviceEndpoints } from './me/push-devices.ts';
import { testChannelEndpoints } from './me/test-channel.ts';
import { usageEndpoints } from './me/usage.ts';
import { linkedPreferenceEndpoints } from './preferences/linked-preferences.ts';
import { notificationEndpoints } from './preferences/notifications.ts';
import { preferenceEndpoints } from './preferences/preferences.ts';
import { shopEndpoints } from './shops.ts';
import { stopEndpoints } from './stop.ts';
import { watchEndpoints } from './watches.ts';

export const wire = httpFunction('api', (server, platform) => {
  healthEndpoints(server, platform);
  dealEndpoints(server, platform);
  feedEndpoints(server, platform);
  anomalyEndpoints(server, platform);
  shopEndpoints(server, platform);
  watchEndpoints(server, platform);
  stopEndpoints(server, platform);
  linkedPreferenceEndpoints(server, platform);
  const accounts = accountsOn(platform);
  registerEndpoints(server, accounts);
  loginEndpoints(server, accounts);
  sessionEndpoints(server, accounts);
  verifyEndpoints(server, accounts);
  resetEndpoints(server, accounts);
  oauthEndpoints(server, accounts);
  identityEndpoints(server, accounts);
  addressEndpoints(server, accounts);
  profileEndpoints(server, accounts);
  ownSessionEndpoints(server, accounts);
  leaveEndpoints(server, accounts);
  apiKeyEndpoints(server, accounts);
  usageEndpoints(server, platform);
  pushDeviceEndpoints(server, accounts);
  destinationEndpoints(server, accounts);
  testChannelEndpoints(server, accounts);
  planEndpoints(server);
  const selling = { ...accounts, payments: openPayments(platform) };
  billingEndpoints(server, selling);
  demoPaymentPages(server, selling);
  planPage(server);
  preferenceEndpoints(server, platform);
  notificationEndpoints(server, platform);
  openApiEndpoints(server, {
    source: '/api/openapi.json',
    page: '/api/docs',
    title: 'PriceHawk API',
    action: 'read-public',
    ...platform.settings,
  });
});

function accountsOn(platform: Platform): Accounts {
  const { settings, secrets, random } = platform;
  const { googleClientId, googleKeysUrl, githubClientId, githubUrl, githubApiUrl } = settings;
  const { facebookClientId, facebookUrl, facebookGraphUrl } = settings;
  const byCode = (provider: 'github' | 'facebook', clientId: string, secret: string) => ({
    clientId,
    clientSecret: () => secretOf(platform, secret),
    redirectUri: settings.publicUrl + returnPath(provider),
  });
  const github = { ...byCode('github', githubClientId, 'GITHUB_CLIENT_SECRET'), url: githubUrl, apiUrl: githubApiUrl };
  const facebook = {
    ...byCode('facebook', facebookClientId, 'FACEBOOK_CLIENT_SECRET'),
    url: facebookUrl,
    graphUrl: facebookGraphUrl,
  };
  return {
    ...platform,
    google:
      googleClientId === 'none' ? undefined : googleIdentity({ clientId: googleClientId, keysUrl: googleKeysUrl }),
    github: githubClientId === 'none' ? undefined : githubIdentity(github),
    facebook: facebookClientId === 'none' ? undefined : facebookIdentity(facebook),
    cipher: fieldCipherOf(secrets, random),
    tokens: sessionTokensOf(secrets),
  };
}

async function secretOf({ secrets }: Platform, name: string): Promise<string> {
  const secret = await secrets.get(name);
  if (!secret) throw new ConfigError(`${name}: found nothing; allowed: the secret that belongs to the client id`);
  return secret;
}
