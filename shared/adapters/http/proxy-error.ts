/** A proxy did not do its work. Its message names the proxy by its label alone. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}
