import { readFileSync } from 'node:fs';
import { hostFrom } from './symbolic.suite.ts';

const recorded = new URL('../../../test/golden/firewall/02-article-after/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, recorded), 'utf8');

/** A host with one instance, as Neutron's agent wrote its rules. */
export const articleHost = hostFrom(read('iptables.v4'), read('ipset'));

export const articlePort = {
  device: 'tape68040f5-c3',
  bridge: 'brq94dd1e52-73',
  addresses: ['172.16.15.31'],
  macs: ['fa:16:3e:05:b8:03'],
};
