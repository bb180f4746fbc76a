import { PortreeveError } from '../model/index.ts';
import type { Edit, RulesetEdits } from './edit.ts';
import { printRule, printRuleText } from './print-rule.ts';
import type { TableName } from './ruleset.ts';

/**
 * The script for `iptables-restore --noflush`, in chunks: one for each chain that is touched, none if there is nothing
 * to do. One edit is one line; see `editAtLine`.
 */
export function* printRestore(edits: RulesetEdits): Generator<string> {
  for (const { table, edits: list } of edits.tables) {
    yield `*${table}\n`;
    let chunk = '';
    let chain: string | undefined;
    for (const edit of list) {
      if (chain !== edit.chain && chunk.length > chunkLength) {
        yield chunk;
        chunk = '';
      }
      chain = edit.chain;
      chunk += `${checkedLine(printEdit(edit), table, edit)}\n`;
    }
    yield `${chunk}COMMIT\n`;
  }
}

/** The edit that a line of the script of `printRestore` was written for; lines count from 1, as the programs do. */
export function editAtLine(
  edits: RulesetEdits,
  line: number,
): { readonly table: TableName; readonly edit: Edit } | undefined {
  let first = 1;
  for (const { table, edits: list } of edits.tables) {
    const edit = list[line - first - 1];
    if (edit !== undefined && line > first) return { table, edit };
    first += list.length + 2;
  }
  return undefined;
}

/** Short chunks are put together, so that thousands of one-line changes are not thousands of writes. */
const chunkLength = 16_384;

function printEdit(edit: Edit): string {
  switch (edit.kind) {
    case 'declare':
      return `:${edit.chain} - [0:0]`;
    case 'append':
      return printRule(edit.chain, edit.rule);
    case 'insert': {
      const text = printRuleText(edit.rule);
      return text === '' ? `-I ${edit.chain} ${edit.position}` : `-I ${edit.chain} ${edit.position} ${text}`;
    }
    case 'delete':
      return `-D ${edit.chain} ${edit.position}`;
    case 'flush':
      return `-F ${edit.chain}`;
    case 'remove':
      return `-X ${edit.chain}`;
  }
}

/** A line end inside of a rule would be read as another command. */
function checkedLine(line: string, table: TableName, edit: Edit): string {
  if (!line.includes('\n') && !line.includes('\r') && !line.includes('\0')) return line;
  throw new PortreeveError(
    'RULE_UNPRINTABLE',
    { table, chain: edit.chain, line: JSON.stringify(line) },
    { details: { table, edit } },
  );
}
