import type { Target } from '../netfilter/index.ts';

/** What a target that is no verdict and no jump does to the walk. */
export type Effect =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'mark'; readonly mark: (mark: number | undefined) => number | undefined }
  | { readonly kind: 'ttl'; readonly ttl: (ttl: number | undefined) => number | undefined }
  /** Ends the nat table; the addresses that come after are others. */
  | { readonly kind: 'rewrite' }
  /** User space, or a target that the evaluator does not know, decides. */
  | { readonly kind: 'open'; readonly question: string; readonly answers: readonly OpenAnswer[] };

export type OpenAnswer = 'goOn' | 'accept' | 'drop';

/** Targets that let the packet go on to the next rule and change nothing that later rules ask for. */
const harmless: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'TRACE',
  'AUDIT',
  'RATEEST',
  'TEE',
  'IDLETIMER',
  'CHECKSUM',
  'CLASSIFY',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TOS',
  'DSCP',
  'ECN',
  'SECMARK',
  'CONNSECMARK',
  'LED',
  'HMARK',
  'CT',
  'NOTRACK',
]);

const rewriting: ReadonlySet<string> = new Set(['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP', 'SAME']);

const goOn: Effect = { kind: 'goOn' };

/** Effect of a target that the model keeps word for word. */
export function effectOf({ name, text }: Extract<Target, { kind: 'other' }>): Effect {
  if (harmless.has(name)) return goOn;
  if (rewriting.has(name)) return { kind: 'rewrite' };
  if (name === 'MARK') return { kind: 'mark', mark: markChange(text) };
  if (name === 'CONNMARK') {
    return text.includes('--restore-mark') ? { kind: 'mark', mark: () => undefined } : goOn;
  }
  if (name === 'TTL' || name === 'HL') return { kind: 'ttl', ttl: hopChange(text) };
  const question = `-j ${name} ${text}`.trimEnd();
  if (name === 'NFQUEUE' || name === 'QUEUE') {
    // With a bypass the packet goes on where no program listens.
    const answers: readonly OpenAnswer[] = text.includes('--queue-bypass')
      ? ['goOn', 'accept', 'drop']
      : ['accept', 'drop'];
    return { kind: 'open', question, answers };
  }
  return { kind: 'open', question, answers: ['goOn', 'accept', 'drop'] };
}

const markOption =
  /^--(set-xmark|set-mark|and-mark|or-mark|xor-mark) (0x[0-9a-f]{1,8}|[0-9]{1,10})(?:\/(0x[0-9a-f]{1,8}|[0-9]{1,10}))?$/i;

function markChange(text: string): (mark: number | undefined) => number | undefined {
  const found = markOption.exec(text);
  if (!found) return () => undefined;
  const value = Number(found[2]);
  const mask = found[3] === undefined ? 0xffffffff : Number(found[3]);
  return (mark) => {
    switch (found[1]) {
      case 'set-xmark':
        return mark === undefined && mask !== 0xffffffff ? undefined : (((mark ?? 0) & ~mask) ^ value) >>> 0;
      case 'set-mark':
        return mark === undefined && mask !== 0xffffffff ? undefined : (((mark ?? 0) & ~mask) | value) >>> 0;
      case 'and-mark':
        return mark === undefined ? undefined : (mark & value) >>> 0;
      case 'or-mark':
        return mark === undefined ? undefined : (mark | value) >>> 0;
      default:
        return mark === undefined ? undefined : (mark ^ value) >>> 0;
    }
  };
}

function hopChange(text: string): (ttl: number | undefined) => number | undefined {
  const found = /^--(?:ttl|hl)-(set|dec|inc) ([0-9]{1,3})$/.exec(text);
  if (!found) return () => undefined;
  const by = Number(found[2]);
  return (ttl) => {
    if (found[1] === 'set') return by;
    if (ttl === undefined) return undefined;
    return found[1] === 'dec' ? Math.max(0, ttl - by) : Math.min(255, ttl + by);
  };
}
