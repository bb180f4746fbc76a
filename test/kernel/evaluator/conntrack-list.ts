import type { Connection, Flow } from '../../../src/explain/index.ts';

/** Connections as `conntrack -L -o extended` prints them, but in an order that does not change from run to run. */
export function parseConntrackList(text: string): readonly Connection[] {
  return text
    .split('\n')
    .flatMap((line) => (/^ipv[46] /.test(line) ? [connectionOf(line)] : []))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function connectionOf(line: string): Connection {
  const words = line.split(/\s+/);
  const protocol = Number(words[3]);
  const values = words.flatMap((word) => {
    const [key = '', value] = word.split('=');
    return value === undefined ? [] : [[key, value] as const];
  });
  const second = values.findIndex(([key], index) => key === 'src' && index > 0);
  const original = flowOf(protocol, new Map(values.slice(0, second)));
  const reply = flowOf(protocol, new Map(values.slice(second)));
  const last = new Map(values);
  const zones = [
    ['zone', undefined],
    ['zone-orig', 'original'],
    ['zone-reply', 'reply'],
  ] as const;
  const zone = zones.find(([key]) => last.has(key));
  return {
    ...original,
    reply,
    replied: !line.includes('[UNREPLIED]'),
    assured: line.includes('[ASSURED]'),
    mark: Number(last.get('mark') ?? 0),
    ...(zone && { zone: Number(last.get(zone[0])), ...(zone[1] && { zoneOf: zone[1] }) }),
    ...(protocol === 6 && { tcpState: words[5] as NonNullable<Connection['tcpState']> }),
  };
}

function flowOf(protocol: number, values: ReadonlyMap<string, string>): Flow {
  const number = <K extends string>(key: K, name: string) =>
    values.has(name) ? ({ [key]: Number(values.get(name)) } as { readonly [k in K]: number }) : {};
  return {
    protocol,
    source: values.get('src') ?? '',
    destination: values.get('dst') ?? '',
    // The tool shows ports of DCCP, which this conntrack does not know, and keys of GRE, which stand in the same place.
    ...(protocol === 33 ? {} : number('sourcePort', protocol === 47 ? 'srckey' : 'sport')),
    ...(protocol === 33 ? {} : number('destinationPort', protocol === 47 ? 'dstkey' : 'dport')),
    ...number('icmpType', 'type'),
    ...number('icmpCode', 'code'),
    ...number('icmpId', 'id'),
  };
}
