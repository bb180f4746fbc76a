import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise, normaliseRule } from './normalise.ts';
import { parseRule } from './parse-rule.ts';
import { printRuleText } from './print-rule.ts';
import { arbitraryFamily, arbitraryRuleset } from './ruleset.arbitrary.ts';
import type { Family } from './ruleset.ts';

const spelled = (text: string, family: Family = 'ipv4') =>
  printRuleText(
    normaliseRule(
      parseRule(text, (name) => name === 'own'),
      family,
    ),
  );

describe('one spelling for what the kernel treats as the same', () => {
  test.each<[string, string, Family?]>([
    ['-s 10.1.2.3/8 -j DROP', '-s 10.0.0.0/8 -j DROP'],
    ['-s 10.1.2.3 -j DROP', '-s 10.1.2.3/32 -j DROP'],
    ['-s 10.0.0.0/255.255.255.0 -j DROP', '-s 10.0.0.0/24 -j DROP'],
    ['-s ! 10.0.0.0/8 -j DROP', '! -s 10.0.0.0/8 -j DROP'],
    ['--source 10.0.0.0/8 --jump DROP', '-s 10.0.0.0/8 -j DROP'],
    ['-d 0.0.0.0/0 -j ACCEPT', '-j ACCEPT'],
    ['! -d 0.0.0.0/0 -j ACCEPT', '! -d 0.0.0.0/0 -j ACCEPT'],
    ['-s 2001:DB8:0:0::1 -j ACCEPT', '-s 2001:db8::1/128 -j ACCEPT', 'ipv6'],
    ['-s ::ffff:0a00:0001 -j ACCEPT', '-s ::ffff:10.0.0.1/128 -j ACCEPT', 'ipv6'],
    ['-s ::1:0/112 -j ACCEPT', '-s ::0.1.0.0/112 -j ACCEPT', 'ipv6'],
    ['-s ::/0 -j ACCEPT', '-j ACCEPT', 'ipv6'],
    ['-p 6 -j own', '-p tcp -j own'],
    ['-p 113 -j own', '-p 113 -j own'],
    ['-p 4 -j own', '-p ipencap -j own'],
    ['-p ipip -j own', '-p ipip -j own'],
    ['-p icmpv6 -j own', '-p ipv6-icmp -j own', 'ipv6'],
    ['-p all -j own', '-j own'],
    ['-p hopopt -j own', '-j own'],
    ['-p TCP --dport 22 -j own', '-p tcp -m tcp --dport 22 -j own'],
    ['-p tcp -m tcp --dport 22:22 -j own', '-p tcp -m tcp --dport 22 -j own'],
    ['-p tcp -m tcp --dport :22 --sport 1024: -j own', '-p tcp -m tcp --sport 1024:65535 --dport 0:22 -j own'],
    ['-p tcp -m tcp --dport 0:65535 -j own', '-p tcp -m tcp -j own'],
    ['-p tcp --syn -j own', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j own'],
    ['-p icmp --icmp-type 255 -j own', '-p icmp -m icmp --icmp-type any -j own'],
    ['-p icmp -m icmp --icmp-type 255/4 -j own', '-p icmp -m icmp --icmp-type any -j own'],
    ['-p icmp -m icmp --icmp-type echo-request -j own', '-p icmp -m icmp --icmp-type 8 -j own'],
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 255 -j own', '-p ipv6-icmp -m icmp6 --icmpv6-type 255 -j own', 'ipv6'],
    ['-m mac --mac-source FA:16:3E:00:00:01 -j own', '-m mac --mac-source fa:16:3e:00:00:01 -j own'],
    ['-m state --state ESTABLISHED,RELATED -j own', '-m state --state RELATED,ESTABLISHED -j own'],
    ['-m conntrack --ctstate new,invalid -j own', '-m conntrack --ctstate INVALID,NEW -j own'],
    ['-m comment --comment "plain" -j own', '-m comment --comment plain -j own'],
    ['-m comment --comment two\\words -j own', '-m comment --comment "two\\\\words" -j own'],
    ['-p udp -s 10.0.0.1 -m udp --dport 1 -i eth0 -j own', '-s 10.0.0.1/32 -i eth0 -p udp -m udp --dport 1 -j own'],
    ['-j REJECT', '-j REJECT --reject-with icmp-port-unreachable'],
    ['-j REJECT --reject-with tcp-rst', '-j REJECT --reject-with tcp-reset'],
    ['-j REJECT', '-j REJECT --reject-with icmp6-port-unreachable', 'ipv6'],
    ['-j CT --zone 7', '-j CT --zone 7'],
    ['-m recent --set --name  a -j own', '-m recent --set --name  a -j own'],
  ])('%s', (text, normal, family = 'ipv4') => {
    expect(spelled(text, family)).toBe(normal);
    expect(spelled(normal, family)).toBe(normal);
  });

  test('what is in that spelling stays the very same object', () => {
    fc.assert(
      fc.property(
        arbitraryFamily.chain((family) => arbitraryRuleset(family)),
        (ruleset) => {
          expect(normalise(ruleset)).toBe(ruleset);
        },
      ),
    );
  });

  test('to normalise twice is to normalise once, also for nonsense', () => {
    const words =
      '-s -d ! -p tcp 6 all -m --dport 22 0:65535 -j ACCEPT REJECT 10.0.0.1 ::1 " --syn icmp --icmp-type 255'.split(
        ' ',
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 10 }), arbitraryFamily, (parts, family) => {
        const once = normaliseRule(
          parseRule(parts.join(' '), () => false),
          family,
        );
        expect(normaliseRule(once, family)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});
