import { describe, expect, test } from 'vitest';
import { type ExtraPart, readExtra } from './extra.ts';

const say = (parts: readonly ExtraPart[]) =>
  parts.map((part) => (part.kind === 'match' ? part.say : `${part.kind}: ${part.text}`));
const read = (text: string, target: string | null = null) => {
  const { parts, isGoto, targetOptions } = readExtra(text, target);
  return [...(isGoto ? ['goto'] : []), ...say(parts), ...(targetOptions === '' ? [] : [`=> ${targetOptions}`])];
};

describe('matches', () => {
  test('ports by number and name, negated, as ranges, and the options of tcp', () => {
    expect(read('tcp spt:!ssh dpts:http:http-alt option=!8 flags:!0x17/0x02')).toEqual([
      '-m tcp ! --sport 22 --dport 80:8080 ! --tcp-option 8 ! --tcp-flags FIN,SYN,RST,ACK SYN',
    ]);
    expect(read('udp')).toEqual(['-m udp']);
    expect(read('tcp flags:0x3F/0x00')).toEqual(['-m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE']);
    expect(read('multiport ports  !ssh,8000:http-alt')).toEqual(['-m multiport ! --ports 22,8000:8080']);
    expect(read('sctp dpt:5000 any 0x0001')).toEqual(['-m sctp --dport 5000 --chunk-types any INIT']);
  });

  test('a service that nobody knows stays a name', () => {
    expect(readExtra('tcp dpts:ssh:frobnicate', null).parts).toEqual([
      { kind: 'match', say: '-m tcp --dport 22:frobnicate', isPartial: false, unknownService: 'frobnicate' },
    ]);
  });

  test('types of dccp are not taken for a target in capitals', () => {
    expect(read('dccp dpt:5001 LOG flags 0 level 4', 'LOG')).toEqual(['-m dccp --dport 5001']);
    expect(read('dccp dpt:5001 RESET LOG flags 0 level 7', 'LOG')).toEqual([
      '-m dccp --dport 5001 --dccp-types RESET',
      '=> --log-level 7',
    ]);
  });

  test.each([
    ['icmptype 255', '-m icmp --icmp-type any'],
    ['icmp !type 255', '-m icmp ! --icmp-type any'],
    ['icmp type 8', '-m icmp --icmp-type 8'],
    ['icmptype 3 code 4', '-m icmp --icmp-type 3/4'],
    ['icmp !fragmentation-needed', '-m icmp ! --icmp-type 3/4'],
    ['ipv6-icmptype 255', '-m icmp6 --icmpv6-type 255'],
    ['ipv6-icmp neighbour-solicitation', '-m icmp6 --icmpv6-type 135'],
    ['! state INVALID,NEW', '-m state ! --state INVALID,NEW'],
    ['ctstate NEW ctproto 6 ! ctorigdst 10.0.0.1', '-m conntrack --ctstate NEW --ctproto 6 ! --ctorigdst 10.0.0.1'],
    ['set gone src', '-m set --match-set gone src'],
    ['MAC ! 00:11:22:33:44:55', '-m mac ! --mac-source 00:11:22:33:44:55'],
    ['MAC FA:16:3E:05:B8:03', '-m mac --mac-source FA:16:3E:05:B8:03'],
    ['MARK match 0x1/0xff', '-m mark --mark 0x1/0xff'],
    ['#conn/32 > 15', '-m connlimit --connlimit-above 15 --connlimit-mask 32'],
    [
      'recent: UPDATE seconds: 60 hit_count: 4 name: SSH side: source',
      '-m recent --update --seconds 60 --hitcount 4 --name SSH --rsource',
    ],
    ['OWNER UID match root', '-m owner --uid-owner 0'],
    ['STRING match "a" b" ALGO name bm TO 65535', '-m string --string "a" b" --algo bm --to 65535'],
    ['match bpf 48 0 0 9,6 0 0 1', '-m bpf --bytecode "2,48 0 0 9,6 0 0 1"'],
  ])('%s', (text, expected) => expect(read(text)).toEqual([expected]));

  test('two matches of one module with the same option are two', () => {
    expect(read('ctstate NEW ctstate ESTABLISHED')).toEqual([
      '-m conntrack --ctstate NEW',
      '-m conntrack --ctstate ESTABLISHED',
    ]);
  });

  test('what is not known is one unknown part to the end, whatever it looks like', () => {
    expect(read('tcp dpt:22 frobnicate state NEW /* c */')).toEqual([
      '-m tcp --dport 22',
      'unknown: frobnicate state NEW /* c */',
    ]);
    expect(read('tcp dpt:22x:y:z')).toEqual(['-m tcp', 'unknown: dpt:22x:y:z']);
  });
});

