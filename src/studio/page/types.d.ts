// SPDX-License-Identifier: BSL-1.0
// For the check of the modules' types, and not part of the page: what the API
// answers first.

type Child = Node | string | number | null | undefined | false;
type Children = Child | Children[];
type Terms = [string, Children][];
type Props = Record<string, any>;
type Tag<T extends string> = T extends `${infer Name}.${string}` ? Name : T;
type Made<T extends string, Map, Other> = Tag<T> extends keyof Map ? Map[Tag<T>] : Other;
type Make<Map, Other> = {
  <T extends string>(tag: T, props: Record<string, any> & { nodeType?: never; length?: never }, ...children: Children[]): Made<T, Map, Other>;
  <T extends string>(tag: T, ...children: Children[]): Made<T, Map, Other>;
};
type Route = { view: string; rest: string[]; query: URLSearchParams };
type View = { element: HTMLElement; shown?: () => void; update?: (route: Route) => boolean; leave?: () => void };

interface Fault {
  code: string;
  message: string;
  hint?: string | null;
  offset?: number | null;
  notes?: string[];
  edit?: number;
  column?: string | null;
}

interface SetCounts {
  required: boolean;
  name: string;
  history_table: string;
  applied: number;
  pending: number;
  edited: number;
  missing: number;
  newer: number;
  interrupted: number;
}
interface Overview {
  database: string;
  dialect: 'sqlite' | 'postgresql';
  server: string;
  name: string;
  confirm: string | null;
  user: string | null;
  superuser: boolean;
  write: boolean;
  protected: string | null;
  local: boolean;
  lock: string | null;
  sets: SetCounts[];
  drift: 'none' | 'differs' | 'unknown';
  drift_reason: string | null;
  views?: Record<string, boolean>;
}

interface Applied {
  batch: number;
  at: string;
  by: string;
  duration_us: number;
  baseline_reason: string | null;
}
interface MigrationState {
  set: string;
  version: string;
  name: string;
  kind: string;
  state: string;
  file: string | null;
  language: string;
  reversible: boolean;
  applied: Applied | null;
}
interface Status {
  initialised: boolean;
  up_to_date: boolean;
  running: string | null;
  protected: string | null;
  totals: Record<string, number>;
  migrations: MigrationState[];
  seeds: MigrationState[];
}
interface Migration extends MigrationState {
  up: string | null;
  down: string | null;
  findings: { rule: string | null; level: string; line: number | null; column: number | null; message: string; hint: string | null }[];
}
interface Change {
  change: string;
  object: string;
}
interface Run {
  set: string;
  action: string;
  state: string;
  began_at: string;
  steps: string[];
  steps_done: number;
  error: string | null;
  reason: string | null;
  by: string;
  host: string;
}
interface PlanTable {
  schema: string | null;
  name: string;
  lock: string | null;
  blocks: string | null;
  reads_all: boolean;
  rewrites: boolean;
  loses: boolean;
  rows: number | null;
}
interface PlanStep {
  set: string;
  kind: string;
  version: string;
  name: string;
  file: string | null;
  transactional: boolean;
  reversible: boolean;
  not_undone: string[];
  statements: { line: number; text: string; losses: string[]; tables: PlanTable[] }[];
}
interface Plan {
  hash: string;
  direction: string;
  steps: PlanStep[];
  totals: { migrations: number; statements: number; rewrites: number; reads_all: number; blocking: number; losses: number; irreversible: number };
}
interface Drift {
  ok: boolean;
  error?: Fault;
  objects: { drift: string; object: string; aspects: { aspect: string; expected: string; found: string }[] }[];
  revert: string;
  adopt: string;
  unplanned: string;
  expected_of_server?: string;
  declared?: { change: string }[] | null;
}

interface TableColumn {
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  generated: string | boolean | null;
  key: boolean;
  foreign: boolean;
  comment: string | null;
}
interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Table extends Area {
  id: string;
  schema: string | null;
  name: string;
  kind: string;
  comment: string | null;
  columns: TableColumn[];
  rows: number[];
  indexes: { name: string; definition: string; unique: boolean }[];
  constraints: { name: string; kind: string; definition: string }[];
  triggers: { name: string; definition: string }[];
  touched_by?: { set: string; version: string | null; name: string }[] | null;
  others?: { name: string; kind: string; definition: string }[];
  definition?: string | null;
  partitions?: string[];
  change?: string | null;
}
interface Edge {
  name: string;
  from: string;
  from_columns: string[];
  to: string;
  to_columns: string[];
  points: [number, number][];
}
interface Group extends Area {
  name: string;
}
interface Schema {
  tables: Table[];
  edges: Edge[];
  width: number;
  height: number;
  groups: Group[];
}

// Which of the schema is asked for.
interface Part {
  at?: { set: string; version: string };
  touched?: boolean;
  focus?: string;
  distance?: number;
  columns?: string;
}

type Cell = null | string | { head: string; length: number; binary: boolean };
interface RowColumn {
  name: string;
  type: string;
  nullable: boolean;
  binary: boolean;
  key: boolean;
  default: string | null;
  generated: string | boolean | null;
  locked: string | null;
}
// Comes back as it was given.
type Key = (string | null | Record<string, string>)[];
interface Row {
  key: Key | null;
  version: string | null;
  cells: Cell[];
  settled?: Promise<void>;
}
interface Filter {
  column: string;
  operator: string;
  value?: string;
}
interface Rows {
  columns: RowColumn[];
  key: { kind: string; columns: string[] };
  rows: Row[];
  next: unknown;
  notice: string | null;
  sql: string;
  took_us: number;
}
type Value = { value: string } | { null: true } | { default: true };
interface Conflict {
  edit: number;
  before: any;
  mine: any;
  theirs: any;
  version: string | null;
}
interface RunResult {
  columns: { name: string; type: string }[];
  rows: Cell[][];
  affected: number | null;
  command: string;
  more: boolean;
}
interface Ran {
  results: RunResult[];
  notices: string[];
  committed: boolean;
  took_us: number;
  sql: string;
}

// Of the page itself.

interface GridColumn {
  name: string;
  type: string;
  numeric?: boolean;
  mark?: Child;
  sorted?: 'ascending' | 'descending' | null;
}
type At<T = void> = (row: number, column: number) => T;
interface GridParts {
  label: string;
  columns: GridColumn[];
  count: () => number;
  total?: () => number;
  text: At<string>;
  whole?: At<Promise<string>>;
  paint: (cell: HTMLElement, row: number, column: number) => void;
  head?: (row: number) => { text: Child; class?: string; title?: string };
  more?: () => void;
  sort?: (column: number, add: boolean) => void;
  key?: (event: KeyboardEvent, row: number, column: number) => boolean | void;
  moved?: At;
  open?: At;
  edit?: At;
}
interface Staged {
  id: string;
  kind: 'update' | 'insert' | 'delete';
  table: string;
  row?: Row;
  values: Record<string, Value>;
  before: Record<string, Cell>;
  fault?: Fault;
}
interface Shown {
  table: string;
  row: Row;
  column: RowColumn;
  cell: Cell;
  draft: string;
  state: string;
  links: Link[];
  edit?: (value: Value) => void;
  close: () => void;
}
interface Link {
  text: string;
  href: string;
}
interface Place {
  title: string;
  kind: string;
  note?: string;
  href: string;
}
interface Offer {
  text: string;
  kind: string;
}
