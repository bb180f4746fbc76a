import { exitCode } from '../exit-code.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['lab', 'probe'],
  summary: 'lab.summaryProbe',
  arguments: {
    from: { help: 'lab.argumentFrom' },
    to: { help: 'lab.argumentTo' },
    packet: { help: 'lab.argumentPacket' },
  },
  examples: ['portreeve lab probe web01 vm-oa tcp/22', 'portreeve lab probe vm-in-default vm-oa icmp'],
  async run({ world, output, say, args, language }) {
    const [
      { parseProbe, requireLab, stateFolder },
      { movedColumns },
      { rulesInWords },
      { createClient },
      { readFile },
    ] = await Promise.all([
      import('../../lab/index.ts'),
      import('../lab/columns.ts'),
      import('../lab/rules-in-words.ts'),
      import('../../client/index.ts'),
      import('node:fs/promises'),
    ]);
    const packet = parseProbe(args.packet);
    const folder = stateFolder(world.env);
    const lab = requireLab(folder);
    const { from, to, ...result } = await lab.ask('probe', { from: args.from, to: args.to, ...packet });
    // The lab's own server, whatever server the environment names.
    const token = (await readFile(folder.token, 'utf8')).trim();
    const client = createClient({ endpoint: lab.record.endpoint, token });
    const reasonOf = rulesInWords(client, lab.record.profile, language);
    const moved = await Promise.all(
      result.moved.map(async ({ host, rules }) => ({
        host,
        rules: await Promise.all(rules.map(async (rule) => ({ ...rule, why: await reasonOf(host, rule) }))),
      })),
    );
    const isData = output.format === 'json' || output.format === 'yaml';
    if (isData) {
      await output.text('', { ...result, from, to, moved });
    } else {
      const allowed = result.verdict === 'allowed';
      const verdict = say(allowed ? 'lab.probeVerdictAllowed' : 'lab.probeVerdictDropped');
      const isSent = result.how === 'sent';
      const how = say(isSent ? 'lab.probeSent' : 'lab.probeEvaluated');
      const ends = { fromAddress: from.address, fromHost: from.host, toAddress: to.address, toHost: to.host };
      const paint = allowed ? output.paint.good : output.paint.bad;
      const words = { verdict: paint(verdict), from: from.name, to: to.name, what: args.packet, how, ...ends };
      await output.text(`${say('lab.probeLine', words)}\n`);
      for (const { host, rules } of moved) {
        const heading = rules.length === 0 ? 'lab.probeNothingMoved' : isSent ? 'lab.probeMoved' : 'lab.probeMet';
        await output.text(`\n${say(heading, { host })}\n`);
        if (rules.length > 0) await output.list(movedColumns, rules);
      }
    }
    return result.verdict === 'allowed' ? exitCode.done : exitCode.dropped;
  },
});
