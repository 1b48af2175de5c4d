import type { Precondition } from './firestore-client.ts';

type Timestamp = NonNullable<Precondition['updateTime']>;

/** A document's update time (microseconds) as the port's opaque version, and back. */
export function timeToVersion(time: Timestamp | null | undefined): string {
  return `${time?.seconds ?? 0}.${time?.nanos ?? 0}`;
}

export function versionToTime(version: string): Timestamp {
  const [seconds, nanos] = version.split('.');
  return { seconds: Number(seconds), nanos: Number(nanos) };
}
