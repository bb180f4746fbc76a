import { type Schema, list, object, plain } from '../resource/schema.ts';

export const hostState: Schema = {
  type: 'object',
  description: 'As docs/reference/host-state.md describes it.',
  required: ['host', 'ports', 'security_groups'],
};

const objects = object({ set: list(plain.object), gone: list(plain.text) });

/** A step of the agent feed. */
export const hostDelta: Schema = {
  type: 'object',
  description: 'As in the agent feed: objects of the Networking API, what is gone by its id. Empty: nothing changes.',
  properties: {
    ports: objects,
    security_groups: objects,
    address_groups: objects,
    networks: objects,
    members: { ...plain.object, description: 'Whole lists, by group, of groups that are new to the host.' },
    members_gone: list(plain.text),
    member_changes: list(object({ group: plain.text, added: list(plain.text), removed: list(plain.text) })),
    rule_changes: list(
      object({
        group: plain.text,
        gone: list(plain.text),
        added: list(object({ at: plain.integer, rule: plain.object })),
      }),
    ),
    dhcp_servers: { ...plain.object, description: 'Addresses by network; null: none any more.' },
    ra_sources: { ...plain.object, description: 'Addresses by network; null: none any more.' },
  },
};
