import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verbs as table } from '../src/cli/verbs.ts';
import { resources } from '../src/server/resources/index.ts';
import { errorTable, languages, reasonTable } from '../src/words/index.ts';
import { commandsPage } from './reference/commands-page.ts';
import { errorsPage } from './reference/errors-page.ts';
import { networkingApiPage } from './reference/networking-api-page.ts';
import { reasonsPage } from './reference/reasons-page.ts';

const page = (name: string) => join(import.meta.dirname, '../docs/reference', name);
const verbs = await Promise.all(table.map(async (entry) => (await entry.load()).default));

describe.each(languages)('the reference in %s is current (npm run docs writes it)', (language) => {
  const suffix = language === 'en' ? '' : `.${language}`;

  test('errors', async () => {
    expect(Object.keys(errorTable[language]).length).toBeGreaterThan(50);
    await expect(errorsPage(language)).toMatchFileSnapshot(page(`errors${suffix}.md`));
  });

  test('reasons', async () => {
    expect(Object.keys(reasonTable[language]).length).toBeGreaterThan(15);
    await expect(reasonsPage(language)).toMatchFileSnapshot(page(`reasons${suffix}.md`));
  });

  test('commands', async () => {
    expect(verbs.length).toBeGreaterThan(30);
    await expect(commandsPage(verbs, language)).toMatchFileSnapshot(page(`cli${suffix}.md`));
  });

  test('the Networking API', async () => {
    expect(resources.length).toBeGreaterThan(8);
    await expect(networkingApiPage(resources, language)).toMatchFileSnapshot(page(`networking-api${suffix}.md`));
  });
});
