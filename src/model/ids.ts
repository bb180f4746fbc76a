declare const brand: unique symbol;

/** An id of one kind of resource; ids of two kinds do not mix. */
export type Id<K extends string> = string & { readonly [brand]: K };

export type NetworkId = Id<'network'>;
export type SubnetId = Id<'subnet'>;
export type PortId = Id<'port'>;
export type SecurityGroupId = Id<'security-group'>;
export type SecurityGroupRuleId = Id<'security-group-rule'>;
export type AddressGroupId = Id<'address-group'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text has the form of a UUID in small letters, the only form that the API makes. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** Marks a text that was checked at the edge as an id. */
export function asId<I extends Id<string>>(text: string): I {
  return text as I;
}
