import { isFiltered } from '../fixes/cloud.ts';
import type { Reason } from '../reasons/judge-pass.ts';
import type { HostPass, JourneyHost, JourneyQuestion, PlacedReason } from './journey.ts';
import { hostOf, isHostsOwn } from './legs.ts';

type Hosts = ReadonlyMap<string, JourneyHost>;

/** What makes an answer less than certain, or would surprise who reads it; host by host, then end by end. */
export function caveatsOf(
  question: JourneyQuestion,
  passes: readonly HostPass[],
  hosts: Hosts,
): readonly PlacedReason[] {
  const names = [...new Set(passes.map(({ host }) => host))];
  return [
    ...names.flatMap((name) => hostCaveats(name, hosts.get(name))),
    ...passes.flatMap((pass) => {
      const off = filteringOff(pass, hosts);
      return off ? [{ ...off, host: pass.host }] : [];
    }),
    ...openPorts(question, passes),
    ...unnamedPorts(question, passes, hosts),
    ...hostTraffic(question),
    ...outsideEnds(question),
  ];
}

function hostCaveats(host: string, known: JourneyHost | undefined): readonly PlacedReason[] {
  if (!known) return [];
  const { agent, isLive, differences, expected, hidesRules } = known;
  const found: PlacedReason[] = [];
  const add = (reason: Reason) => found.push({ ...reason, host });
  if (agent && !isLive) add({ code: 'AGENT_DOWN', params: { host } });
  const isBehind = agent !== null && (agent.enforced ?? -1) < agent.revision;
  if (isBehind) {
    add({ code: 'AGENT_BEHIND', params: { host, enforced: agent.enforced ?? 0, revision: agent.revision } });
  }
  if (expected && !isBehind) add({ code: 'DRIFT', params: { host, differences } });
  if (hidesRules) add({ code: 'OTHER_BACKEND', params: { host } });
  return found;
}

const switches = { ipv4: 'bridge-nf-call-iptables', ipv6: 'bridge-nf-call-ip6tables' } as const;

/** The reason that no rule of a pass was asked: its agent says that the kernel does not show bridged packets. */
export function filteringOff({ host, pass, step }: HostPass, hosts: Hosts): Reason | undefined {
  const problem = hosts.get(host)?.agent?.problem;
  if (step === 'tunnel' || pass.packet.path !== 'bridged' || problem?.code !== 'BRIDGE_FILTERING_OFF') return undefined;
  const name = switches[pass.packet.family];
  if (!problem.message.includes(`${name} `) && !problem.message.endsWith(name)) return undefined;
  return { code: 'BRIDGE_FILTERING_OFF', params: { host, name: `net.bridge.${name}` } };
}

function openPorts({ from, to }: JourneyQuestion, passes: readonly HostPass[]): readonly PlacedReason[] {
  return passes.flatMap(({ host, judgement }) =>
    judgement.answers.flatMap(({ device, answer }): readonly PlacedReason[] => {
      const end = [from, to].find((each) => each.kind === 'port' && each.device === device);
      if (end?.kind !== 'port') return [];
      if (answer === 'unfiltered') return [{ code: 'PORT_SECURITY_OFF', params: { port: end.name }, host }];
      const owner = end.port?.deviceOwner ?? '';
      return answer === 'trusted' ? [{ code: 'TRUSTED_PORT', params: { port: end.name, owner }, host }] : [];
    }),
  );
}

/** Filtered ports that the rules of their host know nothing of: what goes to them passes as if they were not filtered. */
function unnamedPorts(
  { from, to }: JourneyQuestion,
  passes: readonly HostPass[],
  hosts: Hosts,
): readonly PlacedReason[] {
  return passes.flatMap(({ host, pass, judgement }) => {
    if (hosts.get(host)?.isLive !== true || pass.packet.path !== 'bridged' || judgement.verdict !== 'accept') return [];
    return judgement.answers.flatMap(({ device, answer }): readonly PlacedReason[] => {
      const end = [from, to].find((each) => each.kind === 'port' && each.device === device);
      if (end?.kind !== 'port' || !end.port || answer !== 'unseen' || !isFiltered(end.port)) return [];
      return [{ code: 'UNADOPTED_TAP', params: { port: end.name, device, host }, host }];
    });
  });
}

/** Surprising to many: what a host and its own instances say to each other passes none of the instances' rules. */
function hostTraffic(question: JourneyQuestion): readonly PlacedReason[] {
  const { from, to } = question;
  const host = hostOf(from);
  const port = [from, to].find((end) => end.kind === 'port');
  if (host === null || port?.kind !== 'port' || !isHostsOwn(question)) return [];
  return [{ code: 'HOST_TRAFFIC', params: { host, port: port.name }, host }];
}

function outsideEnds({ from, to }: JourneyQuestion): readonly PlacedReason[] {
  return [
    [from, to],
    [to, from],
  ].flatMap(([end, other]): readonly PlacedReason[] => {
    if (end?.kind !== 'outside' || other === undefined) return [];
    const port = other.kind === 'outside' ? other.address : other.name;
    return [{ code: 'OUTSIDE_ADDRESS', params: { address: end.address, port }, host: null }];
  });
}
