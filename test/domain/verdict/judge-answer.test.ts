import { expect, test } from 'vitest';
import * as z from 'zod';
import { modelAnswer, modelAnswerJsonSchema, parseModelAnswer } from '../../../shared/domain/verdict/judge-answer.ts';

test('the schema shown to models asks for what is checked afterwards', () => {
  const { properties, required } = z.toJSONSchema(modelAnswer);
  expect([...modelAnswerJsonSchema.required]).toEqual(required);
  expect(Object.keys(modelAnswerJsonSchema.properties)).toEqual(Object.keys(properties ?? {}));
  expect(properties?.verdict).toMatchObject({ enum: [...modelAnswerJsonSchema.properties.verdict.enum] });
});

test('fields that were not asked for are ignored', () => {
  const text = '{"verdict":"real","confidence":1,"explanation":"x","announce":true}';
  expect(parseModelAnswer(text)).toEqual({ verdict: 'real', confidence: 1, explanation: 'x' });
});
