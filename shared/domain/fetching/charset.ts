/** A body as text, and the encoding that was used (a label of the WHATWG Encoding standard). */
interface DecodedText {
  readonly text: string;
  readonly charset: string;
}

/** The HTML standard looks at 1,024 bytes; real heads put scripts and comments before the declaration. */
const sniffedBytes = 4_096;

const metaCharset = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i;
const xmlEncoding = /^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']+)["']/i;
const headerCharset = /;\s*charset\s*=\s*["']?\s*([^\s"';,]+)/i;

type Decoder = InstanceType<typeof TextDecoder>;

const replacement = '\uFFFD';
const decoders = new Map<string, Decoder | undefined>();

/**
 * The text of an HTML or JSON body. The encoding is taken from the byte order mark, then the Content-Type header, then
 * a declaration in the first bytes (the order of the HTML standard, section 13.2.3), then UTF-8 where the bytes are
 * valid, then windows-1252. A label nobody knows is passed over; a UTF-8 declaration that most of the non-ASCII text
 * contradicts is not believed. Never throws; bytes without meaning become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return decodeAs(marked, bytes);
  const declared = decoderFor(headerCharset.exec(contentType ?? '')?.[1]);
  if (declared !== undefined && declared.encoding !== 'utf-8') return decodeAs(declared, bytes);
  const utf8 = decodeAs(utf8Decoder, bytes);
  if (declared !== undefined && !isMostlyBroken(utf8.text, bytes)) return utf8;
  const inDocument = declaredInDocument(bytes);
  if (inDocument !== undefined && inDocument !== utf8Decoder) return decodeAs(inDocument, bytes);
  const mayBeBroken = inDocument !== undefined || declared !== undefined;
  const believed = mayBeBroken ? !isMostlyBroken(utf8.text, bytes) : !isBroken(utf8.text, bytes);
  return believed ? utf8 : decodeAs(decoderFor('windows-1252') ?? utf8Decoder, bytes);
}

function decodeAs(decoder: Decoder, bytes: Uint8Array): DecodedText {
  return { text: decoder.decode(bytes), charset: decoder.encoding };
}

function byteOrderMark(bytes: Uint8Array): Decoder | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return utf8Decoder;
  if (first === 0xff && second === 0xfe) return decoderFor('utf-16le');
  if (first === 0xfe && second === 0xff) return decoderFor('utf-16be');
  return undefined;
}

function declaredInDocument(bytes: Uint8Array): Decoder | undefined {
  const head = (decoderFor('windows-1252') ?? utf8Decoder).decode(bytes.subarray(0, sniffedBytes));
  const decoder = decoderFor(metaCharset.exec(head)?.[1]) ?? decoderFor(xmlEncoding.exec(head)?.[1]);
  // The declaration was read byte by byte, so the document cannot be in the two-byte encoding it names.
  return decoder?.encoding.startsWith('utf-16') ? utf8Decoder : decoder;
}

/** A truncated character or two is damage; more broken than whole characters is another encoding. */
function isMostlyBroken(text: string, bytes: Uint8Array): boolean {
  if (!isBroken(text, bytes)) return false;
  let broken = 0;
  let whole = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0xfffd) broken++;
    else if (unit > 0x7f) whole++;
  }
  return broken > whole;
}

/** Text may hold U+FFFD of its own, sent as such. */
function isBroken(text: string, bytes: Uint8Array): boolean {
  if (!text.includes(replacement)) return false;
  try {
    strictUtf8Decoder.decode(bytes);
    return false;
  } catch {
    return true;
  }
}

function decoderFor(label: string | undefined): Decoder | undefined {
  if (label === undefined || label.length > 40) return undefined;
  const key = label.toLowerCase();
  if (decoders.has(key)) return decoders.get(key);
  const decoder = newDecoder(key);
  // Labels come from pages: an endless supply of inventions must not fill the memory.
  if (decoder !== undefined) decoders.set(key, decoder);
  return decoder;
}

function newDecoder(label: string): Decoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

const strictUtf8Decoder = new TextDecoder('utf-8', { fatal: true });
const utf8Decoder = new TextDecoder('utf-8');
decoders.set('utf-8', utf8Decoder);
decoders.set('utf8', utf8Decoder);
