import { quoteWord } from '../quoting.ts';
import { given } from './shape.ts';
import { tosValue } from './tos-names.ts';

/**
 * Options of a target as iptables-save prints them, from what stands at the end of the extra column. Undefined: the
 * text is not what the target prints. A target without options has an empty text.
 */
export function targetOptions(target: string, text: string): string | undefined {
  if (text === '') return '';
  for (const [pattern, say] of forms[target] ?? []) {
    const found = pattern.exec(text);
    if (found) return say(...found.slice(1).map((group) => group ?? '')).trimStart();
  }
  return undefined;
}

type TargetForm = readonly [whole: RegExp, say: (...groups: string[]) => string];

const all32 = '0xffffffff';

/** The mask with every bit turned, in 32 bits. */
function turned(mask: string): string {
  return `0x${(~Number(mask) >>> 0).toString(16)}`;
}

/** `--set-xmark` in the words of MARK and CONNMARK. */
function markForms(word: string): readonly TargetForm[] {
  return [
    [new RegExp(`^${word} set (0x\\S+)$`), (value) => `--set-xmark ${value}/${all32}`],
    [new RegExp(`^${word} xset (0x[^/\\s]+)/(0x\\S+)$`), (value, mask) => `--set-xmark ${value}/${mask}`],
    [new RegExp(`^${word} and (0x\\S+)$`), (mask) => `--set-xmark 0x0/${turned(mask)}`],
    [new RegExp(`^${word} or (0x\\S+)$`), (mask) => `--set-xmark ${mask}/${mask}`],
    [new RegExp(`^${word} xor (0x\\S+)$`), (mask) => `--set-xmark ${mask}/0x0`],
  ];
}

const levels: Readonly<Record<string, string>> = {
  emerg: '0',
  alert: '1',
  crit: '2',
  err: '3',
  error: '3',
  warn: '4',
  warning: '4',
  notice: '5',
  info: '6',
  debug: '7',
};
const logFlags: readonly (readonly [bit: number, word: string])[] = [
  [1, 'tcp-sequence'],
  [2, 'tcp-options'],
  [4, 'ip-options'],
  [8, 'uid'],
  [32, 'macdecode'],
];

function log(level: string, words: readonly string[], prefix: string): string {
  return (
    `${prefix === '' ? '' : `--log-prefix ${quoteWord(prefix)}`}${level === '4' ? '' : given('--log-level', level)}` +
    words.map((word) => ` --log-${word}`).join('')
  );
}

function nat(option: string): readonly TargetForm[] {
  return [
    [
      /^to:(\S+)((?: (?:random|random-fully|persistent))*)$/,
      (to, words) => `${option} ${to}${words.replaceAll(' ', ' --')}`,
    ],
  ];
}

function hops(word: string, prefix: string): readonly TargetForm[] {
  return [
    [new RegExp(`^${word} set to ([0-9]+)$`), (number) => `--${prefix}-set ${number}`],
    [new RegExp(`^${word} decrement by ([0-9]+)$`), (number) => `--${prefix}-dec ${number}`],
    [new RegExp(`^${word} increment by ([0-9]+)$`), (number) => `--${prefix}-inc ${number}`],
  ];
}

/** "name value name value": every word that is no value becomes an option. */
function options(words: string, flags: readonly string[] = []): string {
  const parts = words.split(' ').filter((word) => word !== '');
  let said = '';
  for (let at = 0; at < parts.length; at += 1) {
    const word = parts[at] ?? '';
    said += ` --${word}`;
    if (flags.includes(word) || at + 1 === parts.length) continue;
    at += 1;
    said += ` ${parts[at]}`;
  }
  return said;
}

