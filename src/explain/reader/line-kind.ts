/** What a line looks like by itself, before anything around it is known. */
export type LineKind =
  | 'blank'
  | 'comment'
  /** `*filter` */
  | 'table'
  | 'commit'
  /** `:CHAIN POLICY [0:0]` */
  | 'chain'
  /** `-A CHAIN ...`, `[1:2] -A ...`, `-I ...` */
  | 'rule'
  /** `-P CHAIN POLICY`, `-N CHAIN` */
  | 'policy'
  | 'newChain'
  /** `Chain NAME (...)` */
  | 'listHead'
  | 'listColumns'
  /** `create NAME TYPE ...`, `add NAME ELEMENT` */
  | 'create'
  | 'add'
  /** `Name: NAME` */
  | 'setName'
  | 'xml'
  /** `table ip filter {` */
  | 'nftTable'
  /** `{"nftables": [...` */
  | 'nftJson'
  | 'other';

export function kindOfLine(line: string): LineKind {
  switch (line.charCodeAt(0)) {
    case 0x23: // #
      return 'comment';
    case 0x2a: // *
      return /^\*[A-Za-z][\w-]{0,31}\s*$/.test(line) ? 'table' : 'other';
    case 0x3a: // :
      return /^:\S{1,64} (?:ACCEPT|DROP|QUEUE|RETURN|-)(?:\s+\[[0-9]{1,20}:[0-9]{1,20}\])?\s*$/.test(line)
        ? 'chain'
        : 'other';
    case 0x5b: // [
      return /^\[[0-9]{1,20}:[0-9]{1,20}\] -[AI] \S/.test(line) ? 'rule' : 'other';
    case 0x2d: // -
      if (/^-[AI] +\S/.test(line)) return 'rule';
      if (/^-P \S{1,64} (?:ACCEPT|DROP|QUEUE|RETURN)(?: -c [0-9]{1,20} [0-9]{1,20})?\s*$/.test(line)) return 'policy';
      return /^-N \S{1,64}\s*$/.test(line) ? 'newChain' : 'other';
    case 0x3c: // <
      return /^<(?:ipsets>|ipset name=)/.test(line) ? 'xml' : 'other';
    case 0x7b: // {
      return /^\{\s*"nftables"/.test(line) ? 'nftJson' : 'other';
    default:
      return kindOfWords(line);
  }
}

function kindOfWords(line: string): LineKind {
  if (line.trim() === '') return 'blank';
  if (
    line.startsWith('Chain ') &&
    /\((?:policy [A-Z]+.*|\[?[0-9]+ references?\]?|ERROR obtaining refs)\)\s*$/.test(line)
  ) {
    return 'listHead';
  }
  if (line.startsWith('COMMIT') && line.trim() === 'COMMIT') return 'commit';
  if (line.startsWith('create ') && /^create \S+ [a-z]+:[a-z,]+/.test(line)) return 'create';
  if (line.startsWith('add ') && /^add \S+ \S/.test(line)) return 'add';
  if (line.startsWith('Name: ')) return 'setName';
  if (line.startsWith('table ') && /^table (?:ip|ip6|inet|arp|bridge|netdev) \S+ \{/.test(line)) return 'nftTable';
  return /^\s*(?:num\s+)?(?:pkts\s+bytes\s+)?target\s+prot\s+opt\s/.test(line) ? 'listColumns' : 'other';
}
