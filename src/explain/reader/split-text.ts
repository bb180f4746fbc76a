import { builtInChains, type Family, type TableName } from '../../netfilter/index.ts';
import { type CleanLines, cleanLines, longestLine } from './clean-lines.ts';
import { type Command, readPromptLine } from './command-line.ts';
import { readRemark } from './comment-line.ts';
import type { Backend, HostText, ReadPart } from './host-text.ts';
import { LineClasses } from './line-account.ts';
import { kindOfLine, type LineKind } from './line-kind.ts';
import { Notes } from './notes.ts';
import { goesOn, joined } from './wrapped.ts';

/** Lines that one command printed. */
export interface Part {
  readonly kind: ReadPart['kind'];
  readonly lines: readonly string[];
  /** Of each line: its index among the lines of the text. */
  readonly places: readonly number[];
  /** What the command or the first comment says. */
  readonly family: Family | undefined;
  readonly backend: Backend | undefined;
  readonly table: TableName | undefined;
  readonly isOneChain: boolean;
}

/** A text in its parts. */
export interface SplitText {
  readonly text: HostText;
  readonly clean: CleanLines;
  readonly classes: LineClasses;
  readonly parts: readonly Part[];
  /** What has been said of it so far. */
  readonly notes: Notes;
}

/** Cuts a text into its parts and tells what each line is; what the parts themselves make of their lines comes later. */
export function splitText(text: HostText): SplitText {
  const clean = cleanLines(text.text);
  const splitter = new Splitter(clean);
  for (let index = 0; index < clean.lines.length; index += 1) splitter.take(index);
  const { classes, notes } = splitter;
  return { text, clean, classes, notes, parts: splitter.parts };
}

/** What a person pastes has a dozen; a text of rubbish can begin one with every line. */
const partsAtMost = 1_000;

type Draft = Part & { readonly lines: string[]; readonly places: number[]; readonly names: Set<string> };
type Origin = Pick<Part, 'family' | 'backend' | 'table' | 'isOneChain'>;

const noOrigin: Origin = { family: undefined, backend: undefined, table: undefined, isOneChain: false };

/** One walk over the lines of a text. */
class Splitter {
  readonly classes: LineClasses;
  readonly notes = new Notes();
  readonly parts: Draft[] = [];
  readonly #clean: CleanLines;
  /** The part that lines go to; undefined between parts. */
  #part: Draft | undefined;
  /** What the last command said of the one thing that it prints. */
  #command: Origin = noOrigin;
  /** What the last comment said of the dump that it is in. */
  #comment: Pick<Origin, 'family' | 'backend'> = noOrigin;
  /** Whether a table of iptables-save is open. */
  #isOpen = false;
  /** Braces of `nft list ruleset` that are open. */
  #depth = 0;
  /** The line before was a rule, which this one may go on with. */
  #rule: number | undefined;
  /** There are as many parts as are read. */
  #isFull = false;

  constructor(clean: CleanLines) {
    this.#clean = clean;
    this.classes = new LineClasses(clean.lines.length);
  }

