import { verb } from '../verb.ts';

export default verb({
  words: ['trace'],
  summary: 'explain.traceSummary',
  flags: {
    ruleset: { help: 'explain.flagRuleset', value: 'FILE', many: true },
    ipset: { help: 'explain.flagIpset', value: 'FILE', many: true },
    packet: { help: 'explain.flagPacket', value: 'JSON' },
    packets: { help: 'explain.flagPackets', value: 'FILE' },
    all: { help: 'explain.flagAllRules' },
  },
  examples: ['portreeve trace --ruleset rules.v4 --ipset sets --packets packets.ndjson --json'],
  async run(call) {
    const { judgePackets } = await import('../trace/judge-packets.ts');
    return judgePackets(call, call.flags);
  },
});
