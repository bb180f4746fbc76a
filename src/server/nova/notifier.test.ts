import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asId } from '../../model/index.ts';
import type { CloudPort, PortChange } from '../feed/cloud.ts';
import type { ComputeAccount } from './compute-api.ts';
import { NovaNotifier, type Patience } from './notifier.ts';
import { type NovaFake, compute, listeningLog, openNovaFake, password, soon } from './nova.suite.ts';

const server = '6b2e7f4e-8d0c-4c7e-9a57-0d6c1f0b5a11';

function port(id: string, status: string): CloudPort {
  return {
    projectId: 'p',
    port: {
      id: asId(id),
      name: '',
      networkId: asId('net'),
      macAddress: 'fa:16:3e:00:00:01',
      fixedIps: [],
      allowedAddressPairs: [],
      securityGroups: [],
      portSecurityEnabled: true,
      deviceOwner: 'compute:nova',
      deviceId: server,
      adminStateUp: true,
    },
    host: 'a',
    status,
    seq: 1,
    binding: { host: 'a', vif_type: 'bridge', vnic_type: 'normal', profile: {} },
    memberAddresses: [],
  };
}
const up = (id: string): PortChange => ({ before: port(id, 'DOWN'), after: port(id, 'ACTIVE') });
const down = (id: string): PortChange => ({ before: port(id, 'ACTIVE'), after: port(id, 'DOWN') });
const plugged = (tag: string) => ({ name: 'network-vif-plugged', server_uuid: server, tag, status: 'completed' });
const unplugged = (tag: string) => ({ ...plugged(tag), name: 'network-vif-unplugged' });

