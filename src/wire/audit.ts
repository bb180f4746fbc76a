/** Who changed what, and when each host had it. */
export interface AuditEntryJson {
  readonly revision: number;
  readonly at: string;
  readonly project_id: string;
  readonly actor: string;
  readonly address: string;
  readonly request_id: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly objects: readonly { readonly table: string; readonly id: string; readonly action: string }[];
  /** How many objects; of many, only the first are in `objects`. */
  readonly changed: number;
  readonly plan_id: string | null;
  readonly hosts: readonly { readonly host: string; readonly told_at: string; readonly enforced_at: string | null }[];
}
