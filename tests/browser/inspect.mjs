// What every page must stand: axe-core in both themes on a desktop and a phone, and no scrolling sideways down to 360 px.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';

import { until } from '../support/server.mjs';
import { desktop, phone } from './chromium.mjs';

const sizes = { desktop, phone };
const themes = ['dark', 'light'];

const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// The page has taken the theme (it hears of it in an event of its own, later than emulateMedia returns), drawn it, and come to rest.
async function settled(page, theme) {
  await until(`the page is ${theme}`, () =>
    page.evaluate((theme) => (document.documentElement.dataset.mantineColorScheme ?? theme) === theme, theme),
  );
  await frames(page);
  await until('nothing moves', () =>
    page.evaluate(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)),
  );
}

// One page in each theme and size; the theme follows the device, so neither needs the page again.
export async function inspect(page, what) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await settled(page, theme);
      // Legacy: it opens no second page for what it finds in frames from elsewhere, of which there are none.
      const axe = new AxeBuilder({ page }).setLegacyMode();
      // Another theme is another set of colours, and nothing else.
      const all = theme === themes[0] ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa']) : axe.withRules(['color-contrast', 'link-in-text-block']);
      const { violations } = await all.analyze();
      const found = violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
      assert.deepEqual(found, [], `${what}, ${size}, ${theme}`);
    }
  }
  for (const width of [1280, 390, 360]) {
    await page.setViewportSize({ width, height: 740 });
    // A menu follows its button some frames after the window: what counts is where everything comes to rest.
    await until(`${what} fits ${width} px`, () =>
      page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    );
  }
}
