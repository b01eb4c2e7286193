// SPDX-License-Identifier: BSL-1.0
// The databases of the tests, changed behind the studio's back by the programs
// that people use for that.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made = 0;

/** @param {string} driver */
export function createDatabase(driver) {
  return new { sqlite: SqliteDatabase, postgresql: PostgresqlDatabase, libsql: LibsqlDatabase }[driver]();
}

class SqliteDatabase {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'godwit-studio-'));
    this.path = join(this.folder, 'shop.db');
    this.url = `sqlite:${this.path}`;
    this.run('PRAGMA journal_mode = WAL;');
  }

  run(sql) {
    return execFileSync('sqlite3', ['-batch', '-bail', '-noheader', this.path], { input: `.timeout 5000\nPRAGMA foreign_keys = ON;\n${sql}`, encoding: 'utf8' }).trim();
  }

  /** Whether a statement reads in it, which keeps what is written meanwhile in the log. */
  isBusy() {
    return this.run('PRAGMA user_version = 1; PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);').includes('\n1|');
  }

  /** In bytes, that a table here may have. */
  largest = 50e6;

  /** Of the value that a query finds: a hash by its name. */
  hashed(query) {
    return ['sha3-256', this.run(`SELECT lower(hex(sha3((${query}), 256)));`)];
  }

  /** Until `comeBack` nobody can open it. */
  goAway() {
    renameSync(this.path, `${this.path}.away`);
    mkdirSync(this.path);
  }

  comeBack() {
    rmdirSync(this.path);
    renameSync(`${this.path}.away`, this.path);
  }

  drop() {
    rmSync(this.folder, { recursive: true });
  }
}

class PostgresqlDatabase {
  constructor() {
    this.server = process.env.GODWIT_TEST_POSTGRESQL;
    this.name = `studio_${process.pid}_${++made}`;
    this.psql('postgres', `CREATE DATABASE ${this.name}`);
    const { host, port, user } = this.parameters();
    this.url = `postgresql://${user}@/${this.name}?host=${encodeURIComponent(host)}${port ? `&port=${port}` : ''}`;
  }

  /** Of "host=… port=… user=…", or of a URL. */
  parameters() {
    const server = this.server;
    if (server.includes('://')) {
      const url = new URL(server.replace(/^postgres(ql)?:/, 'http:').replace('@/', '@x/').replace(':///', '://x/'));
      return { host: url.searchParams.get('host') ?? url.hostname, port: url.searchParams.get('port') ?? url.port, user: url.username || 'godwit' };
    }
    return Object.fromEntries(Array.from(server.matchAll(/(\w+)=('[^']*'|\S+)/g), ([, name, value]) => [name, value.replace(/'/g, '')]));
  }

  psql(database, sql) {
    const { host, port, user } = this.parameters();
    return execFileSync('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1', `--host=${host}`, ...(port ? [`--port=${port}`] : []), `--username=${user}`, database], { input: sql, encoding: 'utf8' }).trim();
  }

  run(sql) {
    return this.psql(this.name, sql);
  }

  isBusy() {
    return this.run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle';") !== '0';
  }

  largest = 50e6;

  hashed(query) {
    return ['sha256', this.run(`SELECT encode(sha256((${query})), 'hex');`)];
  }

  goAway() {
    this.psql('postgres', `ALTER DATABASE ${this.name} RENAME TO ${this.name}_away`);
  }

  comeBack() {
    this.psql('postgres', `ALTER DATABASE ${this.name}_away RENAME TO ${this.name}`);
  }

  drop() {
    this.psql('postgres', `DROP DATABASE ${this.name} WITH (FORCE)`);
  }
}

/** A namespace of a server. */
class LibsqlDatabase {
  constructor() {
    [this.port, this.making] = readFileSync(join(process.env.GODWIT_TEST_LIBSQL, 'ports'), 'utf8').split(/\s/);
    this.name = `studio-${process.pid}-${++made}`;
    this.url = `http://${this.name}.localhost:${this.port}`;
    this.administer('POST', `${this.name}/create`);
  }

  request(method, url, body = {}) {
    return execFileSync('curl', ['--silent', '--show-error', '--fail-with-body', '--request', method, '--header', 'Content-Type: application/json', '--data', '@-', url], { input: JSON.stringify(body), encoding: 'utf8', maxBuffer: 32e6 });
  }

  administer(method, path) {
    this.request(method, `http://127.0.0.1:${this.making}/v1/namespaces/${path}`);
  }

  run(sql) {
    // Rows come of one statement alone.
    const ask = /^\s*SELECT/i.test(sql) ? { type: 'execute', stmt: { sql } } : { type: 'sequence', sql };
    const [{ error, response }] = JSON.parse(this.request('POST', `${this.url}/v2/pipeline`, { requests: [ask, { type: 'close' }] })).results;
    if (error) throw new Error(error.message);
    return (response.result?.rows ?? []).map(row => row.map(({ value, base64 = '' }) => value ?? base64).join('|')).join('\n');
  }

  /** The server is this test's alone. */
  isBusy() {
    return this.request('GET', `http://127.0.0.1:${this.making}/v1/diagnostics`) !== '[]';
  }

  /** The server allows a row of 5 MB. */
  largest = 4e6;

  hashed(query) {
    return ['sha256', createHash('sha256').update(Buffer.from(this.run(query), 'base64')).digest('hex')];
  }

  move(from, to) {
    this.administer('POST', `${from}/fork/${to}`);
    this.administer('DELETE', from);
  }

  goAway() {
    this.move(this.name, `${this.name}-away`);
  }

  comeBack() {
    this.move(`${this.name}-away`, this.name);
  }

  drop() {
    this.administer('DELETE', this.name);
  }
}
