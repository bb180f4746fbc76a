/** What one host holds, as texts of any form that iptables and ipset print. */
export interface DumpAsk {
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** Of listings that show no interfaces: no rule names one. */
  readonly assumeNoInterfaces: boolean;
}