describe('comments', () => {
  test('a comment is text, whatever it holds', () => {
    expect(read(`/* it's a "quoted" comment with \\ and -j DROP */ state NEW`)).toEqual([
      `comment: it's a "quoted" comment with \\ and -j DROP`,
      '-m state --state NEW',
    ]);
    expect(read('/*  */')).toEqual(['comment: ']);
    expect(read('/* two  blanks */')).toEqual(['comment: two  blanks']);
    expect(read('/* a */ b */')).toEqual(['comment: a */ b']);
  });

  test('two in a row are two', () => {
    expect(read('/* cali:abc */ /* Policy x */ mark match 0x1')).toEqual([
      'comment: cali:abc',
      'comment: Policy x',
      '-m mark --mark 0x1',
    ]);
    expect(read('/* /* c */ */ /* second */')).toEqual(['comment: /* c */', 'comment: second']);
  });

  test('words between two may be a match or belong to one of them', () => {
    expect(read('/* a */ state NEW /* b */')).toEqual(['comment: a', 'doubtful: state NEW', 'comment: b']);
    expect(read('/* a */ nothing known /* b */')).toEqual(['comment: a */ nothing known /* b']);
  });

  test('the words of the target are no part of it', () => {
    expect(read('/* a */ b */ reject-with tcp-reset', 'REJECT')).toEqual([
      'comment: a */ b',
      '=> --reject-with tcp-reset',
    ]);
    expect(read('/* c */ LOG flags 0 level 4 prefix "x */ "', 'LOG')).toEqual([
      'comment: c',
      '=> --log-prefix "x */ "',
    ]);
  });

  test('one that is not closed is unknown', () => {
    expect(read('tcp dpt:22 /* cut')).toEqual(['-m tcp --dport 22', 'unknown: /* cut']);
  });

  test('a row made to be hard takes no longer than its length allows', () => {
    for (const text of [
      '/* a */ '.repeat(2_000),
      '/* '.repeat(5_000),
      ' */'.repeat(5_000),
      '/* a */ state NEW '.repeat(900),
    ]) {
      const before = performance.now();
      readExtra(text, 'LOG');
      expect(performance.now() - before).toBeLessThan(2_000);
    }
  });
});

describe('targets', () => {
  test.each([
    ['LOG', "LOG level info tcp-options prefix `old: '", '--log-prefix "old: " --log-level 6 --log-tcp-options'],
    ['MARK', 'MARK and 0xff', '--set-xmark 0x0/0xffffff00'],
    ['CONNMARK', 'CONNMARK restore ctmask 0xff nfmask ~0xf0', '--restore-mark --nfmask 0xf0 --ctmask 0xff'],
    ['CT', 'CT helper ftp zone 7', '--helper ftp --zone 7'],
    ['DNAT', 'to:10.0.0.1:80 random persistent', '--to-destination 10.0.0.1:80 --random --persistent'],
    ['MASQUERADE', 'random-fully', '--random-fully'],
    ['REDIRECT', 'redir ports 3128', '--to-ports 3128'],
    ['TOS', 'TOS setMinimize-Delay', '--set-tos 0x10/0x3f'],
    ['CLASSIFY', 'CLASSIFY set 1:10', '--set-class 0001:0010'],
  ])('%s: %s', (target, text, options) => {
    expect(read(`tcp dpt:1 ${text}`, target)).toEqual(['-m tcp --dport 1', `=> ${options}`]);
  });

  test('a goto says so before its matches', () => {
    expect(read('[goto]  /* [goto] x */')).toEqual(['goto', 'comment: [goto] x']);
  });
});
