/** Names that ipset 7.17 prints for pairs of ICMP type and code, and the numbers that they stand for. */
const names: { readonly [protocol: number]: ReadonlyMap<string, readonly [type: number, code: number]> } = {
  1: new Map([
    ['echo-reply', [0, 0]],
    ['pong', [0, 0]],
    ['network-unreachable', [3, 0]],
    ['host-unreachable', [3, 1]],
    ['protocol-unreachable', [3, 2]],
    ['port-unreachable', [3, 3]],
    ['fragmentation-needed', [3, 4]],
    ['source-route-failed', [3, 5]],
    ['network-unknown', [3, 6]],
    ['host-unknown', [3, 7]],
    ['network-prohibited', [3, 9]],
    ['host-prohibited', [3, 10]],
    ['TOS-network-unreachable', [3, 11]],
    ['TOS-host-unreachable', [3, 12]],
    ['communication-prohibited', [3, 13]],
    ['host-precedence-violation', [3, 14]],
    ['precedence-cutoff', [3, 15]],
    ['source-quench', [4, 0]],
    ['network-redirect', [5, 0]],
    ['host-redirect', [5, 1]],
    ['TOS-network-redirect', [5, 2]],
    ['TOS-host-redirect', [5, 3]],
    ['echo-request', [8, 0]],
    ['ping', [8, 0]],
    ['router-advertisement', [9, 0]],
    ['router-solicitation', [10, 0]],
    ['ttl-zero-during-transit', [11, 0]],
    ['ttl-zero-during-reassembly', [11, 1]],
    ['ip-header-bad', [12, 0]],
    ['required-option-missing', [12, 1]],
    ['timestamp-request', [13, 0]],
    ['timestamp-reply', [14, 0]],
    ['address-mask-request', [17, 0]],
    ['address-mask-reply', [18, 0]],
  ]),
  58: new Map([
    ['no-route', [1, 0]],
    ['communication-prohibited', [1, 1]],
    ['address-unreachable', [1, 3]],
    ['port-unreachable', [1, 4]],
    ['packet-too-big', [2, 0]],
    ['ttl-zero-during-transit', [3, 0]],
    ['ttl-zero-during-reassembly', [3, 1]],
    ['bad-header', [4, 0]],
    ['unknown-header-type', [4, 1]],
    ['unknown-option', [4, 2]],
    ['echo-request', [128, 0]],
    ['echo-reply', [129, 0]],
    ['router-solicitation', [133, 0]],
    ['router-advertisement', [134, 0]],
    ['neighbour-solicitation', [135, 0]],
    ['neighbour-advertisement', [136, 0]],
    ['redirect', [137, 0]],
  ]),
};

const pair = /^([0-9]{1,3})\/([0-9]{1,3})$/;

/** Type and code as one number, type first, from a name or from "8/0". Undefined if it is neither. */
export function icmpNameNumber(protocol: 1 | 58, text: string): number | undefined {
  const numbers = pair.exec(text);
  if (numbers) return Number(numbers[1]) * 256 + Number(numbers[2]);
  const named = names[protocol]?.get(text);
  return named && named[0] * 256 + named[1];
}
