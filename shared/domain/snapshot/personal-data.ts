/** What stands where something was taken out. */
export const removed = '[removed]';

/** Names of keys, attributes, parameters and cookies that hold what only this visit or its visitor may know. */
const secretWords =
  'token|csrf|xsrf|nonce|secret|password|passwd|pwd|(?:user-?)?session-?(?:id|key|token|data)?|sess|sid|(?:csrf|xsrf|auth|access|refresh|id|api|session|user|bearer)-?token|jsessionid|phpsessid|auth|authorization|bearer|api-?key|apikey|access-?key|client-?id|signature|sig|jwt|otp|cookie|visitor|uid|uuid|guid|user-?id|customer-?id|account-?id|member-?id|device-?id|client-?ip|remote-?addr|ip-?address|request-?id|trace-?id|fingerprint';
const personWords =
  'e-?mail|phone|telephone|mobile|fax|first-?name|last-?name|full-?name|given-?name|family-?name|surname|user-?name|nick-?name|display-?name-?of-?user|customer-?name|recipient|birth-?date|date-?of-?birth|dob|street|postal-?code|post-?code|zip-?code|zip|ship-?to|deliver-?to|billing-?address|shipping-?address|reviewer|reviewer-?name|author|author-?name|iban|card-?number';
const names = new RegExp(`(?:^|[_.:-])(?:${secretWords}|${personWords})(?:$|[_.:-])`, 'i');

/** Whether what is kept under this name (of a key, an attribute, a parameter) says something of a visit or a person. */
export function namesPersonalData(name: string): boolean {
  return names.test(name.replace(/([a-z])([A-Z])/g, '$1-$2'));
}

/** Class names and ids of the places where a page speaks to its visitor, or lets others speak. */
const placesOfPeople =
  /(?:^|[\s-])(?:my-?account|account-?(?:name|menu|info|link|greeting|details|nav|area)|user-?(?:name|info|menu|greeting|profile|nav|account)|greeting|welcome-?(?:back|message|user|name)|signed-?in|logged-?in|customer-?(?:name|info|account|greeting|details|address|menu)|profile-?(?:name|menu|info)|nav-line-1|deliver-?to|delivery-?(?:address|postcode|zip)|ship-?to|address-?(?:line|book)|your-?(?:address|location|store|account)|review(?:er)?-?author|reviewer|author-?name|review-?by|nick-?name)(?=[\s-]|$)/;

/** Whether an element's name says that it shows its visitor, or somebody who writes there. */
export function isPlaceOfPeople(words: string): boolean {
  return placesOfPeople.test(words);
}

const patterns: readonly RegExp[] = [
  // JSON Web Tokens, and other credentials by their well-known beginnings.
  /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  /\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bAIza[\w-]{30,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bBearer\s+[\w.~+/-]{8,}=*/g,
  // Phone numbers: international ones, ones with an area code in brackets, and the American form.
  /(?<![\w.,])\+\d{1,3}[\s()./-]{0,2}(?:\d[\s()./-]{0,2}){6,13}\d(?!\w)/g,
  /\(\d{2,5}\)[\s./-]?\d{2,5}(?:[\s./-]?\d{2,5}){1,3}(?!\w)/g,
  /(?<![\w$€£¥.,-])\d{3}[-.\s]\d{3}[-.]\d{4}(?![\w,.-]?\d)/g,
  // Addresses of machines.
  /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.])/g,
  // International bank account numbers.
  /\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b(?=\W|$)/g,
];

/** Before and after the at-sign of an address; as `%40` in addresses of pages. */
const localPart = /[\p{L}\p{N}._%+-]{1,64}$/u;
const domainPart = /^(?:@|%40)[\p{L}\p{N}.-]{1,190}\.\p{L}{2,24}/u;

/** Looks around each at-sign only: a pattern that begins with a name would be tried at every letter. */
function withoutMailAddresses(text: string): string {
  let clean = '';
  let from = 0;
  const sign = /@|%40/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const local = localPart.exec(text.slice(Math.max(from, match.index - 64), match.index))?.[0];
    const domain = domainPart.exec(text.slice(match.index, match.index + 220))?.[0];
    if (local === undefined || domain === undefined) continue;
    clean += text.slice(from, match.index - local.length) + removed;
    from = match.index + domain.length;
    sign.lastIndex = from;
  }
  return from === 0 ? text : clean + text.slice(from);
}

