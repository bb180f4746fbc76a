import { analysisOf, answered, endOf, type DumpedHost } from '../../ask/index.ts';
import { type SpoofedPort, type Spoofing, exampleWords, familyWord, spoof } from '../../explain/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Context } from '../context.ts';
import { openDumps } from '../dumps/dumped-host.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import type { CompareFlags } from './diff.ts';
import { doubtText } from './doubt-text.ts';
import { filesOnly } from './files-and-service.ts';

const mostNames = 5;
/** Ports that are asked about at once: what one question leaves behind is given back before the next. */
const portion = 20;

export interface SpoofFlags extends CompareFlags {
  readonly from: string | undefined;
}

interface Answered {
  readonly family: Family;
  readonly ports: readonly SpoofedPort[];
}

/** Whether ports can pretend to be others. 0 none can, 10 some can, 12 it is open. */
export async function askSpoof(call: Context, files: readonly string[], flags: SpoofFlags): Promise<number> {
  const host = await openDumps(call, filesOnly('portreeve spoof', files), flags);
  const asked = flags.from === undefined ? undefined : endOf(flags.from, host);
  const identities = identitiesOf(host).filter(({ device }) => asked === undefined || device === asked.device);
  const portions = Array.from({ length: Math.ceil(identities.length / portion) }, (_, at) =>
    identities.slice(at * portion, (at + 1) * portion),
  );
  const answers = host.families.map((family): Answered => {
    const analysis = analysisOf([host], family);
    const ports = portions.flatMap((some) => answered(spoof(analysis, { ports: some })).ports);
    return { family, ports };
  });
  const found = answers.flatMap(({ ports }) => ports.flatMap((port) => port.found));
  const hasPorts = answers.some(({ ports }) => ports.length > 0);
  const lines = !hasPorts
    ? [call.say('questions.spoofNoPorts')]
    : found.length === 0
      ? [call.say('questions.spoofNone')]
      : answers.flatMap((one) => familyText(one, call, flags.all));
  await call.output.text([...lines, ...doubtText(host, call), ''].join('\n'), {
    doubts: host.doubts,
    answers,
  });
  if (found.some(({ certainty }) => certainty === 'surely') && host.doubts.length === 0) return exitCode.dropped;
  return found.length > 0 ? exitCode.undetermined : exitCode.done;
}

/** What each port may send under, by the check of its sources; nothing, where there is none. */
function identitiesOf({ layers }: DumpedHost) {
  const ports = new Map(layers.flatMap(({ map }) => map.ports.map((port) => [port.device, port] as const)));
  return [...ports.values()].map(({ device, sources }) => ({
    device,
    addresses: sources.flatMap(({ address }) => address ?? []),
    macs: [...new Set(sources.flatMap(({ mac }) => mac ?? []))],
  }));
}

function familyText({ family, ports }: Answered, call: Context, all: boolean): readonly string[] {
  const { say, output } = call;
  const groups = new Map<string, SpoofedPort[]>();
  for (const port of ports) {
    // One port by itself stands for those that can do the same.
    const key = all
      ? port.device
      : port.found.map(({ path, pretence, certainty }) => `${path} ${pretence} ${certainty}`).join();
    const group = groups.get(key);
    if (group) group.push(port);
    else groups.set(key, [port]);
  }
  return [
    output.paint.strong(familyWord(family)),
    ...[...groups.values()].flatMap(([first, ...others]) => {
      if (!first) return [];
      const names = others.slice(0, mostNames).map(({ device }) => device);
      const list = [...names, ...(others.length > mostNames ? ['…'] : [])].join(', ');
      return [
        ...(first.found.length === 0
          ? [`  ${output.paint.good('✓')} ${clean(say('questions.spoofSafe', { device: first.device }))}`]
          : first.found.flatMap((one) => spoofingText(first.device, one, call))),
        ...(others.length === 0
          ? []
          : [`    ${output.paint.muted(clean(say('questions.spoofAlike', { count: others.length, names: list })))}`]),
      ];
    }),
    '',
  ];
}

function spoofingText(
  device: string,
  { path, pretence, certainty, example }: Spoofing,
  call: Context,
): readonly string[] {
  const { say, output, language } = call;
  const params = { device, pretence: say(`questions.pretence_${pretence}`), path: say(`questions.path_${path}`) };
  const isSure = certainty === 'surely';
  const mark = isSure ? output.paint.bad('✗') : '?';
  const words = say(isSure ? 'questions.spoofFound' : 'questions.spoofOpen', params);
  return [
    `  ${mark} ${clean(words)}`,
    `      ${output.paint.muted(clean(say('questions.example', { packet: exampleWords(example, language) })))}`,
  ];
}
