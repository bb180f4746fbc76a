import { useState } from 'react';
import type { DumpAnswer, DumpChain } from '../../asking/dump-answer.ts';
import { FilterBox } from '../../parts/filter-box.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { ChainName, RuleWords } from '../trace/chain-name.tsx';
import classes from './chains-tab.module.css';
import { type PasteWords, usePasteWords } from './words.ts';

/** Every chain in words, in the order in which packets meet them; those that say the same once. */
export function ChainsTab({ answer: { chains, silent } }: { readonly answer: DumpAnswer }) {
  const words = usePasteWords();
  const [filter, setFilter] = useState('');
  const wanted = filter.toLowerCase();
  const shown = chains.filter((chain) => wanted === '' || textOf(chain).includes(wanted));
  return (
    <>
      <Toolbar>
        <FilterBox value={filter} onChange={setFilter} />
      </Toolbar>
      <div className={classes['chains']}>
        {shown.map((chain) => (
          <Chain key={`${chain.family} ${chain.table} ${chain.chain}`} chain={chain} />
        ))}
      </div>
      {silent.length > 0 && wanted === '' && (
        <p className={classes['silent']}>{words('paste.silent', { chains: silent.join(', ') })}</p>
      )}
    </>
  );
}

function textOf({ family, table, chain, words, rules, alike }: DumpChain): string {
  const texts = rules.flatMap(({ text, condition, target, note }) => [text, condition, target, note ?? '']);
  return [family, table, chain, words, ...alike, ...texts].join('\n').toLowerCase();
}

function Chain({ chain }: { readonly chain: DumpChain }) {
  const words = usePasteWords();
  const { table, family, rules, hidden, alike, isInferred } = chain;
  return (
    <section className={classes['chain']} aria-label={`${family} ${table} ${chain.chain}`}>
      <header className={classes['head']}>
        <h3 className={classes['name']}>
          <span className={classes['family']}>
            {family} {table}
          </span>{' '}
          <ChainName chain={chain.chain} />
        </h3>
        <p className={classes['words']} title={isInferred ? words('paste.inferred') : undefined}>
          {isInferred && chain.words !== '' ? `~ ${chain.words}` : chain.words}
        </p>
        <p className={classes['from']}>{whereFrom(chain, words)}</p>
      </header>
      {rules.length === 0 ? (
        <p className={classes['empty']}>{words('paste.emptyChain')}</p>
      ) : (
        <table className={classes['rules']} aria-label={words('paste.rules', { chain: chain.chain })}>
          <thead>
            <tr>
              <th scope="col">{words('paste.columnRule')}</th>
              <th scope="col">{words('paste.columnFor')}</th>
              <th scope="col">{words('paste.columnThen')}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ number, condition, target, note, isInferred: isGuess, isDropping, text }) => (
              <tr key={number} title={text} data-drops={isDropping || undefined}>
                <td>{number}</td>
                <td>
                  <RuleWords text={condition} />
                  {note !== null && <span className={classes['note']}>{isGuess ? `~ ${note}` : note}</span>}
                </td>
                <td>
                  <RuleWords text={target} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hidden > 0 && <p className={classes['more']}>{words('paste.hidden', { count: hidden })}</p>}
      {alike.length > 0 && (
        <p className={classes['more']}>{words('paste.alike', { count: alike.length, names: someOf(alike) })}</p>
      )}
    </section>
  );
}

const mostNames = 6;

function someOf(names: readonly string[]): string {
  return [...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])].join(', ');
}

const mostFrom = 4;

function whereFrom({ policy, comesFrom }: DumpChain, words: PasteWords): string {
  if (policy !== null) return words('paste.policyIs', { policy });
  if (comesFrom.length === 0) return words('paste.comesFromNowhere');
  const some = [...comesFrom.slice(0, mostFrom), ...(comesFrom.length > mostFrom ? ['…'] : [])];
  return words('paste.comesFrom', { rules: some.join(', ') });
}
