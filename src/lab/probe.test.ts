import { describe, expect, test } from 'vitest';
import { parseProbe } from './probe.ts';

describe('what is to be probed', () => {
  test('is a protocol, with a port where there are ports', () => {
    expect(parseProbe('tcp/22')).toEqual({ protocol: 'tcp', port: 22 });
    expect(parseProbe('udp/65535')).toEqual({ protocol: 'udp', port: 65535 });
    expect(parseProbe('icmp')).toEqual({ protocol: 'icmp' });
  });

  test.each(['', 'tcp', 'tcp/', 'tcp/0', 'tcp/65536', 'tcp/022', 'tcp/2 2', 'icmp/8', 'sctp/1', '22/tcp', 'tcp/-1'])(
    '"%s" is refused in words',
    (text) => expect(() => parseProbe(text)).toThrow(`${text} is not a probe`),
  );
});
