import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText } from '../../../shared/domain/fetching/charset.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part)));

const eAcuteInLatin1 = [0xe9];
const nihonInShiftJis = [0x93, 0xfa, 0x96, 0x7b];

it.each([
  ['a byte order mark before a header', bytes([0xef, 0xbb, 0xbf], '€'), 'text/html; charset=iso-8859-1', '€'],
  ['a UTF-16 byte order mark', bytes([0xff, 0xfe, 0xac, 0x20]), undefined, '€'],
  ['a big-endian byte order mark', bytes([0xfe, 0xff, 0x20, 0xac]), undefined, '€'],
  ['the header', bytes('caf', eAcuteInLatin1), 'text/html; charset=ISO-8859-1', 'café'],
  ['the header with quotes and spaces', bytes(nihonInShiftJis), 'text/html; Charset = "shift_jis"', '日本'],
  [
    'the header before the document',
    bytes('<meta charset=koi8-r>é'),
    'text/html;charset=utf-8',
    '<meta charset=koi8-r>é',
  ],
  ['the document', bytes('<meta charset="shift_jis">', nihonInShiftJis), 'text/html', '<meta charset="shift_jis">日本'],
  [
    'the old form in the document',
    bytes('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">', [0xd6]),
    undefined,
    '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">Ц',
  ],
  [
    'an XML declaration',
    bytes('<?xml version="1.0" encoding="koi8-r"?>', [0xc1]),
    undefined,
    '<?xml version="1.0" encoding="koi8-r"?>а',
  ],
  ['valid UTF-8 without a word', bytes('€ 日本'), 'text/html', '€ 日本'],
  ['valid UTF-8 that says U+FFFD itself', bytes('\uFFFD'), undefined, '\uFFFD'],
  ['anything else without a word', bytes('caf', eAcuteInLatin1, [0x80]), undefined, 'café€'],
])('takes the encoding from %s', (_, body, contentType, text) => {
  expect(decodeText(body, contentType).text).toBe(text);
});

it('passes over encodings that nobody knows', () => {
  expect(decodeText(bytes('é'), 'text/html; charset=klingon').text).toBe('é');
  expect(decodeText(bytes('<meta charset=none>é'), undefined).text).toBe('<meta charset=none>é');
});

it('does not believe a document that names a two-byte encoding in single bytes', () => {
  expect(decodeText(bytes('<meta charset=utf-16>é'), undefined)).toEqual({
    text: '<meta charset=utf-16>é',
    charset: 'utf-8',
  });
});

it('keeps UTF-8 where little of it is broken, and gives it up where most is', () => {
  const damaged = bytes('Größe für Tür', [0xc3]);
  expect(decodeText(damaged, 'text/html; charset=utf-8').text).toBe('Größe für Tür\uFFFD');
  const latin1 = bytes('Gr', [0xf6, 0xdf], 'e f', [0xfc], 'r T', [0xfc], 'r');
  expect(decodeText(latin1, 'text/html; charset=utf-8')).toEqual({ text: 'Größe für Tür', charset: 'windows-1252' });
  expect(decodeText(bytes('<meta charset=utf-8>', [0xf6, 0xdf]), undefined).text).toContain('öß');
});

it('reads any bytes under any header without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string(), { nil: undefined }), (body, charset) => {
      expect(typeof decodeText(body, charset && `text/html; charset=${charset}`).text).toBe('string');
    }),
  );
});

it('gives back every text that was sent as UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(utf8(`<p>${text}`), 'text/html; charset=utf-8').text).toBe(`<p>${text}`);
    }),
    { examples: [['\uFFFD']] },
  );
});
