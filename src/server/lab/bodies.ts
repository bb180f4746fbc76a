import { Type } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 255 });
const strict = { additionalProperties: false } as const;

/** Body of `POST /portreeve/v1/lab/instances`. */
export const LabWishSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 40 }),
    image: Type.Optional(text),
    network: Type.Optional(text),
    security_groups: Type.Optional(Type.Array(text, { maxItems: 20 })),
    host: Type.Optional(text),
    fixed_ip: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  strict,
);

/** Of `DELETE /portreeve/v1/lab/instances/{name}`. */
export const LabInstanceParamsSchema = Type.Object({ name: text });

/** Body of `POST /portreeve/v1/lab/probe`. */
export const LabProbeSchema = Type.Object(
  { from: text, to: text, service: Type.String({ minLength: 1, maxLength: 32 }) },
  strict,
);
