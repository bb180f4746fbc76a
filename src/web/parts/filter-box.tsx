import { CloseButton, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSay } from '../language/language.tsx';
import { useDebounced } from './use-debounced.ts';
import classes from './filter-box.module.css';

const waitMs = 200;

/** What a list is narrowed by. It is told once somebody has stopped typing. */
export function FilterBox({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  const say = useSay();
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const settled = useDebounced(text, waitMs);
  // The address may have changed by itself: back, a link, another page.
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  useEffect(() => {
    if (settled === text && settled !== told) {
      setTold(settled);
      onChange(settled);
    }
  }, [settled, text, told, onChange]);
  return (
    <TextInput
      className={classes['filter'] ?? ''}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      aria-label={say('web.filter')}
      placeholder={say('web.filterPlaceholder')}
      leftSection={<IconFilter size={16} aria-hidden />}
      rightSection={
        text === '' ? null : (
          <CloseButton
            size="sm"
            aria-label={say('web.clearFilter')}
            onClick={() => {
              setText('');
              setTold('');
              onChange('');
            }}
          />
        )
      }
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
