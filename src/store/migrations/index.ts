import type { Migration } from 'kysely';
import * as first from './0001-first.ts';
import * as api from './0002-api.ts';
import * as identity from './0003-identity.ts';
import * as defaultRules from './0004-default-rules.ts';
import * as relay from './0005-relay.ts';
import * as audit from './0006-audit.ts';
import * as plans from './0007-plans.ts';

/** All migrations by name, in the order of their names. A migration that was released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-api': api,
  '0003-identity': identity,
  '0004-default-rules': defaultRules,
  '0005-relay': relay,
  '0006-audit': audit,
  '0007-plans': plans,
};
