import classes from './chain-name.module.css';

/** What all chains of one layout begin with. */
const common = /^(?:neutron-[a-z]+|nova-[a-z]+|portreeve)-(?=.)/;
/** What is no longer than this is never broken: names of sets and chains have hyphens in them. */
const wholeUpTo = 31;

/** A chain, whole: what all of its kind begin with is paler, and never left out, since `FORWARD` is another chain. */
export function ChainName({ chain }: { readonly chain: string }) {
  const [prefix = ''] = common.exec(chain) ?? [];
  const name = chain.slice(prefix.length);
  return (
    <code className={classes['chain']}>
      {prefix !== '' && <span className={classes['prefix']}>{prefix}</span>}
      {prefix !== '' && <wbr />}
      <span className={classes['name']} data-whole={name.length <= wholeUpTo || undefined}>
        {name}
      </span>
    </code>
  );
}

/** Words of iptables, each of them whole. */
export function RuleWords({ text }: { readonly text: string }) {
  return text.split(' ').map((token, index) => (
    // Words of a rule have no other name than their place.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={index}>
      {index > 0 && ' '}
      <span className={classes['token']} data-whole={token.length <= wholeUpTo || undefined}>
        {token}
      </span>
    </span>
  ));
}
