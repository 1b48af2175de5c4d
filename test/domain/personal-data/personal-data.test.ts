import { expect, it } from 'vitest';
import { allCollections } from '../../../shared/documents/all-collections.ts';
import { personalData } from '../../../shared/domain/personal-data/personal-data.ts';

const inPeople = allCollections.filter(({ database }) => database === 'people').map(({ name }) => name);

it('says of every collection of the people database what it holds of a person, and how that is erased', () => {
  expect(Object.keys(personalData).sort()).toEqual(inPeople.sort());
});

it('names, where something is erased with something else, what really erases', () => {
  const wrong = Object.entries(personalData).filter(([, holding]) => {
    if (!('erase' in holding) || typeof holding.erase === 'function' || !('with' in holding.erase)) return false;
    const other = personalData[holding.erase.with];
    return !other || !('erase' in other) || typeof other.erase !== 'function';
  });
  expect(wrong).toEqual([]);
});
