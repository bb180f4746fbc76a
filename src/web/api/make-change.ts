import type { Change } from '../asking/fix-answer.ts';
import { type Api, member } from './http.ts';
import { createRule } from './security-groups.ts';

/** Makes a change that a trace suggests. What is added to a list is added to the list as it is now. */
export async function makeChange(api: Api, change: Change): Promise<void> {
  if (change.kind === 'addRule') {
    await createRule(api, change.rule);
    return;
  }
  const path = `/v2.0/ports/${encodeURIComponent(change.port.id)}`;
  const port = member(await api.call('GET', path), 'port');
  const listOf = (name: string): readonly unknown[] => {
    const list = member(port, name);
    return Array.isArray(list) ? list : [];
  };
  const fields =
    change.kind === 'addGroup'
      ? { security_groups: [...listOf('security_groups'), change.group.id] }
      : {
          allowed_address_pairs: [
            ...listOf('allowed_address_pairs'),
            { ip_address: change.address, ...(change.mac !== null && { mac_address: change.mac }) },
          ],
        };
  await api.call('PUT', path, { port: fields });
}
