import { PortreeveError, parseMac } from '../../../model/index.ts';
import type { Family } from '../../../netfilter/index.ts';
import type { Packet, Path } from '../../packet.ts';
import type { Analysis } from '../analysis.ts';
import type { ChainWalker } from '../chain-walk.ts';
import type { PacketConstraint } from '../constraint.ts';
import { exampleOf } from '../example-packet.ts';
import { runPath } from '../path-run.ts';
import { scopeOf } from '../scope.ts';
import type { TooLarge } from '../too-large.ts';

/** A port of a bridge and what it may send under. */
export interface OwnIdentity {
  readonly device: string;
  /** Addresses and prefixes, of both families; those of the other one do not matter. */
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
}

export interface SpoofQuestion {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
  readonly ports: readonly OwnIdentity[];
  /** Absent: through the bridge, through the host as a router, and to the host itself. */
  readonly paths?: readonly Path[];
}

/** What a port could pretend: another's address or MAC, to be a DHCP server, to be a router (IPv6). */
export type Pretence = 'address' | 'mac' | 'dhcpServer' | 'router';

export interface SpoofAnswer {
  readonly kind: 'spoof';
  readonly ports: readonly SpoofedPort[];
}

export interface SpoofedPort {
  readonly device: string;
  /** What it can send on each path; nothing is what one hopes for. */
  readonly found: readonly Spoofing[];
}

export interface Spoofing {
  readonly path: Path;
  readonly pretence: Pretence;
  /** `surely`: the example is accepted. `possibly`: it is open whether it is. */
  readonly certainty: 'surely' | 'possibly';
  readonly example: Packet;
}

/**
 * For each port, whether it can send packets under an address, a MAC or a role that is not its own. Packets without
 * an address yet are no lie: 0.0.0.0 and ::; nor is the link-local address that a MAC gives. A packet counts if it
 * gets through to where the path ends.
 */
export function spoof(analysis: Analysis, question: SpoofQuestion): SpoofAnswer | TooLarge {
  const paths = question.paths ?? (['bridged', 'routed', 'localIn'] as const);
  return analysis.ask(() => {
    const walker = analysis.walker(question.host ?? 0);
    return {
      kind: 'spoof',
      ports: question.ports.map((port) => {
        const found = paths.flatMap((path) => spoofingOn(walker, port, path));
        walker.forgetUniverses();
        return { device: port.device, found };
      }),
    };
  });
}

function spoofingOn(walker: ChainWalker, port: OwnIdentity, path: Path): readonly Spoofing[] {
  const { model, host } = walker;
  const { bdd } = model;
  const lies = liesOf(port, model.family).map(({ pretence, constraint }) => ({
    pretence,
    scope: scopeOf(model, path, { ...constraint, physdevIn: [port.device] }, 'possible', host.rules),
  }));
  // One walk for all of them: most are dropped at once, and what is left is small.
  const within = bdd.anyOf(lies.map(({ scope }) => scope.within));
  const result = runPath(walker, path, within);
  const out: Spoofing[] = [];
  for (const { pretence, scope } of lies) {
    const sure = exampleOf(model, result.accept, scope);
    const example = sure ?? exampleOf(model, result.mayAccept, scope);
    if (example) out.push({ path, pretence, certainty: sure ? 'surely' : 'possibly', example });
  }
  return out;
}

interface Lie {
  readonly pretence: Pretence;
  readonly constraint: PacketConstraint;
}

function liesOf({ addresses, macs }: OwnIdentity, family: Family): readonly Lie[] {
  const isV4 = family === 'ipv4';
  const own = isV4 ? ['0.0.0.0'] : ['::', ...macs.map(linkLocalOf)];
  const [server, client] = isV4 ? [67, 68] : [547, 546];
  const lies: readonly Lie[] = [
    { pretence: 'address', constraint: { source: { not: [...addresses, ...own] } } },
    { pretence: 'mac', constraint: { macSource: { not: macs } } },
    { pretence: 'dhcpServer', constraint: { protocol: [17], sourcePort: [server], destinationPort: [client] } },
  ];
  if (isV4) return lies;
  return [...lies, { pretence: 'router', constraint: { protocol: [58], icmp: [{ type: 134, code: null }] } }];
}

/** "fa:16:3e:00:00:01" -> "fe80::f816:3eff:fe00:1", in the eight groups that any reader of addresses takes. */
function linkLocalOf(text: string): string {
  const octets = (parseMac(text) ?? '').split(':').map((octet) => Number.parseInt(octet, 16));
  if (octets.length !== 6) throw new PortreeveError('BAD_MAC', { text });
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80:0:0:0:${groups.map((group) => group.toString(16)).join(':')}`;
}
