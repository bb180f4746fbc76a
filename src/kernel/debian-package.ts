/** Debian and Ubuntu package of a program that is run here; the program's own name where nothing else is known. */
export function debianPackage(program: string): string {
  if (/^ip6?tables/.test(program)) return 'iptables';
  return packages[program] ?? program;
}

const packages: Readonly<Record<string, string>> = {
  ipset: 'ipset',
  conntrack: 'conntrack',
  ebtables: 'iptables',
  'ebtables-nft': 'iptables',
  'ebtables-restore': 'iptables',
  'ebtables-save': 'iptables',
  ip: 'iproute2',
  bridge: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  cat: 'coreutils',
  tee: 'coreutils',
};
