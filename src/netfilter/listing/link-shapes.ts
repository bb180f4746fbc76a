import { protocolText } from '../../model/index.ts';
import { form, given, no, type Shape, type Shapes } from './shape.ts';

const physdevOption = / ((?:! )?--physdev-(?:is-in|is-out|is-bridged|(?:in|out) \S+))(?=\s|$)/y;

/** `PHYSDEV match ! --physdev-in tap+ --physdev-is-bridged`: the options stand there as iptables-save prints them. */
const physdev: Shape = (text, at) => {
  const head = 'PHYSDEV match';
  if (!text.startsWith(head, at)) return undefined;
  let say = '-m physdev';
  let end = at + head.length;
  for (;;) {
    physdevOption.lastIndex = end;
    const option = physdevOption.exec(text);
    if (!option) return say === '-m physdev' ? undefined : { say, end };
    say += ` ${option[1]}`;
    end = physdevOption.lastIndex;
  }
};

/** What is asked of devices, of the link header and of where an address belongs. */
export const linkShapes: Shapes = [
  ['PHYSDEV', physdev],
  [
    'MAC',
    form(/MAC ?(! ?)? ?([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})/y, (not, mac) => `-m mac ${no(not)}--mac-source ${mac}`),
  ],
  ['PKTTYPE', form(/PKTTYPE (!?=) (\S+)/y, (sign, type) => `-m pkttype ${no(sign)}--pkt-type ${type}`)],
  [
    'ADDRTYPE',
    form(
      /ADDRTYPE match(?: src-type (!? ?)(\S+))?(?: dst-type (!? ?)(\S+))?( limit-in)?( limit-out)?(?=\s|$)/y,
      (notSource, source, notDestination, destination, isIn, isOut) => {
        const from = source === '' ? '' : ` ${no(notSource)}--src-type ${source}`;
        const to = destination === '' ? '' : ` ${no(notDestination)}--dst-type ${destination}`;
        return `-m addrtype${from}${to}${isIn ? ' --limit-iface-in' : ''}${isOut ? ' --limit-iface-out' : ''}`;
      },
    ),
  ],
  ...['src-group', 'dst-group'].map(
    (word) =>
      [
        word,
        form(/(! )?((?:src|dst)-group) (\S+)/y, (not, option, group) => `-m devgroup ${no(not)}--${option} ${group}`),
      ] as const,
  ),
  [
    'rpfilter',
    form(/rpfilter((?: (?:loose|validmark|accept-local|invert))*)(?=\s|$)/y, (words) => `-m rpfilter${dashed(words)}`),
  ],
  [
    'socket',
    form(/socket((?: --(?:transparent|nowildcard|restore-skmark))*)(?=\s|$)/y, (words) => `-m socket${words}`),
  ],
  ['realm', form(/(! )?realm (\S+)/y, (not, realm) => `-m realm ${no(not)}--realm ${realm}`)],
  [
    'policy',
    form(
      /policy match dir (in|out) pol (none|ipsec)((?: strict| \[[0-9]+\]| (?:! )?(?:reqid|spi|proto|mode|tunnel-dst|tunnel-src) \S+)*)/y,
      (direction, policy, words) =>
        `-m policy${given('--dir', direction)}${given('--pol', policy)}${policyWords(words)}`,
    ),
  ],
];

function dashed(words: string): string {
  return words.replaceAll(' ', ' --');
}

/** " strict [0] proto 50 [1] reqid 2" -> " --strict --proto esp --next --reqid 2" */
function policyWords(words: string): string {
  return words
    .replace(/ \[0\]/, '')
    .replace(/ \[[0-9]+\]/g, ' next')
    .replace(/ proto ([0-9]{1,3})(?= |$)/g, (_, number: string) => ` proto ${protocolText(Number(number))}`)
    .replace(
      / (! )?(strict|next|reqid|spi|proto|mode|tunnel-dst|tunnel-src)(?= |$)/g,
      (_, not: string | undefined, word: string) => ` ${no(not)}--${word}`,
    );
}
