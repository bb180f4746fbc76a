import { describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { devicesBehaviour } from './devices.suite.ts';
import { openDevices } from './open-devices.ts';

describeInNamespace('devices of a real host', () => {
  devicesBehaviour(async () => {
    const namespace = await openNamespace();
    return {
      devices: openDevices({ prefix: namespace.prefix }),
      addTap: (name) => namespace.shell(`ip link add ${name} type veth peer name peer-${name}; ip link set lo up`),
      removeLink: (name) => namespace.shell(`ip link delete dev ${name}`),
      close: () => namespace.close(),
    };
  });
});