const afterPhoneWord =
  /((?:\b(?:tel(?:\.|efon|efono|éfono|ephone)?|phone|call(?: us)?(?: (?:on|at))?|hotline|fax|mobile|whatsapp|тел(?:\.|ефон)?|téléphone)\b\.?|☎|📞)\s*:?\s*)(\d(?:[\s()./-]{0,2}\d){5,14})/giu;
/** Sixteen digits in groups of four: a card's, where its check digit fits. */
const cardNumber = /(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)/g;
/** Long runs that no reader reads: keys, signatures, ids of visits. */
const longRun = /[\w+]{32,}={0,2}|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const isPlainWord = /^(?:[a-z_]+|[A-Z_]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+|_)*|\d+)$/;

/** A text without e-mail addresses, phone, card and account numbers, machine addresses and credentials. */
export function withoutPersonalData(text: string): string {
  if (text.length < 6) return text;
  let clean = /@|%40/.test(text) ? withoutMailAddresses(text) : text;
  if (/\d|eyJ|Bearer/.test(clean)) {
    for (const pattern of patterns) clean = clean.replace(pattern, removed);
    clean = clean
      .replace(afterPhoneWord, (_, word: string) => `${word}${removed}`)
      .replace(cardNumber, (digits: string) => (hasCardCheckDigit(digits) ? removed : digits));
  }
  return text.length < 32 ? clean : clean.replace(longRun, (run) => (isPlainWord.test(run) ? run : removed));
}

/** Luhn's formula (ISO/IEC 7812-1, annex B). */
function hasCardCheckDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** An address with the values of such parameters taken out, and whatever its path says of a person. */
export function cleanAddress(address: string): string {
  const named = address.replace(/([?&;#])([\w.[\]%-]{1,60})=([^&#;\s]*)/g, (whole, mark: string, name: string) =>
    namesPersonalData(name) ? `${mark}${name}=${removed}` : whole,
  );
  return withoutPersonalData(named.replace(/^(tel|mailto|sms):.*/i, `$1:${removed}`).replace(/\/\/[^/@\s]*@/, '//'));
}

const keyAndText =
  /(?<![\w$.-])(["']?)([\w$.-]{2,50})\1(\s{0,3}[:=]\s{0,3})(?:"((?:[^"\\]|\\.){0,4000})"|'((?:[^'\\]|\\.){0,4000})')/g;
const escapedKeyAndText = /\\(["'])([\w$.-]{2,50})\\\1(\s{0,3}:\s{0,3})\\(["'])((?:(?!\\\4).){0,4000})\\\4/g;
const keyAndPerson =
  /(["'](?:author|reviewer|customer|user|visitor|account|creator)["']\s{0,3}:\s{0,3})\{[^{}]{0,4000}\}/gi;
const keyAndNumber = /(?<![\w$-])(["']?)([\w$-]{2,50})\1(\s{0,3}:\s{0,3})(\d{5,})(?=\s{0,3}[,}\]])/g;

/** A script with the values of such keys, and of cookies it sets, taken out; its data stays readable. */
export function cleanScript(script: string): string {
  const clean = script
    .replace(/(document\.cookie\s*=\s*)(["'`])[\s\S]{0,4000}?\2/g, `$1$2${removed}$2`)
    .replace(keyAndPerson, `$1"${removed}"`)
    .replace(keyAndText, (whole, quote: string, name: string, joint: string, double: string | undefined) => {
      if (!namesPersonalData(name)) return whole;
      const mark = double === undefined ? "'" : '"';
      return `${quote}${name}${quote}${joint}${mark}${removed}${mark}`;
    })
    .replace(escapedKeyAndText, (whole, quote: string, name: string, joint: string) =>
      namesPersonalData(name) ? `\\${quote}${name}\\${quote}${joint}\\${quote}${removed}\\${quote}` : whole,
    )
    .replace(keyAndNumber, (whole, quote: string, name: string, joint: string) =>
      namesPersonalData(name) ? `${quote}${name}${quote}${joint}0` : whole,
    );
  return withoutPersonalData(clean);
}