  take(index: number): void {
    const line = this.#clean.lines[index] ?? '';
    if (line.length > longestLine || this.#isFull) {
      this.#odd(this.#isFull ? 'part_omitted' : 'line_too_long', index, line);
      return;
    }
    const kind = kindOfLine(line.trimStart());
    const rule = this.#rule;
    this.#rule = undefined;
    if (this.#part?.kind === 'nft' && this.#takeNft(kind, index, line)) return;
    switch (kind) {
      case 'blank':
        this.classes.set(index, 'blank');
        // Between rules they say nothing; between chains and sets they part.
        if (this.#part && this.#part.kind !== 'save' && this.#part.kind !== 'listRules') this.#push(index, line);
        return;
      case 'comment':
        this.#takeComment(index, line);
        return;
      case 'table':
        this.#takeTable(index, line);
        return;
      case 'commit':
      case 'chain':
      case 'rule':
      case 'policy':
      case 'newChain':
        this.#takeRules(kind, index, line.trimStart());
        return;
      case 'listHead':
        this.#takeListHead(index, line.trim());
        return;
      case 'listColumns':
        if (this.#part?.kind !== 'listing') this.#start('listing');
        this.classes.set(index, 'structure');
        this.#push(index, line);
        return;
      case 'add':
        if (this.#part?.kind === 'setSave' || /^\s*add \S+ \S*[0-9:]/.test(line)) this.#takeSet('setSave', index, line);
        else this.#takeOther(index, line, rule);
        return;
      case 'create':
        this.#takeSet('setSave', index, line);
        return;
      case 'setName':
        this.#takeSet('setList', index, line);
        return;
      case 'xml':
        this.#takeSet('setXml', index, line);
        return;
      case 'nftTable':
      case 'nftJson':
        this.#start('nft');
        this.#depth = 0;
        this.#takeNft(kind, index, line);
        if (kind === 'nftJson') this.#part = undefined;
        return;
      case 'other':
        this.#takeOther(index, line, rule);
        return;
    }
  }

  #takeComment(index: number, line: string): void {
    if (this.#takePrompt(index, line)) return;
    this.classes.set(index, 'comment');
    this.#takeRemark(index, line);
  }

  /** Whether the line says something of the programs. */
  #takeRemark(index: number, line: string): boolean {
    const remark = readRemark(line);
    const at = this.#clean.numberOf(index);
    switch (remark?.kind) {
      case undefined:
        return false;
      case 'origin':
        this.#comment = { family: remark.family, backend: remark.backend };
        return true;
      case 'legacyTables':
        this.notes.add({
          code: 'legacy_tables',
          line: at,
          values: { program: remark.family === 'ipv6' ? 'ip6tables' : 'iptables' },
        });
        return true;
      case 'tableIncompatible':
        this.notes.add({ code: 'table_incompatible', line: at, values: { table: remark.table } });
        return true;
      case 'message':
        this.notes.add({ code: 'program_message', line: at, values: { text: line.slice(0, 160) } });
        return true;
    }
  }

  #takePrompt(index: number, line: string): boolean {
    const prompt = readPromptLine(line);
    if (!prompt) return false;
    this.#part = undefined;
    this.#isOpen = false;
    const { command } = prompt;
    this.#command = command ? originOf(command) : noOrigin;
    this.#comment = noOrigin;
    if (command?.does === 'changes') {
      this.#odd('script_line', index, line);
    } else {
      this.classes.set(index, 'command');
    }
    return true;
  }

  #takeTable(index: number, line: string): void {
    const name = line.trim().slice(1);
    const part = this.#part;
    const hasOther =
      (this.#comment.family !== undefined && part?.family !== this.#comment.family) ||
      (this.#comment.backend !== undefined && part?.backend !== this.#comment.backend);
    // A table for the second time: another dump begins, of the other family or backend perhaps.
    if (part?.kind !== 'save' || part.names.has(name) || hasOther) this.#start('save');
    this.#part?.names.add(name);
    this.#isOpen = true;
    this.classes.set(index, 'structure');
    this.#push(index, line.trimStart());
  }

  #takeRules(kind: 'commit' | 'chain' | 'rule' | 'policy' | 'newChain', index: number, line: string): void {
    const inTable = this.#part?.kind === 'save' && this.#isOpen;
    if (kind === 'commit') {
      if (!inTable) {
        this.#odd('line_unknown', index, line);
        return;
      }
      this.#isOpen = false;
      this.classes.set(index, 'structure');
      this.#push(index, line);
      return;
    }
    const isNew = kind === 'policy' || kind === 'newChain';
    const name = line.split(' ', 2)[1] ?? '';
    const isRepeated = isNew && this.#part?.names.has(name);
    if (inTable ? isNew : this.#part?.kind !== 'listRules' || isRepeated) this.#start('listRules');
    if (isNew) this.#part?.names.add(name);
    this.classes.set(index, kind === 'rule' ? 'rule' : 'chain');
    this.#push(index, line);
    if (kind === 'rule') this.#rule = (this.#part?.lines.length ?? 0) - 1;
  }

  #takeListHead(index: number, line: string): void {
    const name = line.slice('Chain '.length, line.lastIndexOf(' ('));
    const part = this.#part;
    if (part?.kind !== 'listing' || part.names.has(name) || beginsTable(name, part.names)) this.#start('listing');
    this.#part?.names.add(name);
    this.classes.set(index, 'chain');
    this.#push(index, line);
  }

  #takeSet(kind: 'setSave' | 'setList' | 'setXml', index: number, line: string): void {
    if (this.#part?.kind !== kind) this.#start(kind);
    this.classes.set(index, 'set');
    this.#push(index, line);
  }

  /** Whether the line belongs to what nft printed. */
  #takeNft(kind: LineKind, index: number, line: string): boolean {
    if (kind === 'table' || kind === 'listHead' || kind === 'policy' || kind === 'setName' || kind === 'xml') {
      this.#part = undefined;
      return false;
    }
    if (kind === 'comment' || kind === 'blank' || (this.#depth === 0 && kind === 'other')) return false;
    if (kind !== 'nftJson') this.#depth = Math.max(0, this.#depth + bracesOf(line));
    this.#odd('nft_ruleset', index, line);
    if (this.#part?.places.length === 0) this.#push(index, '');
    return true;
  }

  #takeOther(index: number, line: string, rule: number | undefined): void {
    const part = this.#part;
    if (part?.kind === 'setXml' && line.trimStart().startsWith('<')) {
      this.#takeSet('setXml', index, line);
      return;
    }
    if (this.#takePrompt(index, line)) return;
    if (this.#takeRemark(index, line)) {
      this.classes.set(index, 'comment');
      return;
    }
    const before = rule === undefined ? undefined : part?.lines[rule];
    if (part && rule !== undefined && before !== undefined && goesOn(before, line)) {
      part.lines[rule] = joined(before, line);
      this.#rule = rule;
      this.classes.set(index, 'continued');
      this.notes.add({ code: 'line_joined', line: this.#clean.numberOf(index) });
      return;
    }
    const isInside = part?.kind === 'save' ? this.#isOpen : part !== undefined && part.kind !== 'nft';
    if (!part || !isInside || (part.kind === 'listRules' && rule === undefined)) {
      this.#odd(codeOfStray(line), index, line);
    } else if (part.kind === 'save' || part.kind === 'listRules') {
      this.#odd('line_unknown', index, line);
    } else {
      this.classes.set(index, 'odd');
      this.#push(index, line);
    }
  }

  #start(kind: Part['kind']): void {
    this.#isFull = this.parts.length === partsAtMost - 1;
    const { table, isOneChain } = this.#command;
    const comment = kind === 'save' ? this.#comment : noOrigin;
    const family = comment.family ?? this.#command.family;
    const backend = comment.backend ?? this.#command.backend;
    this.#part = { kind, lines: [], places: [], names: new Set(), family, backend, table, isOneChain };
    this.parts.push(this.#part);
    this.#isOpen = false;
    this.#command = noOrigin;
  }

  #push(index: number, line: string): void {
    this.#part?.lines.push(line);
    this.#part?.places.push(index);
  }

  #odd(
    code:
      | 'line_unknown'
      | 'line_too_long'
      | 'part_omitted'
      | 'chain_head_lost'
      | 'noise'
      | 'script_line'
      | 'nft_ruleset',
    index: number,
    line: string,
  ): void {
    this.classes.set(index, 'odd');
    this.notes.addLine(code, this.#clean.numberOf(index), line);
  }
}

function originOf({ family, backend, table, does }: Command): Origin {
  return { family, backend, table, isOneChain: does === 'printsOneChain' };
}

const hookOrder = builtInChains.get('mangle') ?? [];

/**
 * Whether a chain of the kernel is the first of the next table: they come in the order in which packets pass them, and
 * before all others. Older nft programs list the nat table with OUTPUT last.
 */
function beginsTable(name: string, before: ReadonlySet<string>): boolean {
  const place = hookOrder.indexOf(name);
  if (place < 0 || before.size === 0) return false;
  const places = [...before].map((chain) => hookOrder.indexOf(chain));
  if (places.includes(-1)) return true;
  const isOldNat = name === 'OUTPUT' && before.has('PREROUTING') && before.has('POSTROUTING') && !before.has('FORWARD');
  return !isOldNat && places.some((other) => other > place);
}

/** A line between parts: words of the page around them, unless it is what has lost its beginning. */
function codeOfStray(line: string): 'noise' | 'chain_head_lost' | 'line_unknown' {
  if (/^\s*(?:\S+\s+){1,5}(?:--|-f|!f)\s+\S.*(?:anywhere|[0-9][.:/])/.test(line)) return 'chain_head_lost';
  return /^(?:Type|Revision|Header|Size in memory|Number of entries|Members):/.test(line) ? 'line_unknown' : 'noise';
}

/** Braces that a line opens, less those that it closes; none of those in quotes. */
function bracesOf(line: string): number {
  let open = 0;
  for (const [found] of line.matchAll(/"[^"]*"|[{}]/g)) open += found === '{' ? 1 : found === '}' ? -1 : 0;
  return open;
}
