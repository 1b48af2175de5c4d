import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { sequentialRandom } from './sequential-random.ts';
import { testDataKeys } from './test-platform.ts';

/** The cipher of the test platforms. */
export const testCipher = createFieldCipher(testDataKeys, sequentialRandom('sealed'));
