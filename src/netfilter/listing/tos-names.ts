/** Names that a listing has for values of the TOS field, all under the mask 0x3f (libxt_tos, libxt_TOS). */
const values: ReadonlyMap<string, string> = new Map([
  ['Minimize-Delay', '0x10/0x3f'],
  ['Maximize-Throughput', '0x08/0x3f'],
  ['Maximize-Reliability', '0x04/0x3f'],
  ['Minimize-Cost', '0x02/0x3f'],
  ['Normal-Service', '0x00/0x3f'],
]);

/** "Minimize-Delay" -> "0x10/0x3f". Undefined for anything else. */
export function tosValue(name: string): string | undefined {
  return values.get(name);
}
