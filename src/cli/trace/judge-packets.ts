import { type DumpedHost } from '../../ask/index.ts';
import {
  type Pass,
  type PassJudgement,
  judgeOnHost,
  judgePass,
  packetWords,
  passInWords,
  plainNames,
  traceJson,
  verdictWord,
} from '../../explain/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import { type TracedPacket, parseTracedPacket } from '../../wire/index.ts';
import { sayReason } from '../../words/index.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { hintsOf, hostOfFlags, readDumps } from '../dumps/dumped-host.ts';
import { readText } from '../dumps/read-text.ts';
import { sayFindings } from '../dumps/say-findings.ts';
import { exitCode } from '../exit-code.ts';
import { clean } from '../output/paint.ts';
import { inferredMark, pathText } from './path-text.ts';

export interface JudgeFlags extends DumpFlags {
  readonly ruleset: readonly string[];
  readonly packet: string | undefined;
  readonly packets: string | undefined;
  readonly all: boolean;
}

/**
 * What becomes of packets under the rules in files: for each packet one line, in their order. With --json a line is one
 * JSON object, and so is what was wrong with a packet or a file. Gives 0 whatever the verdicts are, 2 if something
 * could not be read.
 */
export async function judgePackets(call: Context, flags: JudgeFlags): Promise<number | undefined> {
  const isJson = call.output.format === 'json';
  let failed = false;
  const fail = (error: unknown) => {
    if (!isJson || !(error instanceof PortreeveError)) throw error;
    failed = true;
    call.world.stdout.write(`${JSON.stringify({ error: error.words(call.language).message })}\n`);
  };
  try {
    const texts = await packetTexts(call, flags);
    const hostFor = await dumpedHosts(call, flags);
    for (const text of texts) {
      try {
        await judge(call, flags, text, hostFor);
      } catch (error) {
        fail(error);
      }
    }
  } catch (error) {
    fail(error);
  }
  return failed ? exitCode.usage : undefined;
}

async function packetTexts({ world }: Context, { packet, packets }: JudgeFlags): Promise<readonly string[]> {
  if ((packet === undefined) === (packets === undefined)) throw new PortreeveError('PACKET_UNCLEAR');
  if (packet !== undefined) return [packet];
  const { text } = await readText(packets ?? '', world.stdin);
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** The host of the files. Rules that do not tell their family are those of the packet at hand. */
async function dumpedHosts(call: Context, flags: JudgeFlags): Promise<(usual: Family) => DumpedHost> {
  const files = await readDumps(call, [...flags.ruleset, ...flags.ipset]);
  const hints = await hintsOf(call, flags);
  const hosts = new Map<Family, DumpedHost>();
  return (usual) => {
    const known = hosts.get(usual);
    if (known) return known;
    const host = hostOfFlags(call, files, { family: usual, ...hints }, flags);
    // Said once: the texts are odd in the same places whoever reads them.
    if (hosts.size === 0) sayFindings(call, host.read);
    hosts.set(usual, host);
    return host;
  };
}

async function judge(
  call: Context,
  flags: JudgeFlags,
  text: string,
  hostFor: (usual: Family) => DumpedHost,
): Promise<void> {
  const { packet, connections } = readPacket(call, text);
  const host = hostFor(packet.family);
  if (!host.families.includes(packet.family)) throw new PortreeveError('FAMILY_NOT_SHOWN', { family: packet.family });
  const { pass, path } = judgeOnHost(host, packet, connections);
  const json = { ...traceJson(pass.trace), path };
  const judgement = judgePass(pass, plainNames);
  const words = (language: Context['language']) => passInWords(pass, plainNames, language, judgement);
  const { output, world, language } = call;
  if (output.format === 'json') {
    world.stdout.write(`${JSON.stringify({ ...json, words: { en: words('en'), zh: words('zh-CN') } })}\n`);
  } else if (output.format === 'yaml') {
    world.stdout.write('---\n');
    await output.text('', { ...json, words: { en: words('en'), zh: words('zh-CN') } });
  } else if (flags.packets === undefined) {
    await output.text(`${explainedText(pass, judgement, call, flags).join('\n')}\n`);
  } else await output.text(`${clean(words(language))}\n`);
}

/** One packet with its whole way, for people. */
function explainedText(pass: Pass, judgement: PassJudgement, call: Context, { all }: JudgeFlags): readonly string[] {
  const { language, say, output } = call;
  const { reason, verdict } = judgement;
  const paint = verdict === 'accept' ? output.paint.good : output.paint.bad;
  const why = sayReason(language, reason.code, reason.params).message;
  const path = pathText(pass, judgement, plainNames, call, { all });
  const assumed = [
    ...pass.trace.assumptions.map((assumption) => say(`explain.assume_${assumption}`)),
    ...(path.inferred ? [say('explain.assume_inferred', { mark: inferredMark })] : []),
  ];
  return [
    `${paint(verdictWord(verdict, language))}  ${clean(packetWords(pass.packet, pass.trace.ctState, language))}`,
    clean(say('explain.whyLine', { why, code: reason.code })),
    '',
    ` ${output.paint.strong(say('explain.pathTitle'))}`,
    ...path.text,
    ...(assumed.length === 0
      ? []
      : ['', ` ${output.paint.strong(say('explain.assumptionsTitle'))}`, ...assumed.map((line) => `   ${line}`)]),
  ];
}

/** What is wrong with a packet is wrong usage, whatever it is. */
function readPacket(call: Context, text: string): TracedPacket {
  try {
    return parseTracedPacket(text);
  } catch (cause) {
    if (!(cause instanceof PortreeveError) || call.output.format === 'json') throw cause;
    throw new PortreeveError('PACKET_REFUSED', { reason: cause.words(call.language).message }, { cause });
  }
}
