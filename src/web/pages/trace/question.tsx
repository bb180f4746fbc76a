import { Autocomplete, Button, Select } from '@mantine/core';
import { IconArrowsExchange, IconRoute2 } from '@tabler/icons-react';
import { type ComponentType, type FormEvent, type Ref, useState } from 'react';
import classes from './question.module.css';
import type { TraceSearch } from './route.ts';
import { serviceTemplates } from './service-templates.ts';
import { useTraceWords } from './words.ts';

const packets = ['first', 'reply', 'conversation'] as const;
const packetWords = {
  first: 'trace.packetFirst',
  reply: 'trace.packetReply',
  conversation: 'trace.packetConversation',
} as const;

/** What a field for one end is given. */
export interface EndProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** The question, as one line: who, whom, by what. It is asked when it is sent, and then stands in the address. */
export function Question({
  asked,
  onAsk,
  first,
  End,
}: {
  readonly asked: TraceSearch;
  readonly onAsk: (search: TraceSearch) => void;
  readonly first?: Ref<HTMLInputElement>;
  /** The field for an end, which knows what there is. */
  readonly End: ComponentType<EndProps>;
}) {
  const words = useTraceWords();
  const [from, setFrom] = useState(asked.from ?? '');
  const [to, setTo] = useState(asked.to ?? '');
  const [service, setService] = useState(asked.service ?? 'tcp/22');
  const [packet, setPacket] = useState<(typeof packets)[number]>(asked.packet ?? 'first');
  const isReady = from.trim() !== '' && to.trim() !== '' && service.trim() !== '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    onAsk({
      from: from.trim(),
      to: to.trim(),
      service: service.trim(),
      ...(packet !== 'first' && { packet }),
      ...(asked.all && { all: asked.all }),
    });
  };
  return (
    <form className={classes['question']} onSubmit={send} noValidate>
      <End
        label={words('trace.from')}
        value={from}
        onChange={setFrom}
        name="from"
        {...(first && { inputRef: first })}
      />
      <button
        type="button"
        className={classes['swap']}
        aria-label={words('trace.swap')}
        title={words('trace.swap')}
        onClick={() => {
          setFrom(to);
          setTo(from);
        }}
      >
        <IconArrowsExchange size={18} stroke={1.8} aria-hidden />
      </button>
      <End label={words('trace.to')} value={to} onChange={setTo} name="to" />
      <Autocomplete
        className={classes['service'] ?? ''}
        label={words('trace.service')}
        placeholder={words('trace.servicePlaceholder')}
        name="service"
        data={serviceTemplates.map(({ text }) => text)}
        renderOption={({ option }) => (
          <span className={classes['template']}>
            <code>{option.value}</code>
            <span>{serviceTemplates.find(({ text }) => text === option.value)?.name}</span>
          </span>
        )}
        // All of them are offered, whatever is there already: there are few.
        filter={({ options, search }) =>
          serviceTemplates.some(({ text }) => text === search.trim())
            ? options
            : options.filter((option) => 'value' in option && matches(option.value, search))
        }
        value={service}
        onChange={setService}
        spellCheck={false}
        autoComplete="off"
        maxDropdownHeight={320}
      />
      <Select
        className={classes['packet'] ?? ''}
        label={words('trace.packet')}
        data={packets.map((value) => ({ value, label: words(packetWords[value]) }))}
        value={packet}
        onChange={(value) => setPacket(packets.find((one) => one === value) ?? 'first')}
        allowDeselect={false}
      />
      <Button type="submit" disabled={!isReady} leftSection={<IconRoute2 size={16} aria-hidden />}>
        {words('trace.go')}
      </Button>
    </form>
  );
}

function matches(text: string, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  const name = serviceTemplates.find((one) => one.text === text)?.name ?? '';
  return text.includes(wanted) || name.toLowerCase().includes(wanted);
}
