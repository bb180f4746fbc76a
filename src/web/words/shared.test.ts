import { expect, test } from 'vitest';
import { type Language, sentencesOf } from '../../words/index.ts';
import { sentencesSuite } from '../../words/sentences.suite.ts';
import { hostPageWords } from './pages/host.ts';
import { pastePageWords } from './pages/paste.ts';
import { planPageWords } from './pages/plan.ts';
import { reachPageWords } from './pages/reach.ts';
import { tracePageWords } from './pages/trace.ts';
import { webFiles, webWords } from './shared.ts';

const chapters = {
  web: webWords,
  host: hostPageWords,
  paste: pastePageWords,
  planPage: planPageWords,
  reach: reachPageWords,
  trace: tracePageWords,
};
sentencesSuite('the words of pages', 600, (language: Language) => sentencesOf(chapters, language));

test('no sentence of the dashboard stands in two files', () => {
  const keys = webFiles.flatMap((file) => Object.keys(file.en));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
