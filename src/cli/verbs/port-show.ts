import { findOne, ports } from '../../objects/index.ts';
import { verb } from '../verb.ts';
import { writePort } from '../resources/write-port.ts';

export default verb({
  words: ['port', 'show'],
  summary: 'cli.portShowSummary',
  arguments: { port: { help: 'cli.argPort' } },
  examples: ['portreeve port show vm-oa', 'portreeve port show 172.16.15.31', 'portreeve port show tape68040f5-c3'],
  async run({ args, client, output }) {
    const server = await client();
    await writePort(server, output, await findOne(server, ports, args.port));
    return undefined;
  },
});