/** What targets print, by their name. The groups of a pattern go to the function beside it. */
const forms: Readonly<Record<string, readonly TargetForm[]>> = {
  REJECT: [[/^reject-with (\S+)$/, (answer) => `--reject-with ${answer}`]],
  LOG: [
    [
      /^LOG flags ([0-9]+) level ([0-9]+)(?: prefix ["`](.*)["'])?$/,
      (flags, level, prefix) =>
        log(
          level,
          logFlags.filter(([bit]) => (Number(flags) & bit) !== 0).map(([, word]) => word),
          prefix,
        ),
    ],
    [
      /^LOG level ([a-z]+|[0-9]+)((?: (?:tcp-sequence|tcp-options|ip-options|uid|macdecode))*)(?: prefix ["`](.*)["'])?$/,
      (level, words, prefix) => log(levels[level] ?? level, words === '' ? [] : words.slice(1).split(' '), prefix),
    ],
  ],
  NFLOG: [
    [/^(nflog-.*)$/, (words) => words.replace(/(^| )(nflog-(?:prefix|group|size|range|threshold)) +/g, '$1--$2 ')],
  ],
  ULOG: [[/^ULOG (.*)$/, (words) => options(words.replace(/"/g, ''))]],
  MARK: markForms('MARK'),
  CONNMARK: [
    ...markForms('CONNMARK'),
    [/^CONNMARK (save|restore)$/, (what) => `--${what}-mark --nfmask ${all32} --ctmask ${all32}`],
    [/^CONNMARK (save|restore) mask (0x\S+)$/, (what, mask) => `--${what}-mark --nfmask ${mask} --ctmask ${mask}`],
    [
      /^CONNMARK save nfmask (0x\S+) ctmask ~(0x\S+)$/,
      (nfmask, ctmask) => `--save-mark --nfmask ${nfmask} --ctmask ${ctmask}`,
    ],
    [
      /^CONNMARK restore ctmask (0x\S+) nfmask ~(0x\S+)$/,
      (ctmask, nfmask) => `--restore-mark --nfmask ${nfmask} --ctmask ${ctmask}`,
    ],
  ],
  CT: [
    [
      /^CT((?: notrack| (?:helper|timeout|zone|zone-orig|zone-reply|ctevents|expevents) \S+)+)$/,
      (words) => options(words, ['notrack']),
    ],
  ],
  DNAT: nat('--to-destination'),
  SNAT: nat('--to-source'),
  REDIRECT: [
    [
      /^(?:redir ports (\S+))?((?: ?(?:random|random-fully|persistent))*)$/,
      (ports, words) => `${given('--to-ports', ports)}${words.replace(/ ?([a-z-]+)/g, ' --$1')}`,
    ],
  ],
  MASQUERADE: [
    [
      /^(?:masq ports: (\S+))?((?: ?(?:random-fully|random))*)$/,
      (ports, words) => `${given('--to-ports', ports)}${words.replace(/ ?([a-z-]+)/g, ' --$1')}`,
    ],
  ],
  NETMAP: [[/^(?:to:)?(\S+)$/, (to) => `--to ${to}`]],
  TCPMSS: [
    [/^TCPMSS clamp to PMTU$/, () => '--clamp-mss-to-pmtu'],
    [/^TCPMSS set ([0-9]+)$/, (mss) => `--set-mss ${mss}`],
  ],
  TCPOPTSTRIP: [[/^TCPOPTSTRIP options (\S+)$/, (list) => `--strip-options ${list}`]],
  CHECKSUM: [[/^CHECKSUM fill$/, () => '--checksum-fill']],
  CLASSIFY: [
    [
      /^CLASSIFY set ([0-9a-f]+):([0-9a-f]+)$/i,
      (major, minor) => `--set-class ${major.padStart(4, '0')}:${minor.padStart(4, '0')}`,
    ],
  ],
  DSCP: [[/^DSCP set (0x\S+)$/, (value) => `--set-dscp ${value}`]],
  TOS: [
    [/^TOS set (0x[^/\s]+\/0x\S+)$/, (value) => `--set-tos ${value}`],
    [/^TOS set ?([A-Z][A-Za-z]+-[A-Z][A-Za-z]+)$/, (name) => `--set-tos ${tosValue(name) ?? name}`],
    [/^TOS and (0x\S+)$/, (mask) => `--set-tos 0x00/${byteOf(~Number(mask))}`],
    [/^TOS or (0x\S+)$/, (mask) => `--set-tos ${mask}/${mask}`],
    [/^TOS xor (0x\S+)$/, (mask) => `--set-tos ${mask}/0x00`],
  ],
  ECN: [[/^ECN TCP remove$/, () => '--ecn-tcp-remove']],
  TTL: hops('TTL', 'ttl'),
  HL: hops('HL', 'hl'),
  TPROXY: [
    [
      /^TPROXY redirect (\S+):([0-9]+) mark (\S+)$/,
      (address, port, mark) => `--on-port ${port} --on-ip ${address} --tproxy-mark ${mark}`,
    ],
  ],
  TEE: [[/^TEE gw:(\S+)(?: oif=(\S+))?$/, (gateway, device) => `--gateway ${gateway}${given('--oif', device)}`]],
  AUDIT: [[/^AUDIT (\S+)$/, (type) => `--type ${type}`]],
  SET: [
    [
      /^((?:add-set|del-set) \S+ \S+|map-set \S+ \S+)((?: exist| timeout [0-9]+| map-mark| map-prio| map-queue)*)$/,
      (set, words) => `--${set}${words.replace(/ (exist|timeout|map-\w+)/g, ' --$1')}`,
    ],
  ],
  NFQUEUE: [
    [
      /^NFQUEUE (num [0-9]+|balance [0-9]+:[0-9]+)( bypass)?( cpu-fanout)?$/,
      (queue, bypass, fanout) =>
        `--queue-${queue}${bypass === '' ? '' : ' --queue-bypass'}${fanout === '' ? '' : ' --queue-cpu-fanout'}`,
    ],
  ],
  IDLETIMER: [[/^timeout:([0-9]+) label:(\S+)(.*)$/, (timeout, label) => `--timeout ${timeout} --label ${label}`]],
  CONNSECMARK: [[/^CONNSECMARK (save|restore)$/, (what) => `--${what}`]],
  SECMARK: [[/^SECMARK selctx (\S+)$/, (context) => `--selctx ${context}`]],
  SYNPROXY: [
    [
      /^SYNPROXY((?: sack-perm| timestamp| ecn| (?:wscale|mss) [0-9]+)+)$/,
      (words) => options(words, ['sack-perm', 'timestamp', 'ecn']),
    ],
  ],
  RATEEST: [
    [
      /^name (\S+) interval (\S+) ewmalog (\S+)$/,
      (name, interval, log) => `--rateest-name ${name} --rateest-interval ${interval} --rateest-ewmalog ${log}`,
    ],
  ],
  HMARK: [[/^HMARK (.*)$/, (words) => options(words).replace(/ --/g, ' --hmark-')]],
};

function byteOf(number: number): string {
  return `0x${(number & 0xff).toString(16).padStart(2, '0')}`;
}
