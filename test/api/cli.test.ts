import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliBench, openCliBench } from './cli-server.ts';

let bench: CliBench;
beforeAll(async () => {
  bench = await openCliBench();
  for (const line of [
    'network create oa',
    'subnet create oa --network oa --cidr 172.16.15.0/24',
    'sg create test --description "SSH from default"',
    'sg rule add test --ingress tcp/22 --from default',
    'sg rule add test --ingress icmp/8/0 --from 10.0.0.0/8',
    'port create vm-oa --network oa --group test --host Sugon04',
    'port create web01 --network oa',
    'port create 数据库 --network oa --fixed-ip 172.16.15.99 --allowed-pair 172.16.15.100 --group default --group test',
  ]) {
    const ran = await bench.run(line);
    expect([line, ran.code, ran.err]).toEqual([line, 0, '']);
  }
});
afterAll(() => bench.close());

const run: CliBench['run'] = (line, options) => bench.run(line, options);
const onTerminal = async (line: string) => (await run(line, { terminal: true })).out;

describe('on a terminal', () => {
  test('sg list', async () => {
    expect(await onTerminal('sg list')).toMatchInlineSnapshot(`
      "NAME     RULES  DESCRIPTION             ID
      default      4  Default security group  00000002…
      test         4  SSH from default        00000008…
      "
    `);
    expect(await onTerminal('sg list --lang zh')).toMatchInlineSnapshot(`
      "名称     规则数  描述                    ID
      default       4  Default security group  00000002…
      test          4  SSH from default        00000008…
      "
    `);
  });

  test('sg show', async () => {
    expect(await onTerminal('sg show test')).toMatchInlineSnapshot(`
      "test  00000008…  project default  2 ports on 1 host  revision 3
      DIRECTION  ETHER TYPE  PROTOCOL  PORTS  REMOTE       ID
      egress     IPv4        any       any    0.0.0.0/0    00000009…
      egress     IPv6        any       any    ::/0         0000000a…
      ingress    IPv4        tcp       22     default (2)  0000000b…
      ingress    IPv4        icmp      8/0    10.0.0.0/8   0000000c…
      "
    `);
    expect(await onTerminal('sg show test --lang zh -o wide')).toMatchInlineSnapshot(`
      "test  00000008-0fdd-4fe0-988f-000000000000  项目 default  1 台主机上的 2 个网络端口  修订 3
      安全组  方向     以太网类型  协议  端口范围  远端        描述  ID
      test    egress   IPv4        any   any       0.0.0.0/0         00000009-0fdd-4fe0-988f-000000000000
      test    egress   IPv6        any   any       ::/0              0000000a-0fdd-4fe0-988f-000000000000
      test    ingress  IPv4        tcp   22        default           0000000b-0fdd-4fe0-988f-000000000000
      test    ingress  IPv4        icmp  8/0       10.0.0.0/8        0000000c-0fdd-4fe0-988f-000000000000
      "
    `);
  });

  test('port list', async () => {
    expect(await onTerminal('port list')).toMatchInlineSnapshot(`
      "NAME    FIXED IPS     MAC                HOST     GROUPS        STATUS  ID
      vm-oa   172.16.15.2   fa:16:3e:01:02:03  Sugon04  test          DOWN    0000000d…
      web01   172.16.15.3   fa:16:3e:04:05:06           default       DOWN    0000000e…
      数据库  172.16.15.99  fa:16:3e:07:08:09           default test  DOWN    0000000f…
      "
    `);
    expect(await onTerminal('port list --group test --host Sugon04 -c name -c tap')).toMatchInlineSnapshot(`
      "NAME   TAP
      vm-oa  tap0000000d-0f
      "
    `);
  });

  test('port show', async () =>
    expect(await onTerminal('port show 172.16.15.99')).toMatchInlineSnapshot(`
    "name                   数据库
    fixed IPs              172.16.15.99
    MAC                    fa:16:3e:07:08:09
    host
    groups                 default test
    status                 DOWN
    tap                    tap0000000f-0f
    network                oa
    device owner
    device
    port security          on
    allowed address pairs  172.16.15.100=fa:16:3e:07:08:09
    ID                     0000000f-0fdd-4fe0-988f-000000000000
    "
  `));

  test('network list and subnet list', async () => {
    expect(await onTerminal('network list')).toMatchInlineSnapshot(`
      "NAME  TYPE   SEGMENT   MTU  SUBNETS         ID
      oa    vxlan        1  1450  172.16.15.0/24  00000001…
      "
    `);
    expect(await onTerminal('subnet list -o wide')).toMatchInlineSnapshot(`
      "NAME  CIDR            GATEWAY      DHCP  NETWORK  ALLOCATION POOLS           DNS  ID
      oa    172.16.15.0/24  172.16.15.1  on    oa       172.16.15.2-172.16.15.254       00000007-0fdd-4fe0-988f-000000000000
      "
    `);
  });

  test('an empty list says what to do', async () => {
    const empty = await openCliBench();
    expect((await empty.run('network list', { terminal: true })).out).toBe(
      'No networks yet. Make one: portreeve network create NAME\n',
    );
    expect((await empty.run('network list --lang zh', { terminal: true })).out).toBe(
      '还没有网络。创建一个：portreeve network create 名称\n',
    );
    expect((await empty.run('network list')).out).toBe('');
    await empty.close();
  });
});