describe('telling Nova', () => {
  const patience: Patience = { timeoutMs: 5000, firstPauseMs: 1, longestPauseMs: 4, closeMs: 5000 };
  let nova: NovaFake;
  /** Of the notifier that was opened last, and of all. */
  let lines: readonly string[];
  let logs: (readonly string[])[];
  let notifiers: NovaNotifier[];
  beforeEach(async () => {
    nova = await openNovaFake();
    [lines, logs, notifiers] = [[], [], []];
  });
  afterEach(async () => {
    for (const one of notifiers) await one.close();
    await nova.close();
    expect(logs.flat().filter((line) => line.includes('the-token') || line.includes(password))).toEqual([]);
  });

  const open = (more: Partial<ComputeAccount> = {}, moreTime: Partial<Patience> = {}) => {
    const listening = listeningLog();
    lines = listening.lines;
    logs.push(lines);
    const notifier = new NovaNotifier({ ...nova.account, ...more }, listening.log, { ...patience, ...moreTime });
    notifiers.push(notifier);
    return notifier;
  };
  const figures = (notifier: NovaNotifier, sent: number, failed: number, waiting = 0) =>
    soon(() => expect(notifier.figures()).toEqual({ sent, failed, waiting }));
  const logged = (event: string) =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event);

  test('is one request for what is announced at once, with one login for many', async () => {
    const notifier = open();
    notifier.announce([up('a'), down('b')]);
    await figures(notifier, 2, 0);
    notifier.announce([{ before: port('a', 'ACTIVE'), after: undefined }]);
    await figures(notifier, 3, 0);
    expect(nova.asked).toEqual([[plugged('a'), unplugged('b')], [{ ...plugged('a'), name: 'network-vif-deleted' }]]);
    expect(nova.logins).toBe(1);
  });

  test('is nothing when nothing is an instance’s', async () => {
    const notifier = open();
    notifier.announce([{ before: port('a', 'ACTIVE'), after: port('a', 'ACTIVE') }]);
    await notifier.close();
    expect([nova.asked, nova.logins, notifier.figures()]).toEqual([[], 0, { sent: 0, failed: 0, waiting: 0 }]);
  });

  test('does not say again what Nova does not know: a server that is gone, or on no host', async () => {
    nova.react = () => ({ status: 207, codes: [404, 200, 422] });
    const notifier = open();
    notifier.announce([up('a'), up('b'), up('c')]);
    await figures(notifier, 1, 2);
    expect(nova.asked).toHaveLength(1);
    expect(logged('nova_events_failed')[0]?.['events']).toEqual([
      `network-vif-plugged server ${server} port a 404`,
      `network-vif-plugged server ${server} port c 422`,
    ]);
  });

  test('goes on with a new token when the old one has ended', async () => {
    const notifier = open();
    notifier.announce([up('a')]);
    await figures(notifier, 1, 0);
    nova.endTokens();
    notifier.announce([up('b')]);
    await figures(notifier, 2, 0);
    expect([nova.asked, nova.logins]).toEqual([[[plugged('a')], [plugged('b')]], 2]);
    expect(logged('nova_unreachable')).toEqual([]);
  });

  test('is tried again until Nova can, and what is announced meanwhile goes along', async () => {
    for (const status of [503, 502, 500, 429, 401]) {
      const before = nova.asked.length;
      nova.react = () => (nova.asked.length < before + 3 ? status : 200);
      const notifier = open();
      notifier.announce([up('a')]);
      await soon(() => expect(nova.asked.length).toBeGreaterThan(before));
      notifier.announce([up('b')]);
      await figures(notifier, 2, 0);
      expect(logged('nova_unreachable')[0]).toMatchObject({ reason: `Nova answers ${status}` });
    }
  });

  test('is tried again when Nova does not answer, and the truth by then is told', async () => {
    let hangs = true;
    nova.react = () => (hangs ? 'hang' : 200);
    const notifier = open({}, { timeoutMs: 50 });
    notifier.announce([up('a')]);
    await soon(() => expect(logged('nova_unreachable').length).toBeGreaterThan(1));
    notifier.announce([down('a'), up('a'), down('a')]);
    hangs = false;
    await soon(() => expect(nova.asked.at(-1)).toEqual([unplugged('a')]));
    await soon(() => expect(notifier.figures().waiting).toBe(0));
  });

  test('ends with what Nova refuses whole', async () => {
    for (const status of [400, 403, 404, 302]) {
      nova.react = () => status;
      const notifier = open();
      notifier.announce([up('a'), up('b')]);
      await (status === 302 ? notifier.close() : figures(notifier, 0, 2));
      const kind = status === 302 ? 'nova_unreachable' : 'nova_refused';
      expect(logged(kind).length, String(status)).toBeGreaterThan(0);
    }
  });

  test('does not let others wait for one at which Nova fails', async () => {
    nova.react = (events) => (events.some(({ tag }) => tag === 'p7') ? 500 : 200);
    const notifier = open();
    notifier.announce(Array.from({ length: 50 }, (_, index) => up(`p${index}`)));
    await figures(notifier, 49, 0, 1);
    nova.react = () => 200;
    await figures(notifier, 50, 0);
  });

  test('is a hundred events at most in a request', async () => {
    const notifier = open();
    notifier.announce(Array.from({ length: 250 }, (_, index) => up(`p${index}`)));
    await figures(notifier, 250, 0);
    expect(nova.asked.map((events) => events.length)).toEqual([100, 100, 50]);
  });

  test('takes the endpoint of the region and the interface that the account says', async () => {
    const right = `${nova.base}/compute/v2.1`;
    const wrong = 'http://127.0.0.1:1/';
    nova.catalog = [
      { type: 'network', endpoints: [{ interface: 'internal', region: 'Two', url: wrong }] },
      compute([
        { interface: 'internal', region: 'One', url: wrong },
        { interface: 'public', region: 'Two', url: wrong },
        { interface: 'internal', region_id: 'Two', url: right },
      ]),
    ];
    const notifier = open({ region: 'Two', interface: 'internal' });
    notifier.announce([up('a')]);
    await figures(notifier, 1, 0);
  });

  test('waits while there is no way to Nova: no identity service, no login, no endpoint', async () => {
    const closed = await openNovaFake();
    await closed.close();
    const away = open({ authUrl: closed.base });
    away.announce([up('a')]);
    await soon(() => expect(logged('nova_unreachable')[0]?.['reason']).toContain('ECONNREFUSED'));
    const stranger = open({ password: 'wrong' });
    stranger.announce([up('a')]);
    await soon(() => expect(logged('nova_unreachable')[0]?.['reason']).toContain('it answers 401 to our login'));
    const { catalog } = nova;
    for (const other of [[], [5, { type: 'compute' }], [compute([{ interface: 'public', url: 'http://u:pw@h' }])]]) {
      nova.catalog = other as never;
      const lost = open({ region: 'Three' });
      lost.announce([up('a')]);
      const reason = 'its catalogue has no public endpoint of a compute service in region Three';
      await soon(() => expect(logged('nova_unreachable')[0]?.['reason']).toContain(reason));
      expect(lost.figures()).toEqual({ sent: 0, failed: 0, waiting: 1 });
    }
    nova.catalog = [compute([{ interface: 'public', region: 'Three', url: `${nova.base}/compute/v2.1` }]), ...catalog];
    await soon(() => expect(nova.asked).toEqual([[plugged('a')], [plugged('a')], [plugged('a')]]));
  });

  test('at the end, what waits has one more chance, but not for ever', async () => {
    nova.react = () => 503;
    const late = open({}, { firstPauseMs: 600_000, longestPauseMs: 600_000 });
    late.announce([up('a')]);
    await soon(() => expect(nova.asked).toHaveLength(1));
    nova.react = () => 200;
    await late.close();
    expect(late.figures()).toEqual({ sent: 1, failed: 0, waiting: 0 });

    nova.react = () => 'hang';
    const hopeless = open({}, { closeMs: 20 });
    hopeless.announce([up('b')]);
    await hopeless.close();
    expect(hopeless.figures()).toEqual({ sent: 0, failed: 0, waiting: 1 });
    expect(logged('nova_events_lost')).toMatchObject([{ count: 1 }]);
  });
});
