import { type Language, say } from '../../words/index.ts';
import type { Packet } from '../packet.ts';
import { packetWords } from './packet-words.ts';

/** One packet of a set, with the way that it takes: "tcp 10.0.0.9:1024 → 10.0.0.5:22, new connection, uplink → tap1". */
export function exampleWords(packet: Packet, language: Language): string {
  const { physdevIn, physdevOut, in: enters, out: leaves } = packet;
  const words = packetWords(packet, packet.ctState ?? null, language);
  const from = physdevIn ?? enters;
  const to = physdevOut ?? leaves;
  if (from === undefined && to === undefined) return words;
  const way = say(language, 'questions.byDevices', { from: from ?? '·', to: to ?? '·' });
  return say(language, 'questions.exampleBy', { packet: words, way });
}