describe('in a pipe', () => {
  test('lines of tabs', async () => {
    expect((await run('sg rule list test')).out).toMatchInlineSnapshot(`
      "egress	IPv4	any	any	0.0.0.0/0	00000009-0fdd-4fe0-988f-000000000000
      egress	IPv6	any	any	::/0	0000000a-0fdd-4fe0-988f-000000000000
      ingress	IPv4	tcp	22	default	0000000b-0fdd-4fe0-988f-000000000000
      ingress	IPv4	icmp	8/0	10.0.0.0/8	0000000c-0fdd-4fe0-988f-000000000000
      "
    `);
    expect((await run('port list -c name,fixed_ips')).out).toBe(
      'vm-oa\t172.16.15.2\nweb01\t172.16.15.3\n数据库\t172.16.15.99\n',
    );
  });

  test('data as the API gives it', async () => {
    const api = async (path: string) => (await bench.client.request('GET', path)).body as Record<string, unknown>;
    expect(JSON.parse((await run('sg list --json')).out)).toEqual(
      (await api('/v2.0/security-groups'))['security_groups'],
    );
    const shown = JSON.parse((await run('port show vm-oa --json')).out);
    expect(shown).toEqual((await api(`/v2.0/ports/${shown.id}`))['port']);
    expect((await run('port show vm-oa --yaml')).out).toContain('security_groups:\n  - 0');
  });

  test('only ids', async () => {
    const ids = (await run('port list -q')).out.trim().split('\n');
    expect(ids).toHaveLength(3);
    expect((await run(`port show ${ids[0]} -c name`)).out).toBe('name\tvm-oa\n');
  });
});

describe('what is meant', () => {
  test.each(['vm-oa', '172.16.15.2'])('a port by %s', async (text) => {
    expect((await run(`port show ${text} -c name`)).out).toBe('name\tvm-oa\n');
  });

  test('a port by tap, MAC, id and the start of its id', async () => {
    const { id, mac_address: mac } = JSON.parse((await run('port show vm-oa --json')).out);
    for (const text of [id, id.slice(0, 8), `${id.slice(0, 8)}…`, `tap${id.slice(0, 11)}`, mac]) {
      expect((await run(`port show ${text} -q`)).out).toBe(`${id}\n`);
    }
  });

  test('an id that nothing has, and a name that nothing has', async () => {
    const unknown = 'ffffffff-0fdd-4fe0-988f-000000000000';
    expect(await run(`port show ${unknown}`)).toEqual({
      code: 3,
      out: '',
      err: `Error NOT_FOUND: There is no port ${unknown}\nHint: see what there is: \`portreeve port list\`\n`,
    });
    expect(await run('sg show tset --lang zh')).toEqual({
      code: 3,
      out: '',
      err: '错误 NOT_FOUND_BUT_NEAR：没有安全组 tset\n提示：您是否想指 test？\n',
    });
  });

  test('a name that two have', async () => {
    const twins = ['twin', 'twin'].map((name) => run(`sg create ${name} -q`));
    const [a, b] = (await Promise.all(twins)).map((ran) => ran.out.trim());
    const ran = await run('sg delete twin');
    expect([ran.code, ran.out]).toEqual([3, '']);
    expect(ran.err).toContain('Error AMBIGUOUS: twin may be 2 different security groups\n');
    expect([...ran.err.matchAll(/[0-9a-f-]{36}/g)].map((m) => m[0]).sort()).toEqual([a, b].sort());
    expect(await run(`sg delete ${a} ${b}`)).toEqual({
      code: 0,
      out: '',
      err: 'Deleted security group twin\nDeleted security group twin\n',
    });
  });
});

