import { Type } from 'typebox';
import { HostParamsSchema } from './agent-bodies.ts';

const dumpName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const digits = Type.String({ pattern: '^[0-9]{1,15}$' });

/** Query of `GET /portreeve/v1/hosts/{host}/dump`. */
export const DumpQuerySchema = Type.Object({ name: Type.Optional(dumpName) });

/** Of `GET /portreeve/v1/hosts/{host}/dumps/{name}`. */
export const DumpParamsSchema = Type.Object({ ...HostParamsSchema.properties, name: dumpName });

/** Query of `GET /portreeve/v1/hosts/{host}/wait`. */
export const WaitQuerySchema = Type.Object({ revision: digits, timeout_ms: Type.Optional(digits) });

export const PlanParamsSchema = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const PlanHostParamsSchema = Type.Object({
  id: PlanParamsSchema.properties.id,
  host: HostParamsSchema.properties.host,
});

/** Query of `GET /portreeve/v1/plans`. */
export const PlansQuerySchema = Type.Object({
  state: Type.Optional(
    Type.Union([
      Type.Literal('waiting'),
      Type.Literal('applied'),
      Type.Literal('confirmed'),
      Type.Literal('undone'),
      Type.Literal('dropped'),
    ]),
  ),
  limit: Type.Optional(digits),
});

/** Body of `POST /portreeve/v1/plans/{id}/apply`. */
export const ApplySchema = Type.Object({
  confirm: Type.Optional(Type.String({ maxLength: 255 })),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  confirm_within: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
});

/** Body of `PUT /portreeve/v1/assertions`. */
export const AssertionsSchema = Type.Object({
  assertions: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 200 }),
});

/** Query of `GET /portreeve/v1/audit`. */
export const AuditQuerySchema = Type.Object({
  limit: Type.Optional(digits),
  before: Type.Optional(digits),
  object: Type.Optional(Type.String({ maxLength: 255 })),
  actor: Type.Optional(Type.String({ maxLength: 255 })),
});
