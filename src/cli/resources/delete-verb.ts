import { deleteRow, findOne, type Kind, type Named } from '../../objects/index.ts';
import type { WordsKey } from '../../words/index.ts';
import { type Verb, verb } from '../verb.ts';
import { deletionOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';

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
    flags: planFlags,
    async run(call) {
      const { args, flags, output, say } = call;
      const server = await call.client();
      const rows: Row[] = [];
      for (const text of [args.first, ...args.more]) rows.push(await findOne(server, kind, text));
      const changes = rows.map(({ id }) => deletionOf(kind, id));
      const planned = await planInstead(call, flags, server, changes);
      if (planned !== undefined) return planned;
      for (const row of rows) {
        await deleteRow(server, kind, row.id);
        output.note(say('cli.deleted', { what: say(`cli.${kind.noun}`), name: row.name || row.id }));
      }
      return undefined;
    },
  });
}
