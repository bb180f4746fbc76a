import { PortreeveError, parseAddress, parseMac } from '../model/index.ts';
import { type LinkChange, floodMac } from './devices.ts';

/** A change as lines of a batch of `ip` or `bridge`, and devices that must not speak IPv6 from then on. */
export interface LinkCommand {
  readonly program: 'ip' | 'bridge';
  readonly line: string;
  /** Device whose IPv6 is switched off after the line. */
  readonly silence?: string;
}

/**
 * How a change is made with iproute2. Everything is checked here: the batch format has quotes, comments and line ends,
 * and the kernel takes "tap%d" for a pattern.
 */
export function linkCommand(change: LinkChange, index = 0): LinkCommand {
  // Checked before anything is done.
  const refuse = (reason: string) => changeFailed(change, reason, index, 0);
  const name = (text: string) => {
    if (!isLinkName(text)) throw refuse(`${JSON.stringify(text)} is no name of a device`);
    return text;
  };
  const number = (value: number, what: string, min: number, max: number) => {
    if (!Number.isInteger(value) || value < min || value > max)
      throw refuse(`${what} ${value} is not ${min} to ${max}`);
    return value;
  };
  const address = (text: string) => {
    const parsed = parseAddress(text);
    if (parsed === undefined) throw refuse(`${JSON.stringify(text)} is no address`);
    return parsed;
  };
  const mac = (text: string) => {
    const parsed = text === floodMac ? text : parseMac(text);
    if (parsed === undefined) throw refuse(`${JSON.stringify(text)} is no MAC address`);
    return parsed;
  };

  switch (change.kind) {
    case 'addBridge': {
      const bridge = name(change.name);
      return ip(`link add name ${bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`, bridge);
    }
    case 'addVxlan': {
      const vni = number(change.vni, 'VNI', 1, 2 ** 24 - 1);
      const port = number(change.port, 'port', 1, 65535);
      const mtu = number(change.mtu, 'MTU', 68, 65535);
      const local = address(change.local);
      const vxlan = name(change.name);
      return ip(
        `link add name ${vxlan} mtu ${mtu} type vxlan id ${vni} local ${local} dstport ${port} learning`,
        vxlan,
      );
    }
    case 'addVlan': {
      const id = number(change.vlan, 'VLAN', 1, 4094);
      return ip(`link add link ${name(change.parent)} name ${name(change.name)} type vlan id ${id}`, change.name);
    }
    case 'setMaster':
      return change.master === null
        ? ip(`link set dev ${name(change.name)} nomaster`)
        : ip(`link set dev ${name(change.name)} master ${name(change.master)}`, change.name);
    case 'setAlias':
      if (!/^[\w.:-]{1,64}$/.test(change.alias)) throw refuse(`${JSON.stringify(change.alias)} is no word`);
      return ip(`link set dev ${name(change.name)} alias ${change.alias}`);
    case 'setMtu':
      return ip(`link set dev ${name(change.name)} mtu ${number(change.mtu, 'MTU', 68, 65535)}`);
    case 'setUp':
      return ip(`link set dev ${name(change.name)} ${change.up ? 'up' : 'down'}`);
    case 'delete':
      return ip(`link delete dev ${name(change.name)}`);
    case 'addForwarding':
    case 'deleteForwarding': {
      const verb = change.kind === 'addForwarding' ? 'append' : 'del';
      const [device, destination] = [name(change.device), address(change.destination)];
      return { program: 'bridge', line: `fdb ${verb} ${mac(change.mac)} dev ${device} dst ${destination}` };
    }
  }
}

function ip(line: string, silence?: string): LinkCommand {
  return silence === undefined ? { program: 'ip', line } : { program: 'ip', line, silence };
}

/** Names that the kernel takes as they stand and iproute2 does not read as anything else: at most 15 characters. */
export function isLinkName(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,14}$/.test(text);
}

/** `index`: which of the changes it was; `done`: how many of them were made. */
export function changeFailed(change: LinkChange, reason: string, index: number, done = index): PortreeveError {
  const { kind, ...rest } = change;
  const text = [kind, ...Object.values(rest)].join(' ');
  return new PortreeveError(
    'DEVICE_CHANGE_FAILED',
    { change: text, reason },
    { details: { change, index, done, reason } },
  );
}
