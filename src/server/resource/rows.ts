import type { ColumnName, Reader, ResourceTable, Row, Scalar, TableName } from '../../store/index.ts';
import { maxPage } from '../../store/index.ts';

/** Ids of one statement. */
const idsPerStatement = 500;

/** Rows by id, in the order of the ids; ids without a row are left out. */
export async function rowsById<T extends ResourceTable>(
  tx: Reader,
  table: T,
  ids: readonly string[],
): Promise<readonly Row<T>[]> {
  const found = new Map<string, Row<ResourceTable>>();
  for (const row of await rowsWhere<ResourceTable>(tx, table, 'id', ids)) found.set(row.id, row);
  return ids.flatMap((id) => found.get(id) ?? []) as readonly Row<ResourceTable>[] as readonly Row<T>[];
}

/**
 * All rows whose column has one of the values, without an order. A value has at most a few rows here (the addresses
 * of a port, the rules of a group), so that a statement's worth of values stays far below a page for most clouds; a
 * fuller one is read in more pages.
 */
export async function rowsWhere<T extends TableName>(
  tx: Reader,
  table: T,
  column: ColumnName<T>,
  values: readonly string[],
): Promise<readonly Row<T>[]> {
  const out: Row<T>[] = [];
  const unique = [...new Set(values)];
  for (let start = 0; start < unique.length; start += idsPerStatement) {
    out.push(...(await few(tx, table, column, unique.slice(start, start + idsPerStatement))));
  }
  return out;
}

async function few<T extends TableName>(
  tx: Reader,
  table: T,
  column: ColumnName<T>,
  values: readonly string[],
): Promise<readonly Row<T>[]> {
  const rows = await tx.list(table, { where: [{ column, in: values }] });
  if (rows.length < maxPage) return rows;
  // A full page may have been cut short. Halves of the values, then, down to one value, which is read by pages.
  if (values.length === 1) return everyRow(tx, table, column, values);
  const middle = Math.ceil(values.length / 2);
  return [
    ...(await few(tx, table, column, values.slice(0, middle))),
    ...(await few(tx, table, column, values.slice(middle))),
  ];
}

/** Columns that tell the rows of a table apart, for reading it page by page. */
const orders: { readonly [T in TableName]: readonly ColumnName<T>[] } = {
  networks: ['id'],
  subnets: ['id'],
  ports: ['id'],
  ip_allocations: ['subnet_id', 'number'],
  allocation_cursors: ['subnet_id'],
  port_security_groups: ['port_id', 'security_group_id'],
  security_groups: ['id'],
  default_security_groups: ['project_id'],
  security_group_rules: ['id'],
  default_security_group_rules: ['id'],
  address_groups: ['id'],
  agents: ['id'],
  port_bindings: ['port_id', 'host'],
  rbac_policies: ['id'],
  tags: ['resource_id', 'table_name', 'tag'],
  quotas: ['project_id', 'resource'],
  resource_usage: ['project_id', 'table_name'],
  plans: ['id'],
  assertions: ['project_id', 'position'],
  audit: ['revision', 'request_id'],
  host_steps: ['host', 'to_revision'],
  dumps: ['host', 'name'],
  settings: ['name'],
  identity_domains: ['id'],
  identity_projects: ['id'],
  identity_users: ['id'],
  identity_roles: ['id'],
  identity_assignments: ['user_id', 'target', 'target_id', 'role_id'],
  identity_regions: ['id'],
  identity_services: ['id'],
  identity_endpoints: ['id'],
  identity_revocations: ['audit_id'],
};

/** All rows of a table (with one of the values in a column), however many. */
export async function everyRow<T extends TableName>(
  tx: Reader,
  table: T,
  column?: ColumnName<T>,
  values: readonly Scalar[] = [],
): Promise<readonly Row<T>[]> {
  const out: Row<T>[] = [];
  const order: readonly ColumnName<T>[] = orders[table];
  const sort = order.map((key) => ({ column: key, direction: 'asc' as const }));
  const where = column === undefined ? [] : [{ column, in: values }];
  for (let after: Row<T> | undefined; ; ) {
    const rows = await tx.list(table, { where, sort, ...(after && { after }) });
    out.push(...rows);
    after = rows.at(-1);
    if (rows.length < maxPage) return out;
  }
}

/** Rows by the value of a column. */
export function groupBy<R, K>(rows: readonly R[], keyOf: (row: R) => K): ReadonlyMap<K, readonly R[]> {
  const out = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = out.get(key);
    if (group) group.push(row);
    else out.set(key, [row]);
  }
  return out;
}
