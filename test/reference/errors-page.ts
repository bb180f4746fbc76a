import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { PortreeveError } from '../../src/model/index.ts';
import { type ErrorCode, type Language, errorTable, say } from '../../src/words/index.ts';
import { tableRow } from './table-row.ts';

/** docs/reference/errors.md: every code of the catalogue, in alphabetical order. */
export function errorsPage(language: Language): string {
  const rows = Object.entries(errorTable[language])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, [message, hint]]) => {
      const exit = exitCodeOf(new PortreeveError(code as ErrorCode));
      return tableRow(`\`${code}\``, braces(message), braces(hint), String(exit));
    });
  const head = say(language, 'cli.referenceErrorsHead');
  return [
    `# ${say(language, 'cli.referenceErrors')}`,
    '',
    say(language, 'cli.referenceErrorsAbout'),
    say(language, 'cli.referenceNote'),
    '',
    `| ${head} |`,
    `|${' --- |'.repeat(head.split('|').length)}`,
    ...rows,
    '',
  ].join('\n');
}

/** "{{nouns, word}}" is how the catalogue writes what a reader knows as "{nouns}". */
function braces(text: string): string {
  return text.replaceAll(/\{\{(\w+)[^}]*\}\}/g, '{$1}');
}
