type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** JSON Schema (2020-12) as plain data: as much of it as the declarations use. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  /** Of an alternative: taken for the sake of clients that write it so; the one before it is the form to write. */
  readonly deprecated?: boolean;
}

/** Values that have no more to them than their type. */
export const plain = {
  text: { type: 'string' },
  uuid: { type: 'string', format: 'uuid' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  null: { type: 'null' },
  /** `2026-01-31T12:00:00Z`: whole seconds, UTC. */
  time: { type: 'string', format: 'date-time' },
  object: { type: 'object' },
} as const satisfies Readonly<Record<string, Schema>>;

/** No value at all. */
export const nothing: Schema = { not: {} };

export function words(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object that has all of the members. */
export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

export function nullable(schema: Schema): Schema {
  const { type, anyOf } = schema;
  if (type === undefined && anyOf !== undefined) return { ...schema, anyOf: [...anyOf, plain.null] };
  if (typeof type !== 'string' || anyOf !== undefined) return { anyOf: [schema, plain.null] };
  return { ...schema, type: [type, 'null'], ...(schema.enum && { enum: [...schema.enum, null] }) };
}

/** A schema of the document's own list of them. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
