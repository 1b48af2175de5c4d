/** Hosts of the services browsers bring: Google, Mozilla, Microsoft, Apple. */
const serviceHost = /(^|\.)(googleapis\.com|push\.services\.mozilla\.com|notify\.windows\.com|push\.apple\.com)$/;

/**
 * Whether a push endpoint is at a service that many are told through. Anybody may give any other, which then stands for
 * themselves alone.
 */
export const isPushService = (endpoint: string): boolean => serviceHost.test(URL.parse(endpoint)?.hostname ?? '');
