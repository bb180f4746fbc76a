import { PortreeveError } from '../../model/index.ts';
import { dumpFlags } from '../dumps/dump-flags.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['explain'],
  summary: 'hosts.explainSummary',
  arguments: { file: { help: 'dumps.argFiles', many: true } },
  flags: {
    all: { help: 'hosts.flagAll' },
    chain: { help: 'hosts.flagChain', value: 'NAME' },
    ...dumpFlags,
  },
  examples: [
    '(iptables-save; ip6tables-save; ipset save) | portreeve explain -',
    'portreeve explain rules.v4 rules.v6 --ipset sets',
    'portreeve explain rules.v4 --chain neutron-linuxbri-ie68040f5-c',
  ],
  async run(call) {
    const { args, flags } = call;
    if (args.file.length === 0) {
      throw new PortreeveError('ARGUMENT_MISSING', { command: 'portreeve explain', argument: 'FILE' });
    }
    const { explainDump } = await import('../explain/explain-dump.ts');
    return explainDump(call, args.file, flags);
  },
});
