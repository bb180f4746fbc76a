/** As OpenStack's pages call the commonest services: "tcp/22" -> "SSH"; another one stays as it is. */
export function serviceName(text: string): string {
  return services[text] ?? text;
}

const services: Readonly<Record<string, string>> = {
  'tcp/22': 'SSH',
  'tcp/80': 'HTTP',
  'tcp/443': 'HTTPS',
  'udp/53': 'DNS',
  'tcp/3389': 'RDP',
};
