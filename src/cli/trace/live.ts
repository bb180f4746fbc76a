import { type AskedServer, takeDump } from '../../ask/index.ts';
import { createInterface } from 'node:readline';
import type { Client } from '../../client/index.ts';
import {
  type Journey,
  type LiveCheck,
  type PacketSeen,
  type RuleRef,
  checkAgainstPacket,
} from '../../explain/index.ts';
import { type MovedRule, findLab, movedRules, parseProbe, stateFolder } from '../../lab/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { HostDump } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';

/**
 * Puts an evaluated way to the proof. In the lab a packet is sent through its control; on other hosts the user sends it
 * while the counters are looked at before and after. Throws LIVE_NEEDS_TERMINAL where nobody can be asked to, and
 * LIVE_NEEDS_AGENT if a host does not show its counters.
 */
export async function checkLive(
  call: Context,
  client: Client,
  asked: AskedServer,
  journey: Journey,
): Promise<LiveCheck> {
  const seen = (await probeInLab(call, client, asked)) ?? (await probeByHand(call, client, asked));
  return checkAgainstPacket(asked, journey, seen);
}

/** Undefined: the server that was asked is not that of a lab. */
async function probeInLab({ world }: Context, client: Client, asked: AskedServer): Promise<PacketSeen | undefined> {
  const lab = findLab(stateFolder(world.env));
  if (lab?.record.endpoint !== client.endpoint) return undefined;
  const packet = parseProbe(asked.service.text);
  const { instances } = await lab.ask('status', {});
  const [from, to] = asked.ends.map((end) => {
    const id = end.kind === 'port' ? end.row.id : '';
    return instances.find(({ portId }) => portId === id)?.name;
  });
  if (from === undefined || to === undefined) throw new PortreeveError('LIVE_NEEDS_INSTANCES');
  const { verdict, how, moved } = await lab.ask('probe', { from, to, ...packet });
  return {
    how: how === 'sent' ? 'sent' : 'simulated',
    arrived: how === 'sent' ? verdict === 'allowed' : null,
    moved: new Map(moved.map(({ host, rules }) => [host, rules.map(refOf)])),
  };
}

/** Counters before are those of the dumps that were evaluated: nothing else is between the two looks. */
async function probeByHand(call: Context, client: Client, asked: AskedServer): Promise<PacketSeen> {
  const hosts = [...asked.details.values()];
  const silent = hosts.find(({ dump }) => dump === undefined);
  if (silent) throw new PortreeveError('LIVE_NEEDS_AGENT', { host: silent.row.host });
  if (call.world.stdout.isTTY !== true) throw new PortreeveError('LIVE_NEEDS_TERMINAL');
  const { from, to } = asked.question;
  const words = { from: from.address, to: to.address, service: asked.service.text };
  call.world.stderr.write(`${clean(call.say('explain.liveSendNow', words))} `);
  await pressedEnter(call.world.stdin);
  const moved = await Promise.all(
    hosts.map(async ({ row, dump }): Promise<[string, readonly RuleRef[]]> => {
      const now = await takeDump(client, row.host);
      return [row.host, dump === undefined ? [] : movedBetween(dump, now, asked)];
    }),
  );
  return { how: 'observed', arrived: null, moved: new Map(moved) };
}

function movedBetween(before: HostDump, after: HostDump, { question }: AskedServer): readonly RuleRef[] {
  const { family } = question;
  return movedRules(before[family], after[family], family).map(refOf);
}

function refOf({ table, chain, index }: MovedRule): RuleRef {
  return { table, chain, rule: index };
}

async function pressedEnter(stdin: NodeJS.ReadableStream): Promise<void> {
  const lines = createInterface({ input: stdin });
  await new Promise<void>((resolve) => {
    lines.once('line', () => resolve());
    lines.once('close', () => resolve());
  });
  lines.close();
}
