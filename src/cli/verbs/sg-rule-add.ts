import {
  createRow,
  fetchRows,
  findOne,
  parseService,
  pickOne,
  rules,
  securityGroups,
  shortId,
  type SecurityGroupRow,
} from '../../objects/index.ts';
import type { Client } from '../../client/index.ts';
import { PortreeveError } from '../../model/index.ts';
import { ruleColumns } from '../resources/rule.ts';
import { type RemoteSpec, chooseEthertype, parseRemote } from '../rule-spec.ts';
import { creationOf } from '../plan/changes.ts';
import { planFlags, planInstead } from '../plan/plan-instead.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['sg', 'rule', 'add'],
  summary: 'cli.ruleAddSummary',
  arguments: { group: { help: 'cli.argGroup' } },
  flags: {
    ingress: { help: 'cli.flagIngress', value: 'SERVICE' },
    egress: { help: 'cli.flagEgress', value: 'SERVICE' },
    from: { help: 'cli.flagFrom', value: 'REMOTE' },
    to: { help: 'cli.flagTo', value: 'REMOTE' },
    ethertype: { help: 'cli.flagEthertype', choices: ['IPv4', 'IPv6'] },
    description: { help: 'cli.flagDescription', value: 'TEXT' },
    ...planFlags,
  },
  examples: [
    'portreeve sg rule add test --ingress tcp/22 --from default',
    'portreeve sg rule add web --ingress tcp/8000-8010 --from 10.0.0.0/8',
    'portreeve sg rule add web --ingress icmp/8/0 --from any',
    'portreeve sg rule add web --egress udp/53 --to 2001:db8::/64',
    'portreeve sg rule add web --ingress tcp/443 --from any --plan',
  ],
  async run(call) {
    const { args, flags, output } = call;
    const { direction, service, remote } = readSpec(flags);
    const ethertype = chooseEthertype(flags.ethertype, service, remote);
    const server = await call.client();
    const named = await groupsNamed(server, [args.group, ...(remote.kind === 'group' ? [remote.text] : [])]);
    const [group, remoteGroup] = named;
    if (group === undefined) throw new PortreeveError('INTERNAL', { reason: 'no group was found, and no error' });
    const values = {
      security_group_id: group.id,
      direction,
      ethertype,
      ...service,
      ...(remote.kind === 'prefix' ? { remote_ip_prefix: remote.prefix } : {}),
      ...(remoteGroup === undefined ? {} : { remote_group_id: remoteGroup.id }),
      ...(flags.description === undefined ? {} : { description: flags.description }),
    };
    const planned = await planInstead(call, flags, server, [creationOf(rules, values)]);
    if (planned !== undefined) return planned;
    const rule = await createRow(server, rules, values);
    const nameOf = (id: string) => named.find((g) => g.id === id)?.name || shortId(id);
    await output.one(ruleColumns({ name: nameOf, members: () => undefined }, true), rule);
    return undefined;
  },
});

interface SpecFlags {
  readonly ingress: string | undefined;
  readonly egress: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** One of --ingress (with --from) and --egress (with --to). */
function readSpec({ ingress, egress, from, to }: SpecFlags) {
  if ((ingress === undefined) === (egress === undefined)) throw new PortreeveError('DIRECTION_UNCLEAR');
  if (ingress !== undefined && to !== undefined)
    throw new PortreeveError('REMOTE_OF_OTHER_DIRECTION', { direction: '--ingress', wrong: '--to', right: '--from' });
  if (egress !== undefined && from !== undefined)
    throw new PortreeveError('REMOTE_OF_OTHER_DIRECTION', { direction: '--egress', wrong: '--from', right: '--to' });
  const remote: RemoteSpec = parseRemote(from ?? to ?? 'any');
  return ingress === undefined
    ? ({ direction: 'egress', service: parseService(egress ?? ''), remote } as const)
    : ({ direction: 'ingress', service: parseService(ingress), remote } as const);
}

/** Groups by what they were called on the command line; one list for both when there are two. */
async function groupsNamed(client: Client, texts: readonly string[]): Promise<readonly SecurityGroupRow[]> {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return [await findOne(client, securityGroups, only)];
  const all = await fetchRows(client, securityGroups);
  return texts.map((text) => pickOne(all, securityGroups, text));
}
