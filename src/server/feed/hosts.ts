import type { Logger } from 'pino';
import type { AgentHello, HostReport } from '../../wire/index.ts';
import type { Row, Store } from '../../store/index.ts';
import { reasonOf } from '../../model/index.ts';
import type { Settings } from '../settings.ts';
import type { Feed } from './feed.ts';

/**
 * What agents tell of themselves: that they live, and what they enforce. A port is ACTIVE while its host's agent says
 * that it is enforced, and DOWN when the agent says otherwise or nothing at all.
 */
export class Hosts {
  readonly #store: Store;
  readonly #feed: Feed;
  readonly #settings: Settings;
  readonly #log: Logger;
  /** When the silence of each host has lasted too long. */
  readonly #silences = new Map<string, NodeJS.Timeout>();

  static async start(store: Store, feed: Feed, settings: Settings, log: Logger): Promise<Hosts> {
    const hosts = new Hosts(store, feed, settings, log);
    for (const agent of await store.read((tx) => tx.list('agents'))) {
      const age = settings.now().getTime() - Date.parse(agent.heartbeat_at);
      hosts.#expect(agent.host, Math.max(0, settings.agentDownAfterMs - age));
    }
    return hosts;
  }

  private constructor(store: Store, feed: Feed, settings: Settings, log: Logger) {
    this.#store = store;
    this.#feed = feed;
    this.#settings = settings;
    this.#log = log;
  }

  close(): void {
    for (const timer of this.#silences.values()) clearTimeout(timer);
  }

  isAlive(host: string): boolean {
    return this.#silences.has(host);
  }

  /** Takes an agent's word of itself, at its start and every 30 s after. */
  async hello(host: string, hello: AgentHello): Promise<{ readonly id: string; readonly revision: number }> {
    const now = this.#settings.now().toISOString();
    const { agent_type, binary, version, backend } = hello;
    const configurations = { ...hello.configurations, resource_versions: {} };
    const written = await this.#store.write(async (tx) => {
      const [known] = await tx.list('agents', { where: [{ column: 'host', in: [host] }] });
      if (known === undefined) {
        const id = this.#settings.newId();
        const common = { agent_type, binary, version, backend, configurations };
        await tx.insert('agents', [
          {
            id,
            project_id: '',
            name: host,
            description: '',
            host,
            admin_state_up: true,
            ...common,
            started_at: now,
            heartbeat_at: now,
          },
        ]);
        return id;
      }
      if (!saysTheSame(known, hello)) {
        await tx.update('agents', known.id, { agent_type, binary, version, backend, configurations });
      }
      await tx.note('agents', [{ column: 'id', in: [known.id] }], { heartbeat_at: now });
      return known.id;
    });
    const wasSilent = !this.#silences.has(host);
    this.#expect(host, this.#settings.agentDownAfterMs);
    if (wasSilent) {
      this.#log.info({ event: 'agent_alive', host, version, backend }, 'an agent is there');
      await this.#applyReport(host);
    }
    return { id: written.result, revision: written.revision };
  }

  async report(host: string, report: HostReport): Promise<void> {
    this.#feed.reported(host, report);
    if (report.error)
      this.#log.warn({ event: 'host_failed', host, ...report.error }, 'a host could not enforce its state');
    if (report.repaired.length > 0) {
      this.#log.warn({ event: 'host_repaired', host, repaired: report.repaired }, 'a host repaired its rules');
    }
    if (this.#silences.has(host)) await this.#applyReport(host);
  }

  #expect(host: string, ms: number): void {
    clearTimeout(this.#silences.get(host));
    const timer = setTimeout(() => {
      this.#silences.delete(host);
      this.#log.warn({ event: 'agent_silent', host }, 'an agent is silent: its ports are shown DOWN');
      this.#setStatuses(host, () => false).catch((error: unknown) => {
        this.#log.error(
          { event: 'status_failed', host, reason: reasonOf(error) },
          'port statuses could not be written',
        );
      });
    }, ms).unref();
    this.#silences.set(host, timer);
  }

  async #applyReport(host: string): Promise<void> {
    const { report } = this.#feed.channel(host);
    if (report === undefined) return;
    await this.#setStatuses(host, (id) =>
      Object.hasOwn(report.ports, id) ? report.ports[id]?.status === 'enforced' : undefined,
    );
  }

  /** Writes the statuses that are others than before, if any; `undefined` leaves a port's as it is. */
  async #setStatuses(host: string, isActive: (port: string) => boolean | undefined): Promise<void> {
    const wanted = this.#feed.cloud.portsOfHost(host).flatMap(({ port, status }) => {
      const active = isActive(port.id);
      const now = active === undefined ? status : active ? 'ACTIVE' : 'DOWN';
      return now === status ? [] : [{ id: port.id, status: now }];
    });
    if (wanted.length === 0) return;
    await this.#store.write(async (tx) => {
      for (const { id, status } of wanted) {
        const row = await tx.get('ports', id);
        if (row?.host === host && row.status !== status) await tx.update('ports', id, { status });
      }
    });
  }
}

function saysTheSame(row: Row<'agents'>, hello: AgentHello): boolean {
  const said = { ...hello.configurations, resource_versions: {} };
  return (
    row.agent_type === hello.agent_type &&
    row.binary === hello.binary &&
    row.version === hello.version &&
    row.backend === hello.backend &&
    JSON.stringify(row.configurations) === JSON.stringify(said)
  );
}
