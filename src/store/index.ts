export type { Scalar } from './columns.ts';
export { openEmbeddedStore, openMemoryStore } from './embedded.ts';
export { openPostgresStore } from './postgres.ts';
export {
  type Change,
  type Changes,
  type Condition,
  type ConditionOn,
  type Query,
  type Reader,
  type Relay,
  type SortKey,
  type Store,
  type Writer,
  type Written,
  maxPage,
} from './store.ts';
export {
  type AddressPairRow,
  type AllocationPool,
  type ColumnName,
  type DhcpOption,
  type HostRoute,
  type NewRow,
  type PlannedChangeRow,
  type ResourceTable,
  type Row,
  type TableName,
} from './tables.ts';
