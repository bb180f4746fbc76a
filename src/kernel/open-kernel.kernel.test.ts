import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Namespace, describeInNamespace, openNamespace } from '../../test/kernel/namespace.ts';
import { emptyBridgeTable, parseBridgeSave, planProtection } from '../netfilter/index.ts';
import { createBridgeFilter } from './bridge-filter.ts';
import type { Kernel } from './kernel.ts';
import { failureOf } from './kernel.suite.ts';
import { type KernelOptions, type RealBackend, openKernel } from './open-kernel.ts';
import { createRunner } from './run-program.ts';

describeInNamespace('opening the kernel of a host', () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  const open = (options: KernelOptions = {}) => openKernel({ prefix: namespace.prefix, ...options });
  const fill = (backend: RealBackend) => namespace.shell(`${backend} -N neutron-filter-top`);

  test('an unused host keeps to the kind of iptables that it has', async () => {
    const own = namespace.shell('iptables -V').includes('nf_tables') ? 'iptables-nft' : 'iptables-legacy';
    const kernel = await open();
    expect(kernel.backend).toEqual(own);
    expect(kernel.version).toMatch(/^iptables v\d/);
    expect(kernel.families).toEqual(['ipv4', 'ipv6']);
  });

  test.each<RealBackend>(['iptables-nft', 'iptables-legacy'])(
    'the kind that has the rules of the layout is taken: %s',
    async (backend) => {
      fill(backend);
      expect((await open()).backend).toEqual(backend);
      expect((await open({ backend })).backend).toEqual(backend);
    },
  );

  test('never are both filled', async () => {
    fill('iptables-legacy');
    const failure = await failureOf(open({ backend: 'iptables-nft' }));
    expect(failure.code).toEqual('BOTH_BACKENDS_FILLED');
    expect(failure.params).toEqual({ wanted: 'iptables-nft', other: 'iptables-legacy' });
    fill('iptables-nft');
    expect((await failureOf(open())).code).toEqual('BOTH_BACKENDS_FILLED');
  });

  test('looking does not touch: no table is made', async () => {
    await open();
    expect(namespace.shell('cat /proc/net/ip_tables_names; iptables-nft-save')).toEqual('');
  });

  describe('where programs are missing', () => {
    const only = (...programs: string[]) => {
      const links = programs.map((program) => `ln -s $(command -v ${program}) /run/bin/${program}`);
      namespace.shell(['mkdir /run/bin', ...links].join('; '));
      // The prefix is found by its path, all else only in the folder.
      const [nsenter = '', ...words] = namespace.prefix;
      const prefix = [namespace.shell(`command -v ${nsenter}`).trim(), ...words];
      return { prefix, environment: { PATH: '/run/bin' } };
    };

    test('no iptables at all is an error that names the package', async () => {
      const failure = await failureOf(openKernel(only('cat')));
      expect(failure.code).toEqual('PROGRAM_MISSING');
      expect(failure.hint).toEqual('install it: apt-get install iptables');
    });

    test('a kind that is wanted and not there likewise', async () => {
      const options = only('cat', 'iptables', 'iptables-save', 'iptables-nft', 'iptables-nft-save');
      expect((await openKernel(options)).backend).toEqual('iptables-nft');
      const failure = await failureOf(openKernel({ ...options, backend: 'iptables-legacy' }));
      expect(failure.code).toEqual('PROGRAM_MISSING');
      expect(failure.params['program']).toEqual('iptables-legacy');
    });

    test('each call that needs a missing program says which', async () => {
      const kernel = await openKernel(only('cat', 'iptables', 'iptables-nft', 'iptables-nft-save'));
      const missing = async (call: Promise<unknown>) => {
        const { code, params } = await failureOf(call);
        return [code, params['program'], params['package']];
      };
      expect(await missing(kernel.restore('ipv4', ['']))).toEqual([
        'PROGRAM_MISSING',
        'iptables-nft-restore',
        'iptables',
      ]);
      expect(await missing(kernel.saveSets())).toEqual(['PROGRAM_MISSING', 'ipset', 'ipset']);
      expect(await missing(kernel.restoreSets(['']))).toEqual(['PROGRAM_MISSING', 'ipset', 'ipset']);
      expect(await missing(kernel.deleteConnections([['-f', 'ipv4']]))).toEqual([
        'PROGRAM_MISSING',
        'conntrack',
        'conntrack',
      ]);
      expect(await missing(kernel.saveBridge())).toEqual(['PROGRAM_MISSING', 'ebtables-save', 'iptables']);
      expect(await missing(kernel.bridge([['-F', 'x']]))).toEqual(['PROGRAM_MISSING', 'ebtables', 'iptables']);
    });
  });

  test.each<RealBackend>(['iptables-nft', 'iptables-legacy'])(
    'without rights %s refuses everything, by one code',
    async (backend) => {
      const setpriv = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'];
      const kernel = await open({ backend, prefix: [...namespace.prefix, ...setpriv] });
      const calls: readonly (() => Promise<unknown>)[] = [
        () => kernel.save('ipv4', ['filter']),
        () => kernel.restore('ipv4', ['*filter\nCOMMIT\n']),
        () => kernel.list('ipv6', 'filter'),
        () => kernel.saveSets(),
        () => kernel.restoreSets(['create s hash:net\n']),
        () => kernel.deleteConnections([['-f', 'ipv4', '-d', '10.0.0.1']]),
        () =>
          kernel.deleteConnections([
            ['-f', 'ipv4', '-d', '10.0.0.1'],
            ['-f', 'ipv4', '-d', '10.0.0.2'],
          ]),
        () => kernel.saveBridge(),
        () => kernel.bridge([['-N', 'x']]),
      ];
      for (const call of calls)
        expect([String(call), (await failureOf(call())).code]).toEqual([String(call), 'NO_PERMISSION']);
    },
  );

  describe('iptables-legacy beside others', () => {
    const script = ['*filter\n:done - [0:0]\nCOMMIT\n'];
    let release: () => Promise<void>;
    beforeEach(async () => {
      const holder = namespace.start('flock', '/run/xtables.lock', 'sh', '-c', 'echo held; exec cat');
      await once(holder.stdout ?? holder, 'data');
      const ended = once(holder, 'exit');
      release = async () => {
        holder.stdin?.end();
        await ended;
      };
    });

    test('a held lock is waited for, retried, and then named', async () => {
      const impatient = await open({ backend: 'iptables-legacy', lock: { waitSeconds: 1, attempts: 1 } });
      const patient = await open({ backend: 'iptables-legacy', lock: { waitSeconds: 1, attempts: 60 } });
      const waiting = patient.restore('ipv4', script);
      const failure = await failureOf(impatient.restore('ipv4', script));
      expect(failure.code).toEqual('LOCK_BUSY');
      await release();
      await waiting;
      expect(await patient.save('ipv4', ['filter'])).toContain(':done ');
    });

    test('iptables-nft needs no lock', async () => {
      const kernel = await open({ backend: 'iptables-nft' });
      await kernel.restore('ipv4', script);
      await release();
    });
  });

  test('iptables-legacy tells a table that the kernel lacks from a missing right', async () => {
    const kernel = await open({ backend: 'iptables-legacy' });
    const failure = await failureOf(kernel.restore('ipv4', ['*nosuch\nCOMMIT\n']));
    expect([failure.code, failure.details]).toEqual(['TABLE_MISSING', { table: 'nosuch', family: 'ipv4' }]);
  });

  test('a script that is committed in parts says how far it came', async () => {
    const kernel: Kernel = await open({ backend: 'iptables-nft' });
    const good = Array.from({ length: 5000 }, (_, n) => `-A c -s 10.0.${n >> 8}.${n & 255}/32 -j RETURN\n`);
    // What the program itself notices it notices before anything is committed; the kernel notices what it is sent.
    const early = await failureOf(
      kernel.restore('ipv4', ['*filter\n:c - [0:0]\n', ...good, '-A none -j DROP\nCOMMIT\n']),
    );
    expect(early.details).toMatchObject({ lineNumber: 5003, line: '-A none -j DROP', committedLines: 0 });
    const circle = ['-A c -j d\n', '-A FORWARD -j c\nCOMMIT\n'];
    const late = await failureOf(
      kernel.restore('ipv4', ['*filter\n:c - [0:0]\n:d - [0:0]\n-A d -j c\n', ...good, ...circle]),
    );
    expect(late.details).toMatchObject({ lineNumber: 5006, line: '-A FORWARD -j c' });
    const { committedLines } = late.details;
    expect((await kernel.save('ipv4', ['filter'])).match(/-A c -s/g)).toHaveLength(Number(committedLines) - 4);
    expect(Number(committedLines)).toBeGreaterThan(4000);
  });

  test('bridge commands that are run one by one do the same as those committed at once', async () => {
    const run = createRunner({ prefix: namespace.prefix });
    const oneByOne = createBridgeFilter(run, false);
    const wanted = [{ device: 'tap1', macs: ['fa:16:3e:05:b8:03', 'fa:16:3e:05:b8:04'], arpSources: ['10.0.0.5'] }];
    await oneByOne.bridge(planProtection(emptyBridgeTable, wanted));
    expect(planProtection(parseBridgeSave(await oneByOne.saveBridge()), wanted)).toEqual([]);
    const failure = await failureOf(
      oneByOne.bridge([
        ['-N', 'fresh'],
        ['-X', 'none'],
        ['-N', 'never'],
      ]),
    );
    expect([failure.code, failure.details['command']]).toEqual(['EBTABLES_REJECTED', '-X none']);
    expect([...parseBridgeSave(await oneByOne.saveBridge()).chains.keys()]).toContain('fresh');
  });

  test('people see a listing as they know it', async () => {
    const kernel = await open({ backend: 'iptables-nft' });
    await kernel.restore('ipv4', ['*filter\n-A FORWARD -s 172.16.15.31/32 -p tcp -m tcp --dport 22 -j DROP\nCOMMIT\n']);
    const lines = (await kernel.list('ipv4', 'filter', { numeric: true })).split('\n');
    expect(lines[3]).toEqual('Chain FORWARD (policy ACCEPT)');
    expect(lines[5]).toMatch(/^DROP +(tcp|6) +-- +172\.16\.15\.31 +0\.0\.0\.0\/0 +tcp dpt:22$/);
  });
});
