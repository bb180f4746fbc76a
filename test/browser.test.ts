import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';

// The pages run the pure layers as they are. Here they are bundled for a browser, with the bundler that vitest brings,
// and run where nothing of Node is: a context that has the language and no more.

interface Bundled {
  readonly code: string;
  /** What the bundle would have to be given; nothing, if it is whole. */
  readonly imports: readonly string[];
}

const bundles = new Map<string, Bundled>();

beforeAll(async () => {
  for (const layer of ['netfilter', 'explain', 'ask', 'policy']) bundles.set(layer, await bundle(layer));
}, 60_000);

async function bundle(layer: string): Promise<Bundled> {
  const { rolldown } = await import(bundlerUrl());
  const made = await rolldown({
    input: new URL(`../src/${layer}/index.ts`, import.meta.url).pathname,
    platform: 'browser',
    logLevel: 'silent',
  });
  const { output } = await made.generate({ format: 'iife', name: 'layer', minify: true });
  await made.close();
  const [chunk] = output;
  // What is imported late, and is in the bundle all the same, goes by the name of the bundle.
  const imports = [...chunk.imports, ...chunk.dynamicImports].filter((file) => file !== chunk.fileName);
  return { code: chunk.code, imports };
}

function bundlerUrl(): string {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const vite = createRequire(vitest).resolve('vite');
  return pathToFileURL(createRequire(vite).resolve('rolldown')).href;
}

/** Runs a program that can name the layer, and gives what it says. Neither eval nor anything of the host is there. */
function run(layer: string, program: string): unknown {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  runInContext(bundles.get(layer)?.code ?? '', context);
  return JSON.parse(String(runInContext(`JSON.stringify((() => { ${program} })())`, context)));
}

const dump = '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n';

describe('in a browser', () => {
  test.each(['netfilter', 'explain', 'ask', 'policy'])('%s is whole: it imports nothing', (layer) => {
    expect(bundles.get(layer)?.imports).toEqual([]);
  });

  test('the context is as bare as it is said to be', () => {
    expect(
      run('netfilter', `return [typeof process, typeof require, typeof Buffer, typeof setTimeout, typeof URL]`),
    ).toEqual(Array.from({ length: 5 }, () => 'undefined'));
  });

  test('netfilter reads a dump and a listing, and prints', () => {
    const listing = 'Chain INPUT (policy ACCEPT)\nACCEPT tcp -- anywhere anywhere tcp dpt:ssh';
    expect(
      run(
        'netfilter',
        `const { ruleset } = layer.parseSave(${JSON.stringify(dump)}, 'ipv4');
         const { table } = layer.listedTable(layer.readListing(${JSON.stringify(listing)}.split('\\n')), {
           table: 'filter', family: 'ipv4', hosts: new Map(), assumeNoInterfaces: true,
         });
         return [layer.printSave(ruleset), layer.printRule('INPUT', table.chains.get('INPUT').rules[0])];`,
      ),
    ).toEqual([dump, '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT']);
  });

  test('explain reads a host, judges a packet and says what it found in both languages', () => {
    expect(
      run(
        'explain',
        `const host = layer.readHost([{ text: ${JSON.stringify(`# Warning: iptables-legacy tables present\n${dump}`)} }]);
         const packet = (destinationPort) => ({
           family: 'ipv4', path: 'localIn', in: 'eth0', source: '10.1.2.3', destination: '192.0.2.1',
           protocol: 6, sourcePort: 40000, destinationPort,
         });
         const judge = (port) => {
           const { verdict, decidedBy } = layer.evaluate(host.rulesets[0].ruleset, layer.indexSets(host.sets), packet(port));
           return [verdict, decidedBy];
         };
         return [judge(22), judge(80), ['en', 'zh-CN'].map((language) => layer.sayFinding(host.findings[0], language))];`,
      ),
    ).toEqual([
      ['accept', { table: 'filter', chain: 'INPUT', rule: 1 }],
      ['drop', { table: 'filter', chain: 'INPUT', rule: 0 }],
      [
        'Line 1 says that there are rules of iptables-legacy that this text does not show: give the output of iptables-legacy-save as well',
        '第 1 行说明还有 iptables-legacy 的规则没有在此显示：请同时给出 iptables-legacy-save 的输出',
      ],
    ]);
  });
});
