import { type Language, reasonTable, say } from '../../src/words/index.ts';
import { tableRow } from './table-row.ts';

/** docs/reference/reasons.md: every reason of the explainer, in the order of the catalogue. */
export function reasonsPage(language: Language): string {
  const head = say(language, 'explain.referenceReasonsHead');
  return [
    `# ${say(language, 'explain.referenceReasons')}`,
    '',
    say(language, 'explain.referenceReasonsAbout'),
    say(language, 'cli.referenceNote'),
    '',
    `| ${head} |`,
    `|${' --- |'.repeat(head.split('|').length)}`,
    ...Object.entries(reasonTable[language]).map(([code, [message, hint]]) =>
      tableRow(`\`${code}\``, braces(message), braces(hint)),
    ),
    '',
  ].join('\n');
}

function braces(text: string): string {
  return text.replaceAll(/\{\{(\w+)[^}]*\}\}/g, '{$1}');
}
