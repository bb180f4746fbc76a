import type { Hook } from '../hooks.ts';
import type { CtState, Packet, Path } from '../packet.ts';
import { type SetMembers, noSets } from '../set-members.ts';
import type { Tracked } from '../tracked.ts';
import { type Sight, sightAt } from '../sight.ts';

/** What the rules of a chain see of every packet on a path at a hook. Equal views have equal keys. */
export interface View {
  readonly path: Path;
  readonly hook: Hook;
  readonly showsIn: boolean;
  readonly showsOut: boolean;
  /** What is seen of the ports of a bridge; of a packet that came in by none, never anything. */
  readonly bridge: 'nothing' | 'in' | 'inAndOut';
  readonly hasLinkHeader: boolean;
  readonly deviceKey: string;
}

/** What the rules can see of a packet besides its own fields. */
interface Seen {
  readonly ctState: CtState;
  readonly mark: number | undefined;
  readonly ttl: number | undefined;
  readonly tracked?: Tracked | null | undefined;
}

const sample: Omit<Packet, 'path'> = {
  family: 'ipv4',
  source: '192.0.2.1',
  destination: '192.0.2.2',
  protocol: 6,
  sourcePort: 1,
  destinationPort: 1,
};

/** As the evaluator sees it: a packet with all that it can have is looked at. */
export function viewAt(path: Path, hook: Hook): View {
  const packet = { ...sample, path, in: 'i', out: 'o', physdevIn: 'pi', physdevOut: 'po' };
  const sight = sightAt(hook, packet, noSets, { ctState: 'NEW', mark: 0, ttl: 64 });
  const bridge = !sight.bridge ? 'nothing' : sight.bridge.out === undefined ? 'in' : 'inAndOut';
  const showsIn = sight.in !== undefined;
  const showsOut = sight.out !== undefined;
  return {
    path,
    hook,
    showsIn,
    showsOut,
    bridge,
    hasLinkHeader: sight.hasLinkHeader,
    deviceKey: `${showsIn}/${showsOut}/${bridge}`,
  };
}

/** The evaluator's sight of a packet that has nothing but what is given: what a match asks of anything else is open. */
export function sightIn(view: View, packet: Partial<Packet>, now: Partial<Seen>, sets: SetMembers = noSets): Sight {
  return sightAt(view.hook, { ...sample, ...packet, path: view.path }, sets, {
    ctState: 'NEW',
    mark: undefined,
    ttl: undefined,
    ...now,
  });
}
