import { type Language, say } from '../../words/index.ts';
import type { CtState, Packet } from '../packet.ts';
import { serviceText } from './service-text.ts';

/** "tcp 172.16.15.99:40000 → 172.16.15.31:80, new connection". */
export function packetWords(packet: Packet, ctState: CtState | null, language: Language): string {
  const end = (address: string, port: number | undefined) => {
    if (port === undefined) return address;
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  };
  const what = packet.destinationPort === undefined ? serviceText(packet) : (serviceText(packet).split('/')[0] ?? '');
  const flow = {
    what,
    from: end(packet.source, packet.sourcePort),
    to: end(packet.destination, packet.destinationPort),
  };
  return ctState === null
    ? say(language, 'explain.packet', flow)
    : say(language, 'explain.packetInState', { ...flow, state: stateWords(ctState, language) });
}

/** "new connection". */
export function stateWords(ctState: CtState, language: Language): string {
  return say(language, `explain.state_${ctState}`);
}
