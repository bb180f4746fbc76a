import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { pickOne, shortId } from './find.ts';
import { type PortRow, ports } from './port.ts';

const port = (id: string, name: string, address: string): PortRow => ({
  id,
  name,
  network_id: 'n',
  mac_address: `fa:16:3e:00:00:${id.slice(3, 5)}`,
  status: 'ACTIVE',
  device_id: `instance-${name}`,
  fixed_ips: [{ subnet_id: 's', ip_address: address }],
  security_groups: [],
});
const oa = port('e68040f5-c3d1-4ed0-a2bd-5bbe1d2d6f2a', 'vm-oa', '172.16.15.31');
const web1 = port('e6812345-0000-4ed0-a2bd-000000000001', 'web', '172.16.15.40');
const web2 = port('aa812345-0000-4ed0-a2bd-000000000002', 'web', '172.16.15.41');
const odd = port('bb812345-0000-4ed0-a2bd-000000000003', 'e680', '172.16.15.42');
const all = [oa, web1, web2, odd];
const pick = (text: string) => pickOne(all, ports, text);
const failure = (text: string) => {
  try {
    return pick(text);
  } catch (error) {
    return error instanceof PortreeveError ? [error.code, error.message, error.hint] : error;
  }
};

describe('one port is found', () => {
  test.each([
    ['its id', oa.id],
    ['its name', 'vm-oa'],
    ['its address', '172.16.15.31'],
    ['its MAC', 'fa:16:3e:00:00:04'],
    ['its tap', 'tape68040f5-c3'],
    ['its instance', 'instance-vm-oa'],
    ['the start of its id', 'e6804'],
    ['its id as tables show it', shortId(oa.id)],
  ])('by %s', (_, text) => expect(pick(text)).toBe(oa));

  test('by its name before the id of another that starts so', () => expect(pick('e680')).toBe(odd));
});

describe('no port is found', () => {
  test('when several are meant: they are listed', () => {
    expect(failure('web')).toEqual([
      'AMBIGUOUS',
      'web may be 2 different ports',
      `say which by its id: ${web1.id} (web), ${web2.id} (web)`,
    ]);
    expect(failure('e68')).toContain('e68 may be 2 different ports');
  });

  test('when none fits: the nearest name is suggested, or the list', () => {
    expect(failure('vm-ao')).toEqual(['NOT_FOUND_BUT_NEAR', 'There is no port vm-ao', 'did you mean vm-oa?']);
    expect(failure('database')).toEqual([
      'NOT_FOUND',
      'There is no port database',
      'see what there is: `portreeve port list`',
    ]);
    expect(failure('')).toContain('NOT_FOUND');
  });

  test('by a name that would be a sentence of the catalogue', () => {
    expect(failure('$t(cli.flagJson) {{noun}}')).toContain('There is no port $t(cli.flagJson) {{noun}}');
  });
});
