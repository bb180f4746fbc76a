import type { Logger } from 'pino';
import type { AgentHello, HostReport } from '../../wire/index.ts';
import type { Row, Store } from '../../store/index.ts';
import { reasonOf } from '../../model/index.ts';
import type { Settings } from '../settings.ts';
import { everyRow } from '../resource/rows.ts';
import type { Concerned, Feed } from './feed.ts';
import type { HostSteps } from '../audit/host-steps.ts';
import type { HostWords } from './relayed.ts';

export interface HostsParts {
  readonly store: Store;
  readonly feed: Feed;
  readonly words: HostWords;
  readonly steps: HostSteps;
  readonly settings: Settings;
  readonly log: Logger;
}

/** After a failure of the store. */
const retryMs = 1000;

/**
 * What agents tell of themselves: that they live, and what they enforce. A port is ACTIVE while its host's agent says
 * that it is enforced, and DOWN when the agent says otherwise or nothing at all.
 *
 * An agent talks to one server of a database, and all of them watch that it does: how long ago it did is in the store.
 */
export class Hosts {
  readonly #store: Store;
  readonly #feed: Feed;
  readonly #words: HostWords;
  readonly #steps: HostSteps;
  readonly #settings: Settings;
  readonly #log: Logger;
  /** When to look whether the silence of each host has lasted too long; of hosts that were heard of lately. */
  readonly #silences = new Map<string, NodeJS.Timeout>();
  /** Hosts whose silence was noticed. */
  readonly #silent = new Set<string>();
  /** Hosts whose newest report came to this server, which therefore answers for the statuses of their ports. */
  readonly #told = new Set<string>();

  static async start(parts: HostsParts): Promise<Hosts> {
    const hosts = new Hosts(parts);
    const { store, feed, words, settings } = parts;
    for (const agent of await store.read((tx) => everyRow(tx, 'agents'))) {
      hosts.#expect(agent.host, Math.max(0, remainingMs(agent, settings)));
    }
    feed.afterEachTurn((concerned) => hosts.#afterTurn(concerned));
    words.hear((word) => {
      if (word.about === 'report') {
        hosts.#told.delete(word.host);
        feed.reported(word.host, word.report);
      }
      if (word.about === 'reportsWanted') hosts.#tellReports();
    });
    words.tell({ about: 'reportsWanted' });
    return hosts;
  }

  private constructor({ store, feed, words, steps, settings, log }: HostsParts) {
    this.#store = store;
    this.#feed = feed;
    this.#words = words;
    this.#steps = steps;
    this.#settings = settings;
    this.#log = log;
  }

  close(): void {
    for (const timer of this.#silences.values()) clearTimeout(timer);
    this.#silences.clear();
  }

  isAlive(host: string): boolean {
    return this.#silences.has(host) && !this.#silent.has(host);
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
      // Also when it comes back: the other servers hear of it by the change log.
      if (!saysTheSame(known, hello) || remainingMs(known, this.#settings) <= 0) {
        await tx.update('agents', known.id, { agent_type, binary, version, backend, configurations });
      }
      await tx.note('agents', [{ column: 'id', in: [known.id] }], { heartbeat_at: now });
      return known.id;
    });
    const wasSilent = !this.isAlive(host);
    this.#silent.delete(host);
    this.#expect(host, this.#settings.agentDownAfterMs);
    if (wasSilent) {
      this.#log.info({ event: 'agent_alive', host, version, backend }, 'an agent is there');
      this.#feed.hostSpoke(host);
      await this.#applyReport(host);
    }
    return { id: written.result, revision: written.revision };
  }

  async report(host: string, report: HostReport): Promise<void> {
    this.#feed.reported(host, report);
    if (report.error === null) this.#steps.enforced(host, report.revision);
    this.#told.add(host);
    this.#words.tell({ about: 'report', host, report });
    if (report.error)
      this.#log.warn({ event: 'host_failed', host, ...report.error }, 'a host could not enforce its state');
    if (report.repaired.length > 0) {
      this.#log.warn({ event: 'host_repaired', host, repaired: report.repaired }, 'a host repaired its rules');
    }
    if (this.isAlive(host)) await this.#applyReport(host);
  }

  #expect(host: string, ms: number): void {
    clearTimeout(this.#silences.get(host));
    const timer = setTimeout(() => void this.#look(host), ms).unref();
    this.#silences.set(host, timer);
  }

  /** The time is over: unless the agent was heard meanwhile, here or by another server, its ports go down. */
  async #look(host: string): Promise<void> {
    try {
      const where = [{ column: 'host', in: [host] }] as const;
      const [agent] = await this.#store.read((tx) => tx.list('agents', { where }));
      if (!this.#silences.has(host)) return;
      const leftMs = agent === undefined ? 0 : remainingMs(agent, this.#settings);
      if (leftMs > 0) {
        this.#silent.delete(host);
        return this.#expect(host, leftMs);
      }
      this.#silences.delete(host);
      if (this.#silent.has(host)) return;
      this.#silent.add(host);
      this.#log.warn({ event: 'agent_silent', host }, 'an agent is silent: its ports are shown DOWN');
      this.#feed.hostSpoke(host);
      await this.#setStatuses(host, () => false);
    } catch (error) {
      this.#statusFailed(host, error);
      this.#expect(host, retryMs);
    }
  }

  /** A host may have come to life at another server; a report may have told of what this server only learns now. */
  #afterTurn(concerned: Concerned): void {
    const { cloud } = this.#feed;
    for (const host of concerned === 'everything' ? cloud.hosts() : concerned) {
      if (cloud.tunnel(host) === undefined) continue;
      if (!this.#silences.has(host)) this.#expect(host, 0);
      if (!this.#told.has(host)) continue;
      const { report, view } = this.#feed.channel(host);
      if (report === undefined || report.revision < view.revision) continue;
      this.#applyReport(host).catch((error: unknown) => this.#statusFailed(host, error));
    }
  }

  #statusFailed(host: string, error: unknown): void {
    this.#log.error({ event: 'status_failed', host, reason: reasonOf(error) }, 'port statuses could not be written');
  }

  #tellReports(): void {
    for (const host of this.#told) {
      const { report } = this.#feed.channel(host);
      if (report) this.#words.tell({ about: 'report', host, report });
    }
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

/** How long the agent may still be silent; negative when it was for too long. */
function remainingMs(agent: Pick<Row<'agents'>, 'heartbeat_at'>, { now, agentDownAfterMs }: Settings): number {
  return Date.parse(agent.heartbeat_at) + agentDownAfterMs - now().getTime();
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
