import { describe, expect, test } from 'vitest';
import { type ExposingRule, exposedBy, guardedServices } from './exposure.ts';

const rule = (more: Partial<ExposingRule> = {}): ExposingRule => ({
  direction: 'ingress',
  protocol: 'tcp',
  port_range_min: 22,
  port_range_max: 22,
  remote_ip_prefix: null,
  remote_group_id: null,
  remote_address_group_id: null,
  ...more,
});
const namesOf = (one: ExposingRule) => {
  const exposed = exposedBy(one);
  return exposed === 'everything' ? exposed : exposed.map(({ name }) => name);
};

describe('what a rule exposes', () => {
  test.each<readonly [string, Partial<ExposingRule>, unknown]>([
    ['SSH to anybody', {}, ['SSH']],
    ['SSH to all of IPv4', { remote_ip_prefix: '0.0.0.0/0' }, ['SSH']],
    ['SSH to all of IPv6, the protocol by its number', { remote_ip_prefix: '::/0', protocol: '6' }, ['SSH']],
    ['a range with two of them', { port_range_min: 20, port_range_max: 23 }, ['SSH', 'Telnet']],
    ['every protocol', { protocol: null, port_range_min: null, port_range_max: null }, 'everything'],
    [
      'all of TCP',
      { port_range_min: null, port_range_max: null },
      guardedServices.filter(({ protocol }) => protocol === 6).map(({ name }) => name),
    ],
    ['UDP on the port of SSH: nothing', { protocol: 'udp' }, []],
    ['HTTPS: nothing', { port_range_min: 443, port_range_max: 443 }, []],
    ['ping: nothing', { protocol: 'icmp', port_range_min: 8, port_range_max: 0 }, []],
    ['SSH to a network: nothing', { remote_ip_prefix: '10.0.0.0/8' }, []],
    ['SSH to a group: nothing', { remote_group_id: 'g' }, []],
    ['SSH to an address group: nothing', { remote_address_group_id: 'a' }, []],
    ['what leaves: nothing', { direction: 'egress' }, []],
  ])('%s', (_name, more, exposed) => expect(namesOf(rule(more))).toEqual(exposed));
});
