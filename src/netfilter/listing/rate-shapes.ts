import { form, given, no, type Shape, type Shapes } from './shape.ts';

/** What counts, draws lots or looks at the clock. None of it can be answered from a packet; it is kept with its text. */
export const rateShapes: Shapes = [
  [
    'limit',
    form(
      /limit: (avg|up to|above) (\S+) burst (\S+)( mode (\S+))?((?: (?:htable-size|htable-max|htable-gcinterval|htable-expire|srcmask|dstmask|rate-interval) \S+| rate-match)*)(?=\s|$)/y,
      (kind, rate, burst, hasMode, mode, rest) => {
        // The one word that both share: without a mode and with "avg" it is the plain module.
        if (kind === 'avg' && hasMode === '')
          return `-m limit${given('--limit', rate)}${burst === '5' ? '' : given('--limit-burst', burst)}`;
        const option = kind === 'above' ? '--hashlimit-above' : '--hashlimit-upto';
        const modes = given('--hashlimit-mode', (mode ?? '').replaceAll('-', ','));
        return `-m hashlimit${given(option, rate)}${given('--hashlimit-burst', burst)}${modes}${hashlimitWords(rest ?? '')}`;
      },
      (kind, _rate, _burst, hasMode) => kind !== 'avg' || hasMode !== '',
    ),
  ],
  [
    '#conn',
    form(/#conn(?: ?(src|dst))?\/([0-9]+) (! )?(>|<=) ([0-9]+)/y, (side, mask, not, sign, count) => {
      const option = (sign === '>') === (not === '') ? 'above' : 'upto';
      const end = side === '' ? '' : side === 'dst' ? ' --connlimit-daddr' : ' --connlimit-saddr';
      return `-m connlimit --connlimit-${option} ${count} --connlimit-mask ${mask}${end}`;
    }),
  ],
  [
    'recent',
    form(
      /(! )?recent: (SET|CHECK|UPDATE|REMOVE)(?: seconds: ([0-9]+))?( reap)?(?: hit_count: ([0-9]+))?( TTL-Match)? name: (\S+)(?: side: (source|dest))?(?: mask: (\S+))?(?=\s|$)/y,
      (not, what, seconds, reap, hits, ttl, name, side, mask) => {
        const command = { SET: 'set', CHECK: 'rcheck', UPDATE: 'update', REMOVE: 'remove' }[what ?? ''];
        const place = side === '' ? '' : side === 'dest' ? ' --rdest' : ' --rsource';
        return (
          `-m recent ${no(not)}--${command}${given('--seconds', seconds)}${reap ? ' --reap' : ''}` +
          `${given('--hitcount', hits)}${ttl ? ' --rttl' : ''}${given('--name', name)}${given('--mask', mask)}${place}`
        );
      },
    ),
  ],
  [
    'statistic',
    form(
      /statistic mode (?:random (! )?probability (\S+)|nth (! )?every ([0-9]+)(?: packet ([0-9]+))?)(?=\s|$)/y,
      (notRandom, probability, notNth, every, packet) =>
        probability === ''
          ? `-m statistic --mode nth ${no(notNth)}--every ${every}${given('--packet', packet)}`
          : `-m statistic --mode random ${no(notRandom)}--probability ${probability}`,
    ),
  ],
  // The program does not print that it is negated.
  [
    'quota',
    form(
      /quota: ([0-9]+) bytes/y,
      (bytes) => `-m quota --quota ${bytes}`,
      () => true,
    ),
  ],
  [
    'connbytes',
    form(
      /(! )?connbytes (\S+) connbytes mode (\S+) connbytes direction (\S+)/y,
      (not, bytes, mode, direction) =>
        `-m connbytes ${no(not)}--connbytes ${bytes} --connbytes-mode ${mode} --connbytes-dir ${direction}`,
    ),
  ],
  ['TIME', time()],
];

function hashlimitWords(words: string): string {
  return words.replace(/ (htable-\w+|srcmask|dstmask|rate-interval|rate-match)(?= |$)/g, ' --hashlimit-$1');
}

/** `TIME from 08:00:00 to 18:00:00 on Mon,Tue on 1st,2nd starting from D T until date D T UTC contiguous`. */
function time(): Shape {
  const pattern =
    /TIME(?: from (\S+) to (\S+))?(?: on ([A-Z][a-z]{2}(?:,[A-Z][a-z]{2})*))?(?: on ([0-9]{1,2}[a-z]{2}(?:,[0-9]{1,2}[a-z]{2})*))?(?: starting from (\S+) (\S+))?(?: until date (\S+) (\S+))?( UTC)?( contiguous)?(?=\s|$)/y;
  return form(
    pattern,
    (start, stop, weekdays, monthdays, startDate, startTime, stopDate, stopTime, utc, contiguous) =>
      `-m time${given('--timestart', start)}${given('--timestop', stop)}` +
      `${given('--monthdays', (monthdays ?? '').replace(/[a-z]/g, ''))}${given('--weekdays', weekdays)}` +
      `${startDate === '' ? '' : ` --datestart ${startDate}T${startTime}`}` +
      `${stopDate === '' ? '' : ` --datestop ${stopDate}T${stopTime}`}` +
      `${utc === '' ? ' --kerneltz' : ''}${contiguous === '' ? '' : ' --contiguous'}`,
    // A stop at the end of all time is printed by iptables-save and not by a listing.
    () => true,
  );
}
