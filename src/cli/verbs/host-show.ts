import { fetchHost } from '../../objects/index.ts';
import { hostColumns, hostPortColumns } from '../resources/host.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['host', 'show'],
  summary: 'cli.hostShowSummary',
  arguments: { host: { help: 'cli.argHost' } },
  flags: {
    iptables: { help: 'cli.flagIptables' },
    ip6tables: { help: 'cli.flagIp6tables' },
    sets: { help: 'cli.flagSets' },
    listing: { help: 'cli.flagListing' },
    counters: { help: 'cli.flagCounters' },
  },
  examples: ['portreeve host show Sugon04', 'portreeve host show Sugon04 --iptables --counters'],
  async run({ args, flags, client, output }) {
    const server = await client();
    const host = await fetchHost(server, args.host);
    if (!flags.iptables && !flags.ip6tables && !flags.sets && !flags.listing) {
      await output.one(hostColumns, host);
      const isTable = output.format === 'table' || output.format === 'wide';
      if (isTable && !output.quiet && host.ports.length > 0) {
        await output.text('\n');
        await output.list(hostPortColumns, host.ports);
      }
      return undefined;
    }
    const { takeDump } = await import('../../ask/index.ts');
    const dump = await takeDump(server, host.host);
    const save = (text: string) => (flags.counters ? text : withoutCounters(text));
    const wanted = {
      ...(flags.iptables ? { ipv4: save(dump.ipv4) } : {}),
      ...(flags.ip6tables ? { ipv6: save(dump.ipv6) } : {}),
      ...(flags.listing ? { listing: dump.listing } : {}),
      ...(flags.sets ? { ipset: dump.ipset } : {}),
    };
    await output.text(Object.values(wanted).join('\n'), { taken_at: dump.taken_at, ...wanted });
    return undefined;
  },
});

/** iptables-save without `-c`: no counters before rules, zeros after chains. */
function withoutCounters(text: string): string {
  return text.replaceAll(/^\[\d+:\d+\] (?=-A )/gm, '').replaceAll(/^(:\S+ \S+ )\[\d+:\d+\]$/gm, '$1[0:0]');
}
