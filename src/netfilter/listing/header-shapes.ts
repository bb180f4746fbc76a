import { form, given, no, type Shape, type Shapes } from './shape.ts';
import { tosValue } from './tos-names.ts';

function negatable(option: string, not: string, value: string): string {
  return value === '' ? '' : ` ${no(not)}${option} ${value}`;
}

const sourceRange = form(
  /source IP range (! ?)?(\S+)(?: destination IP range (! ?)?(\S+))?(?=\s|$)/y,
  (notSource, source, notDestination, destination) =>
    `-m iprange ${no(notSource)}--src-range ${source}${negatable('--dst-range', notDestination, destination)}`,
);

const destinationRange = form(
  /destination IP range (! ?)?(\S+)(?=\s|$)/y,
  (not, range) => `-m iprange ${no(not)}--dst-range ${range}`,
);

function hops(word: string, module: string): Shape {
  const option: Readonly<Record<string, string>> = { '==': 'eq', '!=': 'eq', '<': 'lt', '>': 'gt' };
  return form(
    new RegExp(`${word} match ${word} (==|!=|<|>) ([0-9]+)`, 'y'),
    (sign, number) => `-m ${module} ${no(sign)}--${module}-${option[sign]} ${number}`,
  );
}

/** `tos match0x10/0xff`, `tos match! Minimize-Delay`: the program prints no blank before a number. */
function tos(): Shape {
  return form(/tos match ?(!?) ?([A-Za-z0-9/-]+)(?=\s|$)/iy, (not, value) => {
    return `-m tos ${no(not)}--tos ${tosValue(value) ?? value}`;
  });
}

/** IPv6 prints `ah spi:5length:6 reserved`, with nothing in between. */
function authentication(): Shape {
  return form(
    /ah(?: spis?:(!?)([0-9]+(?::[0-9]+)?))?(?: ?length:(!?)([0-9]+))?( reserved)?(?=\s|$)/y,
    (not, spi, notLength, length, reserved) =>
      `-m ah${negatable('--ahspi', not, spi)}${negatable('--ahlen', notLength, length)}${reserved ? ' --ahres' : ''}`,
  );
}

function options(module: 'hbh' | 'dst'): Shape {
  return form(
    new RegExp(`${module}(?: length:(!?)([0-9]+))?(?: opts (\\S+))?(?=\\s|$)`, 'y'),
    (not, length, opts) => `-m ${module}${negatable(`--${module}-len`, not, length)}${given(`--${module}-opts`, opts)}`,
  );
}

/** What is asked of the headers, beside addresses and ports. */
export const headerShapes: Shapes = [
  ['source', sourceRange],
  ['destination', destinationRange],
  [
    'length',
    form(/length (!? ?)([0-9]+(?::[0-9]+)?)(?=\s|$)/y, (not, range) => `-m length ${no(not)}--length ${range}`),
  ],
  [
    'tcpmss',
    form(/tcpmss match (!? ?)([0-9]+(?::[0-9]+)?)(?=\s|$)/y, (not, range) => `-m tcpmss ${no(not)}--mss ${range}`),
  ],
  ['TTL', hops('TTL', 'ttl')],
  ['HL', hops('HL', 'hl')],
  ['tos', tos()],
  ['TOS', tos()],
  ['DSCP', form(/DSCP match (!? ?)(0x[0-9a-f]+)/iy, (not, value) => `-m dscp ${no(not)}--dscp ${value}`)],
  [
    'ECN',
    form(
      /ECN match(?: (!?)(ECE))?(?: (!?)(CWR))?(?: (!?)ECT=([0-9]))?(?=\s|$)/y,
      (notEce, ece, notCwr, cwr, notEct, ect) => {
        const words = [
          ece === '' ? '' : ` ${no(notEce)}--ecn-tcp-ece`,
          cwr === '' ? '' : ` ${no(notCwr)}--ecn-tcp-cwr`,
          ect === '' ? '' : ` ${no(notEct)}--ecn-ip-ect ${ect}`,
        ].join('');
        return words === '' ? undefined : `-m ecn${words}`;
      },
    ),
  ],
  ['ah', authentication()],
  ['esp', form(/esp spis?:(!?)(\S+)/y, (not, spi) => `-m esp ${no(not)}--espspi ${spi}`)],
  ['comp', form(/comp spis?:(!?)(\S+)/y, (not, spi) => `-m ipcomp ${no(not)}--ipcompspi ${spi}`)],
  ['eui64', form(/eui64(?=\s|$)/y, () => '-m eui64')],
  [
    'rt',
    form(
      /rt(?: type:(!?)([0-9]+))?(?: segslefts?:(!?)(\S+))?(?: length:(!?)([0-9]+))?(?=\s|$)/y,
      (notType, type, notLeft, left, notLength, length) =>
        `-m rt${negatable('--rt-type', notType, type)}${negatable('--rt-segsleft', notLeft, left)}${negatable('--rt-len', notLength, length)}`,
    ),
  ],
  [
    'frag',
    form(
      /frag(?: ids?:(!?)(\S+))? {0,2}(?:length:(!?)([0-9]+))?(reserved)?( ?first)?( ?more)?( ?last)?(?=\s|$)/y,
      (not, ids, notLength, length, reserved, first, more, last) =>
        `-m frag${negatable('--fragid', not, ids)}${negatable('--fraglen', notLength, length)}${reserved ? ' --fragres' : ''}` +
        `${first ? ' --fragfirst' : ''}${more ? ' --fragmore' : ''}${last ? ' --fraglast' : ''}`,
    ),
  ],
  ['hbh', options('hbh')],
  ['dst', options('dst')],
  [
    'mh',
    form(
      /mh (!?)(\S+)/y,
      (not, type) => `-m mh ${no(not)}--mh-type ${type}`,
      () => true,
    ),
  ],
  [
    'ipv6header',
    form(
      /ipv6header flags:(!?)(\S+)( soft)?(?=\s|$)/y,
      (not, flags, soft) => `-m ipv6header ${no(not)}--header ${flags}${soft === '' ? '' : ' --soft'}`,
      () => true,
    ),
  ],
  ['srh', form(/srh next-hdr:(!?)([0-9]+)(?=\s|$)/y, (not, next) => `-m srh ${no(not)}--srh-next-hdr ${next}`)],
];