describe('changes', () => {
  test('of groups of a port keep the others', async () => {
    const groups = async () => (await run('port show web01 -c security_groups')).out;
    expect(await groups()).toBe('security_groups\tdefault\n');
    await run('port set web01 --add-group test');
    expect(await groups()).toBe('security_groups\tdefault test\n');
    await run('port set web01 --remove-group default');
    expect(await groups()).toBe('security_groups\ttest\n');
    await run('port set web01 --group default');
    expect(await groups()).toBe('security_groups\tdefault\n');
    await run('port set web01 --no-group --port-security off');
    expect((await run('port show web01 -c security_groups,port_security')).out).toBe(
      'security_groups\t\nport_security\toff\n',
    );
  });

  test('of names and descriptions', async () => {
    await run('sg create old');
    expect((await run('sg set old --name new --description "d e" -q')).code).toBe(0);
    expect((await run('sg list -c name,description')).out).toContain('new\td e\n');
    expect((await run('sg delete new')).err).toBe('Deleted security group new\n');
  });

  test('of rules: added and deleted', async () => {
    const id = (await run('sg rule add test --egress udp/53 --to 2001:db8::/64 -q')).out.trim();
    expect((await run('sg rule list test')).out).toContain(`egress\tIPv6\tudp\t53\t2001:db8::/64\t${id}\n`);
    expect((await run(`sg rule delete ${id.slice(0, 8)}`)).code).toBe(0);
    expect((await run('sg rule list test')).out).not.toContain(id);
  });

  test('that a slip makes impossible are not half done', async () => {
    await run('sg create gone');
    expect((await run('sg delete gone nosuchgroup')).code).toBe(3);
    expect((await run('sg show gone')).code).toBe(0);
    expect((await run('sg delete gone')).code).toBe(0);
  });
});

describe('failures', () => {
  test.each([
    ['sg delete test', 5, /^Error API_ERROR: Security Group .* in use\n/],
    ['sg rule add test --ingress tcp/22 --from default', 5, /^Error API_ERROR: Security group rule already exists/],
    ['sg rule add test', 2, /^Error DIRECTION_UNCLEAR: /],
    ['sg rule add test --ingress tcp --egress tcp', 2, /^Error DIRECTION_UNCLEAR: /],
    ['sg rule add test --ingress tcp/22 --to any', 2, /^Error REMOTE_OF_OTHER_DIRECTION: --to /],
    ['sg rule add test --ingress ssh/22', 1, /^Error API_ERROR: /],
    ['sg rule add test --ingress tcp/22 --from 10.0.0.0/33', 2, /^Error BAD_CIDR: /],
    ['sg rule add test --ingress tcp/22 --from nosuchgroup', 3, /^Error NOT_FOUND: There is no security group /],
    ['port create x --network nosuchnet', 3, /^Error NOT_FOUND: There is no network nosuchnet\n/],
    ['port create x --network oa --fixed-ip 10.9.9.9', 1, /^Error API_ERROR: /],
    ['port create x --network oa --fixed-ip ten', 2, /^Error BAD_ADDRESS: /],
    ['port create x --network oa --allowed-pair 1.2.3.4=xx', 2, /^Error BAD_MAC: /],
    ['port create x --network oa --allowed-pair 1.2.3=fa:16:3e:00:00:01', 2, /^Error BAD_PAIR: /],
    ['subnet create x --network oa --cidr 10.0.0.0', 2, /^Error BAD_CIDR: /],
    ['network create x --mtu big', 2, /^Error BAD_NUMBER: --mtu cannot be big\n/],
    ['network delete oa', 5, /^Error API_ERROR: /],
    ['host show Sugon99', 3, /^Error NOT_FOUND: There is no host Sugon99\n/],
  ])('`%s` ends with %d', async (line, code, words) => {
    const ran = await run(line);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(words);
    expect(ran.err.split('\n')).toHaveLength(3);
  });

  test('a refused token, no token, no server', async () => {
    const refused = await run('sg list', { env: { PORTREEVE_TOKEN: 'another' } });
    expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(/^Error TOKEN_REFUSED: /)]);
    const none = await run('sg list', { env: { PORTREEVE_TOKEN: '' } });
    expect([none.code, none.err]).toEqual([4, expect.stringMatching(/^Error NO_TOKEN: /)]);
    const gone = await run('sg list', { env: { PORTREEVE_ENDPOINT: 'unix:/nonexistent/socket' } });
    expect([gone.code, gone.err]).toEqual([6, expect.stringMatching(/^Error SERVER_UNREACHABLE: /)]);
    const unset = await run('sg list', { env: { PORTREEVE_ENDPOINT: '' } });
    expect([unset.code, unset.err]).toEqual([6, expect.stringMatching(/^Error NO_SERVER: /)]);
    const file = await run('sg list', { env: { PORTREEVE_TOKEN: '', PORTREEVE_TOKEN_FILE: '/nonexistent/token' } });
    expect([file.code, file.err]).toEqual([1, expect.stringMatching(/^Error FILE_UNREADABLE: \/nonexistent\/token /)]);
  });
});

describe('the first steps of the guide', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/first-steps.md'), 'utf8');
  const blocks = [...guide.matchAll(/```portreeve\n([^]*?)```/g)].map((m) => m[1] ?? '');
  const lines = blocks.join('').split('\n').filter(Boolean);

  test('are as written', async () => {
    expect(lines.length).toBeGreaterThan(10);
    const fresh = await openCliBench();
    for (const line of lines) {
      expect(line).toMatch(/^\$ portreeve /);
      const ran = await fresh.run(line.slice('$ portreeve '.length));
      expect([line, ran.code, ran.err.replace(/^Deleted .*\n/, '')]).toEqual([line, 0, '']);
    }
    await fresh.close();
  });
});
