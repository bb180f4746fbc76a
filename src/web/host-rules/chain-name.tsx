import classes from './chain-name.module.css';
import { chainParts } from './reading/chain-name.ts';

/** A chain's name, whole, with the part that all chains of the layout share dimmed. */
export function ChainName({ chain }: { readonly chain: string }) {
  const [prefix, own] = chainParts(chain);
  return (
    <code className={classes['name']}>
      {prefix !== '' && <span className={classes['prefix']}>{prefix}</span>}
      <span className={classes['own']}>{own}</span>
    </code>
  );
}
