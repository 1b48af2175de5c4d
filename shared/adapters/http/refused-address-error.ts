/** The address of a connection is not one that strangers may name. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}
