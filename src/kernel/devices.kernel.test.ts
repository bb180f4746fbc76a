import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { devicesBehaviour, until } from './devices.suite.ts';
import { openDevices } from './open-devices.ts';

describeInNamespace('devices of a real host', () => {
  devicesBehaviour(async () => {
    const namespace = await openNamespace();
    return {
      devices: openDevices({ prefix: namespace.prefix }),
      addTap: (name) => namespace.shell(`ip link add ${name} type veth peer name peer-${name}`),
      removeLink: (name) => namespace.shell(`ip link delete dev ${name}`),
      close: () => namespace.close(),
    };
  });

  test('a bridge forwards at once, knows no spanning tree and no snooping, and the host has no IPv6 on it or its ports', async () => {
    const namespace = await openNamespace();
    const devices = openDevices({ prefix: namespace.prefix });
    namespace.shell('ip link add tap1 type veth peer name peer');
    await devices.apply([
      { kind: 'addBridge', name: 'brqa' },
      { kind: 'setMaster', name: 'tap1', master: 'brqa' },
      { kind: 'setUp', name: 'tap1', up: true },
      { kind: 'setUp', name: 'brqa', up: true },
    ]);
    const [bridge] = JSON.parse(namespace.shell('ip -json -details link show brqa'));
    expect(bridge.linkinfo.info_data).toMatchObject({
      forward_delay: 0,
      stp_state: 0,
      mcast_snooping: 0,
      ageing_time: 30_000,
    });
    expect(namespace.shell('cd /proc/sys/net/ipv6/conf; cat brqa/disable_ipv6 tap1/disable_ipv6')).toEqual('1\n1\n');
    expect(namespace.shell('ip -6 address show dev brqa')).toEqual('');
    await namespace.close();
  });

  test('a watch whose program is killed goes on, and says that something may have been missed', async () => {
    const namespace = await openNamespace();
    const devices = openDevices({ prefix: namespace.prefix });
    let heard = 0;
    const failures: unknown[] = [];
    const stop = await devices.watch(
      () => {
        heard += 1;
      },
      (error) => failures.push(error),
    );
    process.kill(monitorPid(), 'SIGKILL');
    await until(() => failures.length === 1 && heard === 1);
    namespace.shell('ip link add tap1 type veth peer name peer');
    await until(() => heard > 1);
    await stop();
    await namespace.close();
  });

  test('without rights nothing is changed, and that is said', async () => {
    const namespace = await openNamespace();
    const prefix = [...namespace.prefix, 'setpriv', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'];
    const failure = await openDevices({ prefix })
      .apply([{ kind: 'addBridge', name: 'brqa' }])
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'NO_PERMISSION' });
    await namespace.close();
  });
});

/** The one `ip monitor` that this process started. */
function monitorPid(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('ip\0monitor'));
  expect(found).toHaveLength(1);
  return found[0] ?? 0;
}
