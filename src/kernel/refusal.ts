/** What a program of the xtables or ipset family said when it refused its input. */
export interface Refusal {
  /** Counted from 1; null if the program named none. */
  readonly lineNumber: number | null;
  readonly reason: string;
}

/**
 * Reads the refusals of iptables-restore and ebtables-restore 1.8, both back ends, and of ipset 7. They come in five forms:
 *
 *     line 4: CHAIN_DEL failed (Device or resource busy): chain foo          nft, refused by the kernel
 *     iptables-restore v1.8.9 (legacy): unknown option "--frob"              both, refused while reading
 *     Error occurred at line: 3
 *     iptables-nft-restore: line 3 failed: Index of insertion too big.       nft; legacy gives no reason
 *     iptables-restore: COMMIT expected at line 3
 *     ipset v7.17: Error in line 3: The set with the given name does not exist
 */
export function readRefusal(stderr: string): Refusal {
  for (const form of forms) {
    const match = form.exec(stderr);
    if (match?.groups) {
      const { line, reason } = match.groups;
      return { lineNumber: Number(line), reason: oneLine(reason ?? '') || 'no reason given' };
    }
  }
  return { lineNumber: null, reason: oneLine(stderr) || 'no reason given' };
}

const forms: readonly RegExp[] = [
  /^line (?<line>\d+): (?<reason>.+)$/m,
  /^[\w-]+ v\S+(?: \([\w-]+\))?: (?<reason>[^]*?)\n\s*Error occurred at line: (?<line>\d+)$/m,
  /^[\w-]+: line (?<line>\d+) failed(?:: (?<reason>.*))?$/m,
  /^[\w-]+: (?<reason>COMMIT expected) at line (?<line>\d+)$/m,
  /Error in line (?<line>\d+): (?<reason>.+)$/m,
];

/** The line of a script, without joining a script that has tens of thousands. */
export function lineOf(script: Iterable<string>, lineNumber: number): string {
  let current = 1;
  let line = '';
  for (const chunk of script) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf('\n', start);
      if (current === lineNumber) line += chunk.slice(start, end < 0 ? undefined : end);
      if (end < 0) break;
      current += 1;
      if (current > lineNumber) return line;
      start = end + 1;
    }
  }
  return line;
}

/**
 * Where the fault is. A jump to a chain that is not there is noticed by iptables-nft only at the table's COMMIT, and
 * that is the line that it names; the rule is found by the chain's name.
 */
export function faultyLine(script: Iterable<string>, refusal: Refusal): { lineNumber: number | null; line: string } {
  const { lineNumber } = refusal;
  if (lineNumber === null) return { lineNumber, line: '' };
  const line = lineOf(script, lineNumber);
  const chain = /^Chain '(.+)' does not exist/.exec(refusal.reason)?.[1];
  if (line !== 'COMMIT' || chain === undefined) return { lineNumber, line };
  const lines = [...script].join('').split('\n');
  for (let n = lineNumber - 1; n > 0 && !lines[n - 1]?.startsWith('*'); n -= 1) {
    const words = lines[n - 1]?.split(' ') ?? [];
    const at = words.findIndex((word) => word === '-j' || word === '-g');
    if (at >= 0 && words[at + 1] === chain) return { lineNumber: n, line: words.join(' ') };
  }
  return { lineNumber, line };
}

const forbidden = /permission denied|operation not permitted|you must be root/i;

/** Whether the program was not let do it; every program here says so in one of three ways. */
export function isForbidden(stderr: string): boolean {
  return forbidden.test(stderr);
}

/** First lines of what a program said, without its name and the advice to read its help. */
export function oneLine(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !/^Try `|^Perhaps ip6?tables or your kernel/.test(line))
    .join(' ')
    .replace(/^[\w-]+ v\S+(?: \([\w-]+\))?: */, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
