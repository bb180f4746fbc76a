import { seeded } from './host-state.ts';

/** What iptables-save and ipset save print on a host. */
export interface HostText {
  readonly rules: string;
  readonly sets: string;
}

/**
 * A host in the layout of Neutron's linuxbridge agent whose ports are all different: 21 rules a port, its own choice of
 * ports, of 60 sets of 1,000 random addresses and of 200 prefixes. No two chains are alike, which no host of a person
 * is, so that nothing is shared between them.
 */
export function randomHost(portCount: number, seed = 1): HostText & { readonly devices: readonly string[] } {
  const random = seeded(seed);
  const below = (most: number) => Math.floor(random() * most);
  const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  const address = () => `10.${below(256)}.${below(256)}.${below(256)}`;
  const sets = Array.from({ length: 60 }, (_, n) => ({
    name: `NIPv4${n}`,
    members: [...new Set(Array.from({ length: 1000 }, address))],
  }));
  const prefixes = Array.from({ length: 200 }, () => `10.${below(256)}.${below(256)}.0/24`);
  const ports = Array.from({ length: portCount }, (_, n) => ({
    id: `${n.toString(16).padStart(3, '0')}${hex(5)}-${hex(2)}`,
    address: address(),
    mac: `fa:16:3e:${hex(2)}:${hex(2)}:${hex(2)}`,
  }));
  const chains: string[] = [];
  const rules: string[] = [];
  const raw: string[] = [];
  const add = (chain: string, ...lines: readonly string[]) => {
    chains.push(`:${chain} - [0:0]`);
    for (const line of lines) rules.push(`-A ${chain} ${line}`);
  };
  const grant = () => {
    const first = below(60_000);
    const last = first + below(5) * below(200);
    const service = `-p ${below(3) === 0 ? 'udp -m udp' : 'tcp -m tcp'} --dport ${first === last ? first : `${first}:${last}`}`;
    return below(3) === 0
      ? `-s ${prefixes[below(prefixes.length)]} ${service} -j RETURN`
      : `${service} -m set --match-set ${sets[below(sets.length)]?.name} src -j RETURN`;
  };
  const top: string[] = [];
  const dispatch: string[] = [];
  for (const { id, address, mac } of ports) {
    const device = `tap${id}`;
    const name = id.slice(0, 10);
    top.push(
      `-A neutron-linuxbri-FORWARD -m physdev --physdev-out ${device} --physdev-is-bridged -j neutron-linuxbri-sg-chain`,
      `-A neutron-linuxbri-FORWARD -m physdev --physdev-in ${device} --physdev-is-bridged -j neutron-linuxbri-sg-chain`,
      `-A neutron-linuxbri-INPUT -m physdev --physdev-in ${device} --physdev-is-bridged -j neutron-linuxbri-o${name}`,
    );
    dispatch.push(
      `-A neutron-linuxbri-sg-chain -m physdev --physdev-out ${device} --physdev-is-bridged -j neutron-linuxbri-i${name}`,
      `-A neutron-linuxbri-sg-chain -m physdev --physdev-in ${device} --physdev-is-bridged -j neutron-linuxbri-o${name}`,
    );
    add(
      `neutron-linuxbri-i${name}`,
      '-m state --state RELATED,ESTABLISHED -j RETURN',
      `-d ${address}/32 -p udp -m udp --sport 67 --dport 68 -j RETURN`,
      ...Array.from({ length: 4 }, grant),
      '-m state --state INVALID -j DROP',
      '-j neutron-linuxbri-sg-fallback',
    );
    add(
      `neutron-linuxbri-o${name}`,
      '-s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j RETURN',
      `-j neutron-linuxbri-s${name}`,
      '-p udp -m udp --sport 67 --dport 68 -j DROP',
      '-m state --state RELATED,ESTABLISHED -j RETURN',
      grant().replace(' src ', ' dst ').replace('-s ', '-d '),
      '-j neutron-linuxbri-sg-fallback',
    );
    add(`neutron-linuxbri-s${name}`, `-s ${address}/32 -m mac --mac-source ${mac} -j RETURN`, '-j DROP');
  }
  const filter = [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':neutron-linuxbri-FORWARD - [0:0]',
    ':neutron-linuxbri-INPUT - [0:0]',
    ':neutron-linuxbri-sg-chain - [0:0]',
    ':neutron-linuxbri-sg-fallback - [0:0]',
    ...chains,
    '-A INPUT -j neutron-linuxbri-INPUT',
    '-A FORWARD -j neutron-linuxbri-FORWARD',
    ...top,
    ...dispatch,
    '-A neutron-linuxbri-sg-chain -j ACCEPT',
    '-A neutron-linuxbri-sg-fallback -j DROP',
    ...rules,
    'COMMIT',
  ];
  const setLines = sets.flatMap(({ name, members }) => [
    `create ${name} hash:net family inet hashsize 1024 maxelem 65536`,
    ...members.map((member) => `add ${name} ${member}`),
  ]);
  return {
    rules: `${[...raw, ...filter].join('\n')}\n`,
    sets: `${setLines.join('\n')}\n`,
    devices: ports.map(({ id }) => `tap${id}`),
  };
}
