import fc from 'fast-check';
import { Compile } from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { oddValue } from '../odd-value.arbitrary.ts';
import { resources } from '../resources/index.ts';
import { type Kind, kind } from './kind.ts';
import type { Schema } from './schema.ts';

const writable = resources.flatMap((resource) =>
  Object.entries(resource.attributes)
    .filter(([, { post, put }]) => post !== 'no' || put)
    .map(([attribute, { kind, initial }]) => ({ name: `${resource.name}.${attribute}`, kind, initial })),
);

const takes = (kind: Kind<unknown>, value: unknown): boolean => {
  try {
    kind.read(value, 'attribute');
    return true;
  } catch {
    return false;
  }
};

/** Values at the borders of a schema, on either side. */
interface Edges {
  readonly inside: readonly unknown[];
  readonly outside: readonly unknown[];
}

/** Of forms that are taken for the sake of some clients there is no telling: their patterns are loose. */
function edgesOf(schema: Schema): Edges {
  if (schema.anyOf !== undefined) {
    const all = schema.anyOf.filter((form) => form.deprecated !== true).map(edgesOf);
    return { inside: all.flatMap((one) => one.inside), outside: all.flatMap((one) => one.outside) };
  }
  const types = [schema.type ?? []].flat();
  const all = types.map((type): Edges => {
    switch (type) {
      case 'null':
        return { inside: [null], outside: [] };
      case 'boolean':
        return { inside: [true, false], outside: [] };
      case 'integer':
      case 'number':
        return numberEdges(schema);
      case 'string':
        return textEdges(schema);
      case 'array':
        return listEdges(schema);
      case 'object':
        return objectEdges(schema);
    }
  });
  return { inside: all.flatMap((one) => one.inside), outside: [...all.flatMap((one) => one.outside), { odd: [0.5] }] };
}

function numberEdges({ enum: values, minimum = 0, maximum = 0 }: Schema): Edges {
  if (values !== undefined) return { inside: values, outside: [-1, 5, 0.5] };
  return { inside: [minimum, maximum], outside: [minimum - 1, maximum + 1, minimum + 0.5] };
}

const examples: Readonly<Record<string, Edges>> = {
  uuid: {
    inside: ['11111111-2222-4333-8444-555555555555', 'AAAAAAAA-2222-4333-8444-555555555555'],
    outside: ['11111111222243338444555555555555', '11111111-2222-4333-8444-55555555555g'],
  },
  ipv4: { inside: ['10.0.0.1', '255.255.255.255'], outside: ['10.0.0.256', '10.0.0', '10.0.0.01', '10.0.0.1/32'] },
  ipv6: { inside: ['::', '2001:DB8::1', '::ffff:10.0.0.1'], outside: ['::1%eth0', ':::', '1:2:3:4:5:6:7:8:9'] },
  cidr: { inside: ['10.0.0.0/8', '2001:db8::1/64'], outside: ['10.0.0.1', '10.0.0.0/', 'x/8'] },
  'address-or-cidr': { inside: ['10.0.0.1', '::/0'], outside: ['10.0.0.0/', 'localhost', ''] },
  'mac-address': { inside: ['fa:16:3e:00:00:01', 'FA-16-3E-0-0-1', 'fa16.3e00.0001'], outside: ['fa:16', 'host'] },
};

function textEdges({ enum: values, format, maxLength }: Schema): Edges {
  if (values !== undefined) {
    return { inside: values.filter((value) => value !== null), outside: ['gadget', ''] };
  }
  if (format !== undefined) return examples[format] ?? { inside: [], outside: [] };
  if (maxLength === undefined) return { inside: ['x'], outside: [] };
  // Code points are counted, not halves of them.
  const [full, wide] = ['x', '\u{1f6a2}'].map((one) => one.repeat(maxLength));
  return { inside: ['x', full, wide], outside: [`${full}x`, `${wide}x`] };
}

function listEdges({ items = {}, maxItems = 0, uniqueItems = false }: Schema): Edges {
  const { inside, outside } = edgesOf(items);
  return {
    inside: [[], ...inside.map((item) => [item]), ...(uniqueItems ? [] : [Array(maxItems).fill(inside[0])])],
    outside: [...outside.map((item) => [item]), Array(maxItems + 1).fill(inside[0]), 'x', 1],
  };
}

function objectEdges({ properties, required = [], additionalProperties }: Schema): Edges {
  if (properties === undefined) return { inside: [{}, { any: ['x'] }], outside: ['x', [], 1] };
  const members = Object.entries(properties).map(([name, schema]) => [name, edgesOf(schema)] as const);
  const whole = Object.fromEntries(members.map(([name, { inside }]) => [name, inside[0]]));
  const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
  const optional = members.map(([name]) => name).filter((name) => !required.includes(name));
  return {
    inside: [
      ...members.flatMap(([name, { inside }]) => inside.map((value) => ({ ...whole, [name]: value }))),
      ...optional.map(without),
    ],
    outside: [
      ...members.flatMap(([name, { outside }]) => outside.map((value) => ({ ...whole, [name]: value }))),
      ...(additionalProperties === false ? [{ ...whole, gadget: 1 }] : []),
      'x',
      [],
    ],
  };
}

describe('the schema of an attribute', () => {
  test('there are attributes to look at, and a kind without a schema does not compile', () => {
    expect(writable.length).toBeGreaterThan(60);
    // @ts-expect-error what the kind takes is not said
    const bare = kind((value) => value);
    expect(bare.schema).toBeUndefined();
  });

  test.each(writable)('$name: refuses nothing that its kind takes', ({ kind }) => {
    const schema = Compile(kind.schema);
    fc.assert(
      fc.property(oddValue, (value) => {
        if (takes(kind, value)) expect(schema.Check(value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each(writable)('$name: says where the border of what its kind takes is', ({ kind }) => {
    const schema = Compile(kind.schema);
    const { inside, outside } = edgesOf(kind.schema);
    expect(inside.length).toBeGreaterThan(0);
    expect(inside.filter((value) => !schema.Check(value))).toEqual([]);
    expect(inside.filter((value) => !takes(kind, value))).toEqual([]);
    const beyond = outside.filter((value) => !schema.Check(value));
    expect(beyond.length).toBeGreaterThan(0);
    expect(beyond.filter((value) => takes(kind, value))).toEqual([]);
  });

  test.each(writable.filter(({ initial }) => initial !== undefined))(
    '$name: takes what a new one has by default',
    ({ kind, initial }) => {
      expect([Compile(kind.schema).Check(initial), takes(kind, initial)]).toEqual([true, true]);
    },
  );
});
