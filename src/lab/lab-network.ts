/** The network that every lab begins with; the addresses are the article's. */
export const labNetwork = {
  name: 'lab',
  cidr: '172.16.15.0/24',
  dhcpServer: '172.16.15.23',
} as const;
