import type { Family, TableName } from '../../netfilter/index.ts';
import type { Backend } from './host-text.ts';

/** A command of the programs that print rules and sets, as it stands behind a prompt. */
export interface Command {
  readonly family?: Family;
  readonly backend?: Backend;
  readonly table?: TableName;
  /** What it does: prints (all or one chain), or changes something. */
  readonly does: 'prints' | 'printsOneChain' | 'changes';
}

/** A line of a terminal: a prompt, and a command if one was typed. */
export interface PromptLine {
  /** Undefined: nothing, or a command of another program. */
  readonly command: Command | undefined;
}

/** `root@host:~#`, `root@host ~ $`, `[root@host ~]#`, `host:~ #`, each with what was typed. */
const prompts: readonly RegExp[] = [
  /^[\w.-]+@[\w.-]+(?::[^\s#$]*| [~/][^\s#$]*)?\s?[#$>%](?:\s+(.*))?$/,
  /^\[[\w.-]+@[\w.-]+[^\]#$]*\]\s?[#$](?:\s*(.*))?$/,
  /^[\w.-]{1,64}:[~/]\S{0,255} ?[#$>](?:\s+(.*))?$/,
];
const program =
  /^(?:sudo\s+(?:-\S+\s+)*)?(?:\/\S{0,99}\/)?(ip6?tables(?:-legacy|-nft)?(?:-save|-restore)?|ipset|nft)(?:\s+(.*))?$/;
const programBehindMark = /^[#$%>]\s*(?=(?:sudo\s|\/\S{0,99}\/)?\s*(?:ip6?tables|ipset|nft))/;

/** Undefined: the line is no prompt and no command. */
export function readPromptLine(line: string): PromptLine | undefined {
  // Nothing else of a dump has these; most lines are done here.
  if (!/[#$%>]|^(?:sudo|ip6?tables|ipset|nft|\/\S*\/ip)/.test(line)) return undefined;
  for (const prompt of prompts) {
    const found = prompt.exec(line);
    if (found) return { command: readCommand(found[1] ?? '') };
  }
  const command = readCommand(line.replace(programBehindMark, ''));
  return command && { command };
}

/** Arguments that are the whole of a command line of ipset and nft that prints. */
const printing = /^(?:list|save|-L|-S|--list|--save)\b|^-j list ruleset|^list ruleset/;

function readCommand(text: string): Command | undefined {
  const [, name, rest = ''] = program.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  if (name === 'ipset' || name === 'nft') {
    if (rest === '' || !/^[-a-z]/.test(rest)) return undefined;
    return { does: printing.test(rest) || rest.includes(' list') ? 'prints' : 'changes' };
  }
  const origin = programOrigin(name);
  const table = /(?:^|\s)(?:-t\s*|--table[ =])([a-z]+)/.exec(rest)?.[1];
  const about = { ...origin, ...(table !== undefined && { table }) };
  if (name.endsWith('-save')) return rest === '' || /^[->|]/.test(rest) ? { ...about, does: 'prints' } : undefined;
  if (name.endsWith('-restore')) return { ...about, does: 'changes' };
  const [, chain] = /(?:^|\s)(?:-[a-zA-Z]*[LS]|--list|--list-rules)(?:\s+([^-\s|>]\S*))?(?=\s|$)/.exec(rest) ?? [];
  const isListing = /(?:^|\s)(?:-[a-zA-Z]*[LS]|--list|--list-rules)(?=\s|$)/.test(rest);
  if (isListing) return { ...about, does: chain === undefined ? 'prints' : 'printsOneChain' };
  return rest.startsWith('-') ? { ...about, does: 'changes' } : undefined;
}

/** Family and backend that the name of a program tells; `iptables` alone may be either backend. */
export function programOrigin(name: string): { readonly family?: Family; readonly backend?: Backend } {
  const family: Family | undefined = name.startsWith('ip6tables')
    ? 'ipv6'
    : name.startsWith('iptables')
      ? 'ipv4'
      : undefined;
  const backend: Backend | undefined = name.includes('-nft') ? 'nft' : name.includes('-legacy') ? 'legacy' : undefined;
  return { ...(family && { family }), ...(backend && { backend }) };
}
