import { PortreeveError } from '../../model/index.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['explain'],
  summary: 'hosts.explainSummary',
  arguments: { file: { help: 'hosts.argFilesService', many: true } },
  flags: {
    all: { help: 'hosts.flagAll' },
    chain: { help: 'hosts.flagChain', value: 'NAME' },
    to: { help: 'hosts.flagExplainTo', value: 'WHO' },
    from: { help: 'hosts.flagExplainFrom', value: 'WHO' },
    ...dumpFlags,
  },
  examples: [
    '(iptables-save; ip6tables-save; ipset save) | portreeve explain -',
    'portreeve explain rules.v4 rules.v6 --ipset sets',
    'iptables-save | portreeve explain - --to 172.16.15.31 tcp/22',
    'portreeve explain rules.v4 sets --from 172.16.15.99 --to 172.16.15.31 tcp/22',
    'portreeve explain rules.v4 --chain neutron-linuxbri-ie68040f5-c',
  ],
  async run(call) {
    const { args, flags } = call;
    const { file: given } = args;
    if (flags.to === undefined && flags.from === undefined) {
      if (given.length === 0) {
        throw new PortreeveError('ARGUMENT_MISSING', { command: 'portreeve explain', argument: 'FILE' });
      }
      const { explainDump } = await import('../explain/explain-dump.ts');
      return explainDump(call, given, flags);
    }
    const { explainWay } = await import('../explain/explain-way.ts');
    return explainWay(call, given, flags);
  },
});
