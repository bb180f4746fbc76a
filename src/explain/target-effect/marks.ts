/** The packet's mark and its connection's. Undefined: not known; null: it belongs to no connection. */
export interface Marks {
  readonly mark: number | undefined;
  readonly connmark: number | undefined | null;
}

export type MarkChange = (marks: Marks) => Marks;

const value = '(0x[0-9a-f]{1,8}|[0-9]{1,10})';
const change = new RegExp(`^--(set-xmark|set-mark|and-mark|or-mark|xor-mark) ${value}(?:/${value})?$`, 'i');
const all = 0xffffffff;

/** `-j MARK`. */
export function markChange(text: string): MarkChange {
  const set = setter(text);
  return ({ mark, connmark }) => ({ mark: set(mark), connmark });
}

/** `-j CONNMARK`: what belongs to no connection passes it unchanged. */
export function connmarkChange(text: string): MarkChange {
  const mode = /^--(save|restore)-mark(?: |$)/.exec(text)?.[1];
  const masks = mode && masksOf(text.slice(`--${mode}-mark`.length).trim());
  return ({ mark, connmark }) => {
    if (connmark === null) return { mark, connmark };
    if (!mode) return { mark, connmark: setter(text)(connmark) };
    if (!masks) return mode === 'save' ? { mark, connmark: undefined } : { mark: undefined, connmark };
    return mode === 'save'
      ? { mark, connmark: merged(connmark, masks.ct, mark, masks.nf) }
      : { mark: merged(mark, masks.nf, connmark, masks.ct), connmark };
  };
}

/** What becomes of a mark. Bits that are set whatever they were do not ask for it. */
function setter(text: string): (mark: number | undefined) => number | undefined {
  const found = change.exec(text);
  if (!found) return () => undefined;
  const given = Number(found[2]);
  const mask = found[3] === undefined ? all : Number(found[3]);
  switch (found[1]?.toLowerCase()) {
    case 'set-xmark':
      return cleared(mask, given);
    case 'set-mark':
      return cleared(mask | given, given);
    case 'and-mark':
      return cleared(~given, 0);
    case 'or-mark':
      return cleared(given, given);
    default:
      return cleared(0, given);
  }
}

/** Bits of the mask are cleared, then those of the value turned round. */
function cleared(mask: number, turned: number): (mark: number | undefined) => number | undefined {
  if (mask >>> 0 === all) return () => turned >>> 0;
  return (mark) => (mark === undefined ? undefined : ((mark & ~mask) ^ turned) >>> 0);
}

/** Bits that one mark takes over from another. */
function merged(
  to: number | undefined,
  toMask: number,
  from: number | undefined,
  fromMask: number,
): number | undefined {
  if (from === undefined || (to === undefined && toMask >>> 0 !== all)) return undefined;
  return (((to ?? 0) & ~toMask) ^ (from & fromMask)) >>> 0;
}

const maskOption = new RegExp(`^--(nfmask|ctmask|mask) ${value}$`, 'i');

/** "--nfmask 0xff --ctmask 0xff", "--mask 0xff", or nothing. Undefined: more than masks (bits are shifted, say). */
function masksOf(text: string): { readonly nf: number; readonly ct: number } | undefined {
  let [nf, ct] = [all, all];
  for (const option of text.split(/ (?=--)/).filter((part) => part !== '')) {
    const found = maskOption.exec(option);
    if (!found) return undefined;
    if (found[1] !== 'ctmask') nf = Number(found[2]);
    if (found[1] !== 'nfmask') ct = Number(found[2]);
  }
  return { nf, ct };
}
