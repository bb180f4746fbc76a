import type { Page } from 'playwright-core';
import { type World, account } from './world.ts';

/** By name and password, as people do. The overview is there when it ends. */
export async function signIn(
  page: Page,
  { origin }: World,
  as: Pick<typeof account, 'user' | 'password'> = account,
): Promise<void> {
  await page.goto(`${origin}/ui/sign-in`);
  await page.fill('input[name=username]', as.user);
  await page.fill('input[name=password]', as.password);
  await page.keyboard.press('Enter');
  await page.locator('main#content h1').waitFor();
}
