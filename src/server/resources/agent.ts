import type { Condition } from '../../store/index.ts';
import { agent as refusals } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { boolean, orNull, readOnly, stringUpTo, toBoolean } from '../resource/kind.ts';
import { type Attributes, type Given, declare } from '../resource/resource.ts';
import { type Schema, plain } from '../resource/schema.ts';
import type { Settings } from '../settings.ts';
import { isAlive } from './binding.ts';

const fixed = { post: 'no', put: false } as const;

/** Agents show their times unlike all other resources do. */
const spacedTime: Schema = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$' };

const attributes = {
  id: { kind: readOnly(plain.uuid), ...fixed, filter: true, sort: true },
  agent_type: { kind: readOnly(plain.text), ...fixed, filter: true },
  binary: { kind: readOnly(plain.text), ...fixed, filter: true },
  topic: { kind: readOnly(plain.text), ...fixed, filter: (texts: readonly string[]) => all(texts.includes(topic)) },
  host: { kind: readOnly(plain.text), ...fixed, filter: true, sort: true },
  admin_state_up: { kind: boolean, post: 'no', put: true, filter: true },
  created_at: { kind: readOnly(spacedTime), ...fixed },
  started_at: { kind: readOnly(spacedTime), ...fixed },
  heartbeat_timestamp: { kind: readOnly(spacedTime), ...fixed },
  alive: { kind: readOnly(plain.boolean), ...fixed, filter: filterByAlive },
  configurations: { kind: readOnly(plain.object), ...fixed },
  description: { kind: orNull(stringUpTo(255)), post: 'no', put: true, filter: true },
  resources_synced: { kind: readOnly(plain.null), ...fixed },
  availability_zone: { kind: readOnly(plain.null), ...fixed },
} as const satisfies Attributes<'agents'>;

/** What an agent without a message queue of its own is shown with. */
const topic = 'N/A';

/** Agents: section 8 of the API's description. They make themselves, by their first word to the server. */
export const agentResource = declare({
  name: 'agent',
  collection: 'agents',
  path: 'agents',
  table: 'agents',
  attributes,
  isGlobal: true,
  canCreate: false,
  notFound: refusals.notFound,

  async show(call, rows) {
    return rows.map((row) => ({
      id: row.id,
      agent_type: row.agent_type,
      binary: row.binary,
      topic,
      host: row.host,
      admin_state_up: row.admin_state_up,
      created_at: spaced(row.created_at),
      started_at: spaced(row.started_at),
      heartbeat_timestamp: spaced(row.heartbeat_at),
      description: row.description === '' ? null : row.description,
      resources_synced: null,
      availability_zone: null,
      alive: isAlive(row, call.settings),
      configurations: row.configurations,
    }));
  },

  async create() {
    throw new Error('agents are not created by clients');
  },

  async update(call, row, given: Given<typeof attributes>) {
    await call.tx.update('agents', row.id, {
      ...(given.admin_state_up !== undefined && { admin_state_up: given.admin_state_up }),
      ...(given.description !== undefined && { description: given.description ?? '' }),
    });
  },

  async remove(call, row) {
    await call.tx.remove('agents', [row.id]);
  },
});

function all(isAll: boolean): Condition<'agents'> {
  return isAll ? { all: [] } : { column: 'id', in: [] };
}

/** Alive is a matter of time: the moment of the oldest heartbeat that still counts is put in its place. */
function filterByAlive(texts: readonly string[], _caller: Caller, settings: Settings): Condition<'agents'> {
  const limit = new Date(settings.now().getTime() - settings.agentDownAfterMs).toISOString();
  return {
    any: texts.map((text) =>
      toBoolean(text) ? { column: 'heartbeat_at', atLeast: limit } : { column: 'heartbeat_at', below: limit },
    ),
  };
}

function spaced(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}
