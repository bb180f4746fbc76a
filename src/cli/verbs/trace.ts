import { PortreeveError } from '../../model/index.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['trace'],
  summary: 'explain.traceSummary',
  arguments: {
    from: { help: 'explain.argFrom', optional: true },
    to: { help: 'explain.argTo', optional: true },
    service: { help: 'explain.argService', optional: true },
  },
  flags: {
    all: { help: 'explain.flagAllRules' },
    reply: { help: 'explain.flagReply' },
    conversation: { help: 'explain.flagConversation' },
    sourcePort: { help: 'explain.flagSourcePort', value: 'PORT' },
    live: { help: 'explain.flagLive' },
    fromHost: { help: 'explain.flagFromHost', value: 'FILE', many: true },
    profile: { help: 'cli.flagProfile', choices: ['caracal', 'zed', 'mitaka'] },
    ruleset: { help: 'explain.flagRuleset', value: 'FILE', many: true },
    packet: { help: 'explain.flagPacket', value: 'JSON' },
    packets: { help: 'explain.flagPackets', value: 'FILE' },
    ...dumpFlags,
  },
  examples: [
    'portreeve trace web01 vm-oa tcp/22',
    'portreeve trace 198.51.100.7 vm-oa tcp/443 --conversation',
    'portreeve trace web01 vm-oa tcp/22 --live',
    'portreeve trace vm-oa host:Sugon04 icmp',
    'portreeve trace 172.16.15.99 172.16.15.31 tcp/80 --from-host Sugon04.txt',
    'portreeve trace --ruleset rules.v4 --ipset sets --packets packets.ndjson --json',
  ],
  async run(call) {
    const { args, flags } = call;
    const isOfFiles = flags.ruleset.length > 0 || flags.packet !== undefined || flags.packets !== undefined;
    if (isOfFiles && args.from !== undefined) {
      throw new PortreeveError('TOO_MANY_ARGUMENTS', { command: 'portreeve trace --ruleset', argument: args.from });
    }
    if (isOfFiles) {
      const { judgePackets } = await import('../trace/judge-packets.ts');
      return judgePackets(call, flags);
    }
    const { traceByName } = await import('../trace/trace-by-name.ts');
    return traceByName(call, args, flags);
  },
});
