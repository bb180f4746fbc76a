import { type ExplainedHost, type ExplainedPort, lettingWords, plainNames } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { padded, widest } from '../trace/widths.ts';

/** As many as fit on a screen. */
const mostPorts = 10;
const mostRules = 6;

/** The ports, each with its addresses and what its rules let in and out. */
export function portsText(host: ExplainedHost, call: Context, { all }: { readonly all: boolean }): readonly string[] {
  const { say, output } = call;
  const shown = all ? host.ports : host.ports.slice(0, mostPorts);
  if (shown.length === 0) return [];
  const hidden = host.ports.length - shown.length;
  return [
    output.paint.strong(say('hosts.portsTitle')),
    ...shown.flatMap((port) => portText(host, port, call, all)),
    ...(hidden > 0 ? [`  ${output.paint.muted(say('hosts.morePorts', { count: hidden }))}`] : []),
    '',
  ];
}

function portText(host: ExplainedHost, port: ExplainedPort, call: Context, all: boolean): readonly string[] {
  const { say, output, language } = call;
  const addresses = port.addresses.map((address) => address.replace(/\/(?:32|128)$/, ''));
  const sources = addresses.length === 0 ? say('hosts.portAny') : addresses.join(', ');
  const titles = [say('hosts.portIn'), say('hosts.portOut')];
  const width = widest(titles);
  const rows = [port.letsIn, port.letsOut].map((refs, index) => {
    const words = lettingWords(host, refs, plainNames, language);
    const some = all ? words : words.slice(0, mostRules);
    const more = words.length - some.length;
    const list = [...some, ...(more > 0 ? [`… (+${more})`] : [])].join(say('explain.listSeparator'));
    return `    ${padded(titles[index] ?? '', width)}  ${clean(list === '' ? say('hosts.portNothing') : list)}`;
  });
  return [`  ${output.paint.strong(clean(port.device))}  ${clean([sources, ...port.macs].join('  '))}`, ...rows];
}
