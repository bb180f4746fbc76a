/** A set of the kernel, as `ipset save` shows it. */
export interface IpSet {
  readonly name: string;
  /** "hash:net", ... */
  readonly type: string;
  /** "inet" or "inet6"; null where the type has none. */
  readonly family: 'inet' | 'inet6' | null;
  /** The other words of the create line, in order. */
  readonly options: readonly string[];
  /** As the program prints them, in the order of the dump. */
  readonly members: readonly string[];
}
