import type { Client } from '../../client/index.ts';
import type { Output } from '../output/output.ts';
import { fetchNames } from './names.ts';
import { networks } from './network.ts';
import { type PortRow, portColumns } from './port.ts';
import { securityGroups } from './security-group.ts';

/** One port, with the names of its groups and its network. */
export async function writePort(client: Client, output: Output, port: PortRow): Promise<void> {
  const [groupName, networkName] = await Promise.all([
    fetchNames(client, securityGroups),
    fetchNames(client, networks),
  ]);
  await output.one(portColumns(groupName, networkName), port);
}
