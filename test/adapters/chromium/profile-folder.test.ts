import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeProfileFolder, removeProfileFolder } from '../../../shared/adapters/chromium/profile-folder.ts';

const nowMs = Date.UTC(2026, 0, 15, 12);
const hourMs = 3_600_000;
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'profile-folder-test-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

function left(name: string, hoursAgo: number): void {
  const path = join(parent, name);
  mkdirSync(path);
  writeFileSync(join(path, 'Cookies'), '');
  utimesSync(path, (nowMs - hoursAgo * hourMs) / 1_000, (nowMs - hoursAgo * hourMs) / 1_000);
}

it('A browser gets a folder of its own, which goes with everything in it', async () => {
  const [one, other] = [await makeProfileFolder(nowMs, parent), await makeProfileFolder(nowMs, parent)];
  expect(one).not.toBe(other);
  writeFileSync(join(one, 'Cookies'), '');
  await removeProfileFolder(one);
  await removeProfileFolder(one);
  expect([existsSync(one), existsSync(other)]).toEqual([false, true]);
});

it('What killed browsers left is removed when the next one starts, nothing of those that may live, nor of strangers', async () => {
  left('pricehawk-profile-killed', 7);
  left('pricehawk-profile-living', 5);
  left('puppeteer_dev_chrome_profile-strangers', 700);
  await makeProfileFolder(nowMs, parent);
  const names = readdirSync(parent);
  expect(names).toHaveLength(3);
  expect(names).toEqual(expect.arrayContaining(['pricehawk-profile-living', 'puppeteer_dev_chrome_profile-strangers']));
});
