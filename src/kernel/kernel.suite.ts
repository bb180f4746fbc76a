import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import {
  type Family,
  type PortProtection,
  parseBridgeSave,
  planProtection,
  protectedDevice,
} from '../netfilter/index.ts';
import type { Kernel } from './kernel.ts';

/** A kernel with nothing in it, and what a test does to it from outside. */
export interface KernelHost {
  readonly kernel: Kernel;
  addConnection(connection: TestConnection): void;
  close(): Promise<void>;
}

export interface TestConnection {
  readonly source: string;
  readonly destination: string;
  readonly zone: number;
}

/** What every kernel does alike. */
export function kernelBehaviour(open: () => Promise<KernelHost>): void {
  let host: KernelHost | undefined;
  let kernel: Kernel;
  beforeEach(async () => {
    host = await open();
    kernel = host.kernel;
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  const restore = (...lines: string[]) => kernel.restore('ipv4', [`*filter\n${lines.join('\n')}\nCOMMIT\n`]);
  const members = async (name: string) =>
    plain(await kernel.saveSets(name))
      .filter((line) => line.startsWith('add'))
      .sort();
  const savedBridge = async () => plain(await kernel.saveBridge()).filter((line) => /^(-A|:[^A-Z])/.test(line));
  /** Rules and chains of our own, without what differs from run to run. */
  const rules = async (family: Family = 'ipv4', tables = ['filter']) =>
    plain(await kernel.save(family, tables)).filter((line) => /^(-A|\[|:[^A-Z])/.test(line));

  describe('rules', () => {
    test('a kernel that nobody used has no rules', async () => {
      expect(await rules()).toEqual([]);
      expect(await rules('ipv6')).toEqual([]);
    });

    test('what was restored is what is saved, with chains sorted by name', async () => {
      await restore(
        ':portreeve-b - [0:0]',
        ':portreeve-a - [0:0]',
        '-A FORWARD -m physdev --physdev-out tap1 --physdev-is-bridged -m comment --comment "two words" -j portreeve-a',
        '-A portreeve-a -s 10.0.0.0/24 -p tcp -m tcp --dport 22 -j RETURN',
        '-A portreeve-a -g portreeve-b',
        '-A portreeve-b -j DROP',
      );
      expect(await rules()).toEqual([
        ':portreeve-a - [0:0]',
        ':portreeve-b - [0:0]',
        '[0:0] -A FORWARD -m physdev --physdev-out tap1 --physdev-is-bridged -m comment --comment "two words" -j portreeve-a',
        '[0:0] -A portreeve-a -s 10.0.0.0/24 -p tcp -m tcp --dport 22 -j RETURN',
        '[0:0] -A portreeve-a -g portreeve-b',
        '[0:0] -A portreeve-b -j DROP',
      ]);
    });

    test('a dump begins with its table, ends with COMMIT and shows the built-in chains with their policies', async () => {
      await restore('-A INPUT -j DROP');
      expect(plain(await kernel.save('ipv4', ['filter']))).toEqual([
        '*filter',
        ':INPUT ACCEPT [0:0]',
        ':FORWARD ACCEPT [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        '[0:0] -A INPUT -j DROP',
        'COMMIT',
      ]);
    });

    test('only the tables that were asked for are saved', async () => {
      await kernel.restore('ipv4', [
        '*raw\n:a - [0:0]\nCOMMIT\n*mangle\n:b - [0:0]\nCOMMIT\n*filter\n:c - [0:0]\nCOMMIT\n',
      ]);
      expect(await rules('ipv4', ['raw', 'filter'])).toHaveLength(2);
      expect(await rules('ipv4', ['raw'])).toEqual([':a - [0:0]']);
      expect(plain(await kernel.save('ipv4')).filter((line) => line.startsWith('*'))).toHaveLength(3);
    });

    test('a table that nobody used is saved when it alone is asked for', async () => {
      expect(plain(await kernel.save('ipv6', ['raw']))).toEqual([
        '*raw',
        ':PREROUTING ACCEPT [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        'COMMIT',
      ]);
      expect(plain(await kernel.save('ipv4'))).toEqual([]);
    });

    test('a table that is none is an error that names it', async () => {
      for (const call of [() => kernel.save('ipv4', ['nosuch']), () => kernel.list('ipv4', 'nosuch')]) {
        const failure = await failureOf(call());
        expect([failure.code, failure.details]).toEqual(['TABLE_MISSING', { table: 'nosuch', family: 'ipv4' }]);
      }
    });

    test('the families do not see each other', async () => {
      await Promise.all([
        kernel.restore('ipv4', ['*filter\n:four - [0:0]\nCOMMIT\n']),
        kernel.restore('ipv6', ['*filter\n:six - [0:0]\n-A six -s 2001:db8::/64 -j DROP\nCOMMIT\n']),
      ]);
      expect(await rules('ipv4')).toEqual([':four - [0:0]']);
      expect(await rules('ipv6')).toEqual([':six - [0:0]', '[0:0] -A six -s 2001:db8::/64 -j DROP']);
    });

    test('a second restore leaves chains that it does not name', async () => {
      await restore(':foreign - [0:0]', '-A foreign -j DROP', '-A FORWARD -j foreign');
      await restore(':ours - [0:0]', '-A ours -j ACCEPT');
      expect(await rules()).toEqual([
        ':foreign - [0:0]',
        ':ours - [0:0]',
        '[0:0] -A FORWARD -j foreign',
        '[0:0] -A foreign -j DROP',
        '[0:0] -A ours -j ACCEPT',
      ]);
    });

    test('declaring a chain again empties just that chain', async () => {
      await restore(':one - [0:0]', '-A one -j DROP', ':two - [0:0]', '-A two -j DROP');
      await restore(':one - [0:0]', '-A one -j ACCEPT');
      expect(await rules()).toEqual([':one - [0:0]', ':two - [0:0]', '[0:0] -A one -j ACCEPT', '[0:0] -A two -j DROP']);
    });

    test('rules are inserted and deleted by index, and deleted by what they say', async () => {
      await restore(':c - [0:0]', '-A c -s 10.0.0.1/32', '-A c -s 10.0.0.2/32', '-A c -s 10.0.0.3/32');
      await restore(
        '-I c 2 -s 10.0.0.9/32',
        '-D c 1',
        '-I c -s 10.0.0.8/32',
        '-D c -s 10.0.0.3/32',
        '-I c 4 -s 10.0.0.7/32',
      );
      expect(await rules()).toEqual([':c - [0:0]', ...['8', '9', '2', '7'].map((n) => `[0:0] -A c -s 10.0.0.${n}/32`)]);
    });

    test('a chain is emptied and removed', async () => {
      await restore(':gone - [0:0]', '-A gone -j DROP', '-A FORWARD -j gone');
      await restore('-D FORWARD 1', '-F gone', '-X gone');
      expect(await rules()).toEqual([]);
    });

    test('counters stay with rules that stay', async () => {
      await restore(':c - [0:0]', '[7:700] -A c -s 10.0.0.1/32', '[8:800] -A c -s 10.0.0.2/32');
      await restore('-I c 2 -s 10.0.0.9/32', ':other - [0:0]');
      await restore('-D c 2');
      await restore('-A c -s 10.0.0.3/32');
      expect(await rules()).toEqual([
        ':c - [0:0]',
        ':other - [0:0]',
        '[7:700] -A c -s 10.0.0.1/32',
        '[8:800] -A c -s 10.0.0.2/32',
        '[0:0] -A c -s 10.0.0.3/32',
      ]);
    });

    test('a script may come in pieces that end anywhere', async () => {
      const script = '*filter\n:pieces - [0:0]\n-A pieces -s 10.1.2.3/32 -j DROP\nCOMMIT\n';
      await kernel.restore('ipv4', script.match(/[^]{1,3}/g) ?? []);
      expect(await rules()).toEqual([':pieces - [0:0]', '[0:0] -A pieces -s 10.1.2.3/32 -j DROP']);
    });

    test('a script may be written by a generator', async () => {
      await kernel.restore('ipv4', generatedScript());
      expect(await rules()).toHaveLength(4);
    });

    test('restores that are started together are all done', async () => {
      await Promise.all(Array.from({ length: 8 }, (_, n) => restore(`:c${n} - [0:0]`)));
      expect(await rules()).toEqual(Array.from({ length: 8 }, (_, n) => `:c${n} - [0:0]`));
    });

    test('33,000 lines are taken', async () => {
      const lines: string[] = [];
      for (let port = 0; port < 1000; port += 1) {
        lines.push(`:port-${port} - [0:0]`);
        for (let n = 0; n < 32; n += 1)
          lines.push(`-A port-${port} -s 10.${port >> 8}.${port & 255}.${n}/32 -j RETURN`);
      }
      await restore(...lines);
      const saved = await rules();
      expect(saved).toHaveLength(33_000);
      expect(saved.at(-1)).toEqual('[0:0] -A port-999 -s 10.3.231.31/32 -j RETURN');
    }, 60_000);
  });

  describe('a refused restore', () => {
    const before = [':kept - [0:0]', '[0:0] -A kept -j DROP'];
    beforeEach(() => restore(':kept - [0:0]', '-A kept -j DROP'));

    const refused: readonly { what: string; lines: readonly string[]; at: number }[] = [
      {
        what: 'a rule in a chain that is not there',
        lines: [':new - [0:0]', '-A none -j DROP', '-A new -j DROP'],
        at: 2,
      },
      { what: 'a jump to a chain that is not there', lines: [':new - [0:0]', '-A new -j none'], at: 2 },
      { what: 'an index beyond the end', lines: ['-A kept -j ACCEPT', '-I kept 9 -j DROP'], at: 2 },
      { what: 'the deletion of a rule that is not there', lines: ['-A kept -j ACCEPT', '-D kept -j RETURN'], at: 2 },
      { what: 'the deletion of an index that is not there', lines: [':new - [0:0]', '-D kept 2'], at: 2 },
      { what: 'the removal of a chain that is not there', lines: [':new - [0:0]', '-X none'], at: 2 },
      { what: 'the removal of a chain that is jumped to', lines: ['-A FORWARD -j kept', '-F kept', '-X kept'], at: 3 },
      { what: 'an address that is none', lines: [':new - [0:0]', '-A new -s 10.0.0.999/32 -j DROP'], at: 2 },
      { what: 'a port that is none', lines: [':new - [0:0]', '-A new -p tcp -m tcp --dport 70000 -j DROP'], at: 2 },
      { what: 'a match that nobody knows', lines: [':new - [0:0]', '-A new -m nosuchmatch -j DROP'], at: 2 },
      { what: 'an option that nobody knows', lines: [':new - [0:0]', '-A new --nosuchoption -j DROP'], at: 2 },
      { what: 'a set that is not there', lines: [':new - [0:0]', '-A new -m set --match-set none src -j DROP'], at: 2 },
      { what: 'a name that is too long', lines: [':new - [0:0]', `:${'n'.repeat(29)} - [0:0]`], at: 2 },
    ];
    test.each(refused)('for $what names the line and leaves everything as it was', async ({ lines, at }) => {
      const failure = await failureOf(restore(...lines));
      expect(failure.code).toEqual('RESTORE_REJECTED');
      expect({ ...failure.details, reason: undefined }).toEqual({
        family: 'ipv4',
        lineNumber: at + 1,
        line: lines[at - 1],
        reason: undefined,
        committedLines: 0,
      });
      expect(failure.details['reason']).toMatch(/./);
      expect(failure.message).toContain(String(lines[at - 1]));
      expect(await rules()).toEqual(before);
    });

    test('keeps tables that were committed before it, and nothing of its own', async () => {
      const script = '*raw\n:early - [0:0]\nCOMMIT\n*filter\n:late - [0:0]\n-A none -j DROP\nCOMMIT\n';
      const failure = await failureOf(kernel.restore('ipv4', [script]));
      expect(failure.details).toMatchObject({ lineNumber: 6, line: '-A none -j DROP' });
      expect(await rules('ipv4', ['raw'])).toEqual([':early - [0:0]']);
      expect(await rules()).toEqual(before);
    });

    test('does not hold up the next one', async () => {
      const results = await Promise.allSettled([restore('-A none -j DROP'), restore(':next - [0:0]')]);
      expect(results.map((r) => r.status)).toEqual(['rejected', 'fulfilled']);
      expect(await rules()).toEqual([...before, ':next - [0:0]'].sort());
    });

    test.each(['no table\n', '*filter\n:unfinished - [0:0]\n', '*nosuchtable\nCOMMIT\n', '*filter\n\0\nCOMMIT\n'])(
      'is what %j gets',
      async (script) => {
        const failure = await failureOf(kernel.restore('ipv4', [script]));
        expect(['RESTORE_REJECTED', 'TABLE_MISSING']).toContain(failure.code);
        expect(await rules()).toEqual(before);
      },
    );

    test.each(['; reboot', '$(reboot)', '`reboot`', "' || true", '"'])(
      'is what a chain called %j gets, or it is taken for a name; nothing runs',
      async (name) => {
        const result = await restore(`:${name} - [0:0]`).then(
          () => 'taken',
          (error: unknown) => (error instanceof PortreeveError ? 'refused' : 'broken'),
        );
        expect(['taken', 'refused']).toContain(result);
        expect(await rules()).toEqual(expect.arrayContaining(before));
      },
    );
  });

  describe('sets', () => {
    test('a kernel that nobody used has none', async () => {
      expect(plain(await kernel.saveSets())).toEqual([]);
      expect(await kernel.saveSets('none')).toEqual('');
    });

    test('members are added and deleted, twice as well as once', async () => {
      await kernel.restoreSets([
        'create s hash:net family inet maxelem 100\n',
        'add s 10.0.0.1\n',
        'add s 10.1.0.0/16\n',
      ]);
      await kernel.restoreSets(['create s hash:net family inet maxelem 100\nadd s 10.0.0.1\nadd s 10.0.0.2/32\n']);
      expect(await members('s')).toEqual(['add s 10.0.0.1', 'add s 10.0.0.2', 'add s 10.1.0.0/16']);
      await kernel.restoreSets(['del s 10.0.0.1\ndel s 10.9.9.9\n']);
      expect(await members('s')).toEqual(['add s 10.0.0.2', 'add s 10.1.0.0/16']);
      expect(plain(await kernel.saveSets('s'))[0]).toMatch(/^create s hash:net family inet .*maxelem 100/);
    });

    test('a set of IPv6 keeps the shortest spelling, and masks host bits', async () => {
      await kernel.restoreSets([
        'create six hash:net family inet6\nadd six 2001:DB8:0:0::1\nadd six 2001:db8:1::5/64\n',
      ]);
      expect(await members('six')).toEqual(['add six 2001:db8:1::/64', 'add six 2001:db8::1']);
    });

    test('a set is swapped under a rule that uses it', async () => {
      await kernel.restoreSets(['create live hash:net family inet\nadd live 10.0.0.1\n']);
      await restore('-A FORWARD -m set --match-set live src -j DROP');
      await kernel.restoreSets([
        'create live-n hash:net family inet\nadd live-n 10.0.0.2\nadd live-n 10.0.0.3\nswap live-n live\ndestroy live-n\n',
      ]);
      expect(await members('live')).toEqual(['add live 10.0.0.2', 'add live 10.0.0.3']);
      expect(await kernel.saveSets('live-n')).toEqual('');
      expect(await rules()).toEqual(['[0:0] -A FORWARD -m set --match-set live src -j DROP']);
    });

    test('a set that a rule uses is not destroyed', async () => {
      await kernel.restoreSets(['create used hash:net family inet\n']);
      await restore('-A FORWARD -m set --match-set used src -j DROP');
      const failure = await failureOf(kernel.restoreSets(['create other hash:net family inet\ndestroy used\n']));
      expect(failure.code).toEqual('SET_RESTORE_REJECTED');
      expect(failure.details).toMatchObject({ lineNumber: 2, line: 'destroy used' });
      await restore('-D FORWARD 1');
      await kernel.restoreSets(['destroy used\n']);
      expect(await kernel.saveSets('used')).toEqual('');
    });

    const refused: readonly { what: string; lines: readonly string[] }[] = [
      { what: 'a member of a set that is not there', lines: ['add none 10.0.0.1'] },
      { what: 'an address of the other family', lines: ['create s hash:net family inet', 'add s 2001:db8::1'] },
      { what: 'a prefix that is too long', lines: ['create s hash:net family inet', 'add s 10.0.0.0/33'] },
      { what: 'a prefix of length 0', lines: ['create s hash:net family inet', 'add s 0.0.0.0/0'] },
      { what: 'a name that is too long', lines: [`create ${'n'.repeat(32)} hash:net family inet`] },
      { what: 'a type that is none', lines: ['create s hash:nosuch'] },
      {
        what: 'a set that exists as another type',
        lines: ['create s hash:net family inet', 'create s hash:ip family inet'],
      },
      {
        what: 'one member too many',
        lines: ['create s hash:net family inet maxelem 1', 'add s 10.0.0.1', 'add s 10.0.0.2'],
      },
      { what: 'swapping with a set that is not there', lines: ['create s hash:net family inet', 'swap s none'] },
    ];
    test.each(refused)('$what is refused, and named', async ({ lines }) => {
      const failure = await failureOf(kernel.restoreSets(lines.map((line) => `${line}\n`)));
      expect(failure.code).toEqual('SET_RESTORE_REJECTED');
      expect(failure.details).toMatchObject({ lineNumber: lines.length, line: lines.at(-1) });
    });
  });

  describe('connections', () => {
    beforeEach(() => {
      for (let n = 1; n <= 6; n += 1) {
        host?.addConnection({ source: '10.0.0.1', destination: `10.0.0.1${n}`, zone: 4097 + (n % 2) });
      }
    });

    test('those that a filter fits are deleted and counted', async () => {
      expect(await kernel.deleteConnections([filter('-d', '10.0.0.11', '-w', '4098')])).toEqual(1);
      expect(await kernel.deleteConnections([filter('-d', '10.0.0.11', '-w', '4098')])).toEqual(0);
    });

    test('a zone bounds what is deleted', async () => {
      expect(await kernel.deleteConnections([filter('-d', '10.0.0.11', '-w', '4097')])).toEqual(0);
      expect(await kernel.deleteConnections([filter('-s', '10.0.0.1', '-w', '4097')])).toEqual(3);
    });

    test('many filters are one call, and those that find nothing do no harm', async () => {
      const filters = Array.from({ length: 40 }, (_, n) => filter('-p', 'udp', '-s', '10.0.0.1', '-d', `10.0.0.${n}`));
      expect(await kernel.deleteConnections(filters)).toEqual(6);
    });

    test('both sides can be named', async () => {
      expect(await kernel.deleteConnections([filter('-d', '10.0.0.12', '-w', '4097', '-s', '10.0.0.1')])).toEqual(1);
      expect(await kernel.deleteConnections([filter('-d', '10.0.0.14', '-w', '4097', '-s', '10.0.0.2')])).toEqual(0);
    });

    test('no filter deletes nothing', async () => {
      expect(await kernel.deleteConnections([])).toEqual(0);
      expect(await kernel.deleteConnections([filter('-s', '10.0.0.1')])).toEqual(6);
    });

    test('a filter that is none fails after the others were done', async () => {
      const filters = [filter('-d', '10.0.0.11'), filter('-d', 'no address; reboot'), filter('-d', '10.0.0.12')];
      expect((await failureOf(kernel.deleteConnections(filters))).code).toEqual('PROGRAM_FAILED');
      expect(await kernel.deleteConnections([filter('-s', '10.0.0.1')])).toEqual(4);
    });
  });

  describe('bridge rules', () => {
    const guard = [
      ['-N', 'neutronMAC-tap1', '-P', 'DROP'],
      ['-A', 'neutronMAC-tap1', '-j', 'DROP'],
      ['-I', 'neutronMAC-tap1', '-i', 'tap1', '--among-src', 'fa:16:3e:05:b8:03,fa:16:3e:00:00:0a', '-j', 'RETURN'],
      ['-I', 'PREROUTING', '-i', 'tap1', '-j', 'neutronMAC-tap1'],
    ];

    test('chains and rules are made, and shown with short MAC addresses', async () => {
      expect(await savedBridge()).toEqual([]);
      await kernel.bridge(guard);
      expect(await savedBridge()).toEqual([
        ':neutronMAC-tap1 DROP',
        '-A PREROUTING -i tap1 -j neutronMAC-tap1',
        '-A neutronMAC-tap1 -i tap1 --among-src fa:16:3e:0:0:a,fa:16:3e:5:b8:3 -j RETURN',
        '-A neutronMAC-tap1 -j DROP',
      ]);
    });

    test('ARP rules keep prefixes', async () => {
      await kernel.bridge([
        ['-N', 'neutronARP-tap1', '-P', 'DROP'],
        ['-A', 'neutronARP-tap1', '-j', 'DROP'],
        ['-I', 'neutronARP-tap1', '-p', 'ARP', '--arp-ip-src', '10.0.0.0/24', '-j', 'ACCEPT'],
        ['-I', 'neutronARP-tap1', '-p', 'ARP', '--arp-ip-src', '10.0.1.5', '-j', 'ACCEPT'],
        ['-A', 'PREROUTING', '-i', 'tap1', '-j', 'neutronARP-tap1', '-p', 'ARP'],
      ]);
      expect(await savedBridge()).toEqual([
        ':neutronARP-tap1 DROP',
        '-A PREROUTING -p ARP -i tap1 -j neutronARP-tap1',
        '-A neutronARP-tap1 -p ARP --arp-ip-src 10.0.1.5 -j ACCEPT',
        '-A neutronARP-tap1 -p ARP --arp-ip-src 10.0.0.0/24 -j ACCEPT',
        '-A neutronARP-tap1 -j DROP',
      ]);
    });

    test('they are emptied and removed', async () => {
      await kernel.bridge(guard);
      await kernel.bridge([
        ['-D', 'PREROUTING', '-i', 'tap1', '-j', 'neutronMAC-tap1'],
        ['-F', 'neutronMAC-tap1'],
        ['-X', 'neutronMAC-tap1'],
      ]);
      expect(await savedBridge()).toEqual([]);
    });

    test('a list of 500 MACs is one rule', async () => {
      const macs = Array.from(
        { length: 500 },
        (_, n) => `fa:16:3e:00:${n >> 8}${n & 1}:${String(n % 100).padStart(2, '0')}`,
      );
      await kernel.bridge([
        ['-N', 'many', '-P', 'DROP'],
        ['-I', 'many', '--among-src', [...new Set(macs)].join(','), '-j', 'RETURN'],
        ['-A', 'many', '-j', 'DROP'],
      ]);
      expect((await savedBridge()).map((line) => line.split(',').length)).toEqual([1, new Set(macs).size, 1]);
    });

    test('a rule with MACs is deleted by number, and not by its text', async () => {
      await kernel.bridge(guard);
      const byText = failureOf(kernel.bridge([['-D', 'neutronMAC-tap1', ...(guard[2] ?? []).slice(2)]]));
      expect((await byText).code).toEqual('EBTABLES_REJECTED');
      await kernel.bridge([['-D', 'neutronMAC-tap1', '1']]);
      expect((await savedBridge()).at(-1)).toEqual('-A neutronMAC-tap1 -j DROP');
      expect(await savedBridge()).toHaveLength(3);
    });

    test('a plan of protection does what it says, and then has nothing left to do', async () => {
      const macs = (first: number, count: number) =>
        Array.from({ length: count }, (_, n) => `fa:16:3e:00:${first}0:${String(n % 100).padStart(2, '0')}`).slice(
          0,
          100,
        );
      const states: readonly (readonly PortProtection[])[] = [
        [
          { device: 'tap1', macs: macs(1, 1), arpSources: ['10.0.0.0/24', '10.0.1.5'] },
          { device: 'tap2', macs: macs(2, 100), arpSources: [] },
        ],
        [
          { device: 'tap1', macs: macs(1, 3), arpSources: ['10.0.1.5', '10.0.1.6'] },
          { device: 'tap2', macs: macs(3, 70), arpSources: null },
        ],
        [{ device: 'tap3', macs: macs(4, 1), arpSources: null }],
        [],
      ];
      for (const wanted of states) {
        await kernel.bridge(planProtection(parseBridgeSave(await kernel.saveBridge()), wanted));
        const observed = parseBridgeSave(await kernel.saveBridge());
        expect(planProtection(observed, wanted)).toEqual([]);
        const guarded = [...observed.chains.keys()].flatMap((chain) => protectedDevice(chain) ?? []);
        expect(new Set(guarded)).toEqual(new Set(wanted.map((each) => each.device)));
      }
    });

    test('many ports are one call', async () => {
      await kernel.bridge(Array.from({ length: 1000 }, (_, n) => ['-N', `neutronMAC-tap${n}`, '-P', 'DROP']));
      expect(await savedBridge()).toHaveLength(1000);
    });

    test.each([
      [['-N', 'neutronMAC-tap1', '-P', 'DROP']],
      [['-X', 'neutronMAC-tap1']],
      [['-X', 'none']],
      [['-F', 'none']],
      [['-A', 'none', '-j', 'DROP']],
      [['-D', 'neutronMAC-tap1', '-j', 'ACCEPT']],
      [['-A', 'neutronMAC-tap1', '-j', 'none']],
      [['-A', 'neutronMAC-tap1', '--nosuch', '-j', 'DROP']],
    ])('%j is refused and named', async (command) => {
      await kernel.bridge(guard);
      const failure = await failureOf(kernel.bridge([command]));
      expect(failure.code).toEqual('EBTABLES_REJECTED');
      expect(failure.details['command']).toEqual(command.join(' '));
      const inBatch = await failureOf(kernel.bridge([['-N', 'fresh', '-P', 'DROP'], command]));
      expect(inBatch.code).toEqual('EBTABLES_REJECTED');
    });

    test('no command does nothing', async () => {
      await kernel.bridge([]);
      expect(await savedBridge()).toEqual([]);
    });
  });

  describe('sysctls', () => {
    test('are read and written', async () => {
      await kernel.writeSysctl('net.bridge.bridge-nf-call-iptables', '0');
      expect(await kernel.readSysctl('net.bridge.bridge-nf-call-iptables')).toEqual('0');
      await kernel.writeSysctl('net.bridge.bridge-nf-call-iptables', '1');
      expect(await kernel.readSysctl('net/bridge/bridge-nf-call-iptables')).toEqual('1');
    });

    test.each(['net.bridge.no-such-thing', '../etc/hostname', 'net/../../etc/hostname', '', 'a\0b'])(
      '%j is not there, cannot be written, and leads nowhere else',
      async (name) => {
        expect(await kernel.readSysctl(name)).toEqual(undefined);
        expect((await failureOf(kernel.writeSysctl(name, '1'))).code).toEqual('SYSCTL_UNWRITABLE');
      },
    );
  });
}

/** The error that a call ends with; fails if it ends well, or with an error that has no code. */
export async function failureOf(call: Promise<unknown>): Promise<PortreeveError> {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PortreeveError)) throw new Error(`expected a PortreeveError, got ${String(error)}`);
  return error;
}

function* generatedScript(): Iterable<string> {
  yield '*filter\n:g - [0:0]\n';
  for (let n = 1; n <= 3; n += 1) yield `-A g -s 10.0.0.${n}/32\n`;
  yield 'COMMIT\n';
}

function filter(...words: string[]): readonly string[] {
  return ['-f', 'ipv4', ...words];
}

function plain(dump: string): string[] {
  return dump.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
