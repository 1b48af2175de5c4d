/** RFC 5321: what an address may take in all, and before the @. */
const longest = { address: 254, local: 64 };
const form = /^[^\s@<>()[\]\\,;:"\p{C}]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/**
 * The form in which an address is compared and kept: trimmed, composed, in lower case. Undefined where no mail could be
 * sent to it. Dots and +tags stay: whether they matter is the provider's to say.
 */
export function normaliseEmail(text: string): string | undefined {
  const address = text.trim().normalize('NFC').toLowerCase();
  const local = address.slice(0, address.lastIndexOf('@'));
  if (address.length > longest.address || local.length > longest.local) return undefined;
  return form.test(address) && !/(^\.|\.\.|\.@)/.test(address) ? address : undefined;
}
