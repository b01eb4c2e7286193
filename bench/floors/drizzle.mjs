// SPDX-License-Identifier: BSL-1.0
//
// Drizzle has no command that applies migrations without its own project.
//
//   drizzle.mjs sqlite|postgresql <database> <migrations> <node_modules>
import { createRequire } from 'node:module';

const [dialect, database, migrationsFolder, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);

async function connected() {
  if (dialect === 'sqlite') {
    const { createClient } = require('@libsql/client');
    const client = createClient({ url: database.replace('sqlite:', 'file:') });
    return [client, () => client.close(), 'libsql'];
  }
  const { Client } = require('pg');
  const client = new Client({ connectionString: database });
  await client.connect();
  return [client, () => client.end(), 'node-postgres'];
}

const [client, close, driver] = await connected();
const { drizzle } = require(`drizzle-orm/${driver}`);
const { migrate } = require(`drizzle-orm/${driver}/migrator`);
await migrate(drizzle(client), { migrationsFolder });
await close();
