import * as fc from 'fast-check';

/** Any code points, controls, bidirectional marks and lone surrogates included (fast-check's own take seconds to set up). */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const codePoint = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x2000, max: 0x206f }),
    fc.integer({ min: 0, max: 0x10ffff }),
  );
  return fc.array(codePoint, { maxLength }).map((codes) => String.fromCodePoint(...codes));
}
