import { describe, expect, it } from 'vitest';
import { nearestTests, readImporters } from '../../infra/toolchain/nearest-tests.ts';

const importers = new Map([
  ['money.ts', ['money.test.ts', 'offer.ts', 'deal.ts']],
  ['offer.ts', ['offer.test.ts', 'handler.ts']],
  ['deal.ts', ['handler.ts']],
  ['handler.ts', ['handler.test.ts', 'handler.emulator.test.ts']],
  ['loop.ts', ['loop.ts']],
]);

describe('the tests nearest to a change', () => {
  it('are those that import it, and none further away', () => {
    expect(nearestTests(['money.ts'], importers)).toEqual(['money.test.ts']);
  });

  it('are those of its importers where none imports it itself', () => {
    expect(nearestTests(['deal.ts'], importers)).toEqual(['handler.test.ts']);
  });

  it('are the changed tests themselves', () => {
    expect(nearestTests(['offer.test.ts', 'money.ts'], importers)).toEqual(['money.test.ts', 'offer.test.ts']);
  });

  it('are none where nothing leads to one', () => {
    expect(nearestTests(['loop.ts', 'README.md', 'bundles.emulator.test.ts'], importers)).toEqual([]);
  });

  it('are found for the project as it is', () => {
    const near = nearestTests(['shared/domain/money/money.ts'], readImporters());
    expect(near).toContain('test/domain/money/money.test.ts');
    expect(near).not.toContain('test/adapters/resend.test.ts');
  });
});
