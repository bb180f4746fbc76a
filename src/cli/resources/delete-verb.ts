import { deleteRow, findOne, type Kind, type Named } from '../../ask/index.ts';
import type { WordsKey } from '../../words/index.ts';
import { type Verb, verb } from '../verb.ts';

/**
 * The verb that deletes objects of a kind. All of them are found before the first one goes, so that a slip in the
 * last name deletes nothing.
 */
export function deleteVerb<Row extends Named>(
  words: readonly string[],
  kind: Kind<Row>,
  summary: WordsKey,
  argument: WordsKey,
): Verb {
  return verb({
    words,
    summary,
    arguments: { first: { help: argument }, more: { help: argument, many: true } },
    async run({ args, client, output, say }) {
      const server = await client();
      const rows: Row[] = [];
      for (const text of [args.first, ...args.more]) rows.push(await findOne(server, kind, text));
      for (const row of rows) {
        await deleteRow(server, kind, row.id);
        output.note(say('cli.deleted', { what: say(`cli.${kind.noun}`), name: row.name || row.id }));
      }
      return undefined;
    },
  });
}
