import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { allCollections } from '../../shared/documents/all-collections.ts';
import { type Anomaly, anomalies, anomalySchema } from '../../shared/documents/anomaly.ts';
import { explainAnomaly } from '../../shared/domain/anomaly/explain-anomaly.ts';
import { isDocumentId } from '../../shared/ports/document-rules.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings, type Settings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';
import { serverAddress } from './server-address.ts';

const answerForm = z.object({ evidence: anomalySchema });

/** `npm run explain -- ANOMALY_ID`: why an anomaly or deal ended as it did, and whether it would end so today. */
async function explain(): Promise<void> {
  const [id, ...flags] = process.argv.slice(2);
  if (!id || id.startsWith('--') || !isDocumentId(id))
    throw new ConfigError(
      'npm run explain -- ANOMALY_ID [--data FOLDER] [--port PORT]: needs the id of an anomaly or deal',
    );
  const settings = readSettings(flags, process.env);
  const fromRunning = await fromServer(id, settings);
  const anomaly = fromRunning === 'unknown' ? undefined : (fromRunning ?? (await fromFile(id, settings)));
  if (!anomaly)
    throw new ConfigError(`there is no anomaly ${id} in ${settings.data}, nor at ${serverAddress(settings)}`);
  process.stdout.write(explainAnomaly(anomaly));
}

/** From the running server, which alone may read its data; undefined where none runs. */
async function fromServer(id: string, settings: Settings): Promise<Anomaly | 'unknown' | undefined> {
  const response = await fetch(`${serverAddress(settings)}/anomalies/${id}`).catch(() => undefined);
  if (response?.status === 404 && response.headers.has('x-correlation-id')) return 'unknown';
  if (!response?.ok) return undefined;
  return answerForm.safeParse(await response.json().catch(() => undefined)).data?.evidence;
}

async function fromFile(id: string, { data }: Settings): Promise<Anomaly | undefined> {
  const file = join(data, 'pricehawk.sqlite');
  if (!existsSync(file)) return undefined;
  const database = openDatabase(file, { collections: allCollections });
  try {
    return (await anomalies.get(sqliteDocuments(database, 'catalogue'), id))?.value;
  } finally {
    database.close();
  }
}

endOnError(explain());
