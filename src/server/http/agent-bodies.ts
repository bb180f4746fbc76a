import { Type } from 'typebox';

// Here and not in `wire`, whose other users would each load the schema library, which is hundreds of files.

const text = (most: number) => Type.String({ maxLength: most });
const texts = Type.Array(text(255), { maxItems: 1000 });
const mapping = Type.Record(Type.String({ maxLength: 255 }), text(255));

/** Of all paths that name a host, the agents' and our own. */
export const HostParamsSchema = Type.Object({ host: Type.String({ minLength: 1, maxLength: 255 }) });

/** Query of `GET /agent/v1/watch`. */
export const WatchQuerySchema = Type.Object({
  host: HostParamsSchema.properties.host,
  since: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
});

/** Body of `PUT /agent/v1/hosts/{host}`: see `AgentHello`. */
export const AgentHelloSchema = Type.Object({
  agent_type: Type.Literal('Linux bridge agent'),
  binary: text(255),
  version: text(255),
  backend: text(255),
  configurations: Type.Object({
    tunneling_ip: Type.Union([text(64), Type.Null()]),
    tunnel_types: texts,
    interface_mappings: mapping,
    bridge_mappings: mapping,
    devices: Type.Integer({ minimum: 0 }),
    extensions: texts,
    l2_population: Type.Boolean(),
  }),
});

const PortReportSchema = Type.Object({
  status: Type.Union([
    Type.Literal('enforced'),
    Type.Literal('pending'),
    Type.Literal('missing'),
    Type.Literal('failed'),
  ]),
  device: text(64),
  error: Type.Optional(text(4096)),
});

/** Body of `PUT /agent/v1/hosts/{host}/report`: see `HostReport`. */
export const HostReportSchema = Type.Object({
  revision: Type.Integer({ minimum: 0 }),
  ports: Type.Record(text(64), PortReportSchema),
  apply_ms: Type.Union([Type.Number(), Type.Null()]),
  error: Type.Union([Type.Object({ code: text(64), message: text(65_536), hint: text(4096) }), Type.Null()]),
  repaired: Type.Array(
    Type.Object({ at: text(64), family: text(16), table: text(64), chain: text(64), what: text(4096) }),
  ),
});

export const AgentDumpParamsSchema = Type.Object({ ...HostParamsSchema.properties, id: text(64) });

/** Body of `PUT /agent/v1/hosts/{host}/dumps/{id}`: see `HostDump`. */
export const HostDumpSchema = Type.Object({
  taken_at: text(64),
  backend: text(64),
  revision: Type.Integer({ minimum: 0 }),
  ipv4: Type.String(),
  ipv6: Type.String(),
  ipset: Type.String(),
  listing: Type.String(),
});
