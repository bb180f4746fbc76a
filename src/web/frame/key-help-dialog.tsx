import type { PageKey } from '../words/page-words.ts';
import type { Bindings } from '../keyboard/keys.tsx';
import { useSay } from '../language/language.tsx';
import { Dialog } from '../parts/dialog.tsx';
import classes from './key-help.module.css';

export default function KeyHelpDialog({
  bindings,
  onClose,
}: {
  readonly bindings: Bindings;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const all = Object.entries(bindings).map(([keys, { label }]) => ({ keys, label }));
  const isGo = ({ keys }: { readonly keys: string }) => keys.startsWith('g ');
  const isEverywhere = ({ keys }: { readonly keys: string }) => keys === '/' || keys === '?';
  const here = all.filter((one) => !isGo(one) && !isEverywhere(one));
  const fixed: readonly Shown[] = [{ keys: 'Esc', label: 'web.keyEscape' }];
  return (
    <Dialog title={say('web.keys')} isOpen onClose={onClose}>
      <p className={classes['about']}>{say('web.keysAbout')}</p>
      <div className={classes['lists']}>
        <KeyList title="web.keysEverywhere" keys={[...all.filter(isEverywhere), ...fixed, ...all.filter(isGo)]} />
        {here.length > 0 && <KeyList title="web.keysHere" keys={[...here, { keys: 'Enter', label: 'web.keyOpen' }]} />}
      </div>
    </Dialog>
  );
}

interface Shown {
  readonly keys: string;
  readonly label: PageKey;
}

function KeyList({ title, keys }: { readonly title: PageKey; readonly keys: readonly Shown[] }) {
  const say = useSay();
  return (
    <section>
      <h3 className={classes['title']}>{say(title)}</h3>
      <dl className={classes['list']}>
        {keys.map(({ keys, label }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key} className={classes['key']}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{say(label)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
