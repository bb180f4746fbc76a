import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlannedChange } from '../../../wire/index.ts';
import type { PageKey } from '../../words/page-words.ts';
import { addressGroups } from '../../api/address-groups.ts';
import { useApi } from '../../api/api-context.ts';
import { changeOf } from '../../api/plans.ts';
import { type NewRule, type Rule, type SecurityGroup, groupNames } from '../../api/security-groups.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { FieldFailure } from '../../parts/field-failure.tsx';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';
import { refusedField } from '../../rules/refused-field.ts';
import {
  type RemoteKind,
  type RuleDraft,
  type RuleField,
  type Template,
  draftOf,
  emptyDraft,
  familyOf,
  readDraft,
  templates,
} from '../../rules/rule-form.ts';
import type { RemoteNames } from '../../rules/rule-sentences.tsx';
import { RuleEffect } from './rule-effect.tsx';
import classes from './rule-form.module.css';

const remoteKinds: readonly (readonly [RemoteKind, PageKey])[] = [
  ['group', 'web.remoteGroup'],
  ['prefix', 'web.remoteCidr'],
  ['addressGroup', 'web.remoteAddressGroup'],
  ['mine', 'web.remoteMine'],
  ['any', 'web.remoteAny'],
];

/** A new rule, or another one in place of one: what is meant on the left, what it would do on the right. */
export function RuleForm({
  group,
  from,
  isEdit,
  names,
  onClose,
}: {
  readonly group: SecurityGroup;
  /** Begins as this one. */
  readonly from: Rule | undefined;
  /** It takes the place of `from`. */
  readonly isEdit: boolean;
  readonly names: RemoteNames;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const { address } = useSession();
  const { data: groups = [] } = useQuery(groupNames(api));
  const { data: ranges = [] } = useQuery(addressGroups(api));
  const [draft, setDraft] = useState<RuleDraft>(() => (from === undefined ? emptyDraft : draftOf(from)));
  const [isChecked, setChecked] = useState(false);
  const mine = isLoopback(address) ? null : address;
  const read = readDraft(draft, group.id, mine);
  const [error, setError] = useState<unknown>(null);
  const change = (more: Partial<RuleDraft>) => {
    setDraft((before) => ({ ...before, ...more }));
    setError(null);
  };
  const refused = refusedField(error, draft);
  const errorOf = (field: RuleField) => {
    const [key, params] = (isChecked && 'errors' in read && read.errors[field]) || [];
    if (key !== undefined) return { error: say(key, params) };
    return refused === field ? { error: <FieldFailure error={error} /> } : {};
  };
  const replaced = isEdit ? from : undefined;
  const { shape } = templates[draft.template];
  const family = familyOf(draft, mine);
  return (
    <PlannedDialog
      title={say(replaced === undefined ? 'web.addRuleTo' : 'web.editRuleOf', { group: group.name })}
      onClose={onClose}
      size="wide"
      submit={say(replaced === undefined ? 'web.addRule' : 'web.save')}
      changes={'rule' in read ? changesOf(read.rule, replaced) : undefined}
      onTry={() => setChecked(true)}
      isOfField={(refusal) => refusedField(refusal, draft) !== undefined}
      onRefused={setError}
      done={say(replaced === undefined ? 'web.ruleAdded' : 'web.ruleSaved')}
      around={(effect) => (
        <RuleEffect group={group} rule={'rule' in read ? read.rule : undefined} names={names} effect={effect} />
      )}
    >
      <div className={classes['pair']}>
        <Select
          label={say('web.template')}
          data={(Object.keys(templates) as Template[]).map((key) => ({ value: key, label: templateName(say, key) }))}
          value={draft.template}
          onChange={(value) => value !== null && change({ template: value as Template })}
          allowDeselect={false}
          maxDropdownHeight={320}
          data-autofocus
        />
        <Choice label={say('web.direction')}>
          <SegmentedControl
            fullWidth
            aria-label={say('web.direction')}
            value={draft.direction}
            onChange={(direction) => change({ direction: direction as RuleDraft['direction'] })}
            data={[
              { value: 'ingress', label: say('web.ingress') },
              { value: 'egress', label: say('web.egress') },
            ]}
          />
        </Choice>
      </div>
      {shape === 'protocol' && (
        <TextInput
          label={say('web.otherProtocol')}
          description={say('web.otherProtocolAbout')}
          value={draft.protocol}
          onChange={(event) => change({ protocol: event.currentTarget.value })}
          spellCheck={false}
          {...errorOf('protocol')}
        />
      )}
      {(shape === 'ports' || shape === 'protocol') && (
        <TextInput
          label={say('web.port')}
          description={say('web.portAbout')}
          value={draft.ports}
          onChange={(event) => change({ ports: event.currentTarget.value })}
          inputMode="numeric"
          autoComplete="off"
          {...errorOf('ports')}
        />
      )}
      {shape === 'icmp' && (
        <div className={classes['pair']}>
          <TextInput
            label={say('web.icmpType')}
            description={say('web.icmpTypeAbout')}
            value={draft.icmpType}
            onChange={(event) => change({ icmpType: event.currentTarget.value })}
            inputMode="numeric"
            {...errorOf('icmpType')}
          />
          <TextInput
            label={say('web.icmpCode')}
            description={'\u00a0'}
            value={draft.icmpCode}
            onChange={(event) => change({ icmpCode: event.currentTarget.value })}
            inputMode="numeric"
            {...errorOf('icmpCode')}
          />
        </div>
      )}
      <Choice label={say('web.remote')}>
        <SegmentedControl
          fullWidth
          className={classes['remotes'] ?? ''}
          aria-label={say('web.remote')}
          value={draft.remoteKind}
          onChange={(kind) => change({ remoteKind: kind as RemoteKind })}
          data={remoteKinds.map(([value, key]) => ({ value, label: say(key) }))}
        />
      </Choice>
      {draft.remoteKind === 'group' && (
        <Select
          aria-label={say('web.remoteGroup')}
          placeholder={say('web.remoteGroup')}
          data={groups.map(({ id, name }) => ({ value: id, label: name || id.slice(0, 8) }))}
          value={draft.group || null}
          onChange={(value) => change({ group: value ?? '' })}
          searchable
          nothingFoundMessage={say('web.none')}
          {...errorOf('group')}
        />
      )}
      {draft.remoteKind === 'prefix' && (
        <TextInput
          aria-label={say('web.remoteCidr')}
          placeholder="10.0.0.0/24"
          value={draft.prefix}
          onChange={(event) => change({ prefix: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
          {...errorOf('prefix')}
        />
      )}
      {draft.remoteKind === 'addressGroup' && (
        <Select
          aria-label={say('web.remoteAddressGroup')}
          placeholder={ranges.length === 0 ? say('web.noAddressGroups') : say('web.remoteAddressGroup')}
          data={ranges.map(({ id, name }) => ({ value: id, label: name || id.slice(0, 8) }))}
          value={draft.addressGroup || null}
          onChange={(value) => change({ addressGroup: value ?? '' })}
          searchable
          disabled={ranges.length === 0}
          {...errorOf('addressGroup')}
        />
      )}
      {draft.remoteKind === 'mine' && (
        <p className={classes['about']} data-bad={mine === null || undefined}>
          {address === null
            ? say('web.remoteMineUnknown')
            : say(mine === null ? 'web.remoteMineLoopback' : 'web.remoteMineAbout', { address })}
        </p>
      )}
      {draft.remoteKind === 'any' && (
        <p className={classes['about']}>{say('web.remoteAnyAbout', { ethertype: draft.ethertype })}</p>
      )}
      <div className={classes['pair']}>
        <Choice label={say('web.etherType')}>
          <SegmentedControl
            fullWidth
            aria-label={say('web.etherType')}
            value={family ?? draft.ethertype}
            disabled={family !== undefined}
            onChange={(ethertype) => change({ ethertype: ethertype as RuleDraft['ethertype'] })}
            data={['IPv4', 'IPv6']}
          />
        </Choice>
        <TextInput
          label={say('web.description')}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      </div>
    </PlannedDialog>
  );
}

/** A group of buttons with a name above, as fields have. */
function Choice({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className={classes['choice']}>
      <span className={classes['label']}>{label}</span>
      {children}
    </div>
  );
}

function templateName(say: (key: PageKey) => string, template: Template): string {
  const { label } = templates[template];
  return label.startsWith('web.') ? say(label as PageKey) : label;
}

/** Rules are not changed: another one takes the place of one, at once. */
function changesOf(rule: NewRule, replaced: Rule | undefined): readonly PlannedChange[] {
  return [...(replaced === undefined ? [] : [changeOf.deleteRule(replaced.id)]), changeOf.addRule(rule)];
}

/** Where the server sees a browser that is on the same machine: no instance would. */
function isLoopback(address: string | null): boolean {
  return address !== null && (address.startsWith('127.') || address === '::1');
}
