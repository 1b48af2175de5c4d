import { describe, expect, it } from 'vitest';
import type { FunctionName } from '../../shared/topology.ts';
import { outcomesOf } from './end-state.ts';
import type { KillPlan, Moment } from './instance.ts';
import { runScenario, type Scenario, wrongEnd } from './scenario.ts';

const survives: KillPlan = () => null;
const killAt =
  (call: number, moment: Moment): KillPlan =>
  (_, number) =>
    number === call ? moment : null;

/** Kills the functions each scenario is about at every call they make, and holds its end against an undisturbed run. */
export function killEverywhere(scenarios: readonly Scenario[]): void {
  describe.each(scenarios)('$name', (scenario) => {
    it('ends the same wherever a function is killed, and nobody is told twice or never', {
      timeout: 120_000,
    }, async () => {
      const undisturbed = await runScenario(scenario, survives);
      expect(outcomesOf(undisturbed.end)).toEqual(scenario.ends);

      const killed = new Set<FunctionName>();
      const wrong: string[] = [];
      for (const [i, { functionName, name, moments }] of undisturbed.calls.entries()) {
        if (!scenario.about.includes(functionName)) continue;
        killed.add(functionName);
        for (const moment of moments) {
          const { end } = await runScenario(scenario, killAt(i + 1, moment));
          const place = `${functionName} killed ${moment} "${name}" (call ${i + 1})`;
          wrong.push(...wrongEnd(scenario, undisturbed.end, end).map((difference) => `${place}: ${difference}`));
        }
      }
      expect(wrong).toEqual([]);
      expect([...killed].sort()).toEqual([...scenario.about].sort());
    });
  });
}
