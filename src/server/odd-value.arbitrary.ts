import fc from 'fast-check';

/** Values that no attribute of all is right with, and some that are right with a few. */
export const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 1.5, 65_536, 2 ** 31, 2 ** 53, 1e308, '', ' ', '\0', '\ud800'),
  fc.constantFrom<unknown>(
    [],
    {},
    [null],
    [[]],
    [{}],
    { a: 1 },
    ['x', 'x'],
    '1',
    'true',
    '10.0.0.1',
    '10.0.0.0/8',
    '::/0',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(256),
    'x'.repeat(5000),
    '组'.repeat(300),
    "'; drop table ports; --",
    '%',
    '__proto__',
  ),
  fc.constantFrom<unknown>('11111111-1111-1111-1111-111111111111', 'ingress', 'tcp', 'vxlan', 'flat', 'IPv6', 'slaac'),
  fc.constantFrom<unknown>(
    [{ ip_address: '10.0.0.300' }],
    [{ subnet_id: 5 }],
    [{ start: '9', end: {} }],
    [{ ip_address: '::1%eth0' }],
  ),
  fc.constantFrom<unknown>(
    [{ start: '10.0.0.9', end: '10.0.0.2' }],
    [{ start: '::', end: '10.0.0.1' }],
    [{ opt_name: null }],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
