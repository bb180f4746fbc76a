import { type ExplainedChain, type ExplainedHost, familyWord } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { type ChainOptions, chainText, listed } from './chain-text.ts';

/** Up to so many rules all chains are shown; of a longer host those that belong to the kernel and to ports. */
const mostOfShortHost = 150;
const mostNames = 5;
/** Chains of ports that say different things, of a host that is not short. */
const mostPortChains = 24;

/** All chains of a host, layer by layer and family by family; alike ones once. */
export function chainsText(host: ExplainedHost, call: Context, options: ChainOptions): readonly string[] {
  return host.layers.flatMap(({ shown, backend }, layer) =>
    (['ipv4', 'ipv6'] as const).flatMap((family) => {
      if (!shown.has(family)) return [];
      const own = host.chains.filter((chain) => chain.layer === layer && chain.family === family);
      const params = { family: familyWord(family), backend: backend ?? '' };
      const key = host.layers.length > 1 && backend !== null ? 'hosts.chainsTitleIn' : 'hosts.chainsTitle';
      const text = familyText(host, own, call, options);
      return text.length === 0 ? [] : [call.output.paint.strong(call.say(key, params)), '', ...text];
    }),
  );
}

function familyText(
  host: ExplainedHost,
  own: readonly ExplainedChain[],
  call: Context,
  options: ChainOptions,
): readonly string[] {
  const { say, output } = call;
  const { all } = options;
  const rules = own.reduce((sum, chain) => sum + chain.rules.length, 0);
  const isShort = rules <= mostOfShortHost;
  const silent = own.filter(isSilent);
  const told = own.filter((chain) => !isSilent(chain));
  const alike = new Map<number, ExplainedChain[]>();
  for (const chain of told) {
    const others = alike.get(chain.alike);
    if (others) others.push(chain);
    else alike.set(chain.alike, [chain]);
  }
  const lines: string[] = [];
  const hidden: ExplainedChain[] = [];
  let ports = 0;
  for (const chain of told) {
    const [first, ...others] = alike.get(chain.alike) ?? [];
    if (!all && first !== chain) continue;
    if (chain.meaning.devices.length > 0) ports += 1;
    const isLeftOut = chain.meaning.role === 'foreign' || (chain.meaning.devices.length > 0 && ports > mostPortChains);
    if (!all && !isShort && isLeftOut) {
      hidden.push(chain, ...others);
      continue;
    }
    lines.push(...chainText(host, chain, all ? [] : others.map((other) => other.chain), call, options), '');
  }
  if (silent.length > 0) {
    const names = listed(
      silent.map(({ table, chain }) => `${table} ${chain}`),
      say,
    );
    lines.push(`  ${output.paint.muted(say('hosts.emptyBuiltIn', { chains: names }))}`, '');
  }
  if (hidden.length > 0) lines.push(`  ${output.paint.muted(hiddenWords(hidden, say))}`, '');
  return lines;
}

/** A built-in chain that does nothing. */
function isSilent({ meaning, policy, rules }: ExplainedChain): boolean {
  return meaning.role === 'builtIn' && policy === 'ACCEPT' && rules.length === 0;
}

function hiddenWords(chains: readonly ExplainedChain[], say: Context['say']): string {
  const rules = chains.reduce((sum, chain) => sum + chain.rules.length, 0);
  // The longest say most of what is hidden.
  const sorted = [...chains].sort((a, b) => b.rules.length - a.rules.length);
  const names = sorted.slice(0, mostNames).map(({ chain }) => clean(chain));
  return say('hosts.moreChains', {
    chains: say('hosts.chains', { count: chains.length }),
    rules: say('hosts.rules', { count: rules }),
    names: listed([...names, ...(chains.length > mostNames ? ['…'] : [])], say),
  });
}
