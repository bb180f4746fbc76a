import { wholeNumber } from '../../objects/index.ts';
import type { AgentLog, AgentOptions } from '../../agent/index.ts';
import { PortreeveError, parseAddress } from '../../model/index.ts';
import { connect } from '../connection.ts';
import { createDaemonLog } from '../daemon-log.ts';
import { exitCode } from '../exit-code.ts';
import { verb } from '../verb.ts';

const maxSeconds = 86_400;

export default verb({
  words: ['agent', 'run'],
  summary: 'agent.runSummary',
  flags: {
    host: { help: 'agent.flagHost', value: 'HOST', required: true },
    server: { help: 'agent.flagServer', value: 'URL' },
    tokenFile: { help: 'agent.flagTokenFile', value: 'FILE' },
    state: { help: 'agent.flagState', value: 'FILE' },
    backend: { help: 'agent.flagBackend', choices: ['auto', 'nft', 'legacy', 'memory'] },
    profile: { help: 'agent.flagProfile', choices: ['caracal', 'zed', 'mitaka', 'liberty'] },
    tunnelIp: { help: 'agent.flagTunnelIp', value: 'ADDRESS' },
    vxlanPort: { help: 'agent.flagVxlanPort', value: 'PORT' },
    physical: { help: 'agent.flagPhysical', value: 'NETWORK:INTERFACE', many: true },
    sysctl: { help: 'agent.flagSysctl', choices: ['set', 'check'] },
    auditInterval: { help: 'agent.flagAuditInterval', value: 'SECONDS' },
    rescanInterval: { help: 'agent.flagRescanInterval', value: 'SECONDS' },
    metrics: { help: 'agent.flagMetrics', value: 'ADDRESS' },
    runDir: { help: 'agent.flagRunDir', value: 'FOLDER' },
    once: { help: 'agent.flagOnce' },
  },
  examples: [
    'portreeve agent run --host Sugon04 --server http://10.88.0.1:9696 --token-file /etc/portreeve/token --tunnel-ip 10.88.0.14',
    'portreeve agent run --host Sugon04 --state state.yaml --once',
  ],
  async run({ flags, world, say, output }) {
    const { createFileJournal, createLog, createMetrics, lockNetworkNamespace, runAgent, serveMetrics } = await import(
      '../../agent/index.ts'
    );
    const { createNeutronLayout, defaultLayoutOptions } = await import('../../compiler/index.ts');
    const { systemClock } = await import('../../sources/index.ts');
    const options = agentOptions(flags);
    const profile = flags.profile === 'liberty' ? 'mitaka' : (flags.profile ?? 'caracal');
    const log = createLog(flags.host, createDaemonLog(world.stderr, 'info'));
    if (profile === 'zed') log.warn('profile_leaves_open', { reason: say('agent.zedWarning') });

    const interrupted = whenAborted(world.interrupted());
    const source = await openSource(flags, world.env, log);
    const { kernel, devices } = await openHost(flags.backend ?? 'auto');
    const unlock = kernel.backend === 'memory' ? async () => {} : await lockNetworkNamespace();
    const metrics = createMetrics(flags.host);
    const metricsServer = flags.metrics === undefined ? undefined : await serveMetrics(metrics.registry, flags.metrics);
    const agent = await runAgent({
      host: flags.host,
      source,
      kernel,
      devices,
      layout: createNeutronLayout({ ...defaultLayoutOptions, profile }),
      clock: systemClock,
      log,
      metrics,
      journal: createFileJournal(
        `${flags.runDir ?? '/run/portreeve'}/flush-${encodeURIComponent(flags.host)}.json`,
        ({ code, message, hint }) => log.warn('journal_unwritable', { code, reason: message, hint }),
      ),
      options,
    });
    try {
      const first = flags.once ? await Promise.race([agent.firstPass(), interrupted]) : await interrupted;
      if (!first) return undefined;
      const { revision, ports, error } = first.report;
      if (error) throw new PortreeveError('APPLY_FAILED', { reason: error.message, hint: error.hint });
      const statuses = Object.values(ports).map(({ status }) => status);
      const count = statuses.filter((status) => status === 'enforced').length;
      output.note(say('agent.onceDone', { revision, count }));
      return statuses.includes('failed') ? exitCode.failed : undefined;
    } finally {
      await agent.stop();
      await metricsServer?.close();
      await unlock();
    }
  },
});

type Flags = Readonly<{
  server?: string | undefined;
  tokenFile?: string | undefined;
  state?: string | undefined;
  host: string;
  tunnelIp?: string | undefined;
  vxlanPort?: string | undefined;
  physical?: readonly string[] | undefined;
  sysctl?: 'set' | 'check' | undefined;
  auditInterval?: string | undefined;
  rescanInterval?: string | undefined;
}>;

async function openHost(backend: 'auto' | 'nft' | 'legacy' | 'memory') {
  const { createMemoryDevices, createMemoryKernel, openDevices, openKernel } = await import('../../kernel/index.ts');
  if (backend === 'memory') return { kernel: createMemoryKernel(), devices: createMemoryDevices() };
  const kernel = await openKernel({ backend: backend === 'auto' ? 'auto' : `iptables-${backend}` });
  return { kernel, devices: openDevices() };
}

async function openSource(flags: Flags, env: Readonly<Record<string, string | undefined>>, log: AgentLog) {
  const { createFileSource, createServerSource, systemClock } = await import('../../sources/index.ts');
  if (flags.state !== undefined) {
    return createFileSource({
      path: flags.state,
      clock: systemClock,
      // Nobody else hears of what became of each port.
      onReport: ({ revision, ports, error }) => log.info('report', { revision, ports, error }),
    });
  }
  const client = await connect({
    ...env,
    ...(flags.server === undefined ? {} : { PORTREEVE_ENDPOINT: flags.server }),
    ...(flags.tokenFile === undefined ? {} : { PORTREEVE_TOKEN: undefined, PORTREEVE_TOKEN_FILE: flags.tokenFile }),
  });
  return createServerSource({ client, host: flags.host, clock: systemClock, random: Math.random });
}

function agentOptions(flags: Flags): AgentOptions {
  return {
    ...(flags.tunnelIp === undefined ? {} : { tunnelIp: address(flags.tunnelIp) }),
    ...(flags.vxlanPort === undefined ? {} : { vxlanPort: wholeNumber('--vxlan-port', flags.vxlanPort, 1, 65_535) }),
    physical: new Map((flags.physical ?? []).map(mapping)),
    sysctl: flags.sysctl ?? 'set',
    ...seconds('auditIntervalMs', '--audit-interval', flags.auditInterval),
    ...seconds('rescanIntervalMs', '--rescan-interval', flags.rescanInterval),
  };
}

function seconds(key: 'auditIntervalMs' | 'rescanIntervalMs', flag: string, text: string | undefined): AgentOptions {
  return text === undefined ? {} : { [key]: wholeNumber(flag, text, 1, maxSeconds) * 1000 };
}

function address(text: string): string {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new PortreeveError('BAD_ADDRESS', { text });
  return parsed;
}

/** "physnet1:eth1" */
function mapping(text: string): readonly [string, string] {
  const [network, name, more] = text.split(':');
  if (!network || !name || more !== undefined) throw new PortreeveError('BAD_MAPPING', { text });
  return [network, name];
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
