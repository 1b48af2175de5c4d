import { describe, expect, it } from 'vitest';
import { type FunctionName, functionNames } from '../../shared/topology.ts';
import { outcomesOf } from './end-state.ts';
import type { KillPlan, Moment } from './instance.ts';
import { runScenario, wrongEnd } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const survives: KillPlan = () => null;
const killAt =
  (call: number, moment: Moment): KillPlan =>
  (_, number) =>
    number === call ? moment : null;

const killed = new Set<FunctionName>();

describe.each(scenarios)('$name', (scenario) => {
  it('ends the same wherever a function is killed, and nobody is told twice or never', {
    timeout: 120_000,
  }, async () => {
    const undisturbed = await runScenario(scenario, survives);
    expect(outcomesOf(undisturbed.end)).toEqual(scenario.ends);

    const wrong: string[] = [];
    for (const [i, { functionName, name, moments }] of undisturbed.calls.entries()) {
      if (scenario.about && !scenario.about.includes(functionName)) continue;
      killed.add(functionName);
      for (const moment of moments) {
        const { end } = await runScenario(scenario, killAt(i + 1, moment));
        const place = `${functionName} killed ${moment} "${name}" (call ${i + 1})`;
        wrong.push(...wrongEnd(scenario, undisturbed.end, end).map((difference) => `${place}: ${difference}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});

it('has killed every function', () => {
  expect([...killed].sort()).toEqual([...functionNames].sort());
});
