import { Button } from '@mantine/core';
import { IconFileText, IconFlask, IconTrash, IconUpload, IconX } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from 'react';
import { useToast } from '../../parts/toasts.tsx';
import classes from './dump-input.module.css';
import { type PastedTexts, noTexts } from './kept-texts.ts';
import { usePasteWords } from './words.ts';

/** More than this is no dump of one host. */
const mostMb = 64;
/** A box of so much text is slow to type in: what is longer stands beside it. */
const mostInBox = 300_000;

/** Where texts come in: pasted, typed, dropped or chosen as files. They are read here, and go nowhere. */
export function DumpInput({
  texts,
  onChange,
  onExample,
}: {
  readonly texts: PastedTexts;
  readonly onChange: (texts: PastedTexts) => void;
  readonly onExample: () => void;
}) {
  const words = usePasteWords();
  const tell = useToast();
  const id = useId();
  const files = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const isEmpty = texts.box === '' && texts.files.length === 0;

  async function take(list: FileList | null): Promise<void> {
    const read: { name: string; text: string }[] = [];
    for (const file of list ?? []) {
      if (file.size > mostMb * 1024 * 1024) tell('failed', words('paste.tooLarge', { name: file.name, most: mostMb }));
      else read.push({ name: file.name, text: await file.text() });
    }
    if (read.length > 0) onChange({ ...texts, files: [...texts.files, ...read] });
  }

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain');
    if (text.length <= mostInBox) return;
    event.preventDefault();
    onChange({ ...texts, files: [...texts.files, { name: words('paste.pasted'), text }] });
  };
  return (
    <section
      className={classes['input']}
      data-over={isOver || undefined}
      aria-label={words('paste.box')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className={classes['label']} htmlFor={id}>
        {words('paste.box')}
      </label>
      <textarea
        id={id}
        className={classes['box']}
        value={texts.box}
        rows={isEmpty ? 8 : 5}
        placeholder={words('paste.boxPlaceholder')}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        wrap="off"
        onPaste={paste}
        onChange={(event) => onChange({ ...texts, box: event.currentTarget.value })}
      />
      {texts.files.length > 0 && (
        <ul className={classes['files']}>
          {texts.files.map(({ name, text }, index) => (
            // Two files can have one name and one content.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <IconFileText size={16} stroke={1.8} aria-hidden />
              <span className={classes['name']}>{name}</span>
              <span className={classes['lines']}>{words('paste.lines', { count: linesOf(text) })}</span>
              <button
                type="button"
                aria-label={words('paste.remove', { name })}
                onClick={() => onChange({ ...texts, files: texts.files.filter((_, at) => at !== index) })}
              >
                <IconX size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={classes['buttons']}>
        <input ref={files} type="file" multiple hidden onChange={(event) => void take(event.currentTarget.files)} />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconUpload size={14} aria-hidden />}
          onClick={() => files.current?.click()}
        >
          {words('paste.addFile')}
        </Button>
        <Button
          variant={isEmpty ? 'light' : 'default'}
          size="xs"
          leftSection={<IconFlask size={14} aria-hidden />}
          onClick={onExample}
        >
          {words('paste.example')}
        </Button>
        {!isEmpty && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => onChange(noTexts)}
          >
            {words('paste.clear')}
          </Button>
        )}
      </div>
      {isOver && <div className={classes['over']}>{words('paste.drop')}</div>}
    </section>
  );
}

function linesOf(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
