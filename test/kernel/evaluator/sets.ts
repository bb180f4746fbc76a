import type { Family } from '../../../src/netfilter/index.ts';

/** Sets of every kind that common kernels have, for both families. */
export const sets = `create A hash:net family inet
add A 10.0.0.0/30
add A 10.0.1.0/24
add A 10.0.1.2 nomatch
add A 10.1.0.0/16
create I hash:ip family inet
add I 10.0.0.1
add I 10.0.1.2
add I 10.1.0.1
create M hash:ip family inet netmask 24
add M 10.0.1.0
create P hash:ip,port family inet
add P 10.0.1.1,tcp:22
add P 10.0.1.1,udp:53
add P 10.0.0.1,icmp:8/0
add P 10.1.0.1,gre:0
add P 10.0.0.2,dccp:0
add P 10.0.0.9,sctp:22
add P 10.0.0.9,udplite:53
create N hash:net,port family inet
add N 10.0.0.0/24,tcp:22
add N 10.0.0.0/16,udp:53
add N 10.0.1.1,udp:53 nomatch
create Q hash:ip,port,net family inet
add Q 10.0.1.1,tcp:22,10.0.0.0/24
add Q 10.0.0.1,udp:53,10.1.0.0/16
create W hash:net,iface family inet
add W 10.0.0.0/24,brq11111111-11
add W 10.1.0.0/16,physdev:tapdddddddd-dd
add W 10.2.0.0/16,eth wildcard
create B bitmap:port range 0-65535
add B 22
add B 53
create R bitmap:ip range 10.0.0.0/16
add R 10.0.0.9
add R 10.0.1.1
create L list:set size 8
add L I
add L A
create A6 hash:net family inet6
add A6 fd00::/126
add A6 fd00::1:0/112
add A6 fd00::1:2 nomatch
add A6 fd00:1::/64
create I6 hash:ip family inet6
add I6 fd00::1
add I6 fd00::1:2
create P6 hash:ip,port family inet6
add P6 fd00::1:1,tcp:22
add P6 fd00::1:1,udp:53
add P6 fd00::1,ipv6-icmp:128/0
create L6 list:set size 8
add L6 I6
add L6 A6
`;

/** What the match is given: a set and its directions, sometimes too few of them. */
export const setNames: { readonly [f in Family]: readonly string[] } = {
  ipv4: [
    'A src',
    'A dst',
    'I src',
    'I dst',
    'M src',
    'M dst',
    'P dst,dst',
    'P src,dst',
    'P src,src',
    'P src',
    'N src,dst',
    'N dst,dst',
    'Q dst,dst,src',
    'Q src,dst,dst',
    'W src,src',
    'W dst,dst',
    'W src,dst',
    'B dst',
    'B src',
    'R src',
    'R dst',
    'L src',
    'L dst',
  ],
  ipv6: ['A6 src', 'A6 dst', 'I6 src', 'I6 dst', 'P6 dst,dst', 'P6 src,dst', 'P6 src', 'L6 src', 'B dst', 'B src'],
};
