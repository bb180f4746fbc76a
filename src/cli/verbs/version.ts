import { verb } from '../verb.ts';
import { version } from '../version.ts';

export default verb({
  words: ['version'],
  summary: 'cli.versionSummary',
  async run({ output }) {
    const data = { portreeve: version(), node: process.version, platform: `${process.platform}-${process.arch}` };
    await output.text(`${data.portreeve}\n`, data);
    return undefined;
  },
});
