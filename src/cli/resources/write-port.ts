import { fetchNames, securityGroups, type PortRow } from '../../objects/index.ts';
import type { Client } from '../../client/index.ts';
import type { Output } from '../output/output.ts';
import { networks } from './network.ts';
import { portColumns } from './port.ts';

/** One port, with the names of its groups and its network. */
export async function writePort(client: Client, output: Output, port: PortRow): Promise<void> {
  const [groupName, networkName] = await Promise.all([
    fetchNames(client, securityGroups),
    fetchNames(client, networks),
  ]);
  await output.one(portColumns(groupName, networkName), port);
}
