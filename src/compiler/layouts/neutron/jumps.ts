import type { BoundPort } from '../../../model/index.ts';
import { bridgeName, tapName } from '../../../netfilter/index.ts';
import type { Target } from '../../../netfilter/index.ts';
import type { Context } from './context.ts';
import { type Line, line } from './line.ts';
import type { PortNames } from './port-names.ts';
import { accept, bridged, jump, physdev } from './rule-parts.ts';

// Texts of these lines need to tell only lines of one chain apart, and the device does; the whole rule, printed for each
// port, showed in the profile of a compilation. Nor are matches put together by spreading, which V8 is slow to optimise.

/** What leads a filtered port's packets to its chains, by the chain that the rules stand in. */
export interface PortJumps {
  readonly forward: readonly Line[];
  readonly groupChain: readonly Line[];
  readonly input: readonly Line[];
}

export function compileJumps(port: BoundPort, { device, inChain, outChain }: PortNames, context: Context): PortJumps {
  const dispatch = { kind: 'scaffold', role: 'dispatch', port: port.id } as const;
  const toPort = context.comment('toPortChain');
  const toGroup = context.comment('toGroupChain');
  const to = [bridged('out', device)];
  const from = [bridged('in', device)];
  const toText = `out ${device}`;
  const fromText = `in ${device}`;
  const jumpOut = jump(outChain);
  return {
    forward: [
      line(to.concat(toGroup), context.toGroupChain, dispatch, toText),
      line(from.concat(toGroup), context.toGroupChain, dispatch, fromText),
    ],
    groupChain: [
      line(to.concat(toPort), jump(inChain), dispatch, toText),
      line(from.concat(toPort), jumpOut, dispatch, fromText),
    ],
    input: [line(from.concat(context.comment('inputToGroup')), jumpOut, dispatch, fromText)],
  };
}

/** Accept rules of a port that is not filtered; an unfiltered one has one in INPUT too. */
export function compileAccepts(port: BoundPort, kind: 'trusted' | 'unfiltered', context: Context) {
  const device = tapName(port.id);
  const origin = { kind: 'scaffold', role: kind === 'trusted' ? 'trusted' : 'portSecurityOff', port: port.id } as const;
  const comment = context.comment(kind === 'trusted' ? 'trusted' : 'portSecurityOff');
  const into = line([bridged('in', device), ...comment], accept, origin, `in ${device}`);
  return {
    forward: [line([bridged('out', device), ...comment], accept, origin, `out ${device}`), into],
    input: kind === 'unfiltered' ? [into] : [],
  };
}

/** Accept rules in table nat that a later release gives to every port, whatever its kind. */
export function compileNat(port: BoundPort, context: Context): readonly Line[] {
  const device = tapName(port.id);
  const origin = { kind: 'scaffold', role: 'trusted', port: port.id } as const;
  const comment = context.comment('trusted');
  return [
    line([physdev('out', device)].concat(comment), accept, origin, `out ${device}`),
    line([physdev('in', device)].concat(comment), accept, origin, `in ${device}`),
  ];
}

/**
 * What puts a filtered port's packets into its network's conntrack zone, or keeps them out of conntrack. The comment
 * tells ports of one bridge apart and is written even where comments are off; Neutron cuts one character too many
 * off the device's name in it.
 */
export function compileZoneRules(port: BoundPort, zone: number, stateless: boolean): readonly Line[] {
  const device = tapName(port.id);
  const bridge = bridgeName(port.networkId);
  const short = device.slice(4);
  const text = stateless ? `Make ${short} stateless` : `Set zone for ${short}`;
  const comment = { kind: 'comment', text } as const;
  const target: Target = { kind: 'ct', zone: stateless ? null : zone, notrack: stateless };
  const origin = { kind: 'scaffold', role: 'conntrackZone', port: port.id } as const;
  return [
    line([physdev('in', bridge), comment], target, origin, `physdev ${bridge} ${text} ${zone}`),
    line(
      [{ kind: 'inInterface', name: bridge, negated: false }, comment],
      target,
      origin,
      `in ${bridge} ${text} ${zone}`,
    ),
    line([physdev('in', device), comment], target, origin, `physdev ${device} ${text} ${zone}`),
  ];
}
