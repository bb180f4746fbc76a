import type { Schema } from '../../src/server/resource/schema.ts';
import { type Language, type WordsKey, say } from '../../src/words/index.ts';

/** What values a schema takes, in a few words. Forms that are taken for the sake of some clients are left out. */
export function typeWords(schema: Schema, language: Language): string {
  return [...new Set(alternatives(schema, language))].join(' / ');
}

function alternatives(schema: Schema, language: Language): readonly string[] {
  const { anyOf, allOf, $ref, type } = schema;
  if ($ref !== undefined) return [`\`${$ref.split('/').at(-1)}\``];
  if (allOf?.[0] !== undefined) return alternatives(allOf[0], language);
  if (anyOf !== undefined) {
    return anyOf.filter((form) => form.deprecated !== true).flatMap((form) => alternatives(form, language));
  }
  return [type ?? []].flat().map((one) => {
    switch (one) {
      case 'null':
        return '`null`';
      case 'boolean':
        return say(language, 'server.typeBoolean');
      case 'integer':
      case 'number':
        return integerWords(schema, language);
      case 'string':
        return textWords(schema, language);
      case 'array':
        return listWords(schema, language);
      case 'object':
        return objectWords(schema, language);
    }
  });
}

function integerWords({ enum: values, minimum, maximum }: Schema, language: Language): string {
  if (values !== undefined) return codes(values);
  if (minimum === undefined || maximum === undefined) return say(language, 'server.typeInteger');
  return say(language, 'server.typeIntegerRange', { from: minimum, to: maximum });
}

const formats: Readonly<Record<string, WordsKey>> = {
  uuid: 'server.typeUuid',
  'date-time': 'server.typeTime',
  'mac-address': 'server.typeMac',
  ipv4: 'server.typeIpv4',
  ipv6: 'server.typeIpv6',
  cidr: 'server.typeCidr',
  'address-or-cidr': 'server.typeAddressOrCidr',
};

function textWords({ enum: values, format, maxLength }: Schema, language: Language): string {
  if (values !== undefined) return codes(values.filter((value) => value !== null));
  if (format !== undefined) {
    const key = formats[format];
    if (key === undefined) throw new Error(`no words for the format ${format}`);
    return say(language, key);
  }
  return maxLength === undefined
    ? say(language, 'server.typeText')
    : say(language, 'server.typeTextUpTo', { most: maxLength });
}

function listWords({ items = {}, maxItems }: Schema, language: Language): string {
  const item = typeWords(items, language);
  return maxItems === undefined
    ? say(language, 'server.typeList', { item })
    : say(language, 'server.typeListUpTo', { item, most: maxItems });
}

/** `{subnet_id, ip_address}`. */
function objectWords(schema: Schema, language: Language): string {
  return schema.properties === undefined ? say(language, 'server.typeObject') : `\`${membersOf(schema)}\``;
}

function membersOf({ properties = {} }: Schema): string {
  const members = Object.entries(properties).map(([name, inner]) =>
    inner.properties === undefined ? name : `${name}: ${membersOf(inner)}`,
  );
  return `{${members.join(', ')}}`;
}

function codes(values: readonly unknown[]): string {
  return values.map((value) => `\`${String(value)}\``).join(' / ');
}
