import {
  type BridgePort,
  type BridgedHost,
  type BridgedPacket,
  type BridgedResult,
  type Trace,
  evaluate,
  evaluateBridged,
  indexSets,
  rulesMet,
} from '../../explain/index.ts';
import { type Ruleset, parseSave, parseSets, printRuleText, tapName } from '../../netfilter/index.ts';
import type { HookCounts, HooksRequest } from '../control/protocol.ts';
import { type MovedRule, inOrderOfWay } from '../moved-rules.ts';
import type { PluggedInstance } from '../plumbing.ts';
import type { ProbeRequest, ProbeResult } from '../probe.ts';
import { underlay } from '../underlay.ts';
import type { SimulatedHost } from './simulated-plumbing.ts';

type FindHost = (name: string) => SimulatedHost;

/** What a probe would meet, by the rules that the agents of both hosts have committed. */
export async function evaluateProbe(
  request: ProbeRequest,
  from: PluggedInstance,
  to: PluggedInstance,
  hostOf: FindHost,
): Promise<ProbeResult> {
  const [source, target] = await Promise.all([portOf(from, hostOf), portOf(to, hostOf)]);
  const result = walk(source, target, packetOf(request, from, to));
  const places = from.host === to.host ? [source] : [source, target];
  return {
    verdict: result.verdict === 'accept' ? 'allowed' : 'dropped',
    how: 'evaluated',
    from: { name: from.name, host: from.host, address: addressOf(from) },
    to: { name: to.name, host: to.host, address: addressOf(to) },
    sent: 1,
    moved: places.map(({ host, port }, at) => ({ host, rules: met(result.traces[at], port.host.rulesets.ipv4) })),
  };
}

/** Which hooks pings would pass: those whose chains of table filter the evaluator entered. */
export async function evaluateHooks(
  request: HooksRequest,
  from: PluggedInstance | undefined,
  to: PluggedInstance | undefined,
  hostOf: FindHost,
): Promise<HookCounts> {
  let traces: readonly Trace[];
  let arrives = true;
  if (from && to) {
    const [source, target] = await Promise.all([portOf(from, hostOf), portOf(to, hostOf)]);
    const there = walk(source, target, packetOf({ from: from.name, to: to.name, protocol: 'icmp' }, from, to));
    arrives = there.verdict === 'accept';
    // The answer passes the same host the other way round, as part of the connection.
    traces = there.traces.slice(-1).flatMap((trace) => [trace, trace]);
  } else {
    const { rulesets, sets } = await knowledgeOf(hostOf(request.host));
    const ends = { source: request.address, destination: underlay.address };
    const ping = { family: 'ipv4', protocol: 1, icmpCode: 0 } as const;
    const back = { source: ends.destination, destination: ends.source };
    traces = [
      evaluate(rulesets.ipv4, sets, { ...ping, ...ends, icmpType: 8, path: 'localOut', out: 'eth0' }),
      evaluate(rulesets.ipv4, sets, {
        ...ping,
        ...back,
        icmpType: 0,
        path: 'localIn',
        in: 'eth0',
        ctState: 'ESTABLISHED',
      }),
    ];
  }
  const passed = (hook: string) =>
    request.pings *
    traces.filter((t) => t.steps.some((s) => s.kind === 'enter' && s.table === 'filter' && s.chain === hook)).length;
  return {
    answered: arrives ? request.pings : 0,
    input: passed('INPUT'),
    forward: passed('FORWARD'),
    output: passed('OUTPUT'),
  };
}

interface Place {
  readonly host: string;
  readonly port: BridgePort;
  /** The bridge's way to other hosts. */
  readonly uplink: string | undefined;
}

async function portOf(instance: PluggedInstance, hostOf: FindHost): Promise<Place> {
  const host = hostOf(instance.host);
  const device = tapName(instance.portId);
  const links = await host.devices.list();
  const bridge = links.find((link) => link.name === device)?.master ?? '';
  const uplink = links.find((link) => link.master === bridge && link.kind === 'vxlan')?.name;
  return { host: instance.host, port: { host: await knowledgeOf(host), bridge, device }, uplink };
}

async function knowledgeOf({ kernel }: SimulatedHost): Promise<BridgedHost> {
  const [ipv4, ipv6, sets] = await Promise.all([kernel.save('ipv4'), kernel.save('ipv6'), kernel.saveSets()]);
  return {
    rulesets: { ipv4: parseSave(ipv4, 'ipv4').ruleset, ipv6: parseSave(ipv6, 'ipv6').ruleset },
    sets: indexSets(parseSets(sets).sets),
  };
}

function walk(from: Place, to: Place, packet: BridgedPacket): BridgedResult {
  if (from.host === to.host || from.uplink === undefined || to.uplink === undefined) {
    return evaluateBridged({ from: from.port, to: to.port }, packet);
  }
  return evaluateBridged({ from: from.port, to: to.port, uplinks: { from: from.uplink, to: to.uplink } }, packet);
}

function packetOf(request: ProbeRequest, from: PluggedInstance, to: PluggedInstance): BridgedPacket {
  const ends = {
    family: 'ipv4',
    source: addressOf(from),
    destination: addressOf(to),
    macSource: from.mac,
    macDestination: to.mac,
  } as const;
  if (request.protocol === 'icmp') return { ...ends, protocol: 1, icmpType: 8, icmpCode: 0 };
  const ports = { sourcePort: 40_000, destinationPort: request.port ?? 0 };
  return { ...ends, ...ports, protocol: request.protocol === 'tcp' ? 6 : 17 };
}

function met(trace: Trace | undefined, ruleset: Ruleset): readonly MovedRule[] {
  if (!trace) return [];
  const rules = rulesMet(trace).flatMap(({ table, chain, rule }) => {
    const found = table === 'filter' ? ruleset.tables.get(table)?.chains.get(chain)?.rules[rule - 1] : undefined;
    return found ? [{ table, chain, index: rule, packets: 1, text: printRuleText(found) }] : [];
  });
  return inOrderOfWay(rules);
}

function addressOf(instance: PluggedInstance): string {
  return instance.addresses.find((a) => !a.address.includes(':'))?.address ?? '';
}
